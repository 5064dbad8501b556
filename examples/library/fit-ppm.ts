/** Learns the score of a mix from its counts and says how far the prediction can be trusted, in a simulated world. */
// In your own project: from 'hyper-router'.
import {
  columnSums,
  createRandom,
  createTrainingTable,
  crossValidatePpm,
  drawMixes,
  planBudgets,
  simulateAnalyticWorld,
} from '../../src/index.ts'

const random = createRandom(6)
const total = 2000
const options = { preset: 'paper', instances: total, features: 30, runNoise: 0.3 } as const
const world = simulateAnalyticWorld(options, random.fork('world'))
const budgets = planBudgets({ total, mixes: 300 }, random.fork('budgets'))
const mixes = drawMixes(
  world.matrix,
  { sampler: 'direction', budgets, propensityDraws: 0 },
  random.fork('mixes'),
)

// Where a run would train a reward model on each mix, the simulated world gives its score at once.
const table = createTrainingTable({
  points: mixes,
  mixIds: mixes.map(({ id }) => id),
  featureIds: world.matrix.specs.map(({ id }) => id),
  columnSums: columnSums(world.matrix),
  total,
  scores: Float64Array.from(mixes, (mix) => world.trainMix(mix.rows, random.fork('run', mix.id))),
})
const quality = crossValidatePpm(table, { kind: 'bayes', folds: 5, repeats: 2 }, random.fork('cv'))

const { mixes: count, spearman, rmse, budgetOnly, difference, usable } = quality
const result = { simulated: true, mixes: count, spearman, rmse, budgetOnly, difference, usable }
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
