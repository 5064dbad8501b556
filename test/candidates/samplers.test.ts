import { describe, expect, it } from 'vitest'
import { createSampler, type SamplerOptions } from '../../src/candidates/index.ts'
import { whiteningMatrix } from '../../src/candidates/samplers/direction.ts'
import { chancesOfSize, drawSystematic } from '../../src/candidates/samplers/tilted.ts'
import { tagCovariance } from '../../src/candidates/tag-covariance.ts'
import { countRows, hasFeature } from '../../src/domain/index.ts'
import { createRandom, type Random, shuffleInPlace } from '../../src/kit/index.ts'
import { multiply, pearson, sum, symmetricEigen } from '../../src/stats/index.ts'
import { madeUpMatrix, matrixOf, showRows, tallyRows } from './small-matrix.ts'

const effects = Float64Array.of(1, -1, 0.5, 0, 0, 2, -3, 0.1, 1)
const all: readonly SamplerOptions[] = [
  { sampler: 'direction' },
  { sampler: 'direction', whitening: 'none' },
  { sampler: 'direction', whitening: 'full' },
  { sampler: 'whole-tag' },
  { sampler: 'uniform' },
  { sampler: 'tilted' },
  { sampler: 'sequential', effects },
]

/** Draws many sets of one size. */
function drawMany(
  matrix: Parameters<typeof createSampler>[0],
  options: SamplerOptions,
  { humans, times, seed = 'many' }: { humans: number; times: number; seed?: string },
): Uint32Array[] {
  const sampler = createSampler(matrix, options)
  const random = createRandom(seed)
  return Array.from({ length: times }, (_, k) => sampler.draw(humans, random.fork(k)).rows)
}

describe.each(all)('every sampler: $sampler $whitening', (options) => {
  it('sends exactly so many rows to people, corners included', () => {
    for (const total of [1, 7, 32, 45, 100]) {
      const matrix = madeUpMatrix(total, { bins: 2, tags: 3 })
      const sampler = createSampler(matrix, options)
      for (let humans = 0; humans <= total; humans++) {
        const { rows } = sampler.draw(humans, createRandom(humans))
        expect(countRows(rows)).toBe(humans)
        expect(showRows(rows, 32 * rows.length).slice(total)).not.toContain('1')
      }
    }
  })

  it('breaks ties between equal rows at random, never by index', () => {
    const matrix = matrixOf(new Array<string>(12).fill('110100101'))
    const tally = tallyRows(drawMany(matrix, options, { humans: 4, times: 6000 }), 12)
    // Share 1/3 of 6,000: sd 36.5; five sd.
    for (const hits of tally) expect(Math.abs(hits - 2000)).toBeLessThan(183)
  })

  it('has an order whose beginnings are distributed as its sets', () => {
    const matrix = madeUpMatrix(24, { bins: 2, tags: 3 }, createRandom('order'))
    const sampler = createSampler(matrix, options)
    if (sampler.drawOrder === null) return expect(options.sampler).toBe('tilted')
    const times = 6000
    const random = createRandom('orders')
    const byOrder = new Float64Array(24)
    for (let k = 0; k < times; k++) {
      const order = sampler.drawOrder(random.fork(k))
      expect([...order].sort((a, b) => a - b)).toEqual([...order.keys()])
      for (const row of order.subarray(0, 7)) byOrder[row]!++
    }
    const bySet = tallyRows(drawMany(matrix, options, { humans: 7, times }), 24)
    // Difference of two shares over 6,000: sd at most 0.0091; five sd.
    for (let row = 0; row < 24; row++) {
      expect(Math.abs(byOrder[row]! - bySet[row]!) / times).toBeLessThan(0.046)
    }
  })
})

describe('uniform', () => {
  it('gives every set of the size the same chance (chi-squared)', () => {
    const matrix = madeUpMatrix(6, { bins: 1, tags: 2 })
    const seen = new Map<string, number>()
    for (const rows of drawMany(matrix, { sampler: 'uniform' }, { humans: 3, times: 20_000 })) {
      const set = showRows(rows, 6)
      seen.set(set, (seen.get(set) ?? 0) + 1)
    }
    expect(seen.size).toBe(20)
    // 19 degrees of freedom: 99.99 % below 51.
    const chi = [...seen.values()].reduce((total, hits) => total + (hits - 1000) ** 2 / 1000, 0)
    expect(chi).toBeLessThan(51)
  })
})

