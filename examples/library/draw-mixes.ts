/** Draws candidate mixes over features and says what they can teach, in a simulated world without texts. */
// In your own project: from 'hyper-router'.
import {
  createRandom,
  designReport,
  drawMixes,
  humanShare,
  planBudgets,
  simulateAnalyticWorld,
} from '../../src/index.ts'

const random = createRandom(3)
const { matrix } = simulateAnalyticWorld({ instances: 1000, features: 30 }, random.fork('world'))

const budgets = planBudgets({ total: 1000, mixes: 120 }, random.fork('budgets'))
const draw = (sampler: 'direction' | 'uniform') =>
  drawMixes(matrix, { sampler, budgets, propensityDraws: 0 }, random.fork(sampler))

const directed = draw('direction')
const uniform = draw('uniform')
const budgetShare = (mixes: typeof directed): number => designReport(mixes, matrix).budget.meanR2

const result = {
  simulated: true,
  mixes: directed.length,
  shares: directed.slice(0, 4).map(humanShare),
  // Uniform mixes differ in little but their size; directed ones tell features apart.
  budgetShareOfVariance: { direction: budgetShare(directed), uniform: budgetShare(uniform) },
}
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
