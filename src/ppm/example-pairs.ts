import { argsort, normalQuantile } from '../stats/index.ts'
import type { RowGains } from './row-gains.ts'

/** A row whose gain is among the surest of its sign. */
export interface ExamplePair {
  readonly id: string
  readonly row: number
  /** Points. */
  readonly gain: number
  readonly lo: number | null
  readonly hi: number | null
}

/** Rows that show where each source is better. */
export interface ExamplePairs {
  /** Largest positive gains first by sureness: people are better. */
  readonly human: readonly ExamplePair[]
  /** Negative gains: the judge is better. */
  readonly lm: readonly ExamplePair[]
}

/**
 * Returns the rows with the surest positive and negative gains (gain in standard deviations; without these, largest gain), only among rows on
 * which the sources differ, because only these can be read. Ties break by id. A side may hold fewer than `count`.
 */
export function examplePairs(
  gains: RowGains,
  ids: readonly string[],
  options: { readonly differs: ArrayLike<number>; readonly count?: number },
): ExamplePairs {
  const { differs, count = 20 } = options
  const rows = argsortIds(ids).filter((row) => differs[row] === 1)
  const sureness = (row: number): number => {
    const sd = gains.sd?.[row] ?? 0
    return sd > 0 ? gains.gain[row]! / sd : gains.gain[row]!
  }
  const pick = (sign: 1 | -1): ExamplePair[] => {
    const signed = rows.filter((row) => sign * gains.gain[row]! > 0)
    const order = argsort(
      signed.map((row) => sign * sureness(row)),
      'descending',
    )
    return Array.from(order.subarray(0, count), (index) => describe(gains, ids, signed[index]!))
  }
  return { human: pick(1), lm: pick(-1) }
}

function describe(gains: RowGains, ids: readonly string[], row: number): ExamplePair {
  const gain = gains.gain[row]!
  const reach = gains.sd === null ? null : normalQuantile(0.975) * gains.sd[row]!
  return {
    id: ids[row]!,
    row,
    gain,
    lo: reach === null ? null : gain - reach,
    hi: reach === null ? null : gain + reach,
  }
}

function argsortIds(ids: readonly string[]): number[] {
  return ids
    .map((_, row) => row)
    .sort((a, b) => (ids[a]! < ids[b]! ? -1 : ids[a]! > ids[b]! ? 1 : a - b))
}
