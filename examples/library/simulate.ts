/** Makes a world whose truth is known and measures what routing could gain there. */
// In your own project: from 'hyper-router'.
import {
  createRandom,
  drawSubset,
  measureLabelUtility,
  revealTruth,
  rowBits,
  simulateWorld,
} from '../../src/index.ts'

const random = createRandom(8)
const { instances, truth } = simulateWorld({ instances: 500, seedStream: random.fork('world') })

// Half of the instances to simulated people, chosen by chance: what a router has to beat.
const chosen = rowBits(500, drawSubset(500, 250, random.fork('choice')))
const utility = measureLabelUtility(truth, chosen, 'expected')

// The truth can be carried anywhere; this reads it, after the choice was made.
const rows = revealTruth(truth)
const result = {
  simulated: instances.every(({ meta }) => meta.simulated === true),
  instances: instances.length,
  peopleBetter: rows.filter(({ gainSign }) => gainSign > 0).length,
  judgeBetter: rows.filter(({ gainSign }) => gainSign < 0).length,
  utility,
}
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
