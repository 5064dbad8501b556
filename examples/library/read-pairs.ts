/** Reads preference pairs from rows of any source and measures who agrees with whom, on a simulated world. */
// In your own project: from 'hyper-router'.
import {
  createRandom,
  groupPrompts,
  importPairs,
  measureAgreement,
  type RawRow,
  simulateWorld,
  toPairRow,
} from '../../src/index.ts'

const world = simulateWorld({ instances: 300, seedStream: createRandom(1) })

async function* rows(): AsyncGenerator<RawRow> {
  for (const [index, instance] of world.instances.entries())
    yield { file: 'simulated.jsonl', line: index + 1, value: toPairRow(instance) }
  yield { file: 'simulated.jsonl', line: 301, value: { id: 'broken', prompt: 'no completions' } }
}

const { instances, counts, problems } = await importPairs(rows(), { onBadRow: 'skip' })
const { groups } = groupPrompts(instances.map(({ prompt }) => prompt))
const { overall } = measureAgreement(instances, { groups, resamples: 200 }, createRandom(1))

const result = {
  simulated: true,
  read: counts.read,
  kept: counts.kept,
  firstProblem: problems[0],
  humanHuman: overall.humanHuman?.threeWay,
  humanJudge: overall.judges[0]?.threeWay,
}
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
