import { describe, expect, it } from 'vitest'
import { importSample, importValues, problemsOf, readSample } from './import-sample.ts'

describe('the filled spreadsheet', () => {
  it('gives answers back to the stored sides; the name of the file is the annotator', async () => {
    const { preset, instances } = await importSample('spreadsheet')
    expect(preset).toBe('spreadsheet')
    expect(instances).toEqual([
      {
        id: 'tea-1',
        source: 'kitchen',
        prompt: '=1+1 steeped how long?',
        completionA: 'Two minutes.',
        completionB: 'An hour.',
        human: [
          {
            annotator: 'ann',
            verdict: 'a',
            confidence: 'sure',
            reasons: ['Too long.'],
            order: 'ab',
          },
        ],
        lm: [],
        meta: {},
      },
      {
        id: 'tea-2',
        source: 'kitchen',
        prompt: 'Is matcha a tea?',
        completionA: 'Yes.',
        completionB: 'No.',
        human: [{ annotator: 'spreadsheet', verdict: 'a', strength: 'clear', order: 'ba' }],
        lm: [],
        meta: {},
      },
      {
        id: 'tea-3',
        source: 'kitchen',
        prompt: 'Name a teapot shape.',
        completionA: '',
        completionB: 'Round.',
        human: [{ annotator: 'spreadsheet', verdict: 'b', order: 'ba' }],
        lm: [],
        meta: {},
      },
      {
        id: 'tea-4',
        source: 'kitchen',
        prompt: 'Tea or coffee?',
        completionA: '007',
        completionB: 'Coffee.',
        human: [],
        lm: [],
        meta: {},
      },
      {
        id: '007',
        source: 'kitchen',
        prompt: 'Milk first?',
        completionA: 'Yes.',
        completionB: 'No.',
        human: [{ annotator: 'bob', verdict: 'tie', order: 'ba' }],
        lm: [],
        meta: {},
      },
    ])
  })

  it('joins the files of several people', async () => {
    const [row] = await readSample('spreadsheet')
    const cells = { ...row, annotator: '' }
    const [one] = await importValues([cells, { ...cells, annotator: 'cy' }], 'x/dan.csv')
    expect(one?.human.map(({ annotator }) => annotator)).toEqual(['dan', 'cy'])
  })

  it('takes the words of people for the five steps', async () => {
    const [row] = await readSample('spreadsheet')
    const answer = async (preference: string): Promise<unknown> => {
      const [instance] = await importValues([{ ...row, preference }], 'ann.csv')
      const [given] = instance!.human
      return given === undefined ? null : [given.verdict, given.strength]
    }
    for (const word of ['A', 'first', '1', 'Left', 'response 1', 'First is better'])
      expect(await answer(word)).toEqual(['a', undefined])
    for (const word of ['b', 'Second', ' 2 ', 'RIGHT', 'the second response'])
      expect(await answer(word)).toEqual(['b', undefined])
    for (const word of ['tie', 'Same', 'equal', 'no preference'])
      expect(await answer(word)).toEqual(['tie', undefined])
    expect(await answer('First is clearly better')).toEqual(['a', 'clear'])
    expect(await answer('second-is-slightly-better')).toEqual(['b', 'slight'])
    expect(await answer('A is much better')).toEqual(['a', 'clear'])
    for (const word of ['', '  ', 'skip', 'Skipped']) expect(await answer(word)).toBeNull()
  })

  it('takes the first response for A where no key says which it was', async () => {
    const [row] = await readSample('spreadsheet')
    const { hyper_key, dataset, ...cells } = row!
    const [instance] = await importValues([cells], 'ann.csv')
    expect(instance).toMatchObject({ source: 'ann', completionA: 'Two minutes.' })
    expect(instance?.human[0]).not.toHaveProperty('order')
  })

  it('names what is wrong with file, line and field', async () => {
    const [row, second] = await readSample('spreadsheet')
    const problems = await problemsOf(
      [
        { ...row, preference: '4' },
        { ...row, preference: 'dunno' },
        { ...row, hyper_key: second?.hyper_key },
        { ...row, hyper_key: '' },
        { ...row, id: 'tea-01' },
        { ...row, prompt: '' },
      ],
      'spreadsheet',
    )
    expect(problems).toEqual([
      ['rows.jsonl', 1, 'unknown-verdict', 'preference'],
      ['rows.jsonl', 2, 'unknown-verdict', 'preference'],
      ['rows.jsonl', 3, 'wrong-value', 'hyper_key'],
      ['rows.jsonl', 4, 'empty-field', 'hyper_key'],
      ['rows.jsonl', 5, 'wrong-value', 'hyper_key'],
      ['rows.jsonl', 6, 'empty-field', 'prompt'],
    ])
  })
})
