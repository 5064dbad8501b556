import type { RawRow } from '../domain/index.ts'
import type { PlacedRow } from './parse-pair.ts'
import { badRowsError, LISTED_PROBLEMS, type RowProblem } from './row-problem.ts'

/** What a bad row leads to: `fail` ends with an error that lists up to 20 problems, `skip` leaves the row out and counts it. */
export type BadRowPolicy = 'fail' | 'skip'

/** What was read, as it is counted while reading. */
export interface RowTally {
  read: number
  kept: number
  bad: number
  /** Bad rows by the code of their first problem. */
  readonly badByReason: Record<string, number>
  /** The first 20 problems. */
  readonly problems: RowProblem[]
  readonly warnings: string[]
}

/** Neighbouring rows that are read together. */
export interface RowGroup {
  readonly rows: readonly PlacedRow[]
}

/** A parsed row: what to keep, or what is wrong. */
export type Parsed<T> = { readonly kept: T } | { readonly problems: readonly RowProblem[] }

/** Codes of problems after which a part of the file could not be read at all: they warn even where rows are skipped. */
const LOSSES: ReadonlySet<string> = new Set(['truncated-file', 'corrupt-file'])

/** Returns a tally of nothing. */
export function createTally(): RowTally {
  return { read: 0, kept: 0, bad: 0, badByReason: {}, problems: [], warnings: [] }
}

/**
 * Yields what can be kept of the rows, in their order. Under `fail` nothing is yielded after the first bad row; reading goes on until
 * 20 problems are found or the data ends.
 *
 * @throws HyperError `data/bad-rows` under `fail`
 */
export async function* keepGoodRows<T, R extends RawRow | RowGroup = RawRow>(
  rows: AsyncIterable<R>,
  parse: (row: Exclude<R, { readonly problem: unknown }>) => Parsed<T>,
  policy: BadRowPolicy,
  tally: RowTally,
): AsyncGenerator<T, void, undefined> {
  let stopped = false
  for await (const row of rows) {
    const size = 'rows' in row ? row.rows.length : 1
    tally.read += size
    const parsed = parseRow(row, parse)
    if ('problems' in parsed) noteBadRow(tally, parsed.problems, size)
    else if (policy === 'skip' || tally.bad === 0) {
      tally.kept += size
      yield parsed.kept
    }
    stopped = policy === 'fail' && tally.problems.length >= LISTED_PROBLEMS
    if (stopped) break
  }
  if (policy === 'fail' && tally.bad > 0)
    throw badRowsError(tally.problems, { read: tally.read, bad: tally.bad, stopped })
}

function parseRow<T, R extends RawRow | RowGroup>(
  row: R,
  parse: (row: Exclude<R, { readonly problem: unknown }>) => Parsed<T>,
): Parsed<T> {
  return 'problem' in row
    ? { problems: [problemOf(row)] }
    : parse(row as Exclude<R, { readonly problem: unknown }>)
}

function problemOf(row: Extract<RawRow, { problem: unknown }>): RowProblem {
  return { file: row.file, line: row.line, ...row.problem }
}

function noteBadRow(tally: RowTally, problems: readonly RowProblem[], size: number): void {
  tally.bad += size
  const { code, file, got } = problems[0]!
  tally.badByReason[code] = (tally.badByReason[code] ?? 0) + size
  if (LOSSES.has(code)) tally.warnings.push(`${file}: a part could not be read: ${got}`)
  for (const problem of problems)
    if (tally.problems.length < LISTED_PROBLEMS) tally.problems.push(problem)
}

/** Returns the warning about rows that were left out, with their reasons; none where all were good. */
export function badRowWarnings({ read, bad, badByReason }: RowTally): string[] {
  if (bad === 0) return []
  const reasons = Object.entries(badByReason)
    .sort((one, other) => other[1] - one[1])
    .map(([reason, count]) => `${reason} ${count}`)
  return [`bad rows: ${bad} of ${read} were left out (${reasons.join(', ')})`]
}
