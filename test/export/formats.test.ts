import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { type ChatMessage, conversationFields, type HybridRow } from '../../src/domain/index.ts'
import {
  checkShape,
  type ExportShape,
  findFormat,
  TASK_FORMATS,
  TRAINER_FORMATS,
  type TrainerFormat,
  toTrainRows,
} from '../../src/export/index.ts'
import { CASES } from './export-and-import.ts'
import { madeRow } from './made-rows.ts'

function trainer(name: string): TrainerFormat {
  const format = findFormat(name)
  if (format.kind !== 'trainer') throw new Error(`${name} is no format of a trainer`)
  return format
}

function recordsOf(name: string, row: HybridRow, asked: Partial<ExportShape> = {}): unknown[] {
  const format = trainer(name)
  const shape = checkShape(format, asked)
  return toTrainRows(row, shape).flatMap((train) => format.toRecords(train, shape))
}

const message = (role: ChatMessage['role'], content: string): ChatMessage => ({ role, content })

const provenance = {
  id: 'p1',
  dataset: 'set',
  source: 'human',
  annotator: 'h1',
  verdict: 'b',
  p_a: 0,
  margin: 1,
  chosen_side: 'b',
}
const single = madeRow({}, { verdict: 'b', pA: 0, strength: 'clear' })
const chat = madeRow(
  conversationFields({
    prompt: [message('system', 'Be brief.'), message('user', 'Why?')],
    a: [message('assistant', 'Because.')],
    b: [message('assistant', 'Who knows.')],
  }),
  { verdict: 'b', pA: 0, strength: 'clear' },
)
const shared = madeRow(
  conversationFields({
    prompt: [message('user', 'Hi')],
    a: [message('assistant', 'Hello'), message('user', 'Why?'), message('assistant', 'Because.')],
    b: [message('assistant', 'Hello'), message('user', 'Why?'), message('assistant', 'So.')],
  }),
)

describe('trl-reward', () => {
  it('writes conversations with the prompt inside both sides', () => {
    expect(recordsOf('trl-reward', chat)).toEqual([
      {
        chosen: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Why?' },
          { role: 'assistant', content: 'Who knows.' },
        ],
        rejected: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Why?' },
          { role: 'assistant', content: 'Because.' },
        ],
        prompt_end: 2,
        ...provenance,
      },
    ])
  })

  it('writes the prompt by itself where it is asked to', () => {
    expect(recordsOf('trl-reward', single, { prompt: 'explicit' })).toEqual([
      {
        prompt: [{ role: 'user', content: 'Why?' }],
        chosen: [{ role: 'assistant', content: 'Who knows.' }],
        rejected: [{ role: 'assistant', content: 'Because.' }],
        ...provenance,
      },
    ])
  })

  it('gives the reader the same plain text in both prompt forms, which it joins', () => {
    const [implicit] = recordsOf('trl-reward', single, { form: 'plain' })
    expect(implicit).toEqual({
      chosen: 'Why?\n\nWho knows.',
      rejected: 'Why?\n\nBecause.',
      prompt_end: 4,
      ...provenance,
    })
    const [explicit] = recordsOf('trl-reward', single, { form: 'plain', prompt: 'explicit' })
    expect(explicit).toEqual({
      prompt: 'Why?\n\n',
      chosen: 'Who knows.',
      rejected: 'Because.',
      prompt_end: 4,
      ...provenance,
    })
  })

  it('counts the end of a prompt in characters as Python does', () => {
    const [row] = recordsOf('trl-reward', madeRow({ prompt: '🙂é' }), { form: 'plain' })
    expect(row).toMatchObject({ chosen: '🙂é\n\nBecause.', prompt_end: 2 })
  })
})

describe('trl-dpo', () => {
  it('writes prompt, chosen and rejected as messages', () => {
    expect(recordsOf('trl-dpo', chat)).toEqual([
      {
        prompt: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Why?' },
        ],
        chosen: [{ role: 'assistant', content: 'Who knows.' }],
        rejected: [{ role: 'assistant', content: 'Because.' }],
        ...provenance,
      },
    ])
  })

  it('writes texts, of which the prompt ends with a blank line', () => {
    expect(recordsOf('trl-dpo', single, { form: 'plain' })).toEqual([
      {
        prompt: 'Why?\n\n',
        chosen: 'Who knows.',
        rejected: 'Because.',
        prompt_end: 4,
        ...provenance,
      },
    ])
  })
})

