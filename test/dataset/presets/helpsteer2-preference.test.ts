import { describe, expect, it } from 'vitest'
import {
  assistant,
  importSample,
  importValues,
  problemsOf,
  readSample,
  user,
} from './import-sample.ts'

describe('HelpSteer2-Preference', () => {
  it('reads every annotator with strength and reason', async () => {
    const { preset, instances } = await importSample('helpsteer2-preference')
    expect(preset).toBe('helpsteer2-preference')
    expect(instances).toEqual([
      {
        id: 'helpsteer2-preference-1',
        source: 'helpsteer2-preference',
        prompt: 'Why is the sky blue?',
        completionA: 'Short waves scatter more.',
        completionB: 'It is paint.',
        human: [
          { annotator: 'h1', verdict: 'a', strength: 'clear', reasons: ['One explains it.'] },
          { annotator: 'h2', verdict: 'a', strength: 'clear', reasons: ['One is right.'] },
          { annotator: 'h3', verdict: 'a', reasons: ['One is better.'] },
          { annotator: 'h4', verdict: 'b', strength: 'slight', reasons: ['Two is funnier.'] },
        ],
        lm: [],
        meta: { split: 'train', preference_strength: -3 },
      },
      {
        id: 'helpsteer2-preference-2',
        source: 'helpsteer2-preference',
        prompt:
          '[User]\nHello\n\n[Assistant]\nHi, what shall we cook?\n\n[User]\nSoup.\nA quick one.',
        completionA: 'Tomato soup in ten minutes.',
        completionB: 'Bread soup in ten minutes.',
        messages: {
          prompt: [
            user('Hello'),
            assistant('Hi, what shall we cook?'),
            user('Soup.\nA quick one.'),
          ],
          a: [assistant('Tomato soup in ten minutes.')],
          b: [assistant('Bread soup in ten minutes.')],
        },
        human: [
          { annotator: 'h1', verdict: 'tie', reasons: ['Both fine.'] },
          { annotator: 'h2', verdict: 'tie', reasons: ['Same.'] },
          { annotator: 'h3', verdict: 'b', strength: 'slight' },
        ],
        lm: [],
        meta: { split: 'train', preference_strength: 0 },
      },
      {
        id: 'helpsteer2-preference-3',
        source: 'helpsteer2-preference',
        prompt: 'Count to three.',
        completionA: '',
        completionB: 'One, two, three.',
        human: [
          { annotator: 'h1', verdict: 'b', reasons: ['Two answers.'] },
          { annotator: 'h2', verdict: 'b', reasons: ['Two.'] },
          { annotator: 'h3', verdict: 'b', strength: 'clear', reasons: ['Only two.'] },
        ],
        lm: [],
        meta: { split: 'val', preference_strength: 2 },
      },
      {
        id: 'helpsteer2-preference-4',
        source: 'helpsteer2-preference',
        prompt: 'Count to two.',
        completionA: 'One, two.',
        completionB: 'Two, one.',
        human: [{ annotator: 'gold', verdict: 'a', strength: 'slight' }],
        lm: [],
        meta: { split: 'val', preference_strength: -1 },
      },
    ])
  })

  it('gives no label where every annotator found neither response acceptable', async () => {
    const [row] = await readSample('helpsteer2-preference')
    const nobody = [{ strength: -100, justification: 'Neither.' }]
    const values = [{ ...row, all_preferences_unprocessed: nobody }]
    expect((await importValues(values, 'rows.jsonl'))[0]?.human).toEqual([])
  })

  it('names what is wrong with file, line and field', async () => {
    const [row] = await readSample('helpsteer2-preference')
    const rows = [
      { ...row, preference_strength: 4 },
      { ...row, all_preferences_unprocessed: [{ strength: 1.5, justification: '' }, 'yes'] },
      { ...row, response_2: null },
    ]
    expect(await problemsOf(rows, 'helpsteer2-preference')).toEqual([
      ['rows.jsonl', 1, 'unknown-verdict', 'preference_strength'],
      ['rows.jsonl', 2, 'unknown-verdict', 'all_preferences_unprocessed[0].strength'],
      ['rows.jsonl', 2, 'wrong-type', 'all_preferences_unprocessed[1]'],
      ['rows.jsonl', 3, 'missing-field', 'response_2'],
    ])
  })
})
