import type { Interval, Verdict } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { bootstrapInterval, wilsonInterval } from '../stats/index.ts'
import { requireLength } from './suite.ts'

/** How `labelAccuracy` reads and resamples. */
export interface LabelAccuracyOptions {
  /** `match` (default): a tie is right only where the trusted verdict is a tie; `drop`: rows where either is a tie do not count. */
  readonly ties?: 'match' | 'drop'
  /** Default 0.95. */
  readonly level?: number
  /** Prompt groups, parallel to the verdicts: the interval then resamples whole groups instead of being Wilson's. */
  readonly groups?: Uint32Array
  /** Default 1,000; only with groups. */
  readonly resamples?: number
}

/** Agreement of labels with trusted labels; the interval is that of the share, 0 to 1. */
export interface LabelAccuracy extends Interval {
  readonly matches: number
  /** Rows with both verdicts. */
  readonly count: number
}

/**
 * Returns the share of verdicts that agree with trusted ones (other annotators, gold), over rows that have both; null where none has. Trusted
 * labels must not be among those the verdicts were made of.
 *
 * @throws RangeError where the lists are not parallel
 */
export function labelAccuracy(
  verdicts: readonly (Verdict | null)[],
  trusted: readonly (Verdict | null)[],
  options: LabelAccuracyOptions,
  random: Random,
): LabelAccuracy | null {
  requireLength('trusted verdicts', trusted.length, verdicts.length)
  const rows = verdicts.flatMap((verdict, row) =>
    isCounted(verdict, trusted[row]!, options.ties ?? 'match') ? [row] : [],
  )
  if (rows.length === 0) return null
  const right = Uint8Array.from(rows, (row) => Number(verdicts[row] === trusted[row]))
  const matches = right.reduce((sum, match) => sum + match, 0)
  const count = rows.length
  const level = options.level ?? 0.95
  if (options.groups === undefined) {
    return { value: matches / count, ...wilsonInterval(matches, count, level), matches, count }
  }
  const groups = Uint32Array.from(rows, (row) => options.groups![row]!)
  const { value, lo, hi } = bootstrapInterval(
    (indices) => indices.reduce((sum, index) => sum + right[index]!, 0) / indices.length,
    count,
    { resamples: options.resamples ?? 1000, level, groups, random },
  )
  return { value, lo, hi, matches, count }
}

function isCounted(
  verdict: Verdict | null,
  trusted: Verdict | null,
  ties: 'match' | 'drop',
): boolean {
  if (verdict === null || trusted === null) return false
  return ties === 'match' || (verdict !== 'tie' && trusted !== 'tie')
}
