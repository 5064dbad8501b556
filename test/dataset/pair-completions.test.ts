import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { pairCompletions, rate } from '../../src/dataset/pair-completions.ts'
import type { PairRule } from '../../src/dataset/preset.ts'

const RULES: readonly PairRule[] = ['all', 'adjacent', 'best-worst']

/** Pairs as `A-B verdict`, in their order. */
const pairsOf = (ratings: readonly number[], pairs: PairRule, margin = 0): string[] =>
  pairCompletions(ratings, { pairs, margin }).map(
    ({ a, b, preference: { verdict } }) => `${a}-${b} ${verdict}`,
  )

describe('pairCompletions', () => {
  it('pairs every two, neighbours in the ranking, or the best with the worst', () => {
    const ratings = [2, 5, 1, 4]
    expect(pairsOf(ratings, 'all')).toEqual(['1-3 a', '0-1 b', '1-2 a', '0-3 b', '2-3 b', '0-2 a'])
    expect(pairsOf(ratings, 'adjacent')).toEqual(['1-3 a', '0-3 b', '0-2 a'])
    expect(pairsOf(ratings, 'best-worst')).toEqual(['1-2 a'])
  })

  it('ranks equal ratings by position and calls them a tie', () => {
    expect(pairsOf([3, 3, 3], 'all')).toEqual(['0-1 tie', '0-2 tie', '1-2 tie'])
    expect(pairsOf([3, 3, 3], 'adjacent')).toEqual(['0-1 tie', '1-2 tie'])
    expect(pairsOf([3, 3, 3], 'best-worst')).toEqual(['0-2 tie'])
    expect(pairsOf([1, 3, 3], 'best-worst')).toEqual(['0-1 b'])
  })

  it('calls a lead below the margin a tie, and one of the margin a preference', () => {
    expect(pairsOf([4, 3, 1], 'all', 2)).toEqual(['0-1 tie', '0-2 a', '1-2 a'])
    expect(pairsOf([4, 3, 1], 'all', 3)).toEqual(['0-1 tie', '0-2 a', '1-2 tie'])
  })

  it('leaves out completions without a rating, and keeps the positions of the others', () => {
    const ratings = [Number.NaN, 1, Number.NaN, 2]
    for (const rule of RULES) expect(pairsOf(ratings, rule)).toEqual(['1-3 b'])
  })

  it.each([[[]], [[1]], [[Number.NaN, 1]], [[Number.NaN, Number.NaN]]])(
    '%j makes no pair',
    (ratings) => {
      for (const rule of RULES) expect(pairsOf(ratings, rule)).toEqual([])
    },
  )

  const rating = fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(Number.NaN))
  const ratings = fc.array(rating, { maxLength: 6 })
  const margin = fc.integer({ min: 0, max: 3 })

  it('makes k(k-1)/2, k-1 and one pair of k rated completions, A before B', () => {
    fc.assert(
      fc.property(ratings, margin, (given, least) => {
        const rated = given.filter((one) => !Number.isNaN(one)).length
        const counts = { all: (rated * (rated - 1)) / 2, adjacent: rated - 1, 'best-worst': 1 }
        for (const pairs of RULES) {
          const made = pairCompletions(given, { pairs, margin: least })
          expect(made).toHaveLength(rated < 2 ? 0 : counts[pairs])
          expect(made.every(({ a, b }) => a < b)).toBe(true)
          expect(new Set(made.map(({ a, b }) => `${a}-${b}`)).size).toBe(made.length)
        }
      }),
    )
  })

  it('never prefers the lower rating, and chooses among all pairs', () => {
    fc.assert(
      fc.property(ratings, margin, (given, least) => {
        const all = pairsOf(given, 'all', least)
        for (const rule of RULES)
          for (const pair of pairsOf(given, rule, least)) expect(all).toContain(pair)
        for (const { a, b, preference } of pairCompletions(given, {
          pairs: 'all',
          margin: least,
        })) {
          const lead = given[a]! - given[b]!
          if (preference.verdict === 'tie') expect(lead === 0 || Math.abs(lead) < least).toBe(true)
          else expect(preference.verdict).toBe(lead > 0 ? 'a' : 'b')
        }
      }),
    )
  })
})

describe('rate', () => {
  it.each([
    [1, 0, 'a'],
    [-1, 0, 'b'],
    [0, 0, 'tie'],
    [0.5, 1, 'tie'],
    [-1, 1, 'b'],
  ] as const)('a lead of %d with margin %d is %s', (lead, margin, verdict) => {
    expect(rate(lead, margin)).toEqual({ verdict })
  })
})
