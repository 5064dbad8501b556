import * as cl100k from 'gpt-tokenizer/encoding/cl100k_base'
import { describe, expect, it } from 'vitest'
import { countTokens } from '../../../src/backends/text-analyser/count-tokens.ts'
import { createTextSample } from '../../../src/judge/estimate-sample.ts'
import {
  compareWithReal,
  createEstimator,
  type PlannedAsker,
  type PurchasePlan,
  planCall,
} from '../../../src/judge/index.ts'
import { createRandom, drawIndex, type Random } from '../../../src/kit/index.ts'
import { madeRequest } from './made-requests.ts'

const PRICE = {
  inputPerMillion: 2,
  cachedInputPerMillion: 1,
  outputPerMillion: 10,
  batchDiscount: 0.5,
}

function asker(changes: Partial<PlannedAsker> = {}): PlannedAsker {
  return {
    name: 'one',
    price: PRICE,
    schema: null,
    sameTokenizer: true,
    answerTokens: null,
    secondsPerCall: null,
    limits: { requestsPerMinute: null, tokensPerMinute: null, concurrency: 1 },
    ...changes,
  }
}

/** Four letters a token, so that known answers can be worked out by hand. */
const byFour = (text: string): number => Math.ceil(text.length / 4)

function planOf(
  texts: readonly string[],
  options: {
    readonly asker?: PlannedAsker
    readonly counted?: number
    readonly batch?: boolean
  } = {},
  count = byFour,
): PurchasePlan {
  const { asker: one = asker(), ...more } = options
  const estimator = createEstimator({ askers: [one], countTokens: count, ...more }, createRandom(1))
  for (const text of texts) {
    estimator.addItem()
    estimator.add(one.name, { inputText: [text], maxTokens: 5 })
  }
  return estimator.plan()
}

function madeText(random: Random): string {
  const words = [
    'alpha',
    'be',
    'gamma-ray',
    'of',
    'a',
    'internationalisation',
    '12',
    'größer',
    '選択',
  ]
  return Array.from(
    { length: 5 + drawIndex(60, random) },
    () => words[drawIndex(words.length, random)],
  ).join(' ')
}

