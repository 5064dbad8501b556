import { describe, expect, it } from 'vitest'
import { columnSums, countRows, hasRow, revealTruth, rowBits } from '../../src/domain/index.ts'
import {
  createRandom,
  drawIndex,
  drawNormal,
  drawSubset,
  type Random,
} from '../../src/kit/index.ts'
import {
  type AnalyticOptions,
  type AnalyticTruth,
  simulateAnalyticWorld,
  WORLD_PRESETS,
} from '../../src/simulate/index.ts'
import { mean, pearson, selectTop, standardDeviation } from '../../src/stats/index.ts'
import { columnOf, plainSources } from './support.ts'

const KINDS = ['linear', 'pairwise', 'saturating'] as const

function make(options: AnalyticOptions, random: Random) {
  const world = simulateAnalyticWorld(options, random)
  return { world, truth: revealTruth(world.truth) }
}

const drawMix = (total: number, humans: number, random: Random): Uint32Array =>
  rowBits(total, drawSubset(total, humans, random))

const sumOfGains = ({ trueGains }: AnalyticTruth, rows: Uint32Array): number =>
  trueGains.reduce((sum, gain, row) => sum + (hasRow(rows, row) ? gain : 0), 0)

describe('true gains', () => {
  it.each(WORLD_PRESETS)('have mean 0 and the stated spread: %s', (preset) => {
    const { truth } = make({ preset, features: 30, instances: 2000 }, createRandom(preset))
    expect(mean(truth.trueGains)).toBeCloseTo(0, 12)
    const spread = preset === 'no-signal' ? 0 : 12 / 2000
    expect(standardDeviation(truth.trueGains)).toBeCloseTo(spread, 12)
  })

  it('of the world of the paper spread by 0.0016 points over 7,531 instances with 90 tags', () => {
    const { world, truth } = make({}, createRandom('paper'))
    expect([world.matrix.ids.length, world.matrix.specs.length]).toEqual([7531, 90])
    expect(standardDeviation(truth.trueGains)).toBeCloseTo(0.0016, 4)
    expect([truth.randomScore(0), truth.randomScore(7531)]).toEqual([66.5, 60])
  })

  it('are gains of label utility with fidelity 1, linear in the tags with 0, and in between', () => {
    const correlation = (fidelity: number): number => {
      const { world, truth } = make({ fidelity, instances: 6000 }, createRandom('fidelity'))
      const judge = truth.expectedUtility[world.primary.lm]!
      const utility = truth.expectedUtility[world.primary.human]!.map(
        (own, row) => own - judge[row]!,
      )
      return pearson(utility, truth.trueGains)
    }
    expect(correlation(1)).toBeCloseTo(1, 12)
    expect(Math.abs(correlation(0.6) - 0.6)).toBeLessThan(0.12)
    const { world, truth } = make(
      { fidelity: 0, instances: 500, features: 9 },
      createRandom('linear'),
    )
    const byTags = new Map<string, number>()
    const bits = world.matrix.specs.map((_, column) => columnOf(world.matrix, column))
    truth.trueGains.forEach((gain, row) => {
      const key = bits.map((column) => column[row]).join('')
      expect(gain).toBeCloseTo(byTags.get(key) ?? gain, 12)
      byTags.set(key, gain)
    })
    expect(byTags.size).toBeLessThan(400)
  })

  it('do not follow utility where the sources are equally good everywhere', () => {
    const { truth } = make(
      { annotators: plainSources(), fidelity: 1, instances: 300, tieShare: 0 },
      createRandom(1),
    )
    expect(truth.trueGains.every((gain) => gain === 0)).toBe(true)
  })
})

