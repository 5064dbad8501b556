import { describe, expect, it } from 'vitest'
import { composeHybrid, labelInstances } from '../../src/annotate/index.ts'
import type { Source } from '../../src/domain/index.ts'
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
