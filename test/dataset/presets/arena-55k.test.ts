import { describe, expect, it } from 'vitest'
import {
  assistant,
  importSample,
  importValues,
  problemsOf,
  readSample,
  user,
} from './import-sample.ts'

const models = ['alpha-70b', 'gamma-8b']

describe('Arena human preference 55k', () => {
  it('reads turns from JSON lists, a null as an empty answer, and three flags as a vote', async () => {
    const { preset, instances } = await importSample('arena-55k')
    expect(preset).toBe('arena-55k')
    expect(instances).toEqual([
      {
        id: '30192',
        source: 'arena-55k',
        prompt: 'Is ice a mineral?',
        completionA: 'Yes, in nature.',
        completionB: 'Only on Tuesdays.',
        human: [{ annotator: 'h1', verdict: 'a' }],
        lm: [],
        meta: { models, turn: 1 },
      },
      {
        id: '53567',
        source: 'arena-55k',
        prompt: '[Turn 1]\nName a lake.\n\n[Turn 2]\nAnd a bigger one?',
        completionA: '[Turn 1]\nOhrid.\n\n[Turn 2]\nBaikal.',
        completionB: '[Turn 1]\nBled.\n\n[Turn 2]\n',
        messages: {
          prompt: [user('Name a lake.')],
          a: [assistant('Ohrid.'), user('And a bigger one?'), assistant('Baikal.')],
          b: [assistant('Bled.'), user('And a bigger one?'), assistant('')],
        },
        human: [{ annotator: 'h1', verdict: 'b' }],
        lm: [],
        meta: { models, turn: 2 },
      },
      {
        id: '65089',
        source: 'arena-55k',
        prompt: 'Say "tin".',
        completionA: 'tin',
        completionB: 'Tin!',
        human: [{ annotator: 'h1', verdict: 'tie' }],
        lm: [],
        meta: { models, turn: 1 },
      },
      {
        id: '96401',
        source: 'arena-55k',
        prompt: 'Draw a square.',
        completionA: '[]',
        completionB: 'I cannot draw.',
        human: [],
        lm: [],
        meta: { models, turn: 1 },
      },
    ])
  })

  it('reads flags that are texts, as CSV has them', async () => {
    const [row] = await readSample('arena-55k')
    const values = [{ ...row, winner_model_a: '0', winner_model_b: '0', winner_tie: '1' }]
    expect((await importValues(values, 'train.csv'))[0]?.human).toEqual([
      { annotator: 'h1', verdict: 'tie' },
    ])
  })

  it('names what is wrong with file, line and field', async () => {
    const [row] = await readSample('arena-55k')
    const rows = [
      { ...row, winner_tie: 1 },
      { ...row, winner_model_b: 2 },
      { ...row, response_b: '["one", "two"]' },
      { ...row, response_a: 'no list' },
      { ...row, prompt: '[]' },
      { ...row, response_a: '[3]' },
    ]
    expect(await problemsOf(rows, 'arena-55k')).toEqual([
      ['rows.jsonl', 1, 'unknown-verdict', 'winner_tie'],
      ['rows.jsonl', 2, 'wrong-value', 'winner_model_b'],
      ['rows.jsonl', 3, 'wrong-value', 'response_b'],
      ['rows.jsonl', 4, 'wrong-type', 'response_a'],
      ['rows.jsonl', 5, 'empty-field', 'prompt'],
      ['rows.jsonl', 6, 'wrong-type', 'response_a[0]'],
    ])
  })
})
