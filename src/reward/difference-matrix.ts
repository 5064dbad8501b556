import { type FeatureBlock, type ProbeScaler, scalerColumns } from './probe-scaler.ts'

/** Scaled features, row-major (rows x columns). */
export interface DesignMatrix {
  readonly x: Float32Array
  readonly rows: number
  readonly columns: number
}

/**
 * Returns the scaled features of single responses (best-of-N); a head's score of row i is x_i . w. Blocks must be those of the scaler.
 *
 * @throws RangeError where the blocks are not those of the scaler
 */
export function scaleResponses(scaler: ProbeScaler, blocks: readonly FeatureBlock[]): DesignMatrix {
  const rows = countResponses(scaler, blocks)
  const all = Uint32Array.from({ length: rows }, (_, index) => index)
  return fillMatrix(scaler, blocks, { first: all, second: null })
}

/**
 * Returns the differences of scaled features of responses `first[i]` and `second[i]`: completion A minus B of a training pair, chosen
 * minus rejected of a suite row. Blocks hold each distinct response once.
 *
 * @throws RangeError where the blocks are not those of the scaler, or an index is outside
 */
export function differenceMatrix(
  scaler: ProbeScaler,
  blocks: readonly FeatureBlock[],
  pairs: { readonly first: Uint32Array; readonly second: Uint32Array },
): DesignMatrix {
  const responses = countResponses(scaler, blocks)
  if (pairs.first.length !== pairs.second.length) {
    throw new RangeError(
      `differences: got ${pairs.first.length} first and ${pairs.second.length} second responses, expected as many`,
    )
  }
  for (const index of [...pairs.first, ...pairs.second]) {
    if (index >= responses) {
      throw new RangeError(`differences: got response ${index}, expected below ${responses}`)
    }
  }
  return fillMatrix(scaler, blocks, pairs)
}

function countResponses(scaler: ProbeScaler, blocks: readonly FeatureBlock[]): number {
  const wanted = scaler.blocks.map(({ name, columns }) => `${name} (${columns})`).join(', ')
  const given = blocks.map(({ name, columns }) => `${name} (${columns})`).join(', ')
  const rows = blocks.map(({ values, columns }) => values.length / columns)
  if (wanted !== given || rows.some((count) => count !== rows[0] || !Number.isInteger(count))) {
    throw new RangeError(
      `blocks: got ${given} of ${rows.join(', ')} rows, expected ${wanted} of equally many`,
    )
  }
  return rows[0] ?? 0
}

function fillMatrix(
  scaler: ProbeScaler,
  blocks: readonly FeatureBlock[],
  rowsOf: { readonly first: Uint32Array; readonly second: Uint32Array | null },
): DesignMatrix {
  const { first, second } = rowsOf
  const columns = scalerColumns(scaler)
  const x = new Float32Array(first.length * columns)
  let offset = 0
  scaler.blocks.forEach((block, index) => {
    const { values } = blocks[index]!
    const scale = Float64Array.from(block.scale)
    const mean = Float64Array.from(block.mean)
    for (let row = 0; row < first.length; row++) {
      const to = row * columns + offset
      const from = first[row]! * block.columns
      const other = second === null ? -1 : second[row]! * block.columns
      for (let column = 0; column < block.columns; column++) {
        const against = other < 0 ? mean[column]! : values[other + column]!
        x[to + column] = (values[from + column]! - against) * scale[column]!
      }
    }
    offset += block.columns
  })
  return { x, rows: first.length, columns }
}
