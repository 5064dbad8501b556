import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { expandPaths, openRows } from '../../src/backends/files/index.ts'
import {
  findOverlap,
  groupPrompts,
  importBestOf,
  importPairs,
  importSuite,
  promptGroupKey,
  summarizeInstances,
  toPairRow,
} from '../../src/dataset/index.ts'
import { hasSharedData, shared } from './support.ts'

const filesOf = (pattern: string): Promise<string[]> =>
  expandPaths([pattern], resolve(shared, 'data'))
const fail = { onBadRow: 'fail' } as const

describe.skipIf(!hasSharedData)('the real files (needs ../shared/data)', () => {
  it('are written as they were read, field by field and in the same order', async () => {
    for (const path of [...(await filesOf('pairs-*')), ...(await filesOf('human-*'))]) {
      const { instances, counts } = await importPairs(openRows([path]), fail)
      let index = 0
      for await (const row of openRows([path])) {
        if (!('value' in row)) throw new Error('a row without a value')
        expect(JSON.stringify(toPairRow(instances[index++]!))).toBe(JSON.stringify(row.value))
      }
      expect(counts).toMatchObject({ read: index, kept: index, bad: 0 })
    }
  })

  it('hold what their description says', async () => {
    const pairs = await importPairs(openRows(await filesOf('pairs-*')), fail)
    const summary = summarizeInstances(pairs.instances)
    expect(summary.instances).toBe(7841)
    expect(summary.labelled).toEqual({ both: 7841, humanOnly: 0, lmOnly: 0, none: 0 })
    expect(summary.sources).toMatchObject({ vicuna80: 1888, mtbench: 895, llmbar: 419 })
    expect(summary.humanVotes).toBe(5192 + 1260 + 1992 + 1012 + 2142 + 3462 + 153 + 419)
    const suite = await importSuite(openRows(await filesOf('eval-*')), fail)
    expect(suite.counts).toMatchObject({ kept: 2478, bad: 0 })
    const best = await importBestOf(openRows(await filesOf('bon-*')), fail)
    expect(best.counts).toMatchObject({ kept: 593 + 593 + 527 + 220, bad: 0 })
  })

  it('bring the group keys that we compute', async () => {
    const names = '{autoj,llmbar,llmeval2,mtbench,pandalm,vicuna80,xstest}'
    const { instances } = await importPairs(openRows(await filesOf(`pairs-${names}*`)), fail)
    expect(instances.length).toBe(6102)
    for (const { prompt, meta } of instances) expect(promptGroupKey(prompt)).toBe(meta.group)
  })

  it('overlap with the suite where their description says so', async () => {
    const { instances } = await importPairs(openRows(await filesOf('pairs-*')), fail)
    const suite = await importSuite(openRows(await filesOf('eval-*')), fail)
    const report = findOverlap(instances, suite.rows)
    const touched = new Set([...report.exactTrainingIds, ...report.nearTrainingIds])
    const llmbar = [...touched].filter((id) => id.startsWith('llmbar-'))
    expect(llmbar.length).toBeGreaterThanOrEqual(415)
    const groups = groupPrompts(instances.map((instance) => instance.prompt))
    expect(groups.groupCount).toBeLessThanOrEqual(2042)
    expect(groups.groupCount).toBeGreaterThan(1900)
  })
})
