import { describe, expect, it } from 'vitest'
import { importPairs } from '../../../src/dataset/index.ts'
import { rowsOf } from '../support.ts'
import { importSample, problemsOf, readSample } from './import-sample.ts'

const sample = importSample('summarize-comparisons')

describe('Summarize from feedback, comparisons', () => {
  it('are detected without being told', async () => {
    expect((await sample).preset).toBe('summarize-comparisons')
  })

  it('join the workers of one pair, in either order of the summaries', async () => {
    const { instances, counts, conflicts } = await sample
    expect(instances[0]).toEqual({
      id: 't3_cat-13336d2439f6',
      source: 'summarize-from-feedback',
      prompt:
        'SUBREDDIT: r/cats\n\nTITLE: Cat sings at night\n\nPOST: My cat sings at three in the morning, and I have work at eight.\n\nTL;DR:',
      completionA: ' Cat owner wants the cat to sleep at night.',
      completionB: ' My cat is loud.',
      human: [
        { annotator: 'w1', verdict: 'a', extra: { batch: 'batch3' } },
        {
          annotator: 'w2',
          verdict: 'a',
          confidence: '8',
          reasons: ['The second says what is wanted.'],
          extra: { batch: 'batch4' },
        },
        { annotator: 'w3', verdict: 'b', confidence: '3', extra: { batch: 'batch3' } },
      ],
      lm: [],
      meta: { models: ['sup2', 'ref'], subreddit: 'cats', split: 'train', group: 't3_cat' },
    })
    expect(counts).toMatchObject({ read: 6, kept: 4, joined: 2 })
    expect(conflicts).toEqual([])
  })

  it('of one post with other summaries are another pair of the same group', async () => {
    const [first, second] = (await sample).instances
    expect(second?.id).not.toBe(first?.id)
    expect(second).toMatchObject({ completionB: ' Cat sings.', meta: { group: 't3_cat' } })
  })

  it('of an article have its text as prompt, and a pair without a choice no label', async () => {
    const [, , article, open] = (await sample).instances
    expect(article).toMatchObject({
      prompt: 'Bridge opens\n\nAfter two years of work the new bridge opened on Monday.\n\nTL;DR:',
      human: [{ annotator: 'w2', verdict: 'a' }],
      meta: { site: 'cnndm', split: 'valid1', group: '9f2c' },
    })
    expect(open).toMatchObject({ human: [] })
  })

  it('tell where one worker contradicts himself', async () => {
    const [row] = await readSample('summarize-comparisons')
    const rows = rowsOf([row, { ...row, choice: 1 }, row])
    const { instances, conflicts } = await importPairs(rows, { onBadRow: 'fail' })
    expect(instances).toHaveLength(1)
    expect(conflicts).toMatchObject([{ annotator: 'w1', kept: 'a', other: 'b' }])
  })

  it('name a broken row with its line and field', async () => {
    const [row] = await readSample('summarize-comparisons')
    const info = row?.info as object
    const summaries = row?.summaries as object[]
    const problems = await problemsOf(
      [
        { ...row, choice: 'left' },
        { ...row, summaries: summaries.slice(1) },
        { ...row, info: { ...info, post: null } },
        { ...row, summaries: [{ text: 1 }, summaries[1]] },
      ],
      'summarize-comparisons',
    )
    expect(problems).toEqual([
      ['rows.jsonl', 1, 'unknown-verdict', 'choice'],
      ['rows.jsonl', 2, 'wrong-value', 'summaries'],
      ['rows.jsonl', 3, 'missing-field', 'info.post'],
      ['rows.jsonl', 4, 'wrong-type', 'summaries[0].text'],
    ])
  })
})