describe('trl-kto', () => {
  it('writes one row for each completion, the wanted one first', () => {
    expect(recordsOf('trl-kto', single)).toEqual([
      {
        prompt: [{ role: 'user', content: 'Why?' }],
        completion: [{ role: 'assistant', content: 'Who knows.' }],
        label: true,
        ...provenance,
      },
      {
        prompt: [{ role: 'user', content: 'Why?' }],
        completion: [{ role: 'assistant', content: 'Because.' }],
        label: false,
        ...provenance,
      },
    ])
    expect(recordsOf('trl-kto', single, { form: 'plain' })[1]).toEqual({
      prompt: 'Why?\n\n',
      prompt_end: 4,
      completion: 'Because.',
      label: false,
      ...provenance,
    })
  })

  it('writes no tie, whatever the rows are made of', () => {
    const format = trainer('trl-kto')
    const shape = checkShape(format, {})
    const rows = toTrainRows(madeRow({}, { verdict: 'tie', pA: 0.5 }), { ...shape, ties: 'half' })
    expect(rows).toHaveLength(2)
    expect(rows.flatMap((row) => format.toRecords(row, shape))).toEqual([])
    expect(format.carries({ ...shape, ties: 'half' }).has('tie')).toBe(false)
  })
})

describe('openrlhf', () => {
  it('writes the keys of its defaults, as messages for a chat template or as texts', () => {
    expect(recordsOf('openrlhf', single)).toEqual([
      {
        prompt: [{ role: 'user', content: 'Why?' }],
        chosen: [{ role: 'assistant', content: 'Who knows.' }],
        rejected: [{ role: 'assistant', content: 'Because.' }],
        ...provenance,
      },
    ])
    expect(recordsOf('openrlhf', single, { form: 'plain' })[0]).toMatchObject({
      prompt: 'Why?\n\n',
      chosen: 'Who knows.',
      margin: 1,
    })
    expect(recordsOf('openrlhf', single, { prompt: 'implicit' })[0]).toMatchObject({
      chosen: [
        { role: 'user', content: 'Why?' },
        { role: 'assistant', content: 'Who knows.' },
      ],
    })
  })
})