describe('direction', () => {
  const matrix = madeUpMatrix(60, { bins: 2, tags: 6 }, createRandom('direction'))

  it.each(['none', 'half', 'full'] as const)('gives every row one half at half budget: %s', (w) => {
    const options = { sampler: 'direction', whitening: w } as const
    const tally = tallyRows(drawMany(matrix, options, { humans: 30, times: 8000 }), 60)
    for (const hits of tally) expect(Math.abs(hits / 8000 - 0.5)).toBeLessThan(0.028)
    expect(createSampler(matrix, options).draw(30, createRandom(1)).propensity).toBe('equal')
  })

  it('is symmetric: the chance at b and at n - b sum to one', () => {
    const options = { sampler: 'direction' } as const
    const few = tallyRows(drawMany(matrix, options, { humans: 9, times: 8000 }), 60)
    const many = tallyRows(
      drawMany(matrix, options, { humans: 51, times: 8000, seed: 'other' }),
      60,
    )
    few.forEach((hits, row) => {
      expect(Math.abs((hits + many[row]!) / 8000 - 1)).toBeLessThan(0.04)
    })
    // Not equal at other budgets: rows far from the mean are chosen more often.
    expect(Math.max(...few) - Math.min(...few)).toBeGreaterThan(8000 * 0.1)
  })

  it('whitens: W^4 C (half) and W^2 C (full) are the identity where C is well above the floor', () => {
    const covariance = tagCovariance(matrix)
    const floor = 1e-7
    for (const [whitening, times] of [
      ['half', 4],
      ['full', 2],
    ] as const) {
      const turn = whiteningMatrix(matrix, { whitening, minEigenvalue: floor })!
      let product = covariance
      for (let k = 0; k < times; k++) product = multiply(turn, product)
      const rank = symmetricEigen(covariance).values.filter((value) => value > floor).length
      // A projection: its trace is the rank of C, and applying it twice changes nothing.
      const trace = sum(Float64Array.from({ length: 12 }, (_, k) => product.values[k * 13]!))
      expect(trace).toBeCloseTo(rank, 6)
      const twice = multiply(product, product)
      product.values.forEach((value, at) => {
        expect(twice.values[at]).toBeCloseTo(value, 6)
      })
    }
    expect(whiteningMatrix(matrix, { whitening: 'none' })).toBeNull()
  })

  it('makes stronger contrasts than uniform sets', () => {
    const spread = (options: SamplerOptions): number => {
      const shares = drawMany(matrix, options, { humans: 30, times: 500 }).map((rows) =>
        matrix.ids.reduce(
          (hits, _, row) =>
            hits + Number(hasFeature(matrix, row, 0)) * ((rows[row >> 5]! >>> (row & 31)) & 1),
          0,
        ),
      )
      const centre = shares.reduce((a, b) => a + b, 0) / shares.length
      return Math.sqrt(shares.reduce((a, b) => a + (b - centre) ** 2, 0) / shares.length)
    }
    expect(spread({ sampler: 'direction' })).toBeGreaterThan(1.5 * spread({ sampler: 'uniform' }))
  })
})

/** Algorithm 1 in plain words: shuffle the tags, walk through the shuffled rows of each, stop at the budget. */
function plainWholeTag(tags: readonly string[], humans: number, random: Random): string {
  const chosen = new Set<number>()
  const order = shuffleInPlace(
    [...(tags[0] ?? '')].map((_, tag) => tag),
    random,
  )
  for (const tag of order) {
    const rows = shuffleInPlace(
      [...tags.keys()].filter((row) => tags[row]![tag] === '1'),
      random,
    )
    for (const row of rows) if (chosen.size < humans) chosen.add(row)
  }
  const rest = shuffleInPlace(
    [...tags.keys()].filter((row) => !chosen.has(row)),
    random,
  )
  for (const row of rest) if (chosen.size < humans) chosen.add(row)
  return tags.map((_, row) => (chosen.has(row) ? '1' : '0')).join('')
}

