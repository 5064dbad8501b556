import { describe, expect, it } from 'vitest'
import { measurePairs, readJudgeSignals, readSignals, SIGNALS } from '../../src/features/index.ts'
import type { Json } from '../../src/kit/index.ts'
import { madeFacts, madeInstance, madeVote } from './made-facts.ts'

describe('judge signals', () => {
  it('are unknown without a judge', () => {
    const signals = readJudgeSignals(madeInstance())
    expect(signals.panelSize).toBe(0)
    expect(Object.values(signals).filter((value) => value !== null)).toEqual([0])
  })

  it('read both orders of the primary judge, which are no panel members', () => {
    const flipped = readJudgeSignals(
      madeInstance({
        lm: [
          madeVote('g', 'tie'),
          madeVote('g@ab', 'a'),
          madeVote('g@ba', 'b'),
          madeVote('h@ab', 'a'),
        ],
      }),
    )
    expect(flipped).toMatchObject({
      tie: 1,
      bothOrders: 1,
      orderFlip: 1,
      panelSize: 1,
      strength: 0,
    })
    expect(flipped.disagreeingShare).toBeNull()
    const wavered = [
      madeVote('g', 'a', { strength: 'slight' }),
      madeVote('g@ab', 'a'),
      madeVote('g@ba', 'tie'),
    ]
    expect(readJudgeSignals(madeInstance({ lm: wavered }))).toMatchObject({
      orderFlip: 0.5,
      strength: 0.5,
    })
    const once = readJudgeSignals(madeInstance({ lm: [madeVote('g', 'a')] }))
    expect(once).toMatchObject({ bothOrders: 0, orderFlip: null, strength: null, judgeShare: 1 })
  })

  it('take two annotations of one judge with an order as raw answers, and count the judge once', () => {
    const lm = [madeVote('g', 'a', { order: 'ab' }), madeVote('g', 'b', { order: 'ba' })]
    expect(readJudgeSignals(madeInstance({ lm }))).toMatchObject({ orderFlip: 1, panelSize: 1 })
  })

  it('measure the panel in the direction of the primary judge', () => {
    const lm = [madeVote('g', 'b'), madeVote('h', 'b'), madeVote('i', 'a'), madeVote('j', 'tie')]
    const signals = readJudgeSignals(madeInstance({ lm }))
    expect(signals.disagreeingShare).toBeCloseTo(2 / 3, 15)
    expect(signals.panelMean).toBeCloseTo(0, 15)
    expect(signals.judgeShare).toBe(0.625)
    expect(signals.panelSpread).toBeCloseTo(Math.sqrt(3 / 4 - 1 / 16), 15)
  })

  it('read the probability of the answer given, from both orders where the judge itself gives none', () => {
    const lm = [
      madeVote('g', 'b'),
      madeVote('g@ab', 'b', { pA: 0.2 }),
      madeVote('g@ba', 'b', { pA: 0.4 }),
    ]
    const signals = readJudgeSignals(madeInstance({ lm }))
    expect(signals.answerProbability).toBeCloseTo(0.7, 15)
    expect(signals.answerEntropy).toBeCloseTo(-0.7 * Math.log(0.7) - 0.3 * Math.log(0.3), 14)
    const outside = readJudgeSignals(madeInstance({ lm: [madeVote('g', 'a', { pA: 2 })] }))
    expect(outside.answerProbability).toBeNull()
  })

  it('read how far repeated answers agree, from both orders where the judge itself does not say', () => {
    const of = (lm: readonly ReturnType<typeof madeVote>[]): number | null =>
      readJudgeSignals(madeInstance({ lm })).sampleAgreement
    const agreement = (value: Json) => ({ extra: { samples: 5, sampleAgreement: value } })
    const raw = [madeVote('g@ab', 'a', agreement(1)), madeVote('g@ba', 'a', agreement(0.6))]
    expect(of([madeVote('g', 'a', agreement(0.8)), ...raw])).toBe(0.8)
    expect(of([madeVote('g', 'a'), ...raw])).toBe(0.8)
    expect(of([madeVote('g', 'a'), raw[1]!])).toBe(0.6)
    expect(of([madeVote('g', 'a'), madeVote('h', 'a', agreement(0.4))])).toBeNull()
    expect(of([madeVote('g', 'a', agreement('0.4'))])).toBeNull()
    expect(of([madeVote('g', 'a', agreement(1.5))])).toBeNull()
  })

  it('all flow from a judge that was asked in both orders with probabilities', () => {
    const lm = [
      madeVote('g', 'tie', { pA: 0.55, extra: { flip: true } }),
      madeVote('g@ab', 'a', { pA: 0.9, order: 'ab' }),
      madeVote('g@ba', 'b', { pA: 0.2, order: 'ba' }),
    ]
    const signals = readJudgeSignals(madeInstance({ lm }))
    expect(signals).toMatchObject({ tie: 1, bothOrders: 1, orderFlip: 1, answerProbability: 0.55 })
    expect(signals.answerEntropy).toBeCloseTo(-0.55 * Math.log(0.55) - 0.45 * Math.log(0.45), 14)
  })

  it('take the members of a panel that stands first as its judges', () => {
    const members = [madeVote('g', 'a'), madeVote('h', 'a'), madeVote('i', 'b')]
    const panel = madeVote('all', 'a', { pA: 2 / 3, extra: { panel: [] } })
    const signals = readJudgeSignals(madeInstance({ lm: [panel, ...members] }))
    expect(signals.panelSize).toBe(3)
    expect(signals.disagreeingShare).toBeCloseTo(1 / 3, 15)
    expect(signals.panelMean).toBeCloseTo(1 / 3, 15)
    expect(signals.judgeShare).toBeCloseTo(2 / 3, 15)
    expect(signals.panelSpread).toBeCloseTo(Math.sqrt(1 - 1 / 9), 15)
    const last = readJudgeSignals(madeInstance({ lm: [...members, panel] }))
    expect(last).toMatchObject({ panelSize: 3, disagreeingShare: 0.5, panelMean: 0 })
    const alone = readJudgeSignals(madeInstance({ lm: [panel] }))
    expect(alone).toMatchObject({ panelSize: 1, panelSpread: null, judgeShare: 1 })
  })

  it('read the orders and samples of the judge that decided for a cascade', () => {
    const lm = [
      madeVote('both', 'b', { extra: { decidedBy: 'large' } }),
      madeVote('small', 'tie'),
      madeVote('small@ab', 'a'),
      madeVote('small@ba', 'b'),
      madeVote('large', 'b', { extra: { sampleAgreement: 0.75 } }),
      madeVote('large@ab', 'b'),
      madeVote('large@ba', 'tie'),
    ]
    const signals = readJudgeSignals(madeInstance({ lm }))
    expect(signals).toMatchObject({ panelSize: 2, orderFlip: 0.5, sampleAgreement: 0.75 })
    expect(signals.disagreeingShare).toBe(1)
    expect(signals.panelMean).toBeCloseTo(0, 15)
  })

  it('do not count judgements of an aspect', () => {
    const lm = [madeVote('g', 'a', { aspect: 'helpful' })]
    expect(readJudgeSignals(madeInstance({ lm })).panelSize).toBe(0)
  })
})

