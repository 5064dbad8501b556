import { describe, expect, it } from 'vitest'
import { type FeatureMatrix, type Predictor, rowBits } from '../../src/domain/index.ts'
import { createRandom, drawNormal, drawSubset, type Random } from '../../src/kit/index.ts'
import { climb } from '../../src/route/climb.ts'
import {
  type DrawCandidates,
  planRouting,
  type RouterName,
  type RoutingRequest,
} from '../../src/route/index.ts'
import { createObjective } from '../../src/route/objective.ts'
import { countMembers, viewPool } from '../../src/route/pool-view.ts'
import {
  allSubsets,
  createPredictor,
  drawCovariance,
  drawMatrix,
  type MadeUpModel,
  meansOf,
} from './predictors.ts'

const prices = { human: 0.5, lm: 0.01 }

interface World {
  readonly matrix: FeatureMatrix
  readonly predictor: Predictor
  readonly random: Random
}

function drawWorld(
  seed: number,
  total: number,
  size: number,
  kind: 'linear' | 'pairs',
  covariance = false,
): World {
  const random = createRandom('routers').fork(seed)
  const chances = Array.from({ length: size }, () => 0.1 + 0.8 * random.next())
  const matrix = drawMatrix(total, chances, random)
  const model: MadeUpModel = {
    effects: Float64Array.from({ length: size }, () => drawNormal(random)),
    curve: (share) => 60 - 8 * (share - 0.4) ** 2,
    ...(kind === 'pairs'
      ? { interactions: Float64Array.from({ length: size * size }, () => drawNormal(random) / 4) }
      : {}),
    ...(covariance ? { covariance: drawCovariance(size, random, 0.4) } : {}),
  }
  if (model.interactions) {
    const half = Float64Array.from(model.interactions)
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        model.interactions[i * size + j] = (half[i * size + j]! + half[j * size + i]!) / 2
      }
    }
  }
  return {
    matrix,
    predictor: createPredictor(model, { total, columnMeans: meansOf(matrix) }),
    random,
  }
}

function request(world: World, router: RouterName, humans: number): RoutingRequest {
  return {
    matrix: world.matrix,
    predictor: world.predictor,
    budget: { unit: 'instances', amount: humans },
    router,
    prices,
    usable: true,
  }
}

const uniformCandidates =
  (matrix: FeatureMatrix): DrawCandidates =>
  (humans, count, random) =>
    Array.from({ length: count }, (_, index) => {
      const members = drawSubset(matrix.ids.length, humans, random.fork(index))
      const isHuman = new Uint8Array(matrix.ids.length)
      for (const row of members) isHuman[row] = 1
      return {
        rows: rowBits(matrix.ids.length, members),
        counts: countMembers(matrix, isHuman),
      }
    })

/** Best value of mean - kappa sd over every set of the size. */
function bruteForce({ matrix, predictor }: World, humans: number, kappa: number): number {
  const objective = createObjective(viewPool(matrix, predictor), kappa)
  let best = Number.NEGATIVE_INFINITY
  for (const isHuman of allSubsets(matrix.ids.length, humans)) {
    best = Math.max(best, objective.values([{ humans, counts: countMembers(matrix, isHuman) }])[0]!)
  }
  return best
}

describe('search', () => {
  it('is the exact optimum for a linear PPM at kappa 0 (every set tried, 40 worlds)', () => {
    for (let seed = 0; seed < 40; seed++) {
      const world = drawWorld(seed, 11, 5, 'linear')
      const humans = seed % 12
      const plan = planRouting({ ...request(world, 'search', humans), kappa: 0 }, world.random)
      expect(plan.human).toBe(humans)
      expect(plan.predicted!.value).toBeCloseTo(bruteForce(world, humans, 0), 9)
    }
  })

  it('equals sorting by gain on a large pool with a linear PPM', () => {
    const world = drawWorld(1, 4000, 60, 'linear')
    const search = planRouting({ ...request(world, 'search', 1300), kappa: 0 }, world.random)
    const sorted = planRouting(request(world, 'top-k', 1300), world.random)
    expect(search.predicted!.value).toBeCloseTo(sorted.predicted!.value, 9)
  })

  it.each([
    ['linear', 1],
    ['linear', 3],
    ['pairs', 0],
    ['pairs', 1],
  ] as const)('finds the best set of small pools: %s, kappa %i', (kind, kappa) => {
    let found = 0
    for (let seed = 0; seed < 30; seed++) {
      const world = drawWorld(seed, 12, 5, kind, true)
      const best = bruteForce(world, 6, kappa)
      const plan = planRouting({ ...request(world, 'search', 6), kappa }, world.random)
      const { value, hi } = plan.predicted!
      const bound = value - (kappa * (hi - value)) / 1.959963984540054
      expect(bound).toBeLessThanOrEqual(best + 1e-8)
      if (bound > best - 1e-8) found++
    }
    expect(found).toBeGreaterThanOrEqual(28)
  })

  it('never comes back worse than it started, and ends where no swap helps', () => {
    for (let seed = 0; seed < 20; seed++) {
      const world = drawWorld(seed, 40, 8, 'pairs', true)
      const objective = createObjective(viewPool(world.matrix, world.predictor), 1)
      const start = new Uint8Array(40)
      for (const row of drawSubset(40, 17, world.random)) start[row] = 1
      const before = objective.values([
        { humans: 17, counts: countMembers(world.matrix, start) },
      ])[0]!
      const { isHuman, value } = climb(objective, start)
      expect(value).toBeGreaterThanOrEqual(before)
      for (let row = 0; row < 40; row++) {
        for (let other = 0; other < 40; other++) {
          if (isHuman[row] !== 1 || isHuman[other] !== 0) continue
          const swapped = Uint8Array.from(isHuman)
          swapped[row] = 0
          swapped[other] = 1
          const counts = countMembers(world.matrix, swapped)
          expect(objective.values([{ humans: 17, counts }])[0]!).toBeLessThanOrEqual(value + 1e-7)
        }
      }
    }
  })

  it('stays where the PPM has evidence: a large kappa gives up mean for certainty', () => {
    const world = drawWorld(5, 300, 12, 'linear', true)
    const width = (kappa: number): number => {
      const { predicted } = planRouting({ ...request(world, 'search', 120), kappa }, world.random)
      return predicted!.hi - predicted!.lo
    }
    expect(width(5)).toBeLessThan(width(1))
    expect(width(1)).toBeLessThan(width(0))
  })
})

