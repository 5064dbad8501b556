import { type Random, shuffleInPlace } from '../kit/index.ts'
import { mean, membersByGroup, percentileInterval, standardDeviation } from '../stats/index.ts'
import { groupEqualRows } from './equal-rows.ts'
import { type PpmOptions, preparePpm } from './fit-ppm.ts'
import type { PpmKind } from './fitted.ts'
import { selectMixes, type TrainingTable, takeValues } from './training-table.ts'
import { layOutPredictions, scorePredictions } from './weighted-scores.ts'

/** How a learning curve is drawn. */
export interface LearningCurveOptions {
  readonly kind: PpmKind
  /** Numbers of training mixes; those above what is left after the test mixes are left out of the answer. */
  readonly sizes: readonly number[]
  /** Random splits; default 20. */
  readonly repeats?: number
  /** Share of the mixes that is only predicted; default 0.2. */
  readonly testShare?: number
  readonly groups?: ArrayLike<number>
  readonly model?: PpmOptions
}

/** A figure over random splits: mean, standard deviation and the middle 90 %. The splits share mixes, so this is spread, not an interval. */
export interface Spread {
  readonly mean: number
  readonly sd: number
  readonly lo: number
  readonly hi: number
}

/** One size of a learning curve. */
export interface LearningPoint {
  readonly mixes: number
  readonly r2: Spread
  readonly spearman: Spread
  /** Points. */
  readonly rmse: Spread
  readonly budgetOnly: { readonly r2: Spread; readonly spearman: Spread; readonly rmse: Spread }
}

/**
 * Returns how well a kind predicts unseen mixes against the number of mixes it was fitted on. In each random split the same test mixes are
 * predicted at every size, and larger training sets hold the smaller ones.
 *
 * @throws HyperError `data/too-few-mixes` for a size that is too small for the kind
 */
export function learningCurve(
  table: TrainingTable,
  options: LearningCurveOptions,
  random: Random,
): LearningPoint[] {
  const { repeats = 20, testShare = 0.2 } = options
  const members = membersByGroup(options.groups ?? groupEqualRows(table.counts))
  const testCount = Math.max(3, Math.round(testShare * table.points.length))
  const sizes = options.sizes.filter((size) => size <= table.points.length - testCount)
  const splits = Array.from({ length: repeats }, (_, repeat) => {
    const stream = random.fork('split', repeat)
    const order = shuffleInPlace([...members], stream).flat()
    // A group that straddles the cut belongs to the test side whole.
    const test = completeGroup(order, testCount, members)
    return { test, train: order.slice(test.length), stream }
  })
  return sizes.map((size) => {
    const own = splits.map((split) => measureSplit(table, { ...split, size, ...options }))
    const baseline = splits.map((split) =>
      measureSplit(table, { ...split, size, ...options, kind: 'budget-only' }),
    )
    return { mixes: size, ...summarise(own), budgetOnly: summarise(baseline) }
  })
}

type SplitScores = ReturnType<typeof scorePredictions>

function completeGroup(
  order: readonly number[],
  count: number,
  members: readonly (readonly number[])[],
): number[] {
  const groupOf = new Map(members.flatMap((rows, group) => rows.map((row) => [row, group])))
  let end = count
  while (end < order.length && groupOf.get(order[end]!) === groupOf.get(order[end - 1]!)) end++
  return order.slice(0, end)
}

function measureSplit(
  table: TrainingTable,
  split: {
    readonly kind: PpmKind
    readonly model?: PpmOptions
    readonly train: readonly number[]
    readonly test: readonly number[]
    readonly size: number
    readonly stream: Random
  },
): SplitScores {
  const train = split.train.slice(0, split.size)
  const stream = split.stream.fork('fit', split.size)
  const model = preparePpm(
    split.kind,
    selectMixes(table, train),
    split.model ?? {},
    stream,
  )(takeValues(table.scores, train))
  const predicted = model.predict(split.test.map((row) => table.points[row]!))
  const measured = layOutPredictions(
    takeValues(table.scores, split.test),
    Float64Array.from(predicted, (prediction) => prediction.mean),
  )
  return scorePredictions(measured, new Uint8Array(split.test.length).fill(1))
}

function summarise(
  scores: readonly SplitScores[],
): Pick<LearningPoint, 'r2' | 'spearman' | 'rmse'> {
  const spread = (values: readonly number[]): Spread => ({
    mean: mean(values),
    sd: standardDeviation(values, 1),
    ...percentileInterval(values, 0.9),
  })
  return {
    r2: spread(scores.map(({ r2 }) => r2)),
    spearman: spread(scores.map(({ spearman }) => spearman)),
    rmse: spread(scores.map(({ rmse }) => rmse)),
  }
}