describe('an estimate', () => {
  it('adds up what can be worked out by hand', () => {
    const plan = planOf(['x'.repeat(40), 'x'.repeat(80)])
    // 10 + 20 tokens of text; a template of 3 to 8 a message and 3 to 64 a call.
    expect(plan).toMatchObject({
      items: 2,
      calls: 2,
      exact: true,
      counted: 2,
      inputTokens: { low: 30 + 2 * 6, high: 30 + 2 * 72 },
      outputTokens: { low: 2, high: 10 },
    })
    expect(plan.usd?.low).toBeCloseTo((42 * 2 + 2 * 10) / 1e6, 15)
    expect(plan.usd?.high).toBeCloseTo((174 * 2 + 10 * 10) / 1e6, 15)
  })

  it('halves the money in a batch file and promises no minutes', () => {
    const texts = ['x'.repeat(40)]
    const [single, batch] = [planOf(texts), planOf(texts, { batch: true })]
    expect(batch.usd?.high).toBeCloseTo(single.usd!.high / 2, 15)
    expect(batch.minutes).toBeNull()
  })

  it('is wider for another tokenizer, and most where characters are beyond ASCII', () => {
    const other = asker({ sameTokenizer: false })
    const plain = planOf(['x'.repeat(400)], { asker: other }).inputTokens
    expect(plain).toEqual({ low: 90 + 6, high: 130 + 72 })
    expect(planOf(['ж'.repeat(400)], { asker: other }).inputTokens.high).toBe(plain.high + 400)
  })

  it.each([
    'The quick brown fox jumps over the lazy dog, twelve times a day, and nobody minds.',
    'Künstliche Intelligenz verändert unser Leben, und viele Menschen erforschen größere Modelle.',
    'Модели языка меняют нашу жизнь, и многие люди изучают новые способы работы с ними.',
    '許多人都在研究新的語言模型，生活方式也因此改變。',
    'अनेक भाषाएँ बोली जाती हैं और लोग मिलजुल कर रहते हैं।',
    'function add(a, b) {\n  if (a > b) {\n    return a - b\n  }\n  return a + b\n}\n',
  ])('covers another real tokenizer: %s', (text) => {
    const { low, high } = planOf(
      [text],
      { asker: asker({ sameTokenizer: false }) },
      countTokens,
    ).inputTokens
    const other = cl100k.countTokens(text)
    expect(low - 6).toBeLessThanOrEqual(other)
    expect(high - 72).toBeGreaterThanOrEqual(other)
  })

  it('counts a schema at the high end, once a call', () => {
    const schema = { name: 'n', schema: { type: 'object' } }
    const [without, having] = [planOf(['a', 'b']), planOf(['a', 'b'], { asker: asker({ schema }) })]
    expect(having.inputTokens.low).toBe(without.inputTokens.low)
    expect(having.inputTokens.high - without.inputTokens.high).toBe(
      2 * byFour(JSON.stringify(schema)),
    )
  })

  it('takes measured answers and seconds instead of assumed ones', () => {
    const measured = asker({
      answerTokens: { low: 2, high: 3 },
      secondsPerCall: { low: 30, high: 60 },
      limits: { requestsPerMinute: null, tokensPerMinute: null, concurrency: 2 },
    })
    const plan = planOf(['a', 'b', 'c', 'd'], { asker: measured })
    expect(plan.outputTokens).toEqual({ low: 8, high: 12 })
    expect(plan.minutes).toEqual({ low: 1, high: 2 })
  })

  it('takes the slowest of requests, tokens and calls in flight', () => {
    const texts = Array.from({ length: 60 }, () => 'x'.repeat(40))
    const minutes = (limits: Partial<PlannedAsker['limits']>) =>
      planOf(texts, {
        asker: asker({
          secondsPerCall: { low: 1, high: 1 },
          limits: { requestsPerMinute: null, tokensPerMinute: null, concurrency: 10, ...limits },
        }),
      }).minutes
    expect(minutes({})).toEqual({ low: 0.1, high: 0.1 })
    expect(minutes({ concurrency: 1000 })?.low).toBeCloseTo(1 / 60, 12)
    expect(minutes({ requestsPerMinute: 30 })).toEqual({ low: 2, high: 2 })
    // 60 calls of 10 + 6 + 1 to 10 + 72 + 5 tokens.
    expect(minutes({ tokensPerMinute: 170 })).toEqual({ low: 6, high: (60 * 87) / 170 })
  })

  it('has no money for an unknown price, but for nothing to buy', () => {
    const unpriced = asker({ price: null })
    expect(planOf(['a'], { asker: unpriced }).usd).toBeNull()
    expect(planOf([], { asker: unpriced }).usd).toEqual({ low: 0, high: 0 })
    expect(planOf([])).toMatchObject({ exact: true, calls: 0, minutes: { low: 0, high: 0 } })
  })

  it('keeps askers apart, and leaves out what is known', () => {
    const askers = [asker(), asker({ name: 'two', price: null })]
    const estimator = createEstimator({ askers, countTokens: byFour }, createRandom(1))
    estimator.addItem()
    estimator.add('one', { inputText: ['x'.repeat(40)], maxTokens: 5 })
    estimator.add('two', { inputText: ['x'.repeat(40), 'xxxx'], maxTokens: 9 })
    estimator.addKnown('two', 'answered')
    estimator.addKnown('two', 'failed')
    const plan = estimator.plan()
    expect(plan).toMatchObject({ items: 1, calls: 2, answered: 1, failed: 1, usd: null })
    expect(plan.askers).toMatchObject([
      { name: 'one', answered: 0, outputTokens: { high: 5 }, inputBytes: 40 },
      { name: 'two', answered: 1, failed: 1, outputTokens: { high: 9 }, inputBytes: 44, usd: null },
    ])
    expect(plan.minutes?.high).toBeCloseTo(
      plan.askers.reduce((sum, { minutes }) => sum + minutes!.high, 0),
      12,
    )
    expect(() => estimator.addKnown('three', 'failed')).toThrow(RangeError)
    expect(() =>
      createEstimator({ askers: [asker(), asker()], countTokens: byFour }, createRandom(1)),
    ).toThrow(RangeError)
  })

  it('covers the true count from a sample, about as often as it says', () => {
    const seeds = 200
    let covered = 0
    for (let seed = 0; seed < seeds; seed++) {
      const random = createRandom(seed)
      const texts = Array.from({ length: 400 }, () => madeText(random))
      const one = asker()
      const estimator = createEstimator({ askers: [one], countTokens: byFour, counted: 60 }, random)
      for (const text of texts) estimator.add('one', { inputText: [text], maxTokens: 1 })
      const { inputTokens, counted, exact } = estimator.plan()
      expect([counted, exact]).toEqual([60, false])
      const truth = texts.reduce((sum, text) => sum + byFour(text), 0)
      const [low, high] = [inputTokens.low - 400 * 6, inputTokens.high - 400 * 72]
      expect((high - low) / truth).toBeLessThan(0.2)
      if (low <= truth && truth <= high) covered++
    }
    // 95 % of 200, less four standard errors.
    expect(covered / seeds).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / seeds))
    expect(covered).toBeLessThan(seeds)
  })

  it('counts with a real tokenizer what a request holds', () => {
    const request = madeRequest({
      messages: [{ role: 'user', content: 'hello world' }],
      parameters: { n: 2 },
    })
    expect(planCall(request)).toEqual({ inputText: ['hello world'], maxTokens: 16 })
    expect(planOf(['hello world'], {}, countTokens).inputTokens.low).toBe(2 + 6)
  })

  it('does not depend on what is asked of others', () => {
    const texts = Array.from({ length: 50 }, (_, index) => madeText(createRandom(index)))
    const alone = createEstimator(
      { askers: [asker()], countTokens: byFour, counted: 10 },
      createRandom(5),
    )
    const both = createEstimator(
      { askers: [asker({ name: 'two' }), asker()], countTokens: byFour, counted: 20 },
      createRandom(5),
    )
    for (const text of texts) {
      alone.add('one', { inputText: [text], maxTokens: 1 })
      both.add('two', { inputText: [text], maxTokens: 1 })
      both.add('one', { inputText: [text], maxTokens: 1 })
    }
    expect(both.plan().askers[1]).toEqual(alone.plan().askers[0])
  })
})

