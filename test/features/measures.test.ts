import { describe, expect, it } from 'vitest'
import {
  brevityPenalty,
  cosineColumn,
  drawUnrelatedPairs,
  entityOverlap,
  entitySet,
  measurePairs,
  normalizeEntity,
  publishedEntityOverlap,
  rescaleBertScore,
} from '../../src/features/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { madeFacts, madeInstance } from './made-facts.ts'

describe('entity overlap', () => {
  it('is the symmetric Jaccard index where the published formula is not', () => {
    const many = entitySet(['Paris', 'Rome', 'Oslo'])
    const one = entitySet(['Paris'])
    expect(entityOverlap(many, one)).toBeCloseTo(1 / 3, 15)
    expect(entityOverlap(one, many)).toBeCloseTo(1 / 3, 15)
    expect(publishedEntityOverlap(many, one)).toBe(1)
    expect(publishedEntityOverlap(one, many)).toBe(0.2)
  })

  it('is unknown when neither text names anything, 0 when one does', () => {
    const none = new Set<string>()
    expect(entityOverlap(none, none)).toBeNull()
    expect(publishedEntityOverlap(none, none)).toBe(1)
    expect(entityOverlap(entitySet(['Oslo']), none)).toBe(0)
  })

  it('keeps letters of every script and drops articles, possessives and punctuation', () => {
    expect(normalizeEntity('The Netherlands.')).toBe('netherlands')
    expect(normalizeEntity('Apple’s')).toBe('apple')
    expect(normalizeEntity('STRASSE')).toBe(normalizeEntity('Straße'))
    expect(normalizeEntity('Οδυσσεύς')).toBe(normalizeEntity('ΟΔΥΣΣΕΎΣ'))
    expect(normalizeEntity('Cafe\u0301')).toBe(normalizeEntity('Café'))
    expect(normalizeEntity('$1,000.50')).toBe('$1000.50')
    expect(entitySet(['東京', '京都', '…']).size).toBe(2)
    expect(normalizeEntity('the')).toBe('the')
  })
})

describe('BERTScore', () => {
  it('maps the baseline to 0 and 1 to 1', () => {
    expect(rescaleBertScore(0.4, 0.4)).toBe(0)
    expect(rescaleBertScore(1, 0.4)).toBe(1)
    expect(rescaleBertScore(0.1, 0.4)).toBeLessThan(0)
    expect(() => rescaleBertScore(0.5, 1)).toThrow('baseline')
  })

  it('is never raised by the brevity penalty', () => {
    expect(brevityPenalty(10, 10)).toBe(1)
    expect(brevityPenalty(5, 10)).toBeCloseTo(Math.exp(-1), 15)
    expect(brevityPenalty(10, 5)).toBe(brevityPenalty(5, 10))
    expect(brevityPenalty(0, 5)).toBe(0)
    expect(brevityPenalty(0, 0)).toBeNaN()
    for (let a = 0; a < 30; a++) {
      for (let b = 1; b < 30; b++) expect(brevityPenalty(a, b)).toBeLessThanOrEqual(1)
    }
  })

  it('draws unrelated pairs from different groups, every ordered pair equally often', () => {
    const groups = [0, 0, 1, 2]
    const counts = new Map<string, number>()
    const pairs = drawUnrelatedPairs(groups, 20_000, createRandom(7))
    for (const [first, second] of pairs) {
      expect(groups[first]).not.toBe(groups[second])
      counts.set(`${first},${second}`, (counts.get(`${first},${second}`) ?? 0) + 1)
    }
    expect(counts.size).toBe(10)
    for (const count of counts.values()) expect(Math.abs(count - 2000)).toBeLessThan(5 * 43)
    expect(drawUnrelatedPairs([1, 1], 5, createRandom(1))).toEqual([])
  })
})

describe('measurePairs', () => {
  const instances = [
    madeInstance(),
    madeInstance({ id: 'two', completionA: '東京です', completionB: '京都です' }),
    madeInstance({ id: 'three', completionA: '', completionB: 'word' }),
  ]
  const facts = {
    prompt: instances.map(({ prompt }) => madeFacts(prompt)),
    a: instances.map(({ completionA }) => madeFacts(completionA)),
    b: instances.map(({ completionB }) => madeFacts(completionB)),
  }

  it('leaves unknown what was not compared', () => {
    const { columns, bertScoreBaseline } = measurePairs({
      instances,
      facts,
      cosine: [0.5, Number.NaN, 0],
      bertScore: [0.7, 0.7, Number.NaN],
      baseline: 0.4,
    })
    expect(Array.from(columns.rouge1)).toEqual([expect.closeTo(2 / 7, 12), Number.NaN, 0])
    expect(Array.from(columns.publishedRouge)).toEqual([expect.closeTo(2 / 7, 12), 0, 0])
    expect(Array.from(columns.entityOverlap)).toEqual([Number.NaN, Number.NaN, Number.NaN])
    expect(Array.from(columns.cosine)).toEqual([0.5, Number.NaN, 0])
    expect(columns.bertScore[0]).toBeCloseTo(0.5, 12)
    expect(columns.bertScoreLength[0]).toBeCloseTo(0.5 * Math.exp(1 - 4 / 3), 12)
    expect(columns.bertScore[2]).toBeNaN()
    expect(Array.from(columns.tokenDifference)).toEqual([1, 0, 1])
    expect(Array.from(columns.longerTokens)).toEqual([4, 1, 1])
    expect(bertScoreBaseline).toBe(0.4)
  })

  it('refuses raw scores without a baseline and columns that are not parallel', () => {
    const plain = { instances, facts, cosine: null, bertScore: null, baseline: null }
    expect(() => measurePairs({ ...plain, bertScore: [1, 1, 1] })).toThrow('baseline')
    expect(() => measurePairs({ ...plain, cosine: [1] })).toThrow('got 1 values')
    expect(measurePairs(plain).columns.cosine.every(Number.isNaN)).toBe(true)
  })
})

describe('cosineColumn', () => {
  it('is unknown for a zero vector and refuses ragged arrays', () => {
    const a = Float32Array.of(1, 0, 0, 0, 3, 4)
    const b = Float32Array.of(1, 0, 1, 0, 4, 3)
    expect(Array.from(cosineColumn(a, b, 2))).toEqual([1, Number.NaN, expect.closeTo(0.96, 6)])
    expect(() => cosineColumn(a, b, 4)).toThrow(RangeError)
  })
})
