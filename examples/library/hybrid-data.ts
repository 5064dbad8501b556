/** Composes hybrid labels by a plan and writes them as rows that TRL's RewardTrainer reads, in a simulated world. */
// In your own project: from 'hyper-router'.
import {
  composeHybrid,
  createRandom,
  labelInstances,
  simulateWorld,
  toFlatRows,
  toTrlRow,
} from '../../src/index.ts'

const { instances } = simulateWorld({ instances: 200, seedStream: createRandom(9) })

// Any list of {id, source, annotator} is a plan; planRouting gives a better one than this.
const plan = instances.map(({ id, meta }) => ({
  id,
  source: meta.safety_concern === 'high' ? ('human' as const) : ('lm' as const),
  annotator: null,
}))
const hybrid = composeHybrid({ instances, labels: labelInstances(instances), plan })
const rows = hybrid.rows.flatMap(toFlatRows).map((row) => toTrlRow(row))

const result = {
  simulated: true,
  counts: hybrid.counts,
  ties: hybrid.ties,
  toLabel: hybrid.toLabel.human.length + hybrid.toLabel.lm.length,
  first: rows[0],
}
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`)