describe('the score of a mix', () => {
  it('of a linear world is the curve plus the gains of its rows', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = createRandom(seed)
      const { truth } = make({ instances: 500, features: 30, preset: 'drift' }, random)
      const humans = 1 + seed * 25
      const rows = drawMix(500, humans, random)
      const want = truth.randomScore(humans) + sumOfGains(truth, rows)
      expect(truth.expectedScore(rows)).toBeCloseTo(want, 9)
    }
  })

  it('of a saturating world levels off at three points', () => {
    const { truth } = make({ instances: 5000, surface: 'saturating' }, createRandom(9))
    const room = truth.oracle(2500, createRandom(1)).score - truth.randomScore(2500)
    expect(room).toBeGreaterThan(1.5)
    expect(room).toBeLessThanOrEqual(3)
    const rows = drawMix(5000, 2500, createRandom(2))
    const want = 63.75 + 3 * Math.tanh(sumOfGains(truth, rows) / 3)
    expect(truth.expectedScore(rows)).toBeCloseTo(want, 9)
  })

  it('of a pairwise world is quadratic in the rows: second differences are the same at every mix', () => {
    const random = createRandom('quadratic')
    const options = { instances: 120, features: 20, curve: () => 0 } as const
    const { truth } = make({ ...options, surface: 'pairwise' }, random)
    const flat = make(options, random).truth
    const second = (own: AnalyticTruth, base: readonly number[], i: number, j: number): number => {
      const at = (...more: readonly number[]): number =>
        own.expectedScore(rowBits(120, [...base, ...more]))
      return at(i, j) - at(i) - at(j) + at()
    }
    let largest = 0
    for (let pair = 0; pair < 30; pair++) {
      const values = [10, 40, 90].map((size) => {
        const base = [...drawSubset(118, size, random)].map((row) => row + 2)
        return second(truth, base, 0, 1)
      })
      expect(values[1]).toBeCloseTo(values[0]!, 9)
      expect(values[2]).toBeCloseTo(values[0]!, 9)
      expect(second(flat, [5, 6], pair % 5, 10 + pair)).toBeCloseTo(0, 9)
      largest = Math.max(largest, Math.abs(second(truth, [], pair, pair + 1)))
    }
    expect(largest).toBeGreaterThan(1e-3)
  })

  it('of a pairwise world owes as much to pairs as to rows, along random directions', () => {
    const random = createRandom('strength')
    const { world, truth } = make({ instances: 3000, surface: 'pairwise', curve: () => 0 }, random)
    const bits = world.matrix.specs.map((_, column) => columnOf(world.matrix, column))
    const linear: number[] = []
    const pairs: number[] = []
    for (let mix = 0; mix < 150; mix++) {
      const along = new Float64Array(3000)
      for (const column of bits) {
        const weight = drawNormal(random)
        for (let row = 0; row < 3000; row++) along[row]! += weight * column[row]!
      }
      const rows = rowBits(3000, selectTop(along, 1500))
      linear.push(sumOfGains(truth, rows))
      pairs.push(truth.expectedScore(rows) - linear.at(-1)!)
    }
    const ratio = standardDeviation(pairs) / standardDeviation(linear)
    expect(ratio).toBeGreaterThan(0.6)
    expect(ratio).toBeLessThan(1.6)
  })

  it('is not a function of the counts alone where effects drift', () => {
    const differences = (degrees: number): number => {
      const options = { instances: 400, features: 6, fidelity: 0, drift: { degrees } } as const
      const { world, truth } = make(options, createRandom('drift'))
      const bits = world.matrix.specs.map((_, column) => columnOf(world.matrix, column))
      const key = (row: number): string => bits.map((column) => column[row]).join('')
      let largest = 0
      for (let early = 0; early < 50; early++) {
        const late = Array.from({ length: 200 }, (_, at) => 200 + at).find(
          (row) => key(row) === key(early),
        )
        if (late === undefined) continue
        const [one, other] = [rowBits(400, [early]), rowBits(400, [late])]
        expect(world.pointOf(one)).toEqual(world.pointOf(other))
        largest = Math.max(largest, Math.abs(truth.expectedScore(one) - truth.expectedScore(other)))
      }
      return largest
    }
    expect(differences(0)).toBeLessThan(1e-9)
    expect(differences(60)).toBeGreaterThan(0.005)
  })
})

describe('drift', () => {
  it.each([0, 60, 90, 180])(
    'turns the effects by %i degrees: its cosine is left of them',
    (degrees) => {
      const options = { instances: 8000, fidelity: 0, repeatShare: 0 } as const
      const gainsAt = (place: number): Float64Array =>
        make({ ...options, drift: { place, degrees } }, createRandom('turn')).truth.trueGains
      // The same rows by the effects of before the place and of after it.
      expect(
        Math.abs(pearson(gainsAt(8000), gainsAt(0)) - Math.cos((degrees * Math.PI) / 180)),
      ).toBeLessThan(0.05)
    },
  )

  it('leaves the rows before its place as they are, labels included, and turns lapses after it', () => {
    const make = (degrees: number) =>
      simulateAnalyticWorld(
        { preset: 'drift', instances: 600, drift: { place: 300, degrees } },
        createRandom('place'),
      )
    const [still, turned] = [make(0), make(90)]
    for (const [id, votes] of Object.entries(still.labels)) {
      votes.forEach((column, vote) => {
        const other = turned.labels[id]![vote]!
        expect(other.slice(0, 300)).toEqual(column.slice(0, 300))
        expect(other.slice(300)).not.toEqual(column.slice(300))
      })
    }
    const utility = (world: typeof still): Float64Array =>
      revealTruth(world.truth).expectedUtility[world.primary.lm]!
    expect(utility(turned).slice(0, 300)).toEqual(utility(still).slice(0, 300))
  })
})

