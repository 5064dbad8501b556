import { type FeatureMatrix, hasFeature } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'

/** Encoder components of rows, beside their tags. */
export interface RowComponents {
  readonly columns: number
  /** Row-major (rows x columns); NaN where unknown, which counts as average. */
  readonly values: Float64Array | Float32Array
}

/** Rows whose influence is known, and what is known of them before anyone labels them. */
export interface InfluencePilot {
  readonly matrix: FeatureMatrix
  /**
   * Influence of each row's human label on the target, points; 0 where the sources agree (such rows belong to the pilot: what is learned is
   * the influence expected before either label is seen), NaN where it is unknown (such rows do not). Shape (rows of the matrix).
   */
  readonly influences: Float64Array
  /** Prompt group of every row, any numbers. Shape (rows of the matrix). */
  readonly groups: ArrayLike<number>
  readonly components?: RowComponents
  /** Rows that the head of the influences was trained on; the rows of the matrix unless given. */
  readonly total?: number
  /** Score of the all-LM mix in points, where it is known; 0 unless given, and then predictions are bare changes. */
  readonly cornerScore?: number
}

/** The rows of a pilot as a regression reads them. */
export interface PilotRows {
  /** Tags, then components. */
  readonly columns: number
  readonly tags: number
  /** Rows of the matrix that belong to the pilot, ascending. */
  readonly rows: Uint32Array
  readonly y: Float64Array
  readonly groups: Float64Array
  /** Mean and factor of every component; shapes (components). */
  readonly componentMeans: Float64Array
  readonly componentFactor: number
  /** Writes the columns of one pilot row: tags as 0 and 1, components less their means, times the factor. */
  read(index: number, into: Float64Array): void
}

/**
 * Returns the pilot as rows of a regression. Components are brought to the mean variance of the tags by one common factor, so that one
 * penalty serves both and the weaker components stay weaker.
 *
 * @throws HyperError `data/bad-influence` where lengths disagree or fewer than 20 rows are known; RangeError for an infinite influence
 */
export function openPilot(pilot: InfluencePilot): PilotRows {
  const { matrix, influences, groups, components } = pilot
  const count = matrix.ids.length
  expectLength('influences', influences.length, count)
  expectLength('groups', groups.length, count)
  if (components) expectLength('components', components.values.length, count * components.columns)
  const rows = Uint32Array.from(influences.keys()).filter((row) => !Number.isNaN(influences[row]!))
  if (rows.length < LEAST_ROWS) {
    throw new HyperError(
      'data/bad-influence',
      `pilot: got ${rows.length} rows of known influence, expected at least ${LEAST_ROWS}`,
      { hint: 'influence needs both labels of a row; label a larger pilot' },
    )
  }
  const y = Float64Array.from(rows, (row) => influences[row]!)
  if (!y.every(Number.isFinite)) throw new RangeError('influences: got an infinite value')
  const tags = matrix.specs.length
  const centred = components ? centreComponents(components, rows, matrix) : NO_COMPONENTS
  const { means, factor } = centred
  return {
    columns: tags + means.length,
    tags,
    rows,
    y,
    groups: Float64Array.from(rows, (row) => groups[row]!),
    componentMeans: means,
    componentFactor: factor,
    read: (index, into) => readColumns({ matrix, components, means, factor }, rows[index]!, into),
  }
}

/** Fewest rows that a regression of influences is fitted on. */
const LEAST_ROWS = 20

const NO_COMPONENTS = { means: new Float64Array(0), factor: 1 }

/** Writes tags and scaled components of one row of a matrix. */
export function readColumns(
  source: {
    readonly matrix: FeatureMatrix
    readonly components: RowComponents | undefined
    readonly means: Float64Array
    readonly factor: number
  },
  row: number,
  into: Float64Array,
): void {
  const { matrix, components, means, factor } = source
  const tags = matrix.specs.length
  for (let column = 0; column < tags; column++)
    into[column] = hasFeature(matrix, row, column) ? 1 : 0
  for (let column = 0; column < means.length; column++) {
    const value = components?.values[row * means.length + column] ?? Number.NaN
    into[tags + column] = Number.isNaN(value) ? 0 : factor * (value - means[column]!)
  }
}

function centreComponents(
  { columns, values }: RowComponents,
  rows: Uint32Array,
  matrix: FeatureMatrix,
): { readonly means: Float64Array; readonly factor: number } {
  const means = new Float64Array(columns)
  let variance = 0
  for (let column = 0; column < columns; column++) {
    let count = 0
    let sum = 0
    let squares = 0
    for (const row of rows) {
      const value = values[row * columns + column]!
      if (Number.isNaN(value)) continue
      count++
      sum += value
      squares += value * value
    }
    means[column] = count === 0 ? 0 : sum / count
    variance += count === 0 ? 0 : (squares / count - means[column]! ** 2) / columns
  }
  const wanted = tagVariance(matrix, rows)
  return { means, factor: variance > 0 && wanted > 0 ? Math.sqrt(wanted / variance) : 1 }
}

function tagVariance(matrix: FeatureMatrix, rows: Uint32Array): number {
  let variance = 0
  matrix.specs.forEach((_, column) => {
    let carried = 0
    for (const row of rows) carried += Number(hasFeature(matrix, row, column))
    const share = carried / rows.length
    variance += (share * (1 - share)) / matrix.specs.length
  })
  return variance
}

function expectLength(what: string, got: number, expected: number): void {
  if (got === expected) return
  throw new HyperError('data/bad-influence', `${what}: got ${got} values, expected ${expected}`)
}
