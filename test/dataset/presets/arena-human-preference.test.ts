import { describe, expect, it } from 'vitest'
import {
  assistant,
  importSample,
  importValues,
  problemsOf,
  readSample,
  user,
} from './import-sample.ts'

const source = 'arena-human-preference'
const facts140k = {
  models: ['delta-pro', 'epsilon-mini'],
  evaluation_order: 1,
  language: 'en',
  timestamp: '2025-06-03T09:10:11.120000',
  is_code: false,
}
const facts100k = {
  models: ['zeta-1.5', 'eta-large'],
  turn: 1,
  anony: true,
  language: 'English',
  tstamp: 1719000000.25,
  is_code: false,
  is_refusal: false,
  categories: ['real_world', 'math'],
}

describe('Arena human preference 100k and 140k', () => {
  it('reads the release of 140,000 battles: parts, sessions and two bad answers', async () => {
    const { preset, instances } = await importSample('arena-human-preference')
    expect(preset).toBe('arena-human-preference')
    expect(instances).toEqual([
      {
        id: 'v-1',
        source,
        prompt: 'Solve x + 1 = 3.',
        completionA: 'x = 4',
        completionB: 'x = 2',
        human: [{ annotator: 'h1', verdict: 'b' }],
        lm: [],
        meta: { ...facts140k, categories: ['complexity', 'real_world', 'math'], group: 's-1' },
      },
      {
        id: 'v-2',
        source,
        prompt: 'And 2x = 3?',
        completionA: 'x = 6',
        completionB: 'x = 5',
        human: [{ annotator: 'h1', verdict: 'tie', raw: 'both_bad' }],
        lm: [],
        meta: {
          ...facts140k,
          evaluation_order: 2,
          categories: ['real_world', 'math'],
          group: 's-1',
        },
      },
      {
        id: 'v-3',
        source,
        prompt: '[Turn 1]\nBajka?\n\n[Turn 2]\nDalej.',
        completionA: '[Turn 1]\nBył kot.\n\n[Turn 2]\nKoniec.',
        completionB: '[Turn 1]\nBył pies.\n\n[Turn 2]\nFin.',
        messages: {
          prompt: [user('Bajka?')],
          a: [assistant('Był kot.'), user('Dalej.'), assistant('Koniec.')],
          b: [assistant('Był pies.'), user('Dalej.'), assistant('Fin.')],
        },
        human: [{ annotator: 'h1', verdict: 'tie' }],
        lm: [],
        meta: {
          ...facts140k,
          language: 'pl',
          categories: ['creative_writing', 'real_world'],
          group: 's-2',
        },
      },
    ])
  })

  it('reads the release of 100,000 battles: the voter by hash, tags as names', async () => {
    const { preset, instances } = await importSample('arena-human-preference-100k')
    expect(preset).toBe('arena-human-preference')
    expect(instances).toEqual([
      {
        id: 'b-1',
        source,
        prompt: 'What is 3 * 7?',
        completionA: '21',
        completionB: '24',
        human: [{ annotator: '5f0e1d', verdict: 'a' }],
        lm: [],
        meta: facts100k,
      },
      {
        id: 'b-2',
        source,
        prompt: 'Name a tree.',
        completionA: 'Salt.',
        completionB: '',
        human: [{ annotator: 'aa11', verdict: 'tie', raw: 'tie (bothbad)' }],
        lm: [],
        meta: { ...facts100k, is_refusal: true },
      },
    ])
  })

  it('reads conversations that are JSON texts as lists', async () => {
    const values = await readSample('arena-human-preference-100k')
    const flat = values.map((row) => ({
      ...row,
      conversation_a: JSON.stringify(row.conversation_a),
      conversation_b: JSON.stringify(row.conversation_b),
      category_tag: JSON.stringify(row.category_tag),
    }))
    expect(await importValues(flat, 'x.jsonl')).toEqual(await importValues(values, 'x.jsonl'))
  })

  it('refuses a picture by name, never reading the row without it', async () => {
    const [row] = await readSample('arena-human-preference')
    const shown = {
      role: 'user',
      content: [
        { type: 'text', text: 'What is this?', image: null, mimeType: null },
        { type: 'image', text: null, image: 'picture.png', mimeType: 'image/png' },
      ],
    }
    const conversation = [shown, assistant('A cat.')]
    const pictured = { ...row, conversation_a: conversation, conversation_b: conversation }
    expect(await problemsOf([pictured, row], 'arena-human-preference')).toEqual([
      ['rows.jsonl', 1, 'not-text', 'conversation_a[0].content[1]'],
      ['rows.jsonl', 1, 'not-text', 'conversation_b[0].content[1]'],
    ])
  })

  it('names what is wrong with file, line and field', async () => {
    const [row] = await readSample('arena-human-preference')
    const rows = [
      { ...row, winner: 'nobody' },
      { ...row, model_b: '' },
      { ...row, conversation_b: 'not JSON' },
      { ...row, category_tag: 7 },
    ]
    expect(await problemsOf(rows, 'arena-human-preference')).toEqual([
      ['rows.jsonl', 1, 'unknown-verdict', 'winner'],
      ['rows.jsonl', 2, 'empty-field', 'model_b'],
      ['rows.jsonl', 3, 'wrong-type', 'conversation_b'],
      ['rows.jsonl', 4, 'wrong-type', 'category_tag'],
    ])
  })
})
