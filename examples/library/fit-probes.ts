/** Trains a probe on the labels of people and one on those of the judge, and scores both, in a simulated world. */
// In your own project: from 'hyper-router'.
import {
  buildPool,
  createPlainEngine,
  createRandom,
  createSuite,
  describeSurfaces,
  differenceMatrix,
  evaluateHeads,
  fitProbeScaler,
  groupPrompts,
  labelInstances,
  labelTables,
  SURFACE_COUNT,
  simulateWorld,
  trainMixes,
} from '../../src/index.ts'

const { instances, suite } = simulateWorld({ instances: 600, seedStream: createRandom(4) })
const { groups, groupCount } = groupPrompts(instances.map(({ prompt }) => prompt))
const labels = labelInstances(instances)
const pool = buildPool({ instances, labels, groups, groupCount, tiePolicy: 'either' })

const describe = (pairs: { prompt: string; first: string; second: string }[]) => {
  const items = pairs.flatMap(({ prompt, first, second }) =>
    [first, second].map((response) => ({ prompt, response })),
  )
  return [{ name: 'surface', columns: SURFACE_COUNT, values: describeSurfaces(items) }]
}
const inPairs = (count: number) => ({
  first: Uint32Array.from({ length: count }, (_, row) => 2 * row),
  second: Uint32Array.from({ length: count }, (_, row) => 2 * row + 1),
})
const training = describe(
  Array.from(pool.instances, (index) => instances[index]!).map(
    ({ prompt, completionA, completionB }) => ({ prompt, first: completionA, second: completionB }),
  ),
)
const judged = describe(
  suite.map(({ prompt, chosen, rejected }) => ({ prompt, first: chosen, second: rejected })),
)
const scaler = fitProbeScaler({ blocks: training })
const design = differenceMatrix(scaler, training, inPairs(pool.ids.length))
const { x } = differenceMatrix(scaler, judged, inPairs(suite.length))

const { human, lm } = labelTables(pool, 'hard')
const evaluations = [{ name: 'suite', x, rows: suite.length }]
const labelsAt = (head: number) => (head === 0 ? human : lm)
const job = { design, count: 2, labelsAt, l2: 30, evaluations }
await trainMixes(job, createPlainEngine(), ({ margins, scale }) => {
  const scores = evaluateHeads(createSuite(suite), margins.get('suite')!, scale, 2)
  const [allHuman, allLm] = scores.map(({ overall }) => overall)
  const result = { simulated: true, rows: pool.ids.length, allHuman, allLm }
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
})
