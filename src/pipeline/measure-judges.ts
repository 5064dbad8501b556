import {
  type AggregateMethod,
  type AgreementReport,
  labelInstances,
  measureAgreement,
  selectVotes,
} from '../annotate/index.ts'
import type { PreferenceInstance } from '../domain/index.ts'
import { type JudgeTableRow, judgeTable } from '../judge/index.ts'
import { drawSubset, type Random } from '../kit/index.ts'

/** Judges beside people and beside each other, with what the comparison rests on. */
export interface JudgeComparison {
  /** Instances with a label of a judge, and those of them that people labelled too. */
  readonly labelled: number
  readonly withPeople: number
  /** Instances that everything but agreement was measured on; a random draw where it is fewer than `labelled`. */
  readonly measured: number
  /** Bootstrap resamples of the intervals, and their level; those of agreement may rest on more. */
  readonly resamples: number
  readonly level: number
  /** Those with most labels first. */
  readonly judges: readonly JudgeTableRow[]
}

/** How `measureJudges` reads and resamples. */
export interface MeasureJudgesOptions {
  /** Prompt group per instance. */
  readonly groups: Uint32Array
  /** How the labels of people become one; default `majority`. */
  readonly human?: AggregateMethod
  /** Families by judge, null for unknown; others are of the family that their id says. */
  readonly families?: Readonly<Record<string, string | null>>
  /** Agreement over all the instances, where it was measured already. */
  readonly agreement?: Pick<AgreementReport, 'overall'>
  readonly resamples: number
}

/** Instances that habits, calibration and costs are measured on at most: more change the last digits, not a judgement. */
export const MOST_MEASURED = 20_000

/**
 * Returns the comparison of all judges of a set of instances. Of more than `MOST_MEASURED` instances so many are drawn, those that people labelled first;
 * agreement is always over all.
 *
 * @throws RangeError where the groups are not parallel to the instances
 */
export function measureJudges(
  instances: readonly PreferenceInstance[],
  options: MeasureJudgesOptions,
  random: Random,
): JudgeComparison {
  const { groups, resamples, families = {} } = options
  const method = options.human ?? { kind: 'majority' }
  const labels = labelInstances(instances, { human: method })
  const judged = Array.from(instances.keys()).filter(
    (row) => selectVotes(instances[row]!.lm).length > 0,
  )
  const both = judged.filter((row) => labels[row]!.human !== null)
  const agreement =
    options.agreement ??
    measureAgreement(instances, { groups, resamples, human: method }, random.fork('agreement'))
  const rows = drawRows(judged, both, random.fork('draw'))
  const input = {
    instances: rows.map((row) => instances[row]!),
    human: rows.map((row) => labels[row]!.human?.pA ?? Number.NaN),
    groups: Uint32Array.from(rows, (row) => groups[row]!),
    agreement: agreement.overall,
  }
  return {
    ...{ labelled: judged.length, withPeople: both.length, measured: rows.length },
    ...{ resamples, level: 0.95 },
    judges: judgeTable(input, { resamples, families }, random),
  }
}

function drawRows(
  judged: readonly number[],
  both: readonly number[],
  random: Random,
): readonly number[] {
  if (judged.length <= MOST_MEASURED) return judged
  const withPeople = new Set(both)
  const others = judged.filter((row) => !withPeople.has(row))
  const first = drawFrom(both, Math.min(both.length, MOST_MEASURED), random.fork('both'))
  const rest = drawFrom(others, MOST_MEASURED - first.length, random.fork('others'))
  return [...first, ...rest].sort((a, b) => a - b)
}

function drawFrom(rows: readonly number[], count: number, random: Random): number[] {
  return Array.from(drawSubset(rows.length, count, random), (at) => rows[at]!)
}
