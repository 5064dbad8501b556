import { HyperError, show } from '../kit/index.ts'

/** One block of features of responses: surface measures, encoder components. */
export interface FeatureBlock {
  readonly name: string
  readonly columns: number
  /** Row-major (responses x columns). */
  readonly values: Float32Array | Float64Array
}

/** How responses are standardised, fitted on the training responses once and then only applied. A JSON artifact. */
export interface ProbeScaler {
  readonly format: 'hyper/probe-scaler@1'
  readonly blocks: readonly ScaledBlock[]
}

/** One block of a scaler. */
export interface ScaledBlock {
  readonly name: string
  readonly columns: number
  /** Factor of the whole block: sqrt(40 / active columns), at most 1. */
  readonly weight: number
  /** Per column; 0 where the column is constant. */
  readonly mean: readonly number[]
  /** Per column: block weight over standard deviation; 0 where the column is constant. */
  readonly scale: readonly number[]
}

/** A block of more columns than this is scaled down to the weight of so many, so that an encoder does not drown the surface measures. */
export const BLOCK_WEIGHT_COLUMNS = 40

/**
 * Returns the scaler of some blocks: mean and population standard deviation over the training responses, constant columns at zero.
 *
 * @throws RangeError where a block has no rows, a wrong shape, or a value that is not finite
 */
export function fitProbeScaler(options: {
  readonly blocks: readonly FeatureBlock[]
  /** Columns whose weight a block has at most; 40 unless told. */
  readonly weightColumns?: number
}): ProbeScaler {
  const weightColumns = options.weightColumns ?? BLOCK_WEIGHT_COLUMNS
  return {
    format: 'hyper/probe-scaler@1',
    blocks: options.blocks.map((block) => fitBlock(block, weightColumns)),
  }
}

function fitBlock(block: FeatureBlock, weightColumns: number): ScaledBlock {
  const { name, columns, values } = block
  const rows = values.length / columns
  if (!Number.isInteger(rows) || rows < 1) {
    throw new RangeError(
      `block ${name}: got ${values.length} values in ${columns} columns, expected whole rows, at least 1`,
    )
  }
  const mean = new Array<number>(columns).fill(0)
  const spread = new Array<number>(columns).fill(0)
  for (let column = 0; column < columns; column++) {
    let sum = 0
    for (let at = column; at < values.length; at += columns) sum += values[at]!
    const middle = sum / rows
    let squares = 0
    for (let at = column; at < values.length; at += columns) squares += (values[at]! - middle) ** 2
    if (!Number.isFinite(squares)) {
      throw new RangeError(`block ${name} column ${column}: got a value that is not finite`)
    }
    const sd = Math.sqrt(squares / rows)
    // Rounding leaves a constant column of large values a spread of about 1e-16 of its size; single precision one of 1e-8.
    if (sd > 1e-7 * Math.max(Math.abs(middle), 1e-300)) {
      mean[column] = middle
      spread[column] = sd
    }
  }
  const active = spread.filter((sd) => sd > 0).length
  const weight = Math.sqrt(Math.min(1, weightColumns / Math.max(1, active)))
  return { name, columns, weight, mean, scale: spread.map((sd) => (sd > 0 ? weight / sd : 0)) }
}

/** Returns how many columns a scaler makes. */
export function scalerColumns(scaler: ProbeScaler): number {
  return scaler.blocks.reduce((sum, block) => sum + block.columns, 0)
}

/**
 * Returns a scaler read back from JSON.
 *
 * @throws HyperError `data/bad-scaler` naming the field
 */
export function parseProbeScaler(value: unknown): ProbeScaler {
  const fail = (field: string, got: unknown, expected: string): never => {
    throw new HyperError(
      'data/bad-scaler',
      `probe scaler ${field}: got ${show(got)}, expected ${expected}`,
      { details: { field } },
    )
  }
  const scaler = value as ProbeScaler | null
  if (scaler?.format !== 'hyper/probe-scaler@1') {
    fail('format', scaler?.format, '"hyper/probe-scaler@1"')
  }
  if (!Array.isArray(scaler!.blocks)) fail('blocks', scaler!.blocks, 'a list')
  scaler!.blocks.forEach((block, index) => {
    const field = `blocks[${index}]`
    if (typeof block?.name !== 'string') fail(`${field}.name`, block?.name, 'a text')
    if (!Number.isInteger(block.columns)) fail(`${field}.columns`, block.columns, 'a whole number')
    for (const part of ['mean', 'scale'] as const) {
      const numbers = block[part]
      if (
        !Array.isArray(numbers) ||
        numbers.length !== block.columns ||
        !numbers.every(Number.isFinite)
      ) {
        fail(`${field}.${part}`, numbers, `${block.columns} numbers`)
      }
    }
  })
  return scaler!
}
