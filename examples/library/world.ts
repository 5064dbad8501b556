/** Simulates a world, trains mixes, fits a PPM and routes half of the instances; another size: `npx tsx examples/library/world.ts 1000000`. */
// In your own project: from 'hyper-router'.
import {
  columnSums,
  countRows,
  createRandom,
  createTrainingTable,
  decideRouting,
  drawMixes,
  fitPpm,
  markedRows,
  planBudgets,
  revealTruth,
  simulateAnalyticWorld,
} from '../../src/index.ts'

const total = Number(process.argv[2] ?? 7531)
const random = createRandom(7)
const seconds: Record<string, number> = {}
function timed<T>(name: string, work: () => T): T {
  const startedAt = performance.now()
  const made = work()
  seconds[name] = Math.round(performance.now() - startedAt) / 1000
  return made
}

const world = timed('simulate', () =>
  simulateAnalyticWorld({ preset: 'paper', instances: total }, random.fork('world')),
)
const { matrix } = world
const budgets = planBudgets({ total, mixes: 200, focus: 0.5 }, random.fork('budgets'))
const points = timed('draw 200 mixes', () =>
  drawMixes(matrix, { sampler: 'direction', budgets, propensityDraws: 0 }, random.fork('mixes')),
)
const scores = timed('train 200 mixes', () =>
  Float64Array.from(points, (mix) => world.trainMix(mix.rows, random.fork('run', mix.id))),
)
const facts = { featureIds: matrix.specs.map(({ id }) => id), columnSums: columnSums(matrix) }
const mixIds = points.map(({ id }) => id)
const predictor = timed('fit', () =>
  fitPpm('bayes', createTrainingTable({ ...facts, points, mixIds, total, scores })),
)
const budget = { unit: 'share', amount: 0.5 } as const
const prices = { human: null, lm: null }
const decision = timed('route', () =>
  decideRouting(
    { matrix, predictor, budget, router: 'combined', usable: true, prices },
    random.fork('route'),
  ),
)
// The truth, which only a simulated world knows; it is read after the decision was made.
const truth = revealTruth(world.truth)
const rows = markedRows(decision.isHuman)
const human = countRows(rows)
const base = truth.randomScore(human)
const best = truth.oracle(human, random.fork('oracle')).score
const share = (truth.expectedScore(rows) - base) / (best - base)
const result = { instances: total, human, seconds, shareOfAchievableGain: share }
process.stdout.write(`${JSON.stringify({ simulated: true, ...result }, null, 2)}\n`)
