import { describe, expect, it } from 'vitest'
import { importBestOf, importSuite, promptGroupKey } from '../../src/dataset/index.ts'
import { rowsOf } from './support.ts'

const fail = { onBadRow: 'fail' } as const
const skip = { onBadRow: 'skip' } as const

describe('importSuite', () => {
  const row = {
    id: 'e1',
    subset: 'hep',
    category: 'reasoning',
    prompt: 'P',
    chosen: 'c',
    rejected: 'r',
  }

  it('reads chosen and rejected with subset, category and group', async () => {
    const { rows } = await importSuite(rowsOf([{ ...row, meta: { idx: 1 }, note: 'x' }]), fail)
    expect(rows).toEqual([{ ...row, group: promptGroupKey('P'), meta: { idx: 1, note: 'x' } }])
  })

  it('fills in what a plain file lacks, and takes other names of columns', async () => {
    const plain = [{ q: 'P', good: 'c', bad: 'r', number: 5 }]
    const map = { prompt: 'q', chosen: 'good', rejected: 'bad', id: 'number' }
    const { rows } = await importSuite(rowsOf(plain, 'x/mine.jsonl'), { ...fail, map })
    expect(rows[0]).toMatchObject({ id: '5', subset: 'mine', category: 'mine', meta: {} })
    const { rows: bare } = await importSuite(rowsOf([{ ...row, id: undefined }]), fail)
    expect(bare[0]!.id).toBe('rows-1')
  })

  it('reports bad rows and duplicates as pairs do', async () => {
    const rows = [row, row, { ...row, id: 'e2', chosen: 3 }, 4]
    const result = await importSuite(rowsOf(rows), skip)
    expect(result.counts).toEqual({
      read: 4,
      kept: 1,
      bad: 3,
      badByReason: { 'duplicate-id': 1, 'wrong-type': 2 },
    })
    await expect(importSuite(rowsOf(rows), fail)).rejects.toMatchObject({ code: 'data/bad-rows' })
  })
})

describe('importBestOf', () => {
  it('reads responses with scores, and names what is wrong', async () => {
    const good = {
      id: '1',
      prompt: 'P',
      responses: [
        { text: '', score: 1 },
        { model: 'm', text: 'x', score: 0.5 },
      ],
    }
    const { rows } = await importBestOf(rowsOf([good]), fail)
    expect(rows[0]!.responses).toEqual([
      { model: 'unknown', text: '', score: 1 },
      { model: 'm', text: 'x', score: 0.5 },
    ])
    const bad = [
      { ...good, responses: [] },
      { ...good, responses: 'x y' },
      { ...good, responses: [{ text: 'x', score: 2 }, { text: 'x' }, 7] },
      null,
    ]
    const result = await importBestOf(rowsOf(bad), skip)
    expect(result.problems.map(({ code, field }) => [code, field])).toEqual([
      ['missing-field', 'responses'],
      ['wrong-type', 'responses'],
      ['wrong-value', 'responses[0].score'],
      ['missing-field', 'responses[1].score'],
      ['wrong-type', 'responses[2]'],
      ['wrong-type', null],
    ])
  })
})
