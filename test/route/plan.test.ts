import { describe, expect, it } from 'vitest'
import type { Budget, LabelledPool } from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { hypergeometricInterval } from '../../src/route/hypergeometric.ts'
import {
  budgetFrontier,
  chooseRouter,
  composePlan,
  decideRouting,
  describeRow,
  planComposition,
  planRouting,
  planToRows,
  type RouterName,
  type RoutingRequest,
} from '../../src/route/index.ts'
import { createPredictor, drawCovariance, drawMatrix, meansOf } from './predictors.ts'

const random = createRandom('plan')
const matrix = drawMatrix(100, [0.5, 0.2, 0.9, 0.05], random)
const columnMeans = meansOf(matrix)
const predictor = createPredictor(
  {
    effects: Float64Array.of(0.02, -0.05, 0.01, 0.1),
    curve: (share) => 60 + 4 * share,
    covariance: drawCovariance(4, random, 0.01),
  },
  { total: 100, columnMeans },
)
const request: RoutingRequest = {
  matrix,
  predictor,
  budget: { unit: 'share', amount: 0.25 },
  router: 'search',
  prices: { human: 0.5, lm: 0.01 },
  annotators: { human: 'experts', lm: 'judge-1' },
  usable: true,
}

describe('planRouting', () => {
  it('ranks people first, each rank once, and prices every row', () => {
    const plan = planRouting(request, random)
    expect([plan.human, plan.lm]).toEqual([25, 75])
    expect(plan.rows.map(({ rank }) => rank).sort((a, b) => a - b)).toEqual(
      Array.from({ length: 100 }, (_, index) => index + 1),
    )
    for (const row of plan.rows) {
      expect(row.rank <= 25).toBe(row.source === 'human')
      expect(row.annotator).toBe(row.source === 'human' ? 'experts' : 'judge-1')
      expect(row.priceUsd).toBe(row.source === 'human' ? 0.5 : 0.01)
      expect(row.propensity).toBe(row.source === 'human' ? 1 : 0)
      expect(row.gain!.lo).toBeLessThan(row.gain!.value)
      expect(row.why.length).toBeLessThanOrEqual(3)
    }
    const byRank = [...plan.rows].sort((a, b) => a.rank - b.rank).slice(0, 25)
    byRank.slice(1).forEach((row, index) => {
      expect(row.gain!.value).toBeLessThanOrEqual(byRank[index]!.gain!.value)
    })
    expect(plan.priceUsd).toBeCloseTo(25 * 0.5 + 75 * 0.01, 12)
    expect(planRouting(request, random)).toEqual(plan)
  })

  it.each<[Budget, number]>([
    [{ unit: 'share', amount: 0 }, 0],
    [{ unit: 'share', amount: 1 }, 100],
    [{ unit: 'instances', amount: 1 }, 1],
    [{ unit: 'instances', amount: 100 }, 100],
    [{ unit: 'money', amount: 1, currency: 'usd' }, 0],
    [{ unit: 'money', amount: 10.8, currency: 'usd' }, 20],
    [{ unit: 'money', amount: 1000, currency: 'usd' }, 100],
  ])('takes the ordinary budget %o for every router', (budget, humans) => {
    const pDiffers = new Float64Array(100).fill(0.3)
    const routers: RouterName[] = ['random', 'top-k', 'marginal', 'search', 'disagreement']
    for (const router of routers) {
      const plan = planRouting({ ...request, budget, router, evidence: { pDiffers } }, random)
      expect(plan.human).toBe(humans)
      expect(plan.budget).toEqual(budget)
    }
    expect(planRouting({ ...request, budget, router: 'all-human' }, random).human).toBe(100)
    const allLm = planRouting({ ...request, budget, router: 'all-lm' }, random)
    expect([allLm.human, allLm.lm]).toEqual([0, 100])
  })

  it('never reads an unknown price as zero', () => {
    const prices = { human: null, lm: 0.01 }
    const plan = planRouting({ ...request, prices }, random)
    expect(plan.priceUsd).toBeNull()
    expect(plan.notes.join()).toContain('the price of human labels is unknown')
    expect(plan.rows.filter(({ source }) => source === 'human')[0]!.priceUsd).toBeNull()
    expect(planRouting({ ...request, prices, router: 'all-lm' }, random).priceUsd).toBeCloseTo(1, 9)
    const budget: Budget = { unit: 'money', amount: 10, currency: 'usd' }
    expect(() => planRouting({ ...request, prices, budget }, random)).toThrow(
      'got no price for human labels',
    )
  })

  it('says that a refused PPM is no evidence, and falls back with auto', () => {
    const refused = planRouting({ ...request, usable: false }, random)
    expect(refused.router).toBe('search')
    expect(refused.notes.join()).toContain('the PPM was refused')
    const auto = { ...request, usable: false, router: 'auto' as const }
    expect(planRouting(auto, random).router).toBe('random')
    const pDiffers = new Float64Array(100).fill(0.1)
    expect(planRouting({ ...auto, evidence: { pDiffers } }, random).router).toBe('disagreement')
    expect(planRouting({ ...request, router: 'auto' }, random).router).toBe('search')
    expect(chooseRouter({ hasPredictor: false, hasPDiffers: false }).router).toBe('random')
  })

  it('works without a predictor where the router needs none, and says so where it does', () => {
    const blind = { ...request, predictor: null }
    const plan = planRouting({ ...blind, router: 'random' }, random)
    expect(plan.predicted).toBeNull()
    expect(plan.rows.every(({ gain, why }) => gain === null && why.length === 0)).toBe(true)
    expect(() => planRouting(blind, random)).toThrow('router "search": got no PPM')
    expect(() => planRouting({ ...blind, router: 'random', budget: 'free' }, random)).toThrow(
      'got a free budget without a PPM',
    )
    expect(() => planRouting({ ...blind, router: 'disagreement' }, random)).toThrow(
      'got no P(human differs from LM)',
    )
  })

  it('routes an empty pool', () => {
    const plan = planRouting({ ...request, matrix: drawMatrix(0, [1, 1, 1, 1], random) }, random)
    expect([plan.human, plan.lm, plan.rows.length]).toEqual([0, 0, 0])
  })

  it('fills a free budget that the predicted curve chooses', () => {
    const plan = planRouting({ ...request, budget: 'free', router: 'top-k' }, random)
    // The curve is a line, so exactly the rows with a positive gain are worth a person.
    const positive = plan.rows.filter(({ gain }) => gain!.value > 0)
    expect(plan.human).toBe(positive.length)
    expect(positive.every(({ source }) => source === 'human')).toBe(true)
    expect(plan.budget).toEqual({ unit: 'instances', amount: plan.human })
  })
})

