import { describe, expect, it } from 'vitest'
import type { PreferenceInstance } from '../../src/domain/index.ts'
import { LEADS, SIGNALS, TRAITS } from '../../src/features/index.ts'
import { createRandom, shuffleInPlace } from '../../src/kit/index.ts'
import { madeInstance, madeVote } from './made-facts.ts'
import { describePairs, drawPairs, drawVerdict, exchangePair } from './made-pairs.ts'

/** Expects columns to be `sign` times others, row by row in an order. */
function expectColumns(
  got: Readonly<Record<string, Float64Array>>,
  known: Readonly<Record<string, Float64Array>>,
  { sign = 1, rows }: { readonly sign?: number; readonly rows?: readonly number[] } = {},
): void {
  expect(Object.keys(got)).toEqual(Object.keys(known))
  for (const [name, column] of Object.entries(got)) {
    column.forEach((value, at) => {
      const own = sign * known[name]![rows?.[at] ?? at]!
      if (Number.isNaN(own)) expect(value, `${name} ${at}`).toBeNaN()
      else expect(value, `${name} ${at}`).toBeCloseTo(own, 12)
    })
  }
}

describe('leads and traits', () => {
  it('turn round and stay when A and B change places, in some pairs or in all', () => {
    for (let seed = 0; seed < 20; seed++) {
      const pairs = drawPairs(24, createRandom(`exchange ${seed}`))
      const { leads, traits } = describePairs(pairs)
      const all = describePairs(pairs.map(exchangePair))
      expectColumns(all.leads.columns, leads.columns, { sign: -1 })
      expectColumns(all.traits.columns, traits.columns)
      const one = describePairs(pairs.with(5, exchangePair(pairs[5]!)))
      expectColumns(one.traits.columns, traits.columns)
      const turned = Object.fromEntries(
        Object.entries(leads.columns).map(([name, column]) => [name, column.with(5, -column[5]!)]),
      )
      expectColumns(one.leads.columns, turned)
    }
  })

  it('do not depend on the order of the rows', () => {
    for (let seed = 0; seed < 10; seed++) {
      const random = createRandom(`order ${seed}`)
      const pairs = drawPairs(24, random)
      const rows = shuffleInPlace([...pairs.keys()], random)
      const given = describePairs(pairs)
      const shuffled = describePairs(rows.map((row) => pairs[row]!))
      expectColumns(shuffled.leads.columns, given.leads.columns, { rows })
      expectColumns(shuffled.traits.columns, given.traits.columns, { rows })
      expect(shuffled.leads.ids).toEqual(rows.map((row) => pairs[row]!.id))
    }
  })

  it('look at no human label', () => {
    const random = createRandom('human')
    const pairs = drawPairs(24, random)
    const other = pairs.map((pair) => ({
      ...pair,
      human: [madeVote('q', drawVerdict(random)), madeVote('r', 'a')],
    }))
    expect(describePairs(other)).toEqual(describePairs(pairs))
  })

  it('say what they are defined to say', () => {
    const responses = ['Paris Paris', 'Paris river', 'sorry', 'Paris bridge']
    const pair = (id: string, a: number, b: number, lm: PreferenceInstance['lm']) =>
      madeInstance({
        id,
        prompt: 'Which city?',
        completionA: responses[a]!,
        completionB: responses[b]!,
        lm,
      })
    const { leads, traits } = describePairs([
      pair('judged', 0, 1, [
        madeVote('g', 'b', { strength: 'slight' }),
        madeVote('g@ab', 'a'),
        madeVote('h', 'a'),
        madeVote('i', 'tie'),
      ]),
      pair('declined', 2, 3, [madeVote('g', 'a')]),
      pair('alone', 3, 2, []),
    ])
    const row = (columns: Readonly<Record<string, Float64Array>>, at: number) =>
      Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column[at]]))
    expect(row(leads.columns, 0)).toMatchObject({
      judgeVerdict: -1,
      judgeStrength: -0.5,
      panelVerdict: 0.5,
      refusalLead: 0,
      lengthLead: 0,
    })
    // F1 of bags: "Paris Paris" and "Paris bridge" share one of 2 + 2 words, "sorry" none with any.
    expect(leads.columns.consensusLead![0]).toBeCloseTo(0.5 / 2 - 0.5 / 2, 12)
    expect(row(traits.columns, 0)).toMatchObject({
      refusals: 0,
      leastSupport: 0.25,
      mostSupport: 0.25,
    })
    expect(row(leads.columns, 1)).toMatchObject({
      judgeVerdict: 1,
      judgeStrength: 0.75,
      panelVerdict: Number.NaN,
      refusalLead: 1,
      consensusLead: -0.5,
    })
    expect(leads.columns.lengthLead![1]).toBeCloseTo(Math.log(2 / 3), 12)
    expect(traits.columns.promptResponses![1]).toBeCloseTo(Math.log(4), 12)
    expect(row(leads.columns, 2)).toMatchObject({
      judgeVerdict: Number.NaN,
      judgeRating: Number.NaN,
    })
  })

  it('are those that are listed', () => {
    const { leads, traits } = describePairs(drawPairs(3, createRandom('names')))
    expect(Object.keys(leads.columns)).toEqual(Object.keys(LEADS))
    const signals = Object.keys(SIGNALS).filter((name) => name !== 'logLengthRatio')
    expect(Object.keys(traits.columns)).toEqual([...signals, ...Object.keys(TRAITS)])
  })

  it('of equal prompts in different groups are read apart', () => {
    const pairs = drawPairs(12, createRandom('apart')).map((pair) => ({ ...pair, prompt: 'One?' }))
    const both = describePairs(
      pairs,
      pairs.map((_, row) => Number(row >= 5)),
    )
    const first = describePairs(pairs.slice(0, 5))
    const second = describePairs(pairs.slice(5))
    for (const kind of ['leads', 'traits'] as const) {
      const joined = Object.entries(first[kind].columns).map(([name, column]) => [
        name,
        Float64Array.of(...column, ...second[kind].columns[name]!),
      ])
      expectColumns(both[kind].columns, Object.fromEntries(joined))
    }
  })
})
