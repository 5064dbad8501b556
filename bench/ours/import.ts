/** Reads and checks all pair files (generated ones where these are absent): every row becomes an instance or a named problem. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openRows } from '../../src/backends/index.ts'
import { importPairs, toPairRow } from '../../src/dataset/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { simulateWorld } from '../../src/simulate/index.ts'
import { report, timeWarm } from './report.ts'
import { pairFiles } from './texts.ts'

const scratch = mkdtempSync(join(tmpdir(), 'hyper-bench-'))

function writeSimulated(): string[] {
  const { instances } = simulateWorld({
    instances: 7841,
    suite: 0,
    seedStream: createRandom('bench'),
  })
  const path = join(scratch, 'pairs-simulated.jsonl')
  writeFileSync(path, instances.map((row) => `${JSON.stringify(toPairRow(row))}\n`).join(''))
  return [path]
}

try {
  const files = pairFiles() ?? writeSimulated()
  const timed = await timeWarm(() => importPairs(openRows(files), { onBadRow: 'skip' }), 2)
  const { instances, counts } = timed.result
  report(timed, {
    rows: counts.kept,
    bad_rows: counts.bad,
    human_labels: instances.reduce((sum, row) => sum + row.human.length, 0),
    lm_labels: instances.reduce((sum, row) => sum + row.lm.length, 0),
  })
} finally {
  rmSync(scratch, { recursive: true })
}
