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
  simulateSurface,
} from '../../src/index.ts'

const random = createRandom(7)
const total = 2000
const world = simulateSurface({ instances: total, features: 30, noise: 0.3 }, random.fork('world'))
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
    scores: Float64Array.from(mixes, (mix) => world.score(mix, random.fork('run', mix.id))),
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
const result = {
  simulated: true,
  human: plan.human,
  priceUsd: plan.priceUsd,
  first: plan.rows.find(({ rank }) => rank === 1),
  predicted: plan.predicted,
  // The truth, which only a simulated world knows.
  expected: world.expectedScore(world.pointOf(planToRows(plan, total))),
  random: world.randomScore(plan.human),
  oracle: world.oracle(plan.human, random.fork('oracle')).score,
}
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