describe('createTextSample', () => {
  it('holds each text equally often', () => {
    const [rounds, size, many] = [4000, 5, 20]
    const times = new Float64Array(many)
    for (let round = 0; round < rounds; round++) {
      const sample = createTextSample({ size, units: 1e9 }, createRandom(round))
      for (let index = 0; index < many; index++) sample.add([String(index)])
      for (const [text] of sample.texts()) times[Number(text)]!++
    }
    const expected = (rounds * size) / many
    const error = Math.sqrt(rounds * 0.25 * 0.75)
    for (const count of times) expect(Math.abs(count - expected)).toBeLessThan(4.5 * error)
  })

  it('shrinks where the texts are long, and stays a sample of all', () => {
    const [rounds, many] = [2000, 40]
    const times = new Float64Array(many)
    let held = 0
    for (let round = 0; round < rounds; round++) {
      const sample = createTextSample({ size: 30, units: 100 }, createRandom(round))
      for (let index = 0; index < many; index++) sample.add([String(index).padEnd(10, '.')])
      expect(sample.texts()).toHaveLength(10)
      for (const [text] of sample.texts()) times[Number.parseInt(text!, 10)]!++
      held += 10
    }
    const expected = held / many
    const error = Math.sqrt(rounds * 0.25 * 0.75)
    for (const count of times) expect(Math.abs(count - expected)).toBeLessThan(4.5 * error)
  })
})

describe('compareWithReal', () => {
  it('puts the real figures beside the plan', () => {
    const plan = planOf(['x'.repeat(40)])
    const rows = compareWithReal(plan, {
      calls: 1,
      inputTokens: 5,
      outputTokens: 6,
      usd: null,
      minutes: Number.NaN,
    })
    expect(rows.map(({ figure, verdict }) => [figure, verdict])).toEqual([
      ['calls', 'within'],
      ['inputTokens', 'below'],
      ['outputTokens', 'above'],
      ['usd', null],
      ['minutes', null],
    ])
    expect(rows[1]).toEqual({
      figure: 'inputTokens',
      planned: plan.inputTokens,
      real: 5,
      verdict: 'below',
    })
  })
})
