import { describe, expect, it } from 'vitest'
import { splitHumanTurns } from '../../../src/dataset/presets/parts/human-turns.ts'
import { importSample, problemsOf, readSample } from './import-sample.ts'

const sample = importSample('nectar')

describe('Nectar', () => {
  it('is detected without being told', async () => {
    expect((await sample).preset).toBe('nectar')
  })

  it('pairs the best rank with the worst', async () => {
    expect((await sample).instances[0]).toEqual({
      id: 'nectar-1-0-3',
      source: 'nectar',
      prompt: 'How do I boil an egg?',
      completionA: 'Ten minutes in boiling water.',
      completionB: '',
      human: [],
      lm: [{ annotator: 'gpt-4', verdict: 'a' }],
      meta: {
        models: ['gpt-4', 'gpt-3.5-turbo-instruct'],
        ranks: [1, 4],
        turns: 1,
        good_natured: true,
        origin: 'sharegpt',
      },
    })
  })

  it('reads a prompt of several turns as messages', async () => {
    const [, dialogue] = (await sample).instances
    expect(dialogue).toMatchObject({
      lm: [{ annotator: 'gpt-4', verdict: 'b' }],
      messages: {
        prompt: [
          { role: 'user', content: 'I lost my key.' },
          { role: 'assistant', content: 'Where did you last see it?' },
          { role: 'user', content: 'In the garden.' },
        ],
        a: [{ role: 'assistant', content: 'Look under the bench.' }],
        b: [{ role: 'assistant', content: 'Retrace your steps there.' }],
      },
      meta: { origin: 'anthropic-hh, lmsys-chat-1m' },
    })
  })

  it('keeps equal ranks as a tie', async () => {
    expect((await sample).instances[2]?.lm).toEqual([{ annotator: 'gpt-4', verdict: 'tie' }])
  })

  it('makes neighbours of the ranking where the rules say so', async () => {
    const { instances } = await importSample('nectar', { pairs: 'adjacent' })
    expect(instances.slice(0, 3).map(({ id, lm }) => [id, lm[0]?.verdict])).toEqual([
      ['nectar-1-0-2', 'a'],
      ['nectar-1-1-2', 'b'],
      ['nectar-1-1-3', 'a'],
    ])
  })

  it('names a broken row with its line and field', async () => {
    const [row] = await readSample('nectar')
    const problems = await problemsOf(
      [
        { ...row, prompt: 'How do I boil an egg?' },
        { ...row, answers: [{ answer: 'x', rank: 'first' }, 5] },
        { ...row, answers: 'none' },
      ],
      'nectar',
    )
    expect(problems).toEqual([
      ['rows.jsonl', 1, 'wrong-value', 'prompt'],
      ['rows.jsonl', 2, 'wrong-type', 'answers[0].rank'],
      ['rows.jsonl', 2, 'wrong-type', 'answers[1]'],
      ['rows.jsonl', 3, 'wrong-type', 'answers'],
    ])
  })
})

describe('splitHumanTurns', () => {
  it('does not take a word within a turn for a mark', () => {
    expect(splitHumanTurns('Human: Is a Human: sign\nHuman: fine?\n\nAssistant: Yes.')).toEqual([
      { role: 'user', content: 'Is a Human: sign\nHuman: fine?' },
      { role: 'assistant', content: 'Yes.' },
    ])
  })

  it('is null where the text does not begin with a question', () => {
    expect(splitHumanTurns('\n\nAssistant: Hello.')).toBeNull()
    expect(splitHumanTurns('')).toBeNull()
    expect(splitHumanTurns('Note.\n\nHuman: Hi.')).toBeNull()
  })
})