describe('random mixes and the oracle', () => {
  it.each(KINDS)('score what is stated of a random mix, on average: %s', (surface) => {
    const random = createRandom(`random ${surface}`)
    const { truth } = make(
      { instances: 200, features: 20, surface, preset: 'judge-better' },
      random,
    )
    for (const humans of [20, 50, 100]) {
      const scores = Array.from({ length: 4000 }, () =>
        truth.expectedScore(drawMix(200, humans, random)),
      )
      const error = standardDeviation(scores) / Math.sqrt(scores.length)
      expect(Math.abs(mean(scores) - truth.randomScore(humans))).toBeLessThan(4 * error)
    }
  })

  it.each(KINDS)(
    'are ordered: no drawn mix beats the oracle, and neither does the mean: %s',
    (surface) => {
      for (let seed = 0; seed < 12; seed++) {
        const random = createRandom(seed)
        const { truth } = make(
          { instances: 300, features: 24, surface, preset: 'noisy-human' },
          random,
        )
        for (const humans of [1, 90, 150, 299]) {
          const best = truth.oracle(humans, random.fork('oracle', humans))
          expect(countRows(best.rows)).toBe(humans)
          expect(best.score).toBeCloseTo(truth.expectedScore(best.rows), 12)
          expect(best.score).toBeGreaterThanOrEqual(truth.randomScore(humans))
          for (let draw = 0; draw < 40; draw++) {
            const score = truth.expectedScore(drawMix(300, humans, random))
            expect(score).toBeLessThanOrEqual(best.score + 1e-9)
          }
        }
      }
    },
  )

  it.each(KINDS)('end where no swap of two rows helps: %s', (surface) => {
    for (let seed = 0; seed < 10; seed++) {
      const random = createRandom(`swaps ${seed}`)
      const { truth } = make({ instances: 300, features: 30, surface }, random)
      const best = truth.oracle(150, random.fork('oracle'))
      for (let trial = 0; trial < 2000; trial++) {
        const rows = best.rows.slice()
        const [leaving, entering] = [drawIndex(300, random), drawIndex(300, random)]
        if (!hasRow(rows, leaving) || hasRow(rows, entering)) continue
        for (const row of [leaving, entering]) rows[row >> 5]! ^= 1 << (row & 31)
        expect(truth.expectedScore(rows)).toBeLessThan(best.score + 1e-4)
      }
    }
  })

  it.each(KINDS)('are the same at 0 and 100 %: %s', (surface) => {
    const { truth } = make({ instances: 70, features: 10, surface }, createRandom(3))
    for (const humans of [0, 70])
      expect(truth.oracle(humans, createRandom(1)).score).toBeCloseTo(truth.randomScore(humans), 9)
  })

  it.each(['linear', 'pairwise'] as const)(
    'are the best and the mean of all mixes, every one tried: %s',
    (surface) => {
      const { truth } = make({ instances: 12, features: 8, surface }, createRandom('every'))
      const scores: number[] = []
      for (let code = 0; code < 1 << 12; code++) {
        const rows = Uint32Array.of(code)
        if (countRows(rows) === 5) scores.push(truth.expectedScore(rows))
      }
      expect(scores).toHaveLength(792)
      expect(truth.randomScore(5)).toBeCloseTo(mean(scores), 9)
      const best = truth.oracle(5, createRandom(1)).score
      expect(best).toBeLessThanOrEqual(Math.max(...scores) + 1e-9)
      if (surface === 'linear') expect(best).toBeCloseTo(Math.max(...scores), 9)
    },
  )
})

describe('what can be seen of a mix', () => {
  it('is its budget and counts', () => {
    const { world } = make({ instances: 500, features: 40 }, createRandom(4))
    const all = world.pointOf(rowBits(500, drawSubset(500, 500, createRandom(1))))
    expect(all).toEqual({ humans: 500, total: 500, counts: columnSums(world.matrix) })
    const rows = drawMix(500, 120, createRandom(2))
    const counts = world.matrix.specs.map((_, column) =>
      columnOf(world.matrix, column).reduce(
        (sum, bit, row) => sum + (hasRow(rows, row) ? bit : 0),
        0,
      ),
    )
    expect(world.pointOf(rows)).toEqual({
      humans: 120,
      total: 500,
      counts: Float64Array.from(counts),
    })
  })

  it('is one noisy training at a time, with run noise of the stated size', () => {
    const random = createRandom('noise')
    const { world, truth } = make({ instances: 200, features: 20, runNoise: 0.7 }, random)
    const rows = drawMix(200, 100, random)
    const runs = Float64Array.from({ length: 6000 }, (_, run) =>
      world.trainMix(rows, random.fork(run)),
    )
    expect(Math.abs(mean(runs) - truth.expectedScore(rows))).toBeLessThan(
      (4 * 0.7) / Math.sqrt(6000),
    )
    // Standard error of a standard deviation: sd / sqrt(2 n).
    expect(Math.abs(standardDeviation(runs) - 0.7)).toBeLessThan((4 * 0.7) / Math.sqrt(12_000))
    expect(world.trainMix(rows, createRandom(1))).toBe(world.trainMix(rows, createRandom(1)))
  })
})
