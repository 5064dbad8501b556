import { describe, expect, it } from 'vitest'
import { NOT_TEXT } from '../../../src/dataset/read-messages.ts'
import { importSample, importValues, problemsOf, readSample } from './import-sample.ts'

const sample = importSample('arena-hard')

describe('Arena-Hard judgments', () => {
  it('are detected without being told, and leave out a row without a game', async () => {
    const { preset, instances } = await sample
    expect(preset).toBe('arena-hard')
    expect(instances.map(({ id }) => id)).toEqual([
      'arena-hard-e1a0-elm-7b',
      'arena-hard-e1a1-elm-7b',
      'arena-hard-f00d-oak-mini-elm-7b',
      'arena-hard-cafe-ash-flash-elm-7b',
    ])
  })

  it('give the baseline as A, and strengths by > and >>', async () => {
    const [first, second] = (await sample).instances
    expect(first).toEqual({
      id: 'arena-hard-e1a0-elm-7b',
      source: 'arena-hard',
      prompt: 'Sort a list in place.',
      completionA: 'list.sort()',
      completionB: 'sorted(list)',
      human: [],
      lm: [
        { annotator: 'judge-large', verdict: 'a', strength: 'clear' },
        {
          annotator: 'judge-large@ab',
          verdict: 'a',
          strength: 'clear',
          order: 'ab',
          raw: 'Mine first. [[A>>B]]',
        },
        {
          annotator: 'judge-large@ba',
          verdict: 'a',
          strength: 'slight',
          order: 'ba',
          raw: 'Swapped. [[B>A]]',
        },
      ],
      meta: { group: 'arena-hard-e1a0', models: [null, 'elm-7b'] },
    })
    expect(second!.lm.map(({ verdict, strength }) => `${verdict} ${strength}`)).toEqual([
      'b slight',
      'b slight',
      'b slight',
    ])
  })

  it('read v2.0, join its judges, and keep a single answer as the label', async () => {
    const [, , joined, half] = (await sample).instances
    expect(joined!.meta).toEqual({
      group: 'arena-hard-f00d',
      models: ['oak-mini', 'elm-7b'],
      category: 'hard_prompt',
    })
    expect(joined!.lm.map(({ annotator, verdict, extra }) => [annotator, verdict, extra])).toEqual([
      ['judge-4', 'tie', { flip: true }],
      ['judge-4@ab', 'a', undefined],
      ['judge-4@ba', 'b', undefined],
      ['judge-2', 'b', undefined],
      ['judge-2@ab', 'b', undefined],
      ['judge-2@ba', 'tie', undefined],
    ])
    expect(joined!.lm[1]!.raw).toBe('Verdict [[A>B]]')
    expect(half).toMatchObject({ completionA: 'Old pond.', completionB: '' })
    expect(half!.lm.map(({ annotator, extra }) => [annotator, extra])).toEqual([
      ['judge-4', { orders: 1 }],
      ['judge-4@ab', undefined],
    ])
  })

  it.each([
    ['A>>B', 'a', 'clear'],
    ['A>B', 'a', 'slight'],
    ['A=B', 'tie', undefined],
    ['B=A', 'tie', undefined],
    ['A<B', 'b', 'slight'],
    ['B<A', 'a', 'slight'],
    ['B>>A', 'b', 'clear'],
    ['A<<B', 'b', 'clear'],
  ])(
    'read %s of the first game as %s %s, and turned in the second',
    async (score, verdict, strength) => {
      const [row] = await readSample('arena-hard')
      const [first, second] = row!.games as [object, object]
      const opposite = { a: 'b', b: 'a', tie: 'tie' }[verdict]
      const only = async (games: readonly unknown[]) => {
        const [instance] = await importValues([{ ...row, games }], 'judge/model.jsonl')
        return [instance!.completionA, instance!.lm[0]!.verdict, instance!.lm[0]!.strength]
      }
      expect(await only([{ ...first, score }, null])).toEqual(['list.sort()', verdict, strength])
      expect(await only([null, { ...second, score }])).toEqual(['list.sort()', opposite, strength])
    },
  )

  it('name a broken row with file, line and field', async () => {
    const [row] = await readSample('arena-hard')
    const [first, second] = row!.games as [object, object]
    const games = (...changed: readonly unknown[]) => ({ ...row, games: changed })
    const broken = [
      games({ ...first, score: 'A>A' }, second),
      games(first, first),
      games({ ...first, user_prompt: ['Look', ['picture.png']] }, second),
      games({ ...first, user_prompt: 'Which?' }, second),
      games('A>B', second),
      games(),
      games(first, second, first),
      { ...row, model: null },
    ]
    expect(await problemsOf(broken, 'arena-hard')).toEqual([
      ['rows.jsonl', 1, 'unknown-verdict', 'games[0].score'],
      ['rows.jsonl', 2, 'wrong-value', 'games[1]'],
      ['rows.jsonl', 3, NOT_TEXT, 'games[0].user_prompt'],
      ['rows.jsonl', 4, 'wrong-value', 'games[0].user_prompt'],
      ['rows.jsonl', 5, 'wrong-type', 'games[0]'],
      ['rows.jsonl', 6, 'wrong-value', 'games'],
      ['rows.jsonl', 7, 'wrong-value', 'games'],
      ['rows.jsonl', 8, 'missing-field', 'model'],
    ])
  })
})
