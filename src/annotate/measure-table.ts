import type { Verdict } from '../domain/index.ts'
import { measureWithIntervals, totalOf } from './additive-measure.ts'
import type { TableAgreement } from './agreement-report.ts'
import { contribute, type SampledRows, type UnitRow } from './contribute.ts'
import { countWithoutTies } from './observed-agreement.ts'
import { tableContribution, tableMeasure } from './table-measure.ts'

/** Returns the agreement of two verdicts per row; null where no row has both. */
export function measureTable(
  { rows, resampling }: SampledRows,
  verdictsOf: (row: UnitRow) => readonly [Verdict | null, Verdict | null],
): TableAgreement | null {
  const measured = contribute(rows, tableMeasure.size, (row) => {
    const [first, second] = verdictsOf(row)
    return first === null || second === null ? null : tableContribution(first, second)
  })
  if (measured.contributions.length === 0) return null
  const table = totalOf(measured.contributions, tableMeasure.size)
  const column = (index: number): number => table[index]! + table[3 + index]! + table[6 + index]!
  return {
    instances: column(0) + column(1) + column(2),
    withoutTiesCount: countWithoutTies(table),
    verdicts: { a: column(0), tie: column(1), b: column(2) },
    table: [0, 3, 6].map((start) => [...table.subarray(start, start + 3)]),
    ...measureWithIntervals(tableMeasure, measured, resampling),
  }
}
