import { describe, expect, it } from 'vitest'
import {
  assistant,
  importSample,
  importValues,
  problemsOf,
  readSample,
  user,
} from './import-sample.ts'

const facts = {
  category: 'Open QA',
  subject_study: 'Geology',
  highest_level_degree: "Master's degree",
  origin: 'own-prompts',
}

describe('MultiPref with one overall label', () => {
  it('is told from MultiPref itself, and reads the chosen side, ties, models and groups', async () => {
    const { preset, instances } = await importSample('multipref-overall')
    expect(preset).toBe('multipref-overall')
    expect(instances).toEqual([
      {
        id: 'cmp-11',
        source: 'multipref',
        prompt: 'What is basalt?',
        completionA: 'A kind of cheese.',
        completionB: 'A dark volcanic rock.',
        human: [{ annotator: 'gold', verdict: 'b' }],
        lm: [],
        meta: { ...facts, models: ['small-chat', 'large-chat'], group: 'q-11' },
      },
      {
        id: 'cmp-12',
        source: 'multipref',
        prompt: 'What is basalt?',
        completionA: 'Rock from cooled lava.',
        completionB: 'A rock.',
        human: [{ annotator: 'gold', verdict: 'tie' }],
        lm: [],
        meta: { ...facts, models: ['large-chat', 'small-chat'], group: 'q-11' },
      },
      {
        id: 'cmp-13',
        source: 'multipref',
        prompt: 'Spell "quartz".',
        completionA: '',
        completionB: 'q-u-a-r-t-z',
        human: [{ annotator: 'gold', verdict: 'b' }],
        lm: [],
        meta: {
          category: 'Rewrite',
          highest_level_degree: "Master's degree",
          origin: 'own-prompts',
          models: ['small-chat', 'large-chat'],
          group: 'q-12',
        },
      },
      {
        id: 'cmp-14',
        source: 'multipref',
        prompt: '[User]\nHi\n\n[Assistant]\nHello!\n\n[User]\nA rock joke?',
        completionA: 'I dig you.',
        completionB: 'No.',
        messages: {
          prompt: [user('Hi'), assistant('Hello!'), user('A rock joke?')],
          a: [assistant('I dig you.')],
          b: [assistant('No.')],
        },
        human: [{ annotator: 'gold', verdict: 'a' }],
        lm: [],
        meta: { ...facts, models: ['large-chat', 'small-chat'], group: 'q-13' },
      },
    ])
  })

  it('gives the label to GPT-4 where the path of the file names it', async () => {
    const { preset, instances } = await importSample('multipref-overall-gpt4')
    expect(preset).toBe('multipref-overall')
    expect(instances.map(({ id, human, lm }) => [id, human, lm])).toEqual([
      ['cmp-11', [], [{ annotator: 'gpt-4', verdict: 'b' }]],
      ['cmp-12', [], [{ annotator: 'gpt-4', verdict: 'a' }]],
      ['cmp-13', [], [{ annotator: 'gpt-4', verdict: 'b' }]],
    ])
    const values = await readSample('multipref-overall')
    const [first] = await importValues(values, 'gpt4_overall_binarized/train.jsonl')
    expect([first?.human, first?.lm]).toEqual([[], [{ annotator: 'gpt-4', verdict: 'b' }]])
  })

  it('names what is wrong: a side without messages, another question, a tie that is no flag', async () => {
    const [row] = await readSample('multipref-overall')
    const other = [user('What is slate?'), assistant('A rock.')]
    const rows = [
      { ...row, comparison_id: 'x1', chosen: 'A text' },
      { ...row, comparison_id: 'x2', rejected: other },
      { ...row, comparison_id: 'x3', tie_is_common: 'maybe' },
    ]
    expect(await problemsOf(rows, 'multipref-overall')).toEqual([
      ['rows.jsonl', 1, 'wrong-type', 'chosen'],
      ['rows.jsonl', 2, 'wrong-value', 'rejected'],
      ['rows.jsonl', 3, 'wrong-type', 'tie_is_common'],
    ])
  })
})
