import { describe, expect, it } from 'vitest'
import { composeHybrid, labelInstances } from '../../src/annotate/index.ts'
import type { Source } from '../../src/domain/index.ts'
import {
  checkShape,
  type ExportShape,
  LABEL_MARGIN,
  TRAINER_FORMATS,
  toTrainRows,
} from '../../src/export/index.ts'
import { STRENGTH_MARGIN } from '../../src/reward/index.ts'
import { made } from '../annotate/made-instances.ts'
import { madeRow } from './made-rows.ts'

const instances = [
  made('clear', { human: ['h1 a clear', 'h2 a clear'], lm: ['gpt b slight', 'other a'] }),
  made('tied', { human: ['h1 a', 'h2 b'], lm: ['gpt a 0.8'] }),
]
const labels = labelInstances(instances)

/** Returns the records of one instance with the label of a source, as the command line writes them. */
function recordsOf(
  format: string,
  id: string,
  source: Source,
  asked: Partial<ExportShape> = {},
): readonly Record<string, unknown>[] {
  const { rows } = composeHybrid(
    { instances, labels, plan: [{ id, source, annotator: null }] },
    { ties: 'half' },
  )
  const known = TRAINER_FORMATS.find((entry) => entry.id === format)!
  const shape = checkShape(known, { ties: 'half', ...asked })
  return rows
    .flatMap((row) => toTrainRows(row, shape))
    .flatMap((row) => known.toRecords(row, shape))
}

describe('rows for trainers', () => {
  it('put the better completion first, with the margin of its strength', () => {
    expect(recordsOf('jsonl', 'clear', 'lm')).toEqual([
      {
        id: 'clear',
        dataset: 'set',
        prompt: 'clear',
        chosen: 'rather longer',
        rejected: 'short',
        margin: 1 / 3,
        source: 'lm',
        annotator: 'gpt',
        verdict: 'b',
        p_a: 0,
        chosen_side: 'b',
      },
    ])
    expect(recordsOf('jsonl', 'clear', 'human')[0]).toMatchObject({ chosen: 'short', margin: 1 })
    expect(recordsOf('jsonl', 'tied', 'lm')[0]).toMatchObject({ margin: 2 / 3, p_a: 0.8 })
  })

  it('write a tie in both orders without a margin', () => {
    const rows = recordsOf('jsonl', 'tied', 'human')
    expect(rows.map(({ chosen, rejected, margin }) => [chosen, rejected, margin])).toEqual([
      ['short', 'rather longer', 0],
      ['rather longer', 'short', 0],
    ])
  })

  it('hold the prompt inside both sides for TRL', () => {
    const [row] = recordsOf('trl-reward', 'clear', 'human')
    expect(row).toMatchObject({
      chosen: [
        { role: 'user', content: 'clear' },
        { role: 'assistant', content: 'short' },
      ],
      source: 'human',
    })
    expect(row).not.toHaveProperty('prompt')
    expect(recordsOf('trl-reward', 'clear', 'human', { form: 'plain' })[0]?.chosen).toBe(
      'clear\n\nshort',
    )
  })

  it('use the margins that the probes train with', () => {
    expect(LABEL_MARGIN).toEqual(STRENGTH_MARGIN)
  })
})

describe('ties and soft labels', () => {
  const shape = (asked: Partial<ExportShape>): ExportShape => checkShape(TRAINER_FORMATS[0]!, asked)
  const sidesOf = (asked: Partial<ExportShape>, pA: number, verdict: 'a' | 'b' | 'tie' = 'a') =>
    toTrainRows(madeRow({}, { verdict, pA }), shape(asked)).map(({ provenance, texts }) => [
      provenance.chosen_side,
      provenance.weight,
      texts.chosen,
    ])

  it('leave a tie out, or write it in both orders, or once with margin 0', () => {
    expect(sidesOf({ ties: 'drop' }, 0.5, 'tie')).toEqual([])
    expect(sidesOf({ ties: 'half' }, 0.5, 'tie').map(([side]) => side)).toEqual(['a', 'b'])
    expect(sidesOf({ ties: 'margin' }, 0.5, 'tie')).toHaveLength(1)
    const [row] = toTrainRows(madeRow({}, { verdict: 'tie', pA: 0.5 }), shape({ ties: 'margin' }))
    expect(row?.provenance).toMatchObject({ margin: 0, verdict: 'tie' })
  })

  it('draw the side of a tie that is written once evenly', () => {
    const sides = Array.from({ length: 2000 }, (_, index) =>
      toTrainRows(
        madeRow({ id: `p${index}` }, { verdict: 'tie', pA: 0.5 }),
        shape({ ties: 'margin' }),
      ).map(({ provenance }) => provenance.chosen_side),
    ).flat()
    const forA = sides.filter((side) => side === 'a').length
    // Four standard deviations of 2000 fair draws.
    expect(Math.abs(forA - 1000)).toBeLessThan(90)
  })

  it('give each order its share as weight, and none to an order without votes', () => {
    expect(sidesOf({ soft: 'weights' }, 0.75)).toEqual([
      ['a', 0.75, 'Because.'],
      ['b', 0.25, 'Who knows.'],
    ])
    expect(sidesOf({ soft: 'weights' }, 1)).toEqual([['a', 1, 'Because.']])
  })

  it('repeat rows so that the share of each order is that of the votes', () => {
    const sides = sidesOf({ soft: 'rows' }, 0.7).map(([side]) => side)
    expect(sides).toEqual([...Array(7).fill('a'), ...Array(3).fill('b')])
    expect(sidesOf({ soft: 'rows', copies: 3 }, 0.7).map(([side]) => side)).toEqual(['a', 'a', 'b'])
  })

  it('give a completion without messages one empty answer, which readers look for', () => {
    const messages = {
      prompt: [
        { role: 'system' as const, content: 'Be brief.' },
        { role: 'user' as const, content: 'Why?' },
      ],
      a: [],
      b: [{ role: 'assistant' as const, content: 'So.' }],
    }
    const row = madeRow({ messages, completionA: '', completionB: 'So.' }, { verdict: 'b', pA: 0 })
    expect(toTrainRows(row, shape({}))[0]?.rejected).toEqual([{ role: 'assistant', content: '' }])
  })
})