describe('transfer', () => {
  it('gives the same order on a pool of another size with its columns in another order', () => {
    const wide = drawMatrix(37, [0.5, 0.2, 0.9, 0.05, 0.5], createRandom(3))
    const shuffled = { ...wide, specs: [...wide.specs].reverse(), bits: reverseColumns(wide) }
    const plain = decideRouting({ ...request, matrix: wide, router: 'top-k' }, random)
    const moved = decideRouting({ ...request, matrix: shuffled, router: 'top-k' }, random)
    expect(moved.ranks).toEqual(plain.ranks)
    expect(moved.gains).toEqual(plain.gains)
    expect(moved.notes.join()).toContain('fitted on 100 rows and this pool has 37')
    expect(moved.notes.join()).toContain('1 features of this pool are unknown to the PPM')
    // Gains are per row of this pool: all of them together move the score as the prediction says.
    const all = planRouting({ ...request, matrix: wide, router: 'all-human' }, random)
    const none = planRouting({ ...request, matrix: wide, router: 'all-lm' }, random)
    const sum = plain.gains!.reduce((total, gain) => total + gain, 0)
    expect(sum).toBeCloseTo(all.predicted!.value - none.predicted!.value, 9)
  })

  it('refuses missing features by name, or lets them count as average', () => {
    const narrow = drawMatrix(40, [0.5, 0.2], createRandom(4))
    expect(() => planRouting({ ...request, matrix: narrow }, random)).toThrow(
      'got a matrix without 2 of the 4 features of the PPM ("tag:2", "tag:3")',
    )
    const plan = planRouting(
      { ...request, matrix: narrow, allowMissingFeatures: true, router: 'top-k' },
      random,
    )
    expect(plan.notes.join()).toContain('2 features of the PPM are missing here')
    const silent = createPredictor(
      { effects: Float64Array.of(0.02, -0.05), curve: (share) => 60 + 4 * share },
      { total: 100, columnMeans: columnMeans.slice(0, 2) },
    )
    const expected = planRouting(
      { ...request, matrix: narrow, predictor: silent, router: 'top-k' },
      random,
    )
    plan.rows.forEach((row, index) => {
      expect(row.gain!.value).toBeCloseTo(expected.rows[index]!.gain!.value, 10)
      expect(row.source).toBe(expected.rows[index]!.source)
    })
    expect(plan.predicted!.value).toBeCloseTo(expected.predicted!.value, 9)
  })
})

