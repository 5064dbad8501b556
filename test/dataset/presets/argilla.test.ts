import { describe, expect, it } from 'vitest'
import {
  assistant,
  importSample,
  importValues,
  problemsOf,
  readSample,
  user,
} from './import-sample.ts'

const [ANN, BOB] = [
  '0b7f2a52-5f0e-4a43-9a5e-3d1c52a1e001',
  '0b7f2a52-5f0e-4a43-9a5e-3d1c52a1e002',
] as const

describe('Argilla', () => {
  it('gives answers to our tasks back to the stored sides; drafts and discarded answers are none', async () => {
    const { preset, instances } = await importSample('argilla')
    expect(preset).toBe('argilla')
    expect(instances).toEqual([
      {
        id: 'tea-1',
        source: 'kitchen',
        prompt: 'How long does green tea steep?',
        completionA: 'Two minutes.',
        completionB: 'An hour.',
        human: [
          {
            annotator: ANN,
            verdict: 'a',
            strength: 'clear',
            reasons: ['An hour is far too long.'],
            order: 'ab',
          },
          { annotator: BOB, verdict: 'a', strength: 'slight', order: 'ab' },
        ],
        lm: [{ annotator: 'judge-s', verdict: 'a', strength: 'slight', extra: { score: 0.8 } }],
        meta: {},
      },
      {
        id: 'tea-2',
        source: 'kitchen',
        prompt: 'Is matcha a tea?',
        completionA: 'Yes, ground leaves.',
        completionB: 'No.',
        human: [{ annotator: ANN, verdict: 'a', strength: 'clear', order: 'ba' }],
        lm: [],
        meta: {},
      },
      {
        id: 'tea-3',
        source: 'kitchen',
        prompt: 'Name a teapot shape.',
        completionA: '',
        completionB: 'Round.',
        human: [],
        lm: [],
        meta: {},
      },
      {
        id: 'tea-4',
        source: 'kitchen',
        prompt: '[User]\nHi\n\n[Assistant]\nHello\n\n[User]\nTea or coffee?',
        completionA: 'Tea.',
        completionB: 'Coffee.',
        human: [],
        lm: [],
        meta: {},
      },
    ])
  })

  it('reads nested records of others by their usual names, rankings and chats too', async () => {
    const { preset, instances } = await importSample('argilla-nested')
    expect(preset).toBe('argilla')
    expect(instances).toEqual([
      {
        id: 'n-1',
        source: 'argilla-nested',
        prompt: 'Name a bird.',
        completionA: 'Wren.',
        completionB: 'Cod.',
        human: [{ annotator: ANN, verdict: 'a', reasons: ['A cod is a fish.'] }],
        lm: [{ annotator: 'judge-s', verdict: 'a', extra: { score: 0.9 } }],
        meta: { topic: 'animals' },
      },
      {
        id: 'n-2',
        source: 'argilla-nested',
        prompt: 'Name a fish.',
        completionA: 'Wren.',
        completionB: 'Cod.',
        human: [],
        lm: [],
        meta: {},
      },
      {
        id: 'n-3',
        source: 'argilla-nested',
        prompt: '[User]\nHi\n\n[Assistant]\nHello\n\n[User]\nName a tree.',
        completionA: 'Oak.',
        completionB: 'Elm.',
        messages: {
          prompt: [user('Hi'), assistant('Hello'), user('Name a tree.')],
          a: [assistant('Oak.')],
          b: [assistant('Elm.')],
        },
        human: [{ annotator: ANN, verdict: 'b', extra: { timestamp: '2026-02-01T10:05:00' } }],
        lm: [],
        meta: {},
      },
    ])
  })

  it('reads what version 1 wrote; chosen and rejected get their side by the hash of the id', async () => {
    const { preset, instances } = await importSample('argilla-v1')
    expect(preset).toBe('argilla')
    expect(
      instances.map(({ id, completionA, human, lm, meta }) => [id, completionA, human, lm, meta]),
    ).toEqual([
      ['v1-1', 'Wood.', [{ annotator: ANN, verdict: 'b' }], [], { length: 5 }],
      ['v1-2', 'Neon.', [], [{ annotator: 'judge-s', verdict: 'b', extra: { score: 0.6 } }], {}],
      ['argilla-v1-3', 'Opal.', [{ annotator: ANN, verdict: 'tie' }], [], {}],
    ])
  })

  it('does not count a suggestion without an agent, nor the number of a label', async () => {
    const [row] = await readSample('argilla')
    const suggested = { 'preference.suggestion': 1, 'preference.suggestion.agent': 'judge-s' }
    for (const changes of [{ 'preference.suggestion.agent': null }, suggested])
      expect((await importValues([{ ...row, ...changes }], 'x.json'))[0]?.lm).toEqual([])
  })

  it('takes a ranking in order, and one with equal ranks for a tie', async () => {
    const [row] = await readSample('argilla-nested')
    const verdictOf = async (value: unknown): Promise<unknown> => {
      const responses = { preference: [{ value, user_id: ANN }] }
      return (await importValues([{ ...row, responses }], 'x.json'))[0]?.human[0]?.verdict
    }
    expect(await verdictOf(['response_2', 'response_1'])).toBe('b')
    const equal = ['response_2', 'response_1'].map((name) => ({ value: name, rank: 1 }))
    expect(await verdictOf(equal)).toBe('tie')
  })

  it('refuses several answers without a status: some may be drafts', async () => {
    const [row] = await readSample('argilla-nested')
    const two = [ANN, BOB].map((user_id) => ({ value: 'response_1', user_id }))
    expect(await problemsOf([{ ...row, responses: { preference: two } }], 'argilla')).toEqual([
      ['rows.jsonl', 1, 'missing-field', 'preference.responses.status'],
      ['rows.jsonl', 1, 'missing-field', 'preference.responses.status'],
    ])
  })

  it('names what is wrong with file, line and field', async () => {
    const [row] = await readSample('argilla')
    const [nested] = await readSample('argilla-nested')
    const changed = (changes: Record<string, unknown>): Promise<unknown> =>
      problemsOf([row, { ...row, id: 'other', ...changes }], 'argilla')
    expect(await changed({})).toEqual([['rows.jsonl', 2, 'wrong-value', 'hyper_key']])
    expect(await changed({ id: 'tea-1', 'preference.responses': [4, 'tie'] })).toEqual([
      ['rows.jsonl', 2, 'unknown-verdict', 'preference'],
    ])
    const strange = { ...nested, fields: { topic: 'x', one: 'a', other: 'b' } }
    const twoQuestions = {
      ...nested,
      suggestions: {},
      responses: { tone: [{ value: 'a', user_id: ANN }], style: [{ value: 'a', user_id: ANN }] },
    }
    const silent = {
      ...nested,
      fields: { prompt: [user(' ')], response_1: 'a', response_2: 'b' },
    }
    expect(await problemsOf([strange, twoQuestions, silent], 'argilla')).toEqual([
      ['rows.jsonl', 1, 'unknown-columns', null],
      ['rows.jsonl', 2, 'unknown-columns', null],
      ['rows.jsonl', 3, 'empty-field', 'prompt'],
    ])
  })
})
