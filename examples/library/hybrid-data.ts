/** Composes hybrid labels by a plan and writes them as rows that TRL's RewardTrainer reads, in a simulated world. */
// In your own project: from 'hyper-router'.
import {
  checkShape,
  composeHybrid,
  createRandom,
  describeLosses,
  labelInstances,
  simulateWorld,
  TRAINER_FORMATS,
  toTrainRows,
} from '../../src/index.ts'

const { instances } = simulateWorld({ instances: 200, seedStream: createRandom(9) })

// Any list of {id, source, annotator} is a plan; planRouting gives a better one than this.
const plan = instances.map(({ id, meta }) => ({
  id,
  source: meta.safety_concern === 'high' ? ('human' as const) : ('lm' as const),
  annotator: null,
}))
const hybrid = composeHybrid({ instances, labels: labelInstances(instances), plan })
const format = TRAINER_FORMATS.find(({ id }) => id === 'trl-reward')!
const shape = checkShape(format, { ties: 'half' })
const rows = hybrid.rows
  .flatMap((row) => toTrainRows(row, shape))
  .flatMap((row) => format.toRecords(row, shape))

const losses = describeLosses(format, shape)
for (const row of hybrid.rows) losses.add(row)

const result = {
  simulated: true,
  counts: hybrid.counts,
  ties: hybrid.ties,
  toLabel: hybrid.toLabel.human.length + hybrid.toLabel.lm.length,
  losses: losses.lines(),
  first: rows[0],
}
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
