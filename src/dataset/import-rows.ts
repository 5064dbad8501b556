import type { Place, RawRow } from '../domain/index.ts'
import {
  type BadRowPolicy,
  badRowWarnings,
  createTally,
  keepGoodRows,
  type Parsed,
} from './keep-good-rows.ts'
import { createPlaceIndex } from './place-index.ts'
import { duplicateId, type RowProblem } from './row-problem.ts'

/** How rows other than pairs are read. */
export interface ImportRowsOptions {
  readonly onBadRow: BadRowPolicy
  /** Stops after so many kept rows. */
  readonly limit?: number
}

/** Rows with the counts of what was read. */
export interface ImportedRows<T> {
  readonly rows: readonly T[]
  readonly counts: {
    readonly read: number
    readonly kept: number
    readonly bad: number
    readonly badByReason: Readonly<Record<string, number>>
  }
  /** The first 20 problems, where bad rows were skipped. */
  readonly problems: readonly RowProblem[]
  readonly warnings: readonly string[]
}

/**
 * Returns what `parse` keeps of the rows; a second row with the id of an earlier one is bad.
 *
 * @throws HyperError `data/bad-rows` under `fail`
 */
export async function importRows<T extends { readonly id: string }>(
  rows: AsyncIterable<RawRow>,
  options: ImportRowsOptions,
  parse: (value: unknown, place: Place) => Parsed<T>,
): Promise<ImportedRows<T>> {
  const tally = createTally()
  const places = createPlaceIndex()
  const kept: T[] = []
  const parseOnce = (place: Place & { readonly value: unknown }): Parsed<T> => {
    const parsed = parse(place.value, place)
    if ('problems' in parsed) return parsed
    const first = places.seen(parsed.kept.id, place)
    return first === null ? parsed : { problems: [duplicateId(parsed.kept.id, place, first)] }
  }
  const limit = options.limit ?? Number.POSITIVE_INFINITY
  for await (const row of keepGoodRows(rows, parseOnce, options.onBadRow, tally)) {
    kept.push(row)
    if (kept.length >= limit) break
  }
  const { read, bad, badByReason, problems, warnings } = tally
  if (read === 0) warnings.push('no rows: the input is empty')
  warnings.push(...badRowWarnings(tally))
  return { rows: kept, counts: { read, kept: kept.length, bad, badByReason }, problems, warnings }
}
