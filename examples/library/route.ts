/** Routes instances under a budget by a fitted PPM and compares with random routing and the oracle, in a simulated world. */
// In your own project: from 'hyper-router'.
import {
  columnSums,
  createRandom,
  createTrainingTable,
  drawMixes,
  fitPpm,
  parseBudget,
  planBudgets,
  planRouting,
  planToRows,
  revealTruth,
  simulateAnalyticWorld,
} from '../../src/index.ts'

const random = createRandom(7)
const total = 2000
const options = { preset: 'paper', instances: total, features: 30, runNoise: 0.3 } as const
const world = simulateAnalyticWorld(options, random.fork('world'))
const { matrix } = world
const budgets = planBudgets({ total, mixes: 300 }, random.fork('budgets'))
const mixes = drawMixes(matrix, { sampler: 'direction', budgets, propensityDraws: 0 }, random)
const predictor = fitPpm(
  'bayes',
  createTrainingTable({
    points: mixes,
    mixIds: mixes.map(({ id }) => id),
    featureIds: matrix.specs.map(({ id }) => id),
    columnSums: columnSums(matrix),
    total,
    scores: Float64Array.from(mixes, (mix) => world.trainMix(mix.rows, random.fork('run', mix.id))),
  }),
)

const plan = planRouting(
  {
    matrix,
    predictor,
    budget: parseBudget('25%'),
    router: 'top-k',
    prices: { human: 0.5, lm: 0.002 },
  },
  random.fork('route'),
)
// The truth, which only a simulated world knows; it is read after the decision was made.
const truth = revealTruth(world.truth)
const result = {
  simulated: true,
  human: plan.human,
  priceUsd: plan.priceUsd,
  first: plan.rows.find(({ rank }) => rank === 1),
  predicted: plan.predicted,
  expected: truth.expectedScore(planToRows(plan, total)),
  random: truth.randomScore(plan.human),
  oracle: truth.oracle(plan.human, random.fork('oracle')).score,
}
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
