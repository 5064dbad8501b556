import { describe, expect, it } from 'vitest'
import { importSample, importValues, problemsOf, readSample } from './import-sample.ts'

const sample = importSample('shp')

describe('Stanford Human Preferences', () => {
  it('is detected without being told', async () => {
    expect((await sample).preset).toBe('shp')
  })

  it('reads label 1 as A, with post and comments as id', async () => {
    expect((await sample).instances[0]).toEqual({
      id: 'qa1-c1-c2',
      source: 'shp',
      prompt: 'How do I keep basil fresh? It wilts in a day.',
      completionA: 'Treat it like flowers: stems in water.',
      completionB: 'Freeze it.',
      human: [{ annotator: 'gold', verdict: 'a' }],
      lm: [],
      meta: {
        group: 'qa1',
        domain: 'askculinary_train',
        upvote_ratio: 0.97,
        score_A: 40,
        score_B: 8,
        score_ratio: 5,
        seconds_difference: 8331,
        created_at_utc_A: 1636107332,
        created_at_utc_B: 1636099001,
      },
    })
  })

  it('reads label 0 as B and ties the rows of one post', async () => {
    const [first, second, third] = (await sample).instances
    expect(second).toMatchObject({ id: 'qa1-c3-c1', human: [{ annotator: 'gold', verdict: 'b' }] })
    expect(second?.meta.group).toBe(first?.meta.group)
    expect(third).toMatchObject({ completionB: '', meta: { group: 'qb7' } })
  })

  it('names rows by their line where comments have no ids, and keeps a pair without a label', async () => {
    const [row] = await readSample('shp')
    const [bare] = await importValues([{ ...row, c_root_id_A: null, labels: null }], 'x/part.json')
    expect(bare).toMatchObject({ id: 'part-1', human: [] })
  })

  it('names a broken row with its line and field', async () => {
    const [row] = await readSample('shp')
    const problems = await problemsOf(
      [
        { ...row, labels: 2 },
        { ...row, history: ' ' },
        { ...row, human_ref_B: 5 },
      ],
      'shp',
    )
    expect(problems).toEqual([
      ['rows.jsonl', 1, 'unknown-verdict', 'labels'],
      ['rows.jsonl', 2, 'empty-field', 'history'],
      ['rows.jsonl', 3, 'wrong-type', 'human_ref_B'],
    ])
  })
})
