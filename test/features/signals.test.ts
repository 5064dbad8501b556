import { describe, expect, it } from 'vitest'
import { measurePairs, readJudgeSignals, readSignals, SIGNALS } from '../../src/features/index.ts'
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
