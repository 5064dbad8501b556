import { describe, expect, it } from 'vitest'
import { type RatedPair, ratePairs } from '../../src/features/prompt-ratings.ts'
import { createRandom, drawIndex, shuffleInPlace } from '../../src/kit/index.ts'

function drawMeetings(seed: number): RatedPair[] {
  const random = createRandom(`ratings ${seed}`)
  const responses = 2 + drawIndex(7, random)
  return Array.from({ length: 2 + drawIndex(14, random) }, () => ({
    a: `response ${drawIndex(responses, random)}`,
    b: `response ${drawIndex(responses, random)}`,
    verdict: random.next() < 0.15 ? Number.NaN : drawIndex(3, random) - 1,
  }))
}

/** Ratings under penalty 1 by plain gradient descent; nothing of the project. */
function refit(pairs: readonly RatedPair[]): Map<string, number> {
  const ratings = new Map<string, number>()
  for (const { a, b } of pairs) ratings.set(a, 0).set(b, 0)
  // The largest curvature is at most 1 + 2 x the meetings of a response.
  const step = 1 / (1 + 2 * pairs.length)
  for (let round = 0; round < 1200; round++) {
    const slopes = new Map([...ratings])
    for (const { a, b, verdict } of pairs) {
      const rest = ratings.get(a)! - ratings.get(b)! - verdict
      slopes.set(a, slopes.get(a)! + rest)
      slopes.set(b, slopes.get(b)! - rest)
    }
    for (const [name, slope] of slopes) ratings.set(name, ratings.get(name)! - step * slope)
  }
  return ratings
}

describe('ratings of pairs', () => {
  it('are the difference of ratings that were fitted without the pair', () => {
    let known = 0
    for (let seed = 0; seed < 60; seed++) {
      const pairs = drawMeetings(seed)
      const counting = pairs.filter(({ a, b, verdict }) => a !== b && !Number.isNaN(verdict))
      const rated = ratePairs(pairs)
      pairs.forEach((pair, at) => {
        const others = counting.filter((own) => own !== pair)
        const met = others.some(({ a, b }) =>
          [a, b].some((text) => text === pair.a || text === pair.b),
        )
        if (!counting.includes(pair) || !met) {
          expect(rated[at], `seed ${seed} pair ${at}`).toBeNaN()
          return
        }
        const ratings = refit(others)
        const difference = (ratings.get(pair.a) ?? 0) - (ratings.get(pair.b) ?? 0)
        expect(rated[at], `seed ${seed} pair ${at}`).toBeCloseTo(difference, 8)
        known++
      })
    }
    expect(known).toBeGreaterThan(200)
  })

  it('do not read the verdict of the pair itself', () => {
    for (let seed = 0; seed < 40; seed++) {
      const pairs = drawMeetings(seed)
      const rated = ratePairs(pairs)
      pairs.forEach((pair, at) => {
        if (Number.isNaN(pair.verdict)) return
        const verdict = pair.verdict === 1 ? -1 : pair.verdict + 1
        const other = ratePairs(pairs.with(at, { ...pair, verdict }))[at]!
        if (Number.isNaN(rated[at]!)) expect(other).toBeNaN()
        else expect(other).toBeCloseTo(rated[at]!, 10)
      })
    }
  })

  it('turn round with the pair, and depend on no order', () => {
    for (let seed = 0; seed < 40; seed++) {
      const pairs = drawMeetings(seed)
      const rated = ratePairs(pairs)
      const turned = ratePairs(
        pairs.map(({ a, b, verdict }) => ({ a: b, b: a, verdict: -verdict })),
      )
      const order = shuffleInPlace([...pairs.keys()], createRandom(seed))
      const shuffled = ratePairs(order.map((at) => pairs[at]!))
      rated.forEach((value, at) => {
        const [exchanged, moved] = [turned[at]!, shuffled[order.indexOf(at)]!]
        // To the last bit: a tree that splits on it must not see a difference.
        expect(exchanged).toBe(Number.isNaN(value) ? Number.NaN : 0 - value)
        expect(moved).toBe(value)
      })
    }
  })

  it('are unknown of lone pairs and of prompts with very many responses', () => {
    expect([...ratePairs([])]).toEqual([])
    expect([...ratePairs([{ a: 'x', b: 'y', verdict: 1 }])]).toEqual([Number.NaN])
    const apart = [
      { a: 'x', b: 'y', verdict: 1 },
      { a: 'u', b: 'v', verdict: 1 },
    ]
    expect([...ratePairs(apart)]).toEqual([Number.NaN, Number.NaN])
    const chain = (length: number): RatedPair[] =>
      Array.from({ length }, (_, at) => ({ a: `${at}`, b: `${at + 1}`, verdict: 1 }))
    expect(ratePairs(chain(199)).some(Number.isNaN)).toBe(false)
    expect(ratePairs(chain(200)).every(Number.isNaN)).toBe(true)
  })

  it('say of a pair what its responses did elsewhere', () => {
    const [first] = ratePairs([
      { a: 'strong', b: 'weak', verdict: Number.NaN },
      { a: 'strong', b: 'weak', verdict: -1 },
      { a: 'strong', b: 'third', verdict: 1 },
      { a: 'third', b: 'weak', verdict: 1 },
    ]).subarray(1)
    expect(first).toBeGreaterThan(0)
  })
})
