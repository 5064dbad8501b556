import { describe, expect, it } from 'vitest'
import { detectPreset } from '../../../src/dataset/index.ts'
import {
  assistant,
  importSample,
  importValues,
  problemsOf,
  readSample,
  user,
} from './import-sample.ts'

describe('HH-RLHF', () => {
  it('reads two transcripts as messages behind their shared beginning', async () => {
    const { preset, instances } = await importSample('hh-rlhf')
    expect(preset).toBe('hh-rlhf')
    expect(instances).toEqual([
      {
        id: 'hh-rlhf-1',
        source: 'hh-rlhf',
        prompt: 'How do I dry herbs?',
        completionA: 'Hang them upside down.',
        completionB: 'Boil them.',
        human: [{ annotator: 'h1', verdict: 'a' }],
        lm: [],
        meta: {},
      },
      {
        id: 'hh-rlhf-2',
        source: 'hh-rlhf',
        prompt: '[User]\nHi\n\n[Assistant]\nHello. What do you need?\n\n[User]\nA name for a duck.',
        completionA: 'Duck.',
        completionB: 'Ferdinand. It suits a duck.',
        messages: {
          prompt: [user('Hi'), assistant('Hello. What do you need?'), user('A name for a duck.')],
          a: [assistant('Duck.')],
          b: [assistant('Ferdinand. It suits a duck.')],
        },
        human: [{ annotator: 'h1', verdict: 'b' }],
        lm: [],
        meta: {},
      },
      {
        id: 'hh-rlhf-3',
        source: 'hh-rlhf',
        prompt: 'Is glue food?',
        completionA: 'No.',
        completionB: '',
        human: [{ annotator: 'h1', verdict: 'a' }],
        lm: [],
        meta: {},
      },
      {
        id: 'hh-rlhf-4',
        source: 'hh-rlhf',
        prompt: 'Say hi',
        completionA: '[Assistant]\nHi\n\n[User]\nLouder\n\n[Assistant]\nHI',
        completionB: 'Hey',
        messages: {
          prompt: [user('Say hi')],
          a: [assistant('Hi'), user('Louder'), assistant('HI')],
          b: [assistant('Hey')],
        },
        human: [{ annotator: 'h1', verdict: 'a' }],
        lm: [],
        meta: {},
      },
    ])
  })

  it('takes the subset from the folder, so that files of one name do not share ids', async () => {
    const values = await readSample('hh-rlhf')
    const instances = await importValues(values, 'hh/harmless-base/train.jsonl.gz')
    expect(instances.map(({ id, meta }) => [id, meta])).toEqual(
      [1, 2, 3, 4].map((line) => [`harmless-base-train-${line}`, { subset: 'harmless-base' }]),
    )
  })

  it('is told by the texts: other chosen and rejected texts, and red-team transcripts, are not its own', async () => {
    const own = { chosen: '\n\nHuman: a\n\nAssistant: b', rejected: '\n\nHuman: a\n\nAssistant: c' }
    expect(detectPreset(own)?.id).toBe('hh-rlhf')
    for (const row of [
      { ...own, chosen: ' b' },
      { ...own, rejected: 'Human wrote this.' },
      { ...own, rejected: [assistant('c')] },
      { transcript: own.chosen, rating: 4 },
    ])
      expect(detectPreset(row)?.id).not.toBe('hh-rlhf')
  })

  it('names what is wrong with file, line and field', async () => {
    const [row] = await readSample('hh-rlhf')
    const rows = [
      { ...row, rejected: '\n\nHuman: Who are you?\n\nAssistant: A clock.' },
      { ...row, chosen: '\n\nHuman: Alone?' },
      { ...row, rejected: null },
      { chosen: '\n\nHuman: Why?\n\nAssistant:', rejected: '\n\nHuman: Why?\n\nAssistant: ' },
    ]
    expect(await problemsOf(rows, 'hh-rlhf')).toEqual([
      ['rows.jsonl', 1, 'wrong-value', 'rejected'],
      ['rows.jsonl', 2, 'wrong-value', 'chosen'],
      ['rows.jsonl', 3, 'missing-field', 'rejected'],
      ['rows.jsonl', 4, 'empty-completions', null],
    ])
  })
})
