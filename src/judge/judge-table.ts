import { type Interval, isVote, type PreferenceInstance } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { calibrateJudge } from './calibrate-judge.ts'
import type { JudgeCalibration } from './calibration.ts'
import { checkOwnFamily, type OwnFamily } from './family-check.ts'
import { familyOf } from './family-of.ts'
import { type JudgeHealth, judgeHealth } from './health.ts'
import { answerCost } from './judge-table-cost.ts'
import {
  type JudgedPairs,
  type Resample,
  readJudgedPairs,
  resampleAll,
  shareIntervals,
} from './judge-table-rows.ts'
import { findAnswer } from './panel-reading.ts'
import {
  type LengthSlope,
  measureLengthSlope,
  measurePositionSlope,
  type PositionSlope,
} from './slopes.ts'

/** What is already measured of a judge against people; a judge of `measureAgreement` is one. */
export interface MeasuredJudge {
  readonly judge: string
  /** Instances with a verdict of both. */
  readonly instances: number
  readonly threeWay: Interval | null
  readonly withoutTies: Interval | null
  readonly cohenKappa: Interval | null
  readonly length: { readonly humanLonger: Interval | null }
}

/** What `judgeTable` reads; arrays are parallel to the instances. */
export interface JudgeTableInput {
  readonly instances: readonly PreferenceInstance[]
  /** Share of people for A, ties half; NaN where no one labelled the instance. */
  readonly human: ArrayLike<number>
  readonly groups: Uint32Array
  /** Agreement over all these instances; its judges may be fewer than those of the table. */
  readonly agreement: { readonly judges: readonly MeasuredJudge[] }
}

/** How `judgeTable` measures. */
export interface JudgeTableOptions {
  /** Families by judge, null for unknown; a judge that is not named here is of the family that its id says. */
  readonly families?: Readonly<Record<string, string | null>>
  /** Labelled pairs below which nothing is calibrated and agreement is called uncertain; default 50. */
  readonly leastPairs?: number
  /** Bootstrap resamples of the intervals; default 1,000. */
  readonly resamples?: number
  /** Level of the intervals; default 0.95. */
  readonly level?: number
}

/** One judge of the table; null is unknown. */
export interface JudgeTableRow {
  readonly judge: string
  readonly family: string | null
  /** Instances that it labelled, and those of them with a verdict of people. */
  readonly labelled: number
  readonly withPeople: number
  /** Share of equal verdicts (A, tie, B), and where neither says tie. */
  readonly threeWay: Interval | null
  readonly withoutTies: Interval | null
  readonly cohenKappa: Interval | null
  /** Instances asked in both orders. */
  readonly asked: number
  /** Share of them on which the two answers name opposite sides. */
  readonly flipped: Interval | null
  /** Share of sided answers in a known order for the completion shown first. */
  readonly firstShown: Interval | null
  readonly lengthSlope: LengthSlope | null
  readonly positionSlope: PositionSlope | null
  readonly calibration: JudgeCalibration
  readonly ownFamily: OwnFamily | null
  /** USD for 1,000 instances, over those of known cost; null where none is. */
  readonly usdPerThousand: Interval | null
  /** Minutes for 1,000 instances with one call at a time, over those of known duration; null where none is. */
  readonly minutesPerThousand: Interval | null
  /** Labelled instances of unknown cost, and of unknown duration. */
  readonly unpriced: number
  readonly untimed: number
  readonly health: JudgeHealth
}

/**
 * Returns the table of judges, those with most labels first. Every interval is over prompt groups; all judges are measured on the same resamples.
 *
 * @throws RangeError where labels or groups are not parallel to the instances
 */
export function judgeTable(
  input: JudgeTableInput,
  options: JudgeTableOptions,
  random: Random,
): JudgeTableRow[] {
  const { instances, human, groups } = input
  if (human.length !== instances.length || groups.length !== instances.length) {
    throw new RangeError(
      `judgeTable: got ${human.length} labels and ${groups.length} groups, expected ${instances.length}`,
    )
  }
  const { resamples = 1000, level = 0.95 } = options
  const resample: Resample = { groups, resamples, level, random: random.fork('table') }
  return countJudges(instances).map(({ judge, labelled }) => ({
    ...measureRow({ input, judge, resample }, options, random.fork('judge', judge)),
    judge,
    labelled,
  }))
}

