/** Scores a reward model on a suite: here "the longer completion is better", on a simulated suite. */
// In your own project: from 'hyper-router'.
import { createRandom, evaluateSuite, simulateWorld } from '../../src/index.ts'

const { suite } = simulateWorld({ instances: 2, suite: 400, seedStream: createRandom(5) })

// Any function from texts to numbers is a reward model.
const score = await evaluateSuite(suite, (items) => items.map(({ response }) => response.length))

const result = {
  simulated: true,
  rows: suite.length,
  overall: score.overall.accuracy,
  categories: Object.fromEntries(
    Object.entries(score.categories).map(([name, { accuracy }]) => [name, accuracy]),
  ),
  subsets: Object.fromEntries(
    Object.entries(score.subsets).map(([name, { accuracy, count }]) => [name, { accuracy, count }]),
  ),
}
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
