import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/kit/index.ts'
import {
  betaCdf,
  betaQuantile,
  binomialPmf,
  binomialUpperTail,
  clopperPearson,
  erf,
  erfc,
  logGamma,
  logit,
  normalCdf,
  normalQuantile,
  sigmoid,
  softplus,
  tCdf,
  tQuantile,
  wilcoxonSignedRank,
  wilsonInterval,
} from '../../src/stats/index.ts'

const seeds = Array.from({ length: 300 }, (_, seed) => seed)

describe('distributions', () => {
  it('have quantiles that undo their distribution functions', () => {
    for (const seed of seeds) {
      const random = createRandom(seed)
      const p = random.next()
      const a = Math.exp(6 * random.next() - 2)
      const b = Math.exp(6 * random.next() - 2)
      expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 13)
      expect(tCdf(tQuantile(p, a), a)).toBeCloseTo(p, 11)
      const x = betaQuantile(p, a, b)
      if (x < 1 - 1e-9) expect(betaCdf(x, a, b)).toBeCloseTo(p, 9)
      expect(betaCdf(0.3, a, b) + betaCdf(0.7, b, a)).toBeCloseTo(1, 12)
      expect(logGamma(a + 1) - logGamma(a)).toBeCloseTo(Math.log(a), 11)
    }
  })

  it('meet at the seams between their series', () => {
    for (const x of [2 - 1e-12, 2, 2 + 1e-12]) {
      expect(erf(x) + erfc(x)).toBeCloseTo(1, 15)
      expect(erf(x)).toBeCloseTo(0.9953222650189527, 12)
    }
    expect(logGamma(10 - 1e-10)).toBeCloseTo(logGamma(10), 8)
  })

  it('sum binomial chances to the upper tail', () => {
    for (const [n, p] of [
      [1, 0.5],
      [17, 0.03],
      [200, 0.61],
    ] as const) {
      let tail = 0
      for (let k = n; k >= 0; k--) {
        tail += binomialPmf(k, n, p)
        expect(binomialUpperTail(k, n, p)).toBeCloseTo(tail, 12)
      }
    }
  })

  it('keep logistic functions finite at the ends', () => {
    expect(sigmoid(-800)).toBe(0)
    expect(sigmoid(800)).toBe(1)
    expect(softplus(800)).toBe(800)
    expect(softplus(-800)).toBe(0)
    for (const p of [1e-12, 0.2, 0.5, 0.999]) expect(sigmoid(logit(p))).toBeCloseTo(p, 14)
  })
})

describe('intervals of shares', () => {
  it('cover the truth as often as they say: exact never less, Wilson nearly', () => {
    for (const [n, p] of [
      [10, 0.1],
      [30, 0.5],
      [80, 0.93],
    ] as const) {
      let exact = 0
      let wilson = 0
      for (let k = 0; k <= n; k++) {
        const chance = binomialPmf(k, n, p)
        const tight = clopperPearson(k, n, 0.95)
        const score = wilsonInterval(k, n, 0.95)
        if (tight.lo <= p && p <= tight.hi) exact += chance
        if (score.lo <= p && p <= score.hi) wilson += chance
      }
      expect(exact).toBeGreaterThanOrEqual(0.95)
      expect(wilson).toBeGreaterThan(0.92)
    }
    expect(wilsonInterval(0, 0, 0.95)).toEqual({ lo: 0, hi: 1 })
  })
})

describe('the signed-rank test', () => {
  it('refuses ties under the exact method', () => {
    expect(() => wilcoxonSignedRank([1, -1, 2], { method: 'exact' })).toThrow(RangeError)
  })

  it('has exact and normal p-values that agree on many differences', () => {
    const random = createRandom('wilcoxon')
    const differences = Float64Array.from({ length: 80 }, () => random.next() - 0.45)
    const exact = wilcoxonSignedRank(differences, { method: 'exact' })
    const normal = wilcoxonSignedRank(differences, { continuity: true })
    expect(normal.p).toBeCloseTo(exact.p, 2)
  })
})
