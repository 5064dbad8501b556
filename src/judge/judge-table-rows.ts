import type { Annotation, Interval, PreferenceInstance, Verdict } from '../domain/index.ts'
import { verdictSign } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { bootstrapInterval, percentileInterval } from '../stats/index.ts'

/** One judge and people on the same instances; arrays are parallel to the instances. */
export interface JudgedPairs {
  readonly instances: readonly PreferenceInstance[]
  /** The judge's verdict as a share for A: 1, 0.5 for a tie, 0; NaN where it did not answer. */
  readonly verdicts: Float64Array
  /** Its answers with A shown first and with B shown first, the same way; NaN where it was not asked so. */
  readonly ab: Float64Array
  readonly ba: Float64Array
  /** Share of people for A, ties half; NaN where unknown. */
  readonly human: Float64Array
}

/**
 * How intervals are made: every call draws the same resamples of prompt groups from the stream, so that all values of a table, of all judges,
 * rest on the same ones and can be compared.
 */
export interface Resample {
  readonly groups: Uint32Array
  readonly resamples: number
  readonly level: number
  readonly random: Random
}

/** Returns a judge's verdicts on instances, in each order where it was asked so. */
export function readJudgedPairs(
  instances: readonly PreferenceInstance[],
  judge: string,
  human: ArrayLike<number>,
): JudgedPairs {
  const column = (read: (annotations: readonly Annotation[]) => Annotation | undefined) =>
    Float64Array.from(instances, ({ lm }) => {
      const own = read(lm.filter(({ aspect }) => aspect === undefined))
      return own === undefined ? Number.NaN : shareOf(own.verdict)
    })
  const inOrder = (order: 'ab' | 'ba') => (annotations: readonly Annotation[]) =>
    annotations.find(({ annotator }) => annotator === `${judge}@${order}`) ??
    annotations.find((own) => own.annotator === judge && own.order === order)
  return {
    instances,
    verdicts: column((own) => own.find(({ annotator }) => annotator === judge)),
    ab: column(inOrder('ab')),
    ba: column(inOrder('ba')),
    human: Float64Array.from(human),
  }
}

/** Returns the statistics of rows with their bootstrap intervals. The rows are all instances; what does not apply to one is for the statistic to skip. */
export function resampleAll(
  statistics: (rows: Uint32Array) => readonly number[],
  { groups, resamples, level, random }: Resample,
): Interval[] {
  const drawn: (readonly number[])[] = []
  const first = (rows: Uint32Array): number => {
    drawn.push(statistics(rows))
    return drawn.at(-1)![0]!
  }
  bootstrapInterval(first, groups.length, {
    resamples,
    groups,
    random: random.fork('resamples'),
  })
  const [point, ...others] = drawn
  return point!.map((value, at) => {
    const known = others.map((values) => values[at]!).filter((own) => !Number.isNaN(own))
    return { value, ...percentileInterval(known, level) }
  })
}

/** Returns the mean of each column over the rows where it is known. Columns are parallel to the instances, NaN is unknown. */
export function shareIntervals(columns: readonly Float64Array[], resample: Resample): Interval[] {
  return resampleAll((rows) => columns.map((column) => meanKnown(column, rows)), resample)
}

function meanKnown(column: Float64Array, rows: Uint32Array): number {
  let sum = 0
  let count = 0
  for (const row of rows) {
    const value = column[row]!
    if (Number.isNaN(value)) continue
    sum += value
    count += 1
  }
  return sum / count
}

function shareOf(verdict: Verdict): number {
  return (1 + verdictSign(verdict)) / 2
}
