import { describe, expect, it } from 'vitest'
import { importSample, problemsOf, readSample } from './import-sample.ts'

const sample = importSample('rewardbench-2')

describe('RewardBench 2', () => {
  it('is detected without being told', async () => {
    expect((await sample).preset).toBe('rewardbench-2')
  })

  it('pairs every chosen completion with every rejected one', async () => {
    const { instances } = await sample
    expect(instances.map(({ id }) => id)).toEqual([
      '12-0-0',
      '12-0-1',
      '12-0-2',
      'ref:0-0-0',
      'ref:0-0-1',
      'tied:0-0-0',
      'tied:0-0-1',
      'tied:0-1-0',
      'tied:0-1-1',
    ])
    expect(instances[1]).toEqual({
      id: '12-0-1',
      source: 'rewardbench-2',
      prompt: 'When did the bridge open?',
      completionA: 'In 1940.',
      completionB: 'In 1932.',
      human: [{ annotator: 'gold', verdict: 'b' }],
      lm: [],
      meta: {
        subset: 'Factuality',
        item: '12',
        group: 'rewardbench-2/12',
        models: ['m4', 'm1'],
      },
    })
  })

  it('prefers a chosen completion in every pair', async () => {
    const chosen = new Set(['In 1932.', 'January', 'May'])
    for (const { completionA, completionB, human } of (await sample).instances)
      expect(chosen.has(human[0]?.verdict === 'a' ? completionA : completionB)).toBe(true)
  })

  it('names no models where the list does not fit the completions', async () => {
    expect((await sample).instances[3]?.meta).toEqual({
      subset: 'Ties',
      item: 'ref:0',
      group: 'rewardbench-2/ref:0',
    })
  })

  it('names a broken row with its line and field', async () => {
    const [row] = await readSample('rewardbench-2')
    const problems = await problemsOf(
      [
        { ...row, chosen: [] },
        { ...row, rejected: ['x', 5] },
        { ...row, chosen: 'In 1932.' },
        { ...row, id: null },
      ],
      'rewardbench-2',
    )
    expect(problems).toEqual([
      ['rows.jsonl', 1, 'empty-field', 'chosen'],
      ['rows.jsonl', 2, 'wrong-type', 'rejected[1]'],
      ['rows.jsonl', 3, 'wrong-type', 'chosen'],
      ['rows.jsonl', 4, 'missing-field', 'id'],
    ])
  })
})