interface RowTask {
  readonly input: JudgeTableInput
  readonly judge: string
  readonly resample: Resample
}

function measureRow(
  { input, judge, resample }: RowTask,
  options: JudgeTableOptions,
  random: Random,
): Omit<JudgeTableRow, 'judge' | 'labelled'> {
  const { instances, human, groups } = input
  const pairs = readJudgedPairs(instances, judge, human)
  const stated = options.families?.[judge]
  const family = stated === undefined ? familyOf(judge) : stated
  const measured = input.agreement.judges.find((own) => own.judge === judge)
  const agreement = {
    withPeople: measured?.instances ?? 0,
    threeWay: measured?.threeWay ?? null,
    withoutTies: measured?.withoutTies ?? null,
    cohenKappa: measured?.cohenKappa ?? null,
  }
  const order = measureOrder(pairs, resample)
  const answers = instances.map(({ lm }) => findAnswer(lm, judge))
  const facts = {
    ...agreement,
    ...order,
    alwaysLonger: measured?.length.humanLonger ?? null,
  }
  return {
    ...agreement,
    ...order,
    family,
    lengthSlope: measureLengthSlope(pairs, resample),
    positionSlope: measurePositionSlope(pairs, resample),
    calibration: calibrateJudge({ judge, answers, human, groups }, options, random).calibration,
    ownFamily: checkOwnFamily(pairs, family, resample),
    ...measureCosts(instances, judge, resample),
    health: judgeHealth(facts, options.leastPairs ?? 50),
  }
}

function measureOrder(
  { ab, ba }: JudgedPairs,
  resample: Resample,
): Pick<JudgeTableRow, 'asked' | 'flipped' | 'firstShown'> {
  const flips = ab.map((own, row) =>
    Number.isNaN(own + ba[row]!) ? Number.NaN : flip(own, ba[row]!),
  )
  const asked = flips.filter((own) => !Number.isNaN(own)).length
  const places = (rows: Uint32Array): number => {
    let first = 0
    let sided = 0
    for (const row of rows) {
      first += Number(ab[row] === 1) + Number(ba[row] === 0)
      sided += sides(ab[row]!) + sides(ba[row]!)
    }
    return first / sided
  }
  const hasSides = ab.some((own) => sides(own) === 1) || ba.some((own) => sides(own) === 1)
  return {
    asked,
    flipped: asked === 0 ? null : shareIntervals([flips], resample)[0]!,
    firstShown: hasSides ? resampleAll((rows) => [places(rows)], resample)[0]! : null,
  }
}

function flip(ab: number, ba: number): number {
  return Number(Math.abs(ab - ba) === 1)
}

function sides(share: number): number {
  return Number(share === 0 || share === 1)
}

function measureCosts(
  instances: readonly PreferenceInstance[],
  judge: string,
  resample: Resample,
): Pick<JudgeTableRow, 'usdPerThousand' | 'minutesPerThousand' | 'unpriced' | 'untimed'> {
  const costs = instances.map(({ lm }) => answerCost(lm, judge))
  const answered = costs.filter((cost) => cost !== null).length
  const usd = Float64Array.from(costs, (cost) => 1000 * (cost?.costUsd ?? Number.NaN))
  const minutes = Float64Array.from(costs, (cost) => (cost?.durationMs ?? Number.NaN) / 60)
  const [priced, timed] = [usd, minutes].map(
    (column) => column.filter((value) => !Number.isNaN(value)).length,
  ) as [number, number]
  const [perUsd, perMinutes] = shareIntervals([usd, minutes], resample)
  return {
    usdPerThousand: priced === 0 ? null : perUsd!,
    minutesPerThousand: timed === 0 ? null : perMinutes!,
    unpriced: answered - priced,
    untimed: answered - timed,
  }
}

function countJudges(
  instances: readonly PreferenceInstance[],
): { readonly judge: string; readonly labelled: number }[] {
  const counts = new Map<string, number>()
  for (const { lm } of instances) {
    const names = lm.filter(isVote)
    for (const name of new Set(names.map(({ annotator }) => annotator))) {
      counts.set(name, (counts.get(name) ?? 0) + 1)
    }
  }
  return [...counts]
    .map(([judge, labelled]) => ({ judge, labelled }))
    .sort((x, y) => y.labelled - x.labelled || (x.judge < y.judge ? -1 : 1))
}