describe('whole-tag', () => {
  const tags = ['1100', '1100', '1010', '0110', '0110', '0010', '0001', '0000', '0000']

  it.each([2, 4, 6, 8])('draws sets of %i rows as the plain algorithm does', (humans) => {
    const times = 30_000
    const random = createRandom('plain')
    const tally = new Map<string, [number, number]>()
    const hit = (set: string, side: 0 | 1): void => {
      const pair = tally.get(set) ?? [0, 0]
      pair[side]++
      tally.set(set, pair)
    }
    for (let k = 0; k < times; k++) hit(plainWholeTag(tags, humans, random.fork(k)), 0)
    const options = { sampler: 'whole-tag' } as const
    for (const rows of drawMany(matrixOf(tags), options, { humans, times })) {
      hit(showRows(rows, 9), 1)
    }
    // Two-sample chi-squared with k - 1 degrees of freedom: mean k - 1, sd sqrt(2 (k - 1)).
    let chi = 0
    let cells = 0
    for (const [left, right] of tally.values()) {
      if (left + right < 10) continue
      cells++
      chi += (left - right) ** 2 / (left + right)
    }
    expect(cells).toBeGreaterThan(humans === 8 ? 1 : 5)
    expect(chi).toBeLessThan(cells - 1 + 5 * Math.sqrt(2 * cells))
  })

  it('takes whole tags: a mix holds all rows of some tag before it holds a row of a third', () => {
    const disjoint = [...'000111222'].map((tag) => ['100', '010', '001'][Number(tag)]!)
    for (const rows of drawMany(
      matrixOf(disjoint),
      { sampler: 'whole-tag' },
      { humans: 5, times: 300 },
    )) {
      const perTag = [0, 3, 6].map(
        (start) => [...showRows(rows, 9).slice(start, start + 3)].filter((c) => c === '1').length,
      )
      expect(perTag.sort()).toEqual([0, 2, 3])
    }
  })

  it('sends rows without any tag to people last', () => {
    for (const rows of drawMany(
      matrixOf(tags),
      { sampler: 'whole-tag' },
      { humans: 7, times: 300 },
    )) {
      expect(showRows(rows, 9)).toBe('111111100')
    }
  })
})

describe('tilted', () => {
  it('draws sets of the size in which every row has exactly its chance', () => {
    const random = createRandom('tilted')
    const logOdds = Float64Array.from({ length: 20 }, (_, row) => (row - 9.5) / 3)
    const chances = chancesOfSize(logOdds, 7)
    expect(sum(chances)).toBeCloseTo(7, 9)
    const times = 20_000
    const sets = Array.from({ length: times }, (_, k) => drawSystematic(chances, 7, random.fork(k)))
    for (const rows of sets) expect(countRows(rows)).toBe(7)
    tallyRows(sets, 20).forEach((hits, row) => {
      const chance = chances[row]!
      const sd = Math.sqrt((chance * (1 - chance)) / times)
      expect(Math.abs(hits / times - chance)).toBeLessThan(5 * sd + 1e-9)
    })
  })

  it('logs the chances it drew with: hits minus chances average to zero in every band of chance', () => {
    const matrix = madeUpMatrix(80, { bins: 2, tags: 6 })
    const sampler = createSampler(matrix, { sampler: 'tilted', tilt: 2 })
    const random = createRandom('bands')
    const bands = Array.from({ length: 5 }, () => ({ rows: 0, hits: 0, expected: 0 }))
    for (let k = 0; k < 2000; k++) {
      const { rows, propensity } = sampler.draw(30, random.fork(k))
      const chances = propensity as Float32Array
      chances.forEach((chance, row) => {
        const band = bands[Math.min(4, Math.floor(chance * 5))]!
        band.rows++
        band.expected += chance
        band.hits += (rows[row >> 5]! >>> (row & 31)) & 1
      })
    }
    for (const { rows, hits, expected } of bands) {
      expect(rows).toBeGreaterThan(1000)
      expect(Math.abs(hits - expected) / rows).toBeLessThan(0.015)
    }
  })
})

describe('sequential', () => {
  it('follows the estimate when it weighs much and ignores it at weight 0', () => {
    const matrix = madeUpMatrix(200, { bins: 2, tags: 3 })
    const gains = matrix.ids.map((_, row) =>
      effects.reduce(
        (total, effect, tag) => total + effect * Number(hasFeature(matrix, row, tag)),
        0,
      ),
    )
    const meanGain = (estimateWeight: number): number => {
      const options = { sampler: 'sequential', effects, estimateWeight } as const
      const tally = tallyRows(drawMany(matrix, options, { humans: 60, times: 400 }), 200)
      return pearson(tally, gains)
    }
    expect(meanGain(30)).toBeGreaterThan(0.8)
    expect(Math.abs(meanGain(0))).toBeLessThan(0.4)
  })

  it('refuses to start without an estimate or with one of another size', () => {
    const matrix = madeUpMatrix(20, { bins: 1, tags: 1 })
    expect(() => createSampler(matrix, { sampler: 'sequential' })).toThrow('got no effects')
    expect(() => createSampler(matrix, { sampler: 'sequential', effects })).toThrow(
      'got 9 effects, expected 4, one per feature',
    )
  })
})
