import type { CellRecord } from './cell.ts'
import { type GroupWeights, sampleMean } from './group-weights.ts'
import type { LabelData } from './label-data.ts'

/** Name of the set that pools all rows. */
export const ALL = 'all'

/** Points of utility: 100 times a mean utility. */
export const POINTS = 100

/** Orders in which contenders send rows to people, and what they are measured on. */
export interface MeasuredOrders {
  readonly data: LabelData
  readonly rows: Uint32Array
  readonly orders: readonly {
    readonly contender: { readonly name: string }
    readonly order: Uint32Array
  }[]
  readonly weights: GroupWeights
  readonly budgets: readonly number[]
}

/** Returns the mean utility of the labels that some of the rows end up with, for every contender and reference at every budget. */
export function measureSet(
  set: string,
  members: Uint32Array,
  measured: MeasuredOrders,
): CellRecord[] {
  const { data, rows, weights, budgets } = measured
  const own = Uint32Array.from(members, (at) => rows[at]!)
  if (own.length === 0) return []
  const groups = Uint32Array.from(own, (row) => data.groups[row]!)
  const lm = Float64Array.from(own, (row) => POINTS * data.judgeUtility[row]!)
  const gain = Float64Array.from(own, (row, at) => POINTS * data.humanUtility[row]! - lm[at]!)
  const record = (
    contender: string,
    budget: CellRecord['budget'],
    humanChance: (at: number) => number,
  ): CellRecord => {
    const values = lm.map((utility, at) => utility + humanChance(at) * gain[at]!)
    const { value, samples } = sampleMean(values, groups, weights)
    return {
      set,
      contender,
      budget,
      measure: 'label-quality',
      target: null,
      score: null,
      humanShare: typeof budget === 'number' ? budget : null,
      value,
      samples,
    }
  }
  const orders = [
    ...measured.orders.map(({ contender, order }) => ({
      name: contender.name,
      ranks: rankMembers(Uint32Array.from(members, (at) => order[at]!)),
    })),
    { name: 'oracle', ranks: rankDescending(gain) },
  ]
  const count = own.length
  return [
    record('all-lm', null, () => 0),
    record('all-human', null, () => 1),
    ...budgets.flatMap((budget) => [
      record('random', budget, () => Math.round(budget * count) / count),
      ...orders.map(({ name, ranks }) =>
        record(name, budget, (at) => Number(ranks[at]! < Math.round(budget * count))),
      ),
    ]),
    record('random', 'area', () => 0.5),
    // The mean over all budgets 0 .. count: a row is human-routed at those beyond its rank.
    ...orders.map(({ name, ranks }) =>
      record(name, 'area', (at) => (count - ranks[at]!) / (count + 1)),
    ),
  ]
}

/** Returns ranks from 0 of distinct places. */
function rankMembers(places: Uint32Array): Uint32Array {
  const order = Uint32Array.from(places, (_, at) => at).sort((a, b) => places[a]! - places[b]!)
  const ranks = new Uint32Array(places.length)
  order.forEach((at, rank) => {
    ranks[at] = rank
  })
  return ranks
}

function rankDescending(values: Float64Array): Uint32Array {
  const order = Uint32Array.from(values, (_, at) => at).sort(
    (a, b) => values[b]! - values[a]! || a - b,
  )
  const ranks = new Uint32Array(values.length)
  order.forEach((at, rank) => {
    ranks[at] = rank
  })
  return ranks
}
