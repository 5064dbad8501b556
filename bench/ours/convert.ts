/** Reads all pair files, takes the majority label of people, and writes TRL rows and Parquet: the texts as conversations, ties left out. */
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { composeHybrid, labelInstances } from '../../src/annotate/index.ts'
import { openRows, writeJsonLines, writeParquet } from '../../src/backends/index.ts'
import { streamPairs, toPairRow } from '../../src/dataset/index.ts'
import type { PreferenceInstance } from '../../src/domain/index.ts'
import { checkShape, TRAINER_FORMATS, toTrainRows } from '../../src/export/index.ts'
import { report, timeWarm } from './report.ts'
import { pairFiles } from './texts.ts'

const files = pairFiles()
if (files === null) throw new Error('convert: needs ../shared/data')
const scratch = mkdtempSync(join(tmpdir(), 'hyper-bench-'))
const format = TRAINER_FORMATS.find(({ id }) => id === 'trl-reward')!
const shape = checkShape(format, {})

async function* trlRows(instances: AsyncIterable<PreferenceInstance>) {
  for await (const instance of instances) {
    const labels = labelInstances([instance])
    const plan = [{ id: instance.id, source: 'human' as const, annotator: null }]
    const { rows } = composeHybrid({ instances: [instance], labels, plan }, { ties: 'half' })
    for (const row of rows)
      for (const train of toTrainRows(row, shape)) yield* format.toRecords(train, shape)
  }
}

async function* pairRows(instances: AsyncIterable<PreferenceInstance>) {
  for await (const instance of instances) yield toPairRow(instance)
}

try {
  const trl = join(scratch, 'train.jsonl')
  const parquet = join(scratch, 'pairs.parquet')
  const read = (): AsyncIterable<PreferenceInstance> =>
    streamPairs(openRows(files), { onBadRow: 'fail' })
  const timed = await timeWarm(
    async () => ({
      trl: await writeJsonLines(trl, null, trlRows(read())),
      pairs: await writeParquet(parquet, pairRows(read())),
    }),
    1,
  )
  report(timed, {
    trl_rows: timed.result.trl,
    pair_rows: timed.result.pairs,
    trl_bytes: statSync(trl).size,
    parquet_bytes: statSync(parquet).size,
  })
} finally {
  rmSync(scratch, { recursive: true })
}