describe('llama-factory', () => {
  it('writes the ShareGPT form of a ranking data set', () => {
    expect(recordsOf('llama-factory', chat)).toEqual([
      {
        conversations: [
          { from: 'system', value: 'Be brief.' },
          { from: 'human', value: 'Why?' },
        ],
        chosen: { from: 'gpt', value: 'Who knows.' },
        rejected: { from: 'gpt', value: 'Because.' },
        prompt_end: 2,
        ...provenance,
      },
    ])
  })

  it('moves what both completions begin with into the conversation', () => {
    expect(recordsOf('llama-factory', shared)[0]).toMatchObject({
      conversations: [
        { from: 'human', value: 'Hi' },
        { from: 'gpt', value: 'Hello' },
        { from: 'human', value: 'Why?' },
      ],
      chosen: { from: 'gpt', value: 'Because.' },
      rejected: { from: 'gpt', value: 'So.' },
      prompt_end: 1,
    })
  })

  it.each([
    ['a prompt ends with an answer', [message('user', 'Hi'), message('assistant', 'Hello')]],
    ['two questions follow each other', [message('user', 'Hi'), message('user', 'Why?')]],
    ['a system prompt stands later', [message('user', 'Hi'), message('system', 'Be brief.')]],
    ['the model begins', [message('assistant', 'Hello'), message('user', 'Why?')]],
  ])('writes one question as text where %s, which the reader would skip', (_what, prompt) => {
    const fields = conversationFields({
      prompt,
      a: [message('assistant', 'Because.')],
      b: [message('assistant', 'So.')],
    })
    expect(recordsOf('llama-factory', madeRow(fields))[0]).toMatchObject({
      conversations: [{ from: 'human', value: fields.prompt }],
      chosen: { from: 'gpt', value: 'Because.' },
    })
  })

  it('takes what a tool found in the place of a question', () => {
    const prompt = [
      message('user', 'Weather?'),
      message('assistant', '[{"name":"weather"}]'),
      message('tool', 'Rain.'),
    ]
    const fields = conversationFields({
      prompt,
      a: [message('assistant', 'It rains.')],
      b: [message('assistant', 'Sun.')],
    })
    expect(recordsOf('llama-factory', madeRow(fields))[0]).toMatchObject({
      conversations: [
        { from: 'human', value: 'Weather?' },
        { from: 'gpt', value: '[{"name":"weather"}]' },
        { from: 'observation', value: 'Rain.' },
      ],
    })
  })

  it('writes the Alpaca form as plain, with a system prompt of its own', () => {
    expect(recordsOf('llama-factory', chat, { form: 'plain' })).toEqual([
      {
        instruction: 'Why?',
        input: '',
        chosen: 'Who knows.',
        rejected: 'Because.',
        system: 'Be brief.',
        ...provenance,
      },
    ])
    expect(recordsOf('llama-factory', single, { form: 'plain' })[0]).toMatchObject({ system: '' })
  })

  it('describes the file for dataset_info.json', () => {
    const format = trainer('llama-factory')
    const entryOf = (form: ExportShape['form']): unknown => {
      const [file] = format.companions!('train.jsonl', checkShape(format, { form }))
      expect(file!.name).toBe('dataset_info.json')
      return JSON.parse(file!.text)
    }
    expect(entryOf('conversation')).toEqual({
      train: {
        file_name: 'train.jsonl',
        formatting: 'sharegpt',
        ranking: true,
        columns: { messages: 'conversations', chosen: 'chosen', rejected: 'rejected' },
        tags: {
          role_tag: 'from',
          content_tag: 'value',
          user_tag: 'human',
          assistant_tag: 'gpt',
          observation_tag: 'observation',
          function_tag: 'function_call',
          system_tag: 'system',
        },
      },
    })
    expect(entryOf('plain')).toEqual({
      train: {
        file_name: 'train.jsonl',
        ranking: true,
        columns: {
          prompt: 'instruction',
          query: 'input',
          chosen: 'chosen',
          rejected: 'rejected',
          system: 'system',
        },
      },
    })
  })
})

describe('open-instruct', () => {
  it('writes two whole conversations', () => {
    expect(recordsOf('open-instruct', chat)).toEqual([
      {
        chosen: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Why?' },
          { role: 'assistant', content: 'Who knows.' },
        ],
        rejected: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Why?' },
          { role: 'assistant', content: 'Because.' },
        ],
        prompt_end: 2,
        ...provenance,
      },
    ])
  })
})

describe('axolotl', () => {
  it('writes messages with one chosen and one rejected message for DPO', () => {
    expect(recordsOf('axolotl', chat)).toEqual([
      {
        messages: [
          { role: 'system', content: 'Be brief.' },
          { role: 'user', content: 'Why?' },
        ],
        chosen: { role: 'assistant', content: 'Who knows.' },
        rejected: { role: 'assistant', content: 'Because.' },
        prompt_end: 2,
        ...provenance,
      },
    ])
  })

  it('writes system, input, chosen and rejected for reward models', () => {
    expect(recordsOf('axolotl', chat, { form: 'plain' })).toEqual([
      {
        system: 'Be brief.',
        input: 'Why?',
        chosen: 'Who knows.',
        rejected: 'Because.',
        ...provenance,
      },
    ])
    expect(recordsOf('axolotl', shared, { form: 'plain' })[0]).toMatchObject({
      system: '',
      input: shared.instance.prompt,
      chosen: shared.instance.completionA,
    })
  })

  it('writes the datasets entry, with the name of the file quoted', () => {
    const format = trainer('axolotl')
    const configOf = (form: ExportShape['form']): unknown => {
      const [file] = format.companions!('a "b": c.jsonl', checkShape(format, { form }))
      expect(file!.name).toBe('axolotl.yaml')
      return parse(file!.text)
    }
    expect(configOf('conversation')).toEqual({
      rl: 'dpo',
      datasets: [
        {
          path: 'a "b": c.jsonl',
          ds_type: 'json',
          split: 'train',
          type: 'chat_template.default',
          field_messages: 'messages',
          field_chosen: 'chosen',
          field_rejected: 'rejected',
          message_property_mappings: { role: 'role', content: 'content' },
          roles: {
            system: ['system'],
            user: ['user'],
            assistant: ['assistant'],
            tool: ['tool'],
          },
        },
      ],
    })
    expect(configOf('plain')).toMatchObject({
      reward_model: true,
      datasets: [{ path: 'a "b": c.jsonl', type: 'bradley_terry.chat_template' }],
    })
  })
})

