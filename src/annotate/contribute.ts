import type { MeasuredRows } from './additive-measure.ts'
import type { ReadInstance } from './agreement-rows.ts'
import type { Resampling } from './resampling.ts'

/** A row of a part of the data, with the unit that it is resampled with. */
export interface UnitRow extends ReadInstance {
  readonly unit: number
}

/** The rows of a part of the data and their resamples. */
export interface SampledRows {
  readonly rows: readonly UnitRow[]
  readonly resampling: Resampling
}

/** Returns the contributions of the rows that have one, beside their units. */
export function contribute(
  rows: readonly UnitRow[],
  size: number,
  contributionOf: (row: UnitRow) => Float64Array | null,
): MeasuredRows {
  const contributions = new Float64Array(rows.length * size)
  const units = new Uint32Array(rows.length)
  let count = 0
  for (const row of rows) {
    const own = contributionOf(row)
    if (own === null) continue
    contributions.set(own, count * size)
    units[count] = row.unit
    count += 1
  }
  return { contributions: contributions.slice(0, count * size), units: units.slice(0, count) }
}