function reverseColumns(from: typeof matrix): Uint32Array {
  const bits = new Uint32Array(from.bits.length)
  const size = from.specs.length
  for (let column = 0; column < size; column++) {
    const words = from.bits.subarray(column * from.words, (column + 1) * from.words)
    bits.set(words, (size - 1 - column) * from.words)
  }
  return bits
}

describe('what a plan is made of', () => {
  it('becomes bits and labels', () => {
    const plan = planRouting(request, random)
    const rows = planToRows(plan, 100)
    const decision = decideRouting(request, random)
    plan.rows.forEach((row, index) => {
      expect((rows[index >> 5]! >>> (index & 31)) & 1).toBe(Number(row.source === 'human'))
      expect(describeRow(decision, request, index)).toEqual(row)
    })
    expect(() => planToRows(plan, 99)).toThrow('got 100 rows, expected 99')
    const label = (verdict: 'a' | 'b') => ({ verdict, pA: verdict === 'a' ? 1 : 0, votes: 1 })
    const pool: LabelledPool = {
      ids: ['row-7', 'row-3'],
      instances: Uint32Array.of(7, 3),
      groups: Uint32Array.of(0, 1),
      groupCount: 2,
      human: [label('a'), label('a')],
      lm: [label('b'), label('b')],
      differs: Uint8Array.of(1, 1),
      tiePolicy: 'either',
      leftOut: {},
    }
    const hybrid = composePlan(plan, pool)
    expect(hybrid.sources).toEqual([plan.rows[7]!.source, plan.rows[3]!.source])
    hybrid.labels.forEach(({ verdict }, row) => {
      expect(verdict).toBe(hybrid.sources[row] === 'human' ? 'a' : 'b')
    })
    expect(() => composePlan({ rows: [] }, pool)).toThrow('got no row for instance "row-7"')
  })

  it('stands beside random routing of the same size', () => {
    const plan = planRouting({ ...request, router: 'top-k' }, random)
    const composition = planComposition(plan, matrix)
    const row = (id: string) => composition.find(({ feature }) => feature === id)!
    expect(row('tag:1').against).toBe('less')
    expect(row('tag:1').humanShare).toBeLessThan(row('tag:1').random.lo)
    expect(row('tag:3').poolShare).toBeCloseTo(columnMeans[3]!, 12)
    // Random plans leave the interval in at most 5 % of the cases (exact, so fewer for rare features).
    let outside = 0
    for (let k = 0; k < 300; k++) {
      const drawn = planRouting({ ...request, router: 'random' }, createRandom(k))
      outside += planComposition(drawn, matrix).filter((r) => r.against !== 'as-random').length
    }
    expect(outside / 1200).toBeLessThan(0.05)
  })

  it('has an exact interval for draws without replacement', () => {
    // 50 of 100 carry it, 10 are drawn: P(<= 1) = 0.0074 + ..., P(<= 2) = 0.0458.
    expect(hypergeometricInterval({ total: 100, carriers: 50, draws: 10 }, 0.95)).toEqual({
      lo: 2,
      hi: 8,
    })
    expect(hypergeometricInterval({ total: 100, carriers: 0, draws: 10 }, 0.95)).toEqual({
      lo: 0,
      hi: 0,
    })
    expect(hypergeometricInterval({ total: 100, carriers: 30, draws: 100 }, 0.95)).toEqual({
      lo: 30,
      hi: 30,
    })
  })
})

describe('budgetFrontier', () => {
  it('predicts score against money, and what the next labels would add', () => {
    const shares = [0, 0.25, 0.5, 0.9, 1]
    const points = budgetFrontier(
      predictor,
      matrix,
      { prices: request.prices, shares, next: 20 },
      random,
    )
    expect(points.map(({ humans }) => humans)).toEqual([0, 25, 50, 90, 100])
    expect(points.map(({ priceUsd }) => priceUsd!.toFixed(2))).toEqual([
      '1.00',
      '13.25',
      '25.50',
      '45.10',
      '50.00',
    ])
    expect(points.map(({ next }) => next?.labels)).toEqual([20, 20, 20, 10, undefined])
    expect(points[0]!.next!.costUsd).toBeCloseTo(20 * 0.49, 9)
    const [first] = points
    expect(first!.next!.points.lo).toBeLessThan(first!.next!.points.value)
    const [, after] = budgetFrontier(
      predictor,
      matrix,
      { prices: { human: null, lm: 1 }, shares: [0, 0.2] },
      random,
    )
    expect(first!.next!.points.value).toBeCloseTo(
      after!.predicted.value - first!.predicted.value,
      9,
    )
    expect(after!.priceUsd).toBeNull()
    expect(after!.next!.costUsd).toBeNull()
  })
})
