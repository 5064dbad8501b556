import { describe, expect, it } from 'vitest'
import {
  composeHybrid,
  LABEL_MARGIN,
  labelInstances,
  toFlatRows,
  toMessages,
  toTrlRow,
} from '../../src/annotate/index.ts'
import type { Source } from '../../src/domain/index.ts'
import { STRENGTH_MARGIN } from '../../src/reward/index.ts'
import { made } from './made-instances.ts'

const instances = [
  made('clear', { human: ['h1 a clear', 'h2 a clear'], lm: ['gpt b slight', 'other a'] }),
  made('tied', { human: ['h1 a', 'h2 b'], lm: ['gpt a 0.8'] }),
  made('half-done', { lm: ['gpt b', 'gpt@ab a'] }),
  made('nobody', {}),
]
const labels = labelInstances(instances)
const plan = (sources: Readonly<Record<string, Source>>, annotator: string | null = null) =>
  Object.entries(sources).map(([id, source]) => ({ id, source, annotator }))

describe('composeHybrid', () => {
  it('takes the label of the source that the plan names, and never the other', () => {
    const set = composeHybrid({
      instances,
      labels,
      plan: plan({ 'half-done': 'human', clear: 'human', nobody: 'lm', tied: 'lm' }),
    })
    expect(set.rows.map(({ instance, label }) => [instance.id, label.verdict])).toEqual([
      ['clear', 'a'],
    ])
    expect(set.toLabel).toEqual({ human: ['half-done'], lm: ['nobody'] })
    expect({ ties: set.ties, unplanned: set.unplanned, counts: set.counts }).toEqual({
      ties: 1,
      unplanned: 0,
      counts: { human: 1, lm: 0 },
    })
  })

  it('accounts for every instance once under every tie policy', () => {
    for (const ties of ['either', 'chosen', 'half'] as const)
      for (const tied of ['human', 'lm'] as const) {
        const set = composeHybrid(
          { instances, labels, plan: plan({ clear: 'lm', tied, 'half-done': 'lm' }) },
          { ties },
        )
        const waiting = set.toLabel.human.length + set.toLabel.lm.length
        expect(set.rows.length + waiting + set.ties + set.unplanned).toBe(instances.length)
        const drops = ties === 'either' || (ties === 'chosen' && tied === 'human')
        expect(set.ties, `${ties} ${tied}`).toBe(drops ? 1 : 0)
      }
  })

  it('names the annotator: of the plan, of the primary judge, of all who voted', () => {
    const annotators = (source: Source, annotator: string | null = null) =>
      composeHybrid({ instances, labels, plan: plan({ clear: source }, annotator) }, {}).rows.map(
        (row) => row.annotator,
      )
    expect(annotators('human', 'crowd')).toEqual(['crowd'])
    expect(annotators('lm')).toEqual(['gpt'])
    expect(annotators('human')).toEqual(['h1+h2'])
  })

  it('refuses a plan for other data', () => {
    expect(() => composeHybrid({ instances, labels, plan: plan({ strange: 'lm' }) })).toThrow(
      'plan: got 1 ids that the data lacks (first "strange"), expected ids of its 4 instances',
    )
  })
})

describe('rows for trainers', () => {
  const rowsOf = (id: string, source: Source) =>
    composeHybrid({ instances, labels, plan: plan({ [id]: source }) }, { ties: 'half' }).rows

  it('put the better completion first, with the margin of its strength', () => {
    expect(rowsOf('clear', 'lm').flatMap(toFlatRows)).toEqual([
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
      },
    ])
    expect(toFlatRows(rowsOf('clear', 'human')[0]!)[0]).toMatchObject({
      chosen: 'short',
      margin: 1,
    })
    expect(toFlatRows(rowsOf('tied', 'lm')[0]!)[0]).toMatchObject({ margin: 2 / 3, p_a: 0.8 })
  })

  it('write a tie in both orders without a margin', () => {
    const rows = rowsOf('tied', 'human').flatMap(toFlatRows)
    expect(rows.map(({ chosen, rejected, margin }) => [chosen, rejected, margin])).toEqual([
      ['short', 'rather longer', 0],
      ['rather longer', 'short', 0],
    ])
  })

  it('hold the prompt inside both sides for TRL', () => {
    const [row] = toFlatRows(rowsOf('clear', 'human')[0]!)
    expect(toTrlRow(row!)).toMatchObject({
      chosen: [
        { role: 'user', content: 'clear' },
        { role: 'assistant', content: 'short' },
      ],
      source: 'human',
    })
    expect(toTrlRow(row!)).not.toHaveProperty('prompt')
    expect(toTrlRow(row!, { plain: true }).chosen).toBe('clear\n\nshort')
  })

  it('use the margins that the probes train with', () => {
    expect(LABEL_MARGIN).toEqual(STRENGTH_MARGIN)
  })
})

describe('toMessages', () => {
  it('makes turns of turns', () => {
    expect(
      toMessages('[Turn 1]\nHi\n\n[Turn 2]\nWhy?', '[Turn 1]\nHello\n\n[Turn 2]\nSo.'),
    ).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
      { role: 'user', content: 'Why?' },
      { role: 'assistant', content: 'So.' },
    ])
  })

  it.each([
    ['one side alone has turns', '[Turn 1]\nHi\n[Turn 2]\nWhy?', 'Hello'],
    ['the numbers jump', '[Turn 1]\nHi\n[Turn 3]\nWhy?', '[Turn 1]\nA\n[Turn 3]\nB'],
    ['text stands before the first', 'x\n[Turn 1]\nHi\n[Turn 2]\nWhy?', '[Turn 1]\nA\n[Turn 2]\nB'],
    ['there is one', '[Turn 1]\nHi', '[Turn 1]\nHello'],
  ])('changes nothing where %s', (_what, prompt, completion) => {
    expect(toMessages(prompt, completion).map(({ content }) => content)).toEqual([
      prompt,
      completion,
    ])
  })
})