describe('optimal', () => {
  it('finds the best budget and set of a linear PPM exactly (every set of every size)', () => {
    for (let seed = 0; seed < 20; seed++) {
      const world = drawWorld(seed, 9, 4, 'linear')
      const best = Math.max(...Array.from({ length: 10 }, (_, b) => bruteForce(world, b, 0)))
      const free = { ...request(world, 'optimal', 0), budget: 'free' as const }
      const plan = planRouting(free, world.random)
      expect(plan.predicted!.value).toBeCloseTo(best, 9)
      expect(plan.budget).toEqual({ unit: 'instances', amount: plan.human })
    }
  })

  it('uses a given budget as the most it may spend', () => {
    const world = drawWorld(2, 200, 6, 'linear')
    for (const most of [0, 13, 200]) {
      const plan = planRouting(request(world, 'optimal', most), world.random)
      expect(plan.human).toBeLessThanOrEqual(most)
    }
  })

  it('is not beaten by search at any budget of the grid when the model bends', () => {
    const world = drawWorld(3, 60, 6, 'pairs')
    const free = { ...request(world, 'optimal', 0), budget: 'free' as const }
    const best = planRouting(free, world.random).predicted!.value
    for (const humans of [0, 15, 30, 45, 60]) {
      const plan = planRouting({ ...request(world, 'search', humans), kappa: 0 }, world.random)
      expect(plan.predicted!.value).toBeLessThanOrEqual(best + 0.02 * Math.abs(best))
    }
  })
})

describe('the other routers', () => {
  it('marginal equals top-k for a linear PPM and beats it where the model bends', () => {
    const linear = drawWorld(4, 500, 10, 'linear')
    const value = (world: World, router: RouterName): number =>
      planRouting(request(world, router, 200), world.random).predicted!.value
    expect(value(linear, 'marginal')).toBeCloseTo(value(linear, 'top-k'), 9)
    let better = 0
    for (let seed = 0; seed < 20; seed++) {
      const world = drawWorld(seed, 500, 10, 'pairs')
      if (value(world, 'marginal') > value(world, 'top-k')) better++
    }
    expect(better).toBeGreaterThanOrEqual(16)
  })

  it('simulated keeps the best of K, and more K are never worse', () => {
    const world = drawWorld(6, 120, 8, 'pairs')
    const drawCandidates = uniformCandidates(world.matrix)
    const value = (simulations: number): number => {
      const simulated = { ...request(world, 'simulated', 50), drawCandidates, simulations }
      return planRouting(simulated, createRandom(1)).predicted!.value
    }
    const values = [1, 256, 512, 2048].map(value)
    expect(values).toEqual([...values].sort((a, b) => a - b))
    expect(() => planRouting(request(world, 'simulated', 50), createRandom(1))).toThrow(
      'got no way to draw mixes',
    )
  })

  it('top-k shows the published gain: one row alone against none, pairs included', () => {
    const world = drawWorld(7, 50, 4, 'pairs')
    const plan = planRouting(request(world, 'top-k', 20), world.random)
    const zero = { humans: 0, total: 50, counts: new Float64Array(4) }
    plan.rows.forEach((row, index) => {
      const one = new Uint8Array(50)
      one[index] = 1
      const point = { humans: 1, total: 50, counts: countMembers(world.matrix, one) }
      const [alone, none] = world.predictor.predict([point, zero])
      expect(row.gain!.value).toBeCloseTo(alone!.mean - none!.mean, 9)
    })
  })

  it('random gives every row the same chance and logs it', () => {
    const world = drawWorld(8, 20, 3, 'linear')
    const hits = new Float64Array(20)
    for (let k = 0; k < 5000; k++) {
      const plan = planRouting(request(world, 'random', 5), createRandom(k))
      plan.rows.forEach((row, index) => {
        if (row.source === 'human') hits[index]!++
        expect(row.propensity).toBe(0.25)
        expect(row.gain).toBeNull()
      })
    }
    for (const count of hits) expect(Math.abs(count / 5000 - 0.25)).toBeLessThan(0.031)
  })

  it('disagreement sends the likeliest differences, unknown ones last', () => {
    const world = drawWorld(9, 5, 2, 'linear')
    const pDiffers = Float64Array.of(0.1, Number.NaN, 0.9, 0.4, 0.4)
    const plan = planRouting(
      { ...request(world, 'disagreement', 3), evidence: { pDiffers } },
      world.random,
    )
    expect(plan.rows.map(({ source }) => source)).toEqual(['lm', 'lm', 'human', 'human', 'human'])
    expect(plan.rows.map(({ rank }) => rank)).toEqual([4, 5, 1, 2, 3])
    expect(plan.rows[1]!.pDiffers).toBeNull()
  })
})
