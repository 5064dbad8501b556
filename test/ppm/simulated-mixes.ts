import { drawNormal, type Random, shuffleInPlace } from '../../src/kit/index.ts'
import { createTrainingTable, type TrainingTable } from '../../src/ppm/training-table.ts'

/** A made-up pool with known truth. */
export interface SimulatedMixes {
  readonly table: TrainingTable
  /** True effect of one row per feature; points. */
  readonly effects: Float64Array
  /** Expected score of every mix; points. */
  readonly expected: Float64Array
  /** Rows of the pool, total x m of 0 and 1. */
  readonly rows: Uint8Array
}

export interface SimulationOptions {
  readonly mixes?: number
  readonly features?: number
  readonly total?: number
  readonly noise?: number
  /** Standard deviation over mixes, in points, of what the features explain; 0: only the budget matters. */
  readonly signal?: number
  readonly saturating?: boolean
}

/** Returns mixes drawn along random directions at budgets from 5 to 95 %, scored by a curve plus linear effects plus noise. */
export function simulateMixes(options: SimulationOptions, random: Random): SimulatedMixes {
  const { mixes = 150, features = 20, total = 1000, noise = 0.7, signal = 1 } = options
  const rows = drawRows(total, features, random.fork('rows'))
  const points = Array.from({ length: mixes }, (_, mix) =>
    drawPoint({ rows, total, features }, random.fork('mix', mix)),
  )
  const columnSums = new Float64Array(features)
  for (let at = 0; at < rows.length; at++) columnSums[at % features]! += rows[at]!
  const input = {
    points,
    columnSums,
    total,
    featureIds: Array.from({ length: features }, (_, j) => `tag:${j}`),
    mixIds: points.map((_, mix) => `mix-${mix}`),
    scores: new Float64Array(mixes),
  }
  const design = createTrainingTable(input)
  const stream = random.fork('truth')
  const raw = Float64Array.from({ length: features }, () => drawNormal(stream))
  const explained = explain(design, raw)
  const spread = Math.sqrt(explained.reduce((sum, value) => sum + value * value, 0) / mixes) || 1
  const effects = raw.map((value) => (value * signal) / spread)
  const linear = explained.map((value) => (value * signal) / spread)
  const expected = linear.map((value, mix) => {
    const share = design.shares[mix]!
    return (
      66.5 - 3 * share - 3 * share ** 2 + (options.saturating ? 3 * Math.tanh(value / 1.5) : value)
    )
  })
  const scores = expected.map((value) => value + noise * drawNormal(stream))
  return { table: createTrainingTable({ ...input, scores }), effects, expected, rows }
}

function explain(design: TrainingTable, effects: Float64Array): Float64Array {
  return design.shares.map((_, mix) =>
    effects.reduce(
      (sum, effect, j) => sum + effect * design.deviations.values[mix * effects.length + j]!,
      0,
    ),
  )
}

function drawRows(total: number, features: number, random: Random): Uint8Array {
  const rows = new Uint8Array(total * features)
  for (let row = 0; row < total; row++) {
    const bin = Math.floor(random.next() * 3)
    for (let j = 0; j < features; j++) {
      const chance = j < 3 ? Number(j === bin) : 0.6 / (j - 1) ** 0.7
      rows[row * features + j] = random.next() < chance ? 1 : 0
    }
  }
  return rows
}

function drawPoint(
  pool: { readonly rows: Uint8Array; readonly total: number; readonly features: number },
  random: Random,
): { humans: number; total: number; counts: Float64Array } {
  const { rows, total, features } = pool
  const humans = Math.round((0.05 + 0.9 * random.next()) * total)
  const direction = Float64Array.from({ length: features }, () => drawNormal(random))
  const reach = Float64Array.from({ length: total }, (_, row) => {
    let sum = 0
    for (let j = 0; j < features; j++) sum += rows[row * features + j]! * direction[j]!
    return sum
  })
  const order = shuffleInPlace(
    Uint32Array.from({ length: total }, (_, row) => row),
    random,
  ).sort((a, b) => reach[b]! - reach[a]!)
  const counts = new Float64Array(features)
  for (const row of order.subarray(0, humans)) {
    for (let j = 0; j < features; j++) counts[j]! += rows[row * features + j]!
  }
  return { humans, total, counts }
}