describe('the flat formats', () => {
  it.each(['jsonl', 'csv', 'parquet'])('write texts, and %s its columns in their order', (name) => {
    const format = trainer(name)
    const shape = checkShape(format, { soft: 'weights' })
    const [record] = recordsOf(name, shared, { soft: 'weights' }) as Record<string, unknown>[]
    expect(record).toMatchObject({
      prompt: shared.instance.prompt,
      chosen: shared.instance.completionA,
      weight: 1,
    })
    const columns = format.columns(shape)
    expect(columns?.map((column) => column.name) ?? Object.keys(record!)).toEqual(
      Object.keys(record!),
    )
    expect(format.columns(checkShape(format, {}))?.some((column) => column.name === 'weight')).toBe(
      name === 'jsonl' ? undefined : false,
    )
  })
})

describe('every format', () => {
  it.each(CASES)('writes provenance under the same names: %s', (_name, { format, shape }) => {
    for (const train of toTrainRows(single, shape))
      for (const record of format.toRecords(train, shape))
        expect(record).toMatchObject(train.provenance)
  })

  it('is found by its name, and a wrong name is told the nearest', () => {
    const all = [...TRAINER_FORMATS, ...TASK_FORMATS]
    for (const format of all) expect(findFormat(format.id)).toBe(format)
    expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
    expect(() => findFormat('trl-dop')).toThrow(
      expect.objectContaining({ code: 'usage/unknown-format', hint: 'did you mean "trl-dpo"?' }),
    )
  })

  it('has a file name to fill in, a page and a note', () => {
    for (const { usage, documentation, note } of TRAINER_FORMATS) {
      expect(usage).toContain('FILE')
      expect(documentation).toMatch(/^https:\/\//)
      expect(note).toMatch(/\.$/)
    }
  })
})

describe('checkShape', () => {
  it('takes what the reader takes by default', () => {
    expect(checkShape(trainer('trl-reward'), {})).toEqual({
      prompt: 'implicit',
      form: 'conversation',
      ties: 'drop',
      soft: 'none',
      copies: 10,
    })
    expect(checkShape(trainer('trl-dpo'), { form: 'plain' })).toMatchObject({
      prompt: 'explicit',
      form: 'plain',
    })
    expect(checkShape(trainer('csv'), {})).toMatchObject({ form: 'plain' })
  })

  it.each([
    [
      'open-instruct',
      { form: 'plain' },
      'form of open-instruct: got "plain", expected conversation',
    ],
    ['jsonl', { form: 'conversation' }, 'form of jsonl: got "conversation", expected plain'],
    [
      'llama-factory',
      { prompt: 'implicit' },
      'prompt of llama-factory: got "implicit", expected explicit',
    ],
    ['trl-kto', { ties: 'half' }, 'ties of trl-kto: got "half", expected drop'],
    ['trl-kto', { soft: 'weights' }, 'soft labels of trl-kto: got "weights", expected none'],
    [
      'trl-dpo',
      { soft: 'rows', copies: 1 },
      'copies of trl-dpo: got 1, expected a whole number from 2 to 64',
    ],
    ['trl-dpo', { copies: 65 }, 'copies of trl-dpo: got 65, expected a whole number from 2 to 64'],
    [
      'trl-dpo',
      { copies: 2.5 },
      'copies of trl-dpo: got 2.5, expected a whole number from 2 to 64',
    ],
  ] as const)('refuses what %s does not take: %j', (name, asked, text) => {
    expect(() => checkShape(trainer(name), asked)).toThrow(
      expect.objectContaining({ code: 'usage/wrong-option', message: text }),
    )
  })
})
