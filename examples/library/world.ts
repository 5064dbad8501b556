/** Simulates a world, trains mixes, fits a PPM and routes half of the instances to people; a world of another size: `npx tsx examples/library/world.ts 1000000`. */
// In your own project: from 'hyper-router'.
import {
  columnSums,
  createRandom,
  createTrainingTable,
  decideRouting,
  drawMixes,
  fitPpm,
  planBudgets,
  revealTruth,
  rowBits,
  simulateAnalyticWorld,
} from '../../src/index.ts'

const total = Number(process.argv[2] ?? 7531)
const random = createRandom(7)
const seconds: Record<string, number> = {}
function timed<T>(name: string, work: () => T): T {
  const startedAt = performance.now()
  const made = work()
  seconds[name] = Number(((performance.now() - startedAt) / 1000).toFixed(2))
  return made
}

const world = timed('simulate', () =>
  simulateAnalyticWorld({ preset: 'paper', instances: total }, random.fork('world')),
)
const { matrix } = world
const mixes = timed('draw 200 mixes', () =>
  drawMixes(
    matrix,
    {
      sampler: 'direction',
      budgets: planBudgets({ total, mixes: 200, focus: 0.5 }, random.fork('budgets')),
      propensityDraws: 0,
    },
    random.fork('mixes'),
  ),
)
const scores = timed('train 200 mixes', () =>
  Float64Array.from(mixes, (mix) => world.trainMix(mix.rows, random.fork('run', mix.id))),
)
const predictor = timed('fit', () =>
  fitPpm(
    'bayes',
    createTrainingTable({
      points: mixes,
      mixIds: mixes.map(({ id }) => id),
      featureIds: matrix.specs.map(({ id }) => id),
      columnSums: columnSums(matrix),
      total,
      scores,
    }),
  ),
)
const decision = timed('route', () =>
  decideRouting(
    {
      matrix,
      predictor,
      budget: { unit: 'share', amount: 0.5 },
      router: 'combined',
      usable: true,
      prices: { human: null, lm: null },
    },
    random.fork('route'),
  ),
)
// The truth, which only a simulated world knows; it is read after the decision was made.
const truth = revealTruth(world.truth)
const chosen = [...decision.isHuman.keys()].filter((row) => decision.isHuman[row] === 1)
const score = truth.expectedScore(rowBits(total, chosen))
const base = truth.randomScore(chosen.length)
const best = truth.oracle(chosen.length, random.fork('oracle')).score
const result = {
  simulated: true,
  instances: total,
  human: chosen.length,
  seconds,
  shareOfAchievableGain: (score - base) / (best - base),
}
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
