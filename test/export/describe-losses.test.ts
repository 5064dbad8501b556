import { describe, expect, it } from 'vitest'
import { conversationFields, type HybridRow } from '../../src/domain/index.ts'
import {
  checkShape,
  describeLosses,
  type ExportShape,
  TRAINER_FORMATS,
} from '../../src/export/index.ts'
import { madeRow } from './made-rows.ts'

function linesOf(
  name: string,
  rows: readonly HybridRow[],
  asked: Partial<ExportShape> = {},
): string[] {
  const format = TRAINER_FORMATS.find(({ id }) => id === name)!
  const collector = describeLosses(format, checkShape(format, asked))
  for (const row of rows) collector.add(row)
  return collector.lines()
}

const plainRow = madeRow({ human: [{ annotator: 'h1', verdict: 'a' }] })
const tie = madeRow({}, { verdict: 'tie', pA: 0.5 })
const chat = madeRow({
  ...conversationFields({
    prompt: [
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Why?' },
    ],
    a: [{ role: 'assistant', content: 'Because.' }],
    b: [{ role: 'assistant', content: 'So.' }],
  }),
  human: [{ annotator: 'h1', verdict: 'a' }],
})

describe('describeLosses', () => {
  it('says nothing where nothing is lost', () => {
    expect(linesOf('trl-reward', [plainRow, chat])).toEqual([])
    expect(linesOf('trl-reward', [])).toEqual([])
  })

  it('counts ties that are left out, and no more of them', () => {
    const rows = Array.from({ length: 1234 }, () => ({
      ...tie,
      instance: { ...tie.instance, meta: { category: 'x' } },
    }))
    expect(linesOf('trl-reward', rows)).toEqual(['ties: 1,234 instances are left out'])
    expect(linesOf('trl-kto', [tie])).toEqual(['ties: 1 instance is left out'])
    expect(linesOf('trl-reward', [tie], { ties: 'half' })).toEqual([])
    expect(linesOf('trl-reward', [tie], { soft: 'rows' })).toEqual([])
  })

  it('tells strengths and weights that the reader does not use', () => {
    const strong = madeRow({}, { strength: 'clear', pA: 0.8 })
    expect(linesOf('trl-dpo', [strong])).toEqual([
      'strength: 1 label (in the column margin, which TRL DPOTrainer does not read)',
    ])
    expect(linesOf('trl-reward', [strong])).toEqual([])
    expect(linesOf('trl-reward', [strong, madeRow()], { soft: 'weights' })).toEqual([
      'weight: 1 instance in both orders, each in full (TRL RewardTrainer does not read the column weight)',
    ])
    expect(linesOf('jsonl', [strong], { soft: 'weights' })).toEqual([])
  })

  it('counts the instances whose roles become text', () => {
    const text = ['messages: roles of 1 instance (written as text)']
    expect(linesOf('trl-dpo', [chat, plainRow], { form: 'plain' })).toEqual(text)
    expect(linesOf('csv', [chat])).toEqual(text)
    expect(linesOf('llama-factory', [chat])).toEqual([])
    expect(linesOf('llama-factory', [chat], { form: 'plain' })).toEqual([])
    const unlike = {
      ...chat,
      instance: {
        ...chat.instance,
        ...conversationFields({
          prompt: [{ role: 'user', content: 'Why?' }],
          a: [{ role: 'assistant', content: 'Because.' }],
          b: [{ role: 'tool', content: 'So.' }],
        }),
      },
    }
    for (const name of ['llama-factory', 'axolotl']) expect(linesOf(name, [unlike])).toEqual(text)
    expect(linesOf('trl-reward', [unlike])).toEqual([])
  })

  it('tells white space around turns, only where they become messages', () => {
    const turns = madeRow({
      prompt: '[Turn 1]\nHi\n[Turn 2]\nWhy?',
      completionA: '[Turn 1]\nA\n\n[Turn 2]\nB',
      completionB: '[Turn 1]\nC\n\n[Turn 2]\nD',
    })
    expect(linesOf('trl-reward', [turns])).toEqual(['white space around the turns of 1 instance'])
    expect(linesOf('jsonl', [turns])).toEqual(['messages: roles of 1 instance (written as text)'])
  })

  it('names meta, further fields and what the exported annotation says more', () => {
    const rich = madeRow({
      human: [
        { annotator: 'h1', verdict: 'a', confidence: 'high', extra: { kind: 'expert' } },
        { annotator: 'h2', verdict: 'b' },
      ],
      lm: [{ annotator: 'gpt', verdict: 'a' }],
      meta: { category: 'x', models: ['m', 'n'] },
      extra: { licence: 'mit' },
    })
    expect(linesOf('trl-reward', [rich, madeRow({ meta: { turns: 2 } })])).toEqual([
      'meta of 2 instances (category, models, turns)',
      'further fields of 1 instance (licence)',
      'details of 1 exported label (confidence, kind)',
      'annotations beside the exported label: 2',
    ])
  })

  it('counts every annotation where none alone is the label', () => {
    const voted = madeRow(
      {
        human: [
          { annotator: 'h1', verdict: 'a' },
          { annotator: 'h2', verdict: 'a' },
        ],
      },
      { votes: 2 },
      { annotator: 'h1+h2' },
    )
    expect(linesOf('trl-reward', [voted])).toEqual(['annotations beside the exported label: 2'])
  })

  it('lists no more than twelve names of meta', () => {
    const rows = Array.from({ length: 500 }, (_, index) =>
      madeRow({ meta: { [`key${index}`]: 1 } }),
    )
    const [line] = linesOf('trl-reward', rows)
    expect(line).toBe(
      `meta of 500 instances (${Array.from({ length: 12 }, (_, index) => `key${index}`).join(', ')}, ...)`,
    )
  })
})