describe('signal table', () => {
  it('never reads a human label, and swaps signs when A and B are swapped', () => {
    const long = 'many many words stand here in this one'
    const one = madeInstance({
      completionA: long,
      lm: [madeVote('g', 'a'), madeVote('h', 'b')],
      human: [madeVote('p', 'b')],
    })
    const swapped = madeInstance({
      completionA: one.completionB,
      completionB: long,
      lm: [madeVote('g', 'b'), madeVote('h', 'a')],
    })
    const tables = [one, { ...one, human: [] }, swapped].map((instance) => {
      const instances = [instance]
      const facts = {
        prompt: [madeFacts(instance.prompt)],
        a: [madeFacts(instance.completionA)],
        b: [madeFacts(instance.completionB)],
      }
      const measures = measurePairs({
        instances,
        facts,
        cosine: null,
        bertScore: null,
        baseline: null,
      })
      return readSignals({ instances, facts, measures }).columns
    })
    const [first, second, third] = tables
    expect(second).toEqual(first)
    for (const name of Object.keys(SIGNALS) as (keyof typeof SIGNALS)[]) {
      const sign = name === 'logLengthRatio' ? -1 : 1
      const expected = sign * first![name][0]!
      const got = third![name][0]!
      if (Number.isNaN(expected)) expect(got, name).toBeNaN()
      else expect(got, name).toBeCloseTo(expected, 12)
    }
    expect(first!.judgeLengthRatio[0]).toBeGreaterThan(0)
    expect(first!.panelMean[0]).toBe(-1)
  })
})
