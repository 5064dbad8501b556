import { describe, expect, it } from 'vitest'
import { detectPreset, PRESETS } from '../../../src/dataset/index.ts'
import { importSample, importValues, problemsOf } from './import-sample.ts'

const sample = importSample('preferences')
const user = (content: string) => ({ role: 'user', content })
const assistant = (content: string) => ({ role: 'assistant', content })

describe('chosen and rejected of any data', () => {
  it('are detected without being told', async () => {
    expect((await sample).preset).toBe('preferences')
  })

  it('are read from texts with a prompt, labelled by people where nothing else is said', async () => {
    expect((await sample).instances[0]).toEqual({
      id: 'preferences-1',
      source: 'preferences',
      prompt: 'Is tea a fruit?',
      completionA: 'No, it is a leaf.',
      completionB: 'Yes.',
      human: [{ annotator: 'h1', verdict: 'a' }],
      lm: [],
      meta: {},
    })
  })

  it('are read from a prompt of messages, with the id and data set of the row', async () => {
    expect((await sample).instances[1]).toEqual({
      id: 'own-2',
      source: 'kitchen',
      prompt: 'Salt or sugar?',
      completionA: 'Both.',
      completionB: 'Salt.',
      human: [{ annotator: 'h1', verdict: 'b' }],
      lm: [],
      meta: { margin: 0.5 },
    })
  })

  it('are read from whole conversations, with the scores in the stored order', async () => {
    expect((await sample).instances[2]).toMatchObject({
      human: [{ annotator: 'h1', verdict: 'b' }],
      messages: {
        prompt: [user('Hi.'), assistant('Hello.'), user('Name a fish.')],
        a: [assistant('A hen.')],
        b: [assistant('A trout.')],
      },
      meta: { ratings: [1, 3.5] },
    })
  })

  it('follow a prompt of messages that is not repeated, and equal scores are a tie', async () => {
    expect((await sample).instances[3]).toMatchObject({
      human: [{ annotator: 'h1', verdict: 'tie' }],
      messages: {
        prompt: [{ role: 'system', content: 'Speak like a sailor.' }, user('Where to?')],
      },
    })
  })

  it('may be empty on one side; further short facts are kept', async () => {
    expect((await sample).instances[4]).toMatchObject({
      completionA: '',
      completionB: 'time',
      meta: { topic: 'tales' },
    })
  })

  it('do not repeat a prompt that the conversations begin with', async () => {
    const [pair] = await importValues(
      [
        {
          prompt: [user('Where to?')],
          chosen: [user('Where to?'), assistant('North.')],
          rejected: [user('Where to?'), assistant('South.')],
        },
      ],
      'x.jsonl',
    )
    expect(pair?.prompt).toBe('Where to?')
    expect(pair?.messages).toBeUndefined()
  })

  it('put the chosen completion on both sides about equally, whatever it is', async () => {
    const rows = Array.from({ length: 400 }, (_, n) => ({
      prompt: `Question ${n}?`,
      chosen: 'good',
      rejected: 'bad',
    }))
    const instances = await importValues(rows, 'x.jsonl')
    for (const { completionA, human } of instances)
      expect(human[0]?.verdict).toBe(completionA === 'good' ? 'a' : 'b')
    const first = instances.filter(({ completionA }) => completionA === 'good').length
    expect(first).toBeGreaterThan(150)
    expect(first).toBeLessThan(250)
  })

  it('are tried last, and not where the row has a verdict and a probability of its own', () => {
    expect(PRESETS.at(-1)?.id).toBe('preferences')
    const row = { prompt: 'x', chosen: 'a', rejected: 'b' }
    expect(detectPreset(row)?.id).toBe('preferences')
    expect(detectPreset({ ...row, verdict: 'a', p_a: 0.9 })?.id).not.toBe('preferences')
  })

  it('name a broken row with its line and field', async () => {
    const problems = await problemsOf(
      [
        { chosen: 'a', rejected: 'b' },
        { prompt: ' ', chosen: 'a', rejected: 'b' },
        { prompt: 'x', chosen: 'a', rejected: 7 },
        { prompt: 'x', chosen: [user('x'), assistant('a')], rejected: 'b' },
        { chosen: [user('x'), assistant('a')], rejected: [user('y'), assistant('b')] },
        { prompt: 'x', chosen: '', rejected: '' },
        { prompt: 'x', chosen: 'a', rejected: 'b', score_chosen: 'high' },
      ],
      'preferences',
    )
    expect(problems).toEqual([
      ['rows.jsonl', 1, 'missing-field', 'prompt'],
      ['rows.jsonl', 2, 'empty-field', 'prompt'],
      ['rows.jsonl', 3, 'wrong-type', 'rejected'],
      ['rows.jsonl', 4, 'wrong-value', 'rejected'],
      ['rows.jsonl', 5, 'wrong-value', 'rejected'],
      ['rows.jsonl', 6, 'empty-completions', null],
      ['rows.jsonl', 7, 'wrong-type', 'score_chosen'],
    ])
  })
})
