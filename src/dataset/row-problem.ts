import type { Place, RawProblem } from '../domain/index.ts'
import { HyperError, show } from '../kit/index.ts'

/** What is wrong with one field of one row, and where it stands. */
export interface RowProblem extends RawProblem, Place {}

/** How many problems are kept and listed; the rest is counted. */
export const LISTED_PROBLEMS = 20

/** Returns a problem as one line: `FILE:LINE field "F": got X, expected Y`. */
export function formatProblem(problem: RowProblem): string {
  const field = problem.field === null ? '' : ` field "${problem.field}"`
  return `${problem.file}:${problem.line}${field}: got ${problem.got}, expected ${problem.expected}`
}

/** Returns the error that ends an import under `fail`; `stopped` tells that reading ended before the end of the data. */
export function badRowsError(
  problems: readonly RowProblem[],
  counts: { readonly read: number; readonly bad: number; readonly stopped: boolean },
): HyperError {
  const many = counts.stopped ? `${counts.bad} or more` : String(counts.bad)
  const listed = problems.map((problem) => `\n  ${formatProblem(problem)}`).join('')
  return new HyperError(
    'data/bad-rows',
    `rows: got ${many} bad of ${counts.read} read, expected none${listed}`,
    {
      hint: 'correct the rows, or leave them out with --on-bad-row skip (they are then counted in the report)',
      details: { problems, bad: counts.bad, read: counts.read, stopped: counts.stopped },
    },
  )
}

/** Returns the problem of an id that was there before. */
export function duplicateId(id: string, place: Place, first: Place): RowProblem {
  return {
    file: place.file,
    line: place.line,
    code: 'duplicate-id',
    field: 'id',
    got: `${show(id)}, as in ${first.file}:${first.line}`,
    expected: 'an id of its own',
  }
}
