import { describe, expect, it } from 'vitest'
import { importBestOf, importSuite, promptGroupKey } from '../../src/dataset/index.ts'
import type { RawRow } from '../../src/domain/index.ts'
import { pairRow, rowsOf } from './support.ts'

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

describe('importSuite from pairs', () => {
  const vote = (preference: string, more: object = {}) => ({ annotator: 'h1', preference, ...more })

  it('takes the side that people prefer, else the one that a judge prefers', async () => {
    const rows = [
      pairRow({ id: 'p1', human: [vote('b-is-better')], lm: [vote('a-is-better')] }),
      pairRow({ id: 'p2', human: [], lm: [vote('a-is-slightly-better')] }),
    ]
    const result = await importSuite(rowsOf(rows), fail)
    expect(result.rows).toEqual([
      {
        id: 'p1',
        subset: 's',
        category: 's',
        prompt: 'Why?',
        chosen: 'Who knows.',
        rejected: 'Because.',
        group: 'g1',
        meta: { group: 'g1' },
      },
      expect.objectContaining({ id: 'p2', chosen: 'Because.', rejected: 'Who knows.' }),
    ])
    expect(result.leftOut).toEqual({ ties: 0, unlabelled: 0, withoutPair: 0 })
    expect(result.warnings).toEqual([])
  })

  it('does not count an aspect or a raw answer in one order as a vote', async () => {
    const rows = [
      pairRow({
        human: [vote('a-is-better', { aspect: 'helpful' }), vote('b-is-better')],
        lm: [],
      }),
      pairRow({ id: 'p2', human: [], lm: [{ annotator: 'j@ab', preference: 'a-is-better' }] }),
    ]
    const { rows: suite, leftOut } = await importSuite(rowsOf(rows), fail)
    expect(suite.map(({ chosen }) => chosen)).toEqual(['Who knows.'])
    expect(leftOut).toEqual({ ties: 0, unlabelled: 1, withoutPair: 0 })
  })

  it('leaves ties and pairs without a label out and says so', async () => {
    const rows = [
      pairRow({ id: 'p1', human: [vote('tie')], lm: [vote('a-is-better')] }),
      pairRow({ id: 'p2', human: [], lm: [] }),
      pairRow({ id: 'p3' }),
    ]
    const result = await importSuite(rowsOf(rows), fail)
    expect(result.rows.map(({ id }) => id)).toEqual(['p3'])
    expect(result.counts).toEqual({ read: 3, kept: 3, bad: 0, badByReason: {} })
    expect(result.leftOut).toEqual({ ties: 1, unlabelled: 1, withoutPair: 0 })
    expect(result.warnings).toEqual(['no decided label: 2 pairs were left out, 1 of them ties'])
  })

  it('takes subset and category from meta, and turns what stands in the order of the sides', async () => {
    const meta = {
      subset: 'math',
      category: 'reasoning',
      models: ['m1', 'm2'],
      ratings: [1, 2],
      turns: [3, 4],
    }
    const row = pairRow({ human: [vote('b-is-better')], meta, licence: 'mit' })
    const { rows } = await importSuite(rowsOf([row]), fail)
    expect(rows[0]).toMatchObject({ subset: 'math', category: 'reasoning' })
    expect(rows[0]?.group).toBe(promptGroupKey('Why?'))
    expect(rows[0]?.meta).toEqual({
      models: ['m2', 'm1'],
      ratings: [2, 1],
      turns: [3, 4],
      licence: 'mit',
    })
  })

  it('reads a suite of lists, and whole conversations, by their shape', async () => {
    const listed = {
      id: '7',
      prompt: 'Name a month.',
      chosen: ['May', 'June'],
      rejected: ['Monday'],
      num_correct: 2,
      total_completions: 3,
      models: [],
      subset: 'Ties',
    }
    const { rows } = await importSuite(rowsOf([listed]), fail)
    expect(rows.map(({ id, subset, chosen, rejected }) => [id, subset, chosen, rejected])).toEqual([
      ['7-0-0', 'Ties', 'May', 'Monday'],
      ['7-1-0', 'Ties', 'June', 'Monday'],
    ])
    const say = (content: string) => [
      { role: 'user', content: 'Hi?' },
      { role: 'assistant', content },
    ]
    const talk = { chosen: say('Hello.'), rejected: say('Go.') }
    const { rows: talks } = await importSuite(rowsOf([talk], 'talks.jsonl'), fail)
    expect(talks).toMatchObject([
      { id: 'talks-1', subset: 'talks', prompt: 'Hi?', chosen: 'Hello.', rejected: 'Go.' },
    ])
  })

  it('reads by a preset that is named, and refuses an unknown one', async () => {
    const plain = {
      id: 3,
      subset: 'hep-go',
      prompt: 'P',
      chosen: 'c',
      chosen_model: 'm1',
      rejected: 'r',
      rejected_model: 'm2',
    }
    const { rows } = await importSuite(rowsOf([plain]), { ...fail, preset: 'rewardbench' })
    expect(rows).toMatchObject([
      {
        id: 'hep-go-3',
        subset: 'hep-go',
        chosen: 'c',
        rejected: 'r',
        meta: { models: ['m1', 'm2'] },
      },
    ])
    expect((await importSuite(rowsOf([plain]), fail)).rows[0]?.id).toBe('3')
    await expect(importSuite(rowsOf([plain]), { ...fail, preset: 'x' })).rejects.toMatchObject({
      code: 'config/unknown-preset',
    })
  })

  it('does not guess where columns are named', async () => {
    const map = { prompt: 'prompt', chosen: 'response_a', rejected: 'response_b' }
    const row = pairRow({ human: [vote('b-is-better')] })
    const { rows } = await importSuite(rowsOf([row]), { ...fail, map })
    expect(rows[0]).toMatchObject({ chosen: 'Because.', rejected: 'Who knows.', subset: 'rows' })
  })

  it('joins workers of one pair, and pairs neighbouring rows, as the shape says', async () => {
    const compared = (worker: string, choice: number) => ({
      info: { id: 'p', post: 'The cat sings.' },
      summaries: [{ text: 'Cat sings.' }, { text: 'Cat.' }],
      choice,
      worker,
    })
    const joined = await importSuite(
      rowsOf([compared('w1', 1), compared('w2', 0), compared('w1', 0)]),
      fail,
    )
    expect(joined.rows.map(({ chosen }) => chosen)).toEqual(['Cat.'])
    expect(joined.counts).toMatchObject({ read: 3, kept: 3 })
    expect(joined.warnings).toEqual([
      'conflicts: 1 annotations contradict an earlier one of the same annotator on the same pair; the earlier one was kept',
    ])
    const rated = (response: string, score: number) => ({
      prompt: 'Why?',
      response,
      helpfulness: score,
      correctness: score,
      coherence: score,
      complexity: score,
      verbosity: 0,
    })
    const single = { ...rated('Alone.', 1), prompt: 'How?' }
    const paired = await importSuite(rowsOf([rated('No.', 1), rated('So.', 3), single]), fail)
    expect(paired.rows).toMatchObject([{ chosen: 'So.', rejected: 'No.' }])
    expect(paired.leftOut).toEqual({ ties: 0, unlabelled: 0, withoutPair: 1 })
  })

  it('reads files of both kinds side by side, up to the limit, and finds an id twice', async () => {
    const both = async function* (): AsyncGenerator<RawRow> {
      const plain = { id: 'p1', prompt: 'P', chosen: 'c', rejected: 'r' }
      yield* rowsOf([plain], 'plain.jsonl')
      yield* rowsOf(
        [pairRow({ id: 'p1' }), pairRow({ id: 'p2' }), pairRow({ human: 3 })],
        'pairs.jsonl',
      )
    }
    const { rows, counts, problems } = await importSuite(both(), skip)
    expect(rows.map(({ id, subset }) => [id, subset])).toEqual([
      ['p1', 'plain'],
      ['p2', 's'],
    ])
    expect(counts).toEqual({
      read: 4,
      kept: 2,
      bad: 2,
      badByReason: { 'duplicate-id': 1, 'wrong-type': 1 },
    })
    expect(problems.map(({ file, line, field }) => [file, line, field])).toEqual([
      ['pairs.jsonl', 1, 'id'],
      ['pairs.jsonl', 3, 'human'],
    ])
    expect((await importSuite(both(), { ...skip, limit: 1 })).rows).toHaveLength(1)
    await expect(importSuite(both(), fail)).rejects.toMatchObject({ code: 'data/bad-rows' })
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
