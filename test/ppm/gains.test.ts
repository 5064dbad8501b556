import { describe, expect, it } from 'vitest'
import { createFeatureMatrix, type FeatureMatrix, setFeature } from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import {
  examplePairs,
  type FittedPpm,
  featureGains,
  fitPpm,
  rowGains,
} from '../../src/ppm/index.ts'
import { type SimulatedMixes, simulateMixes } from './simulated-mixes.ts'

function toMatrix({ table, rows }: SimulatedMixes): FeatureMatrix {
  const specs = table.featureIds.map((id) => ({
    id,
    kind: 'tag' as const,
    group: id,
    exclusive: false,
    label: `Tag ${id}`,
  }))
  const ids = Array.from({ length: table.total }, (_, row) => `row-${String(row).padStart(4, '0')}`)
  const matrix = createFeatureMatrix(ids, specs)
  rows.forEach((value, at) => {
    setFeature(matrix, Math.floor(at / specs.length), at % specs.length, value === 1)
  })
  return matrix
}

function world(seed: number, signal = 1) {
  const simulated = simulateMixes(
    { mixes: 120, features: 10, total: 400, signal },
    createRandom(seed),
  )
  const { table } = simulated
  const at = { humans: 200, total: 400, counts: table.columnMeans.map((mean) => 200 * mean) }
  return { simulated, at, matrix: toMatrix(simulated), fitted: fitPpm('bayes', table) }
}

/** Gain of one row by the definition of `Predictor`. */
function gainOf(
  fitted: FittedPpm,
  { simulated, at }: ReturnType<typeof world>,
  row: number,
): number {
  const { perRow, perFeature } = fitted.effects(at)
  return perFeature.reduce(
    (sum, effect, j) => sum + effect * (simulated.rows[row * 10 + j]! - fitted.columnMeans[j]!),
    perRow,
  )
}

describe('rowGains', () => {
  it('is the change of the prediction when the row moves, with the matching deviation', () => {
    const one = world(1)
    const { gain, sd } = rowGains(one.fitted, one.matrix, one.at)
    const { covariance } = one.fitted.effects(one.at)
    for (const row of [0, 17, 399]) {
      expect(gain[row]).toBeCloseTo(gainOf(one.fitted, one, row), 12)
      const u = Float64Array.from(
        one.fitted.columnMeans,
        (mean, j) => one.simulated.rows[row * 10 + j]! - mean,
      )
      let variance = 0
      for (let i = 0; i < 10; i++)
        for (let j = 0; j < 10; j++) variance += u[i]! * u[j]! * covariance![i * 10 + j]!
      expect(sd![row]).toBeCloseTo(Math.sqrt(variance), 12)
    }
  })

  it('has no deviations where the model has no covariance', () => {
    const { matrix, at, simulated } = world(1)
    expect(rowGains(fitPpm('budget-only', simulated.table), matrix, at).sd).toBeNull()
  })

  it('refuses a matrix of other features', () => {
    const { fitted, at, matrix } = world(1)
    const other = { ...matrix, specs: [...matrix.specs].reverse() }
    expect(() => rowGains(fitted, other, at)).toThrow(/feature 0: got tag:9, expected tag:0/)
    expect(() => featureGains(fitted, other, { at })).toThrow(/feature 0/)
  })
})

describe('featureGains', () => {
  it('is the mean gain of the rows that carry a feature less that of the others', () => {
    const one = world(2)
    const gains = featureGains(one.fitted, one.matrix, { at: one.at })
    for (const row of gains) {
      const column = one.fitted.featureIds.indexOf(row.feature)
      const sums = [0, 0]
      const counts = [0, 0]
      for (let i = 0; i < 400; i++) {
        const carries = one.simulated.rows[i * 10 + column]!
        sums[carries]! += gainOf(one.fitted, one, i)
        counts[carries]!++
      }
      expect(row.gain).toBeCloseTo(sums[1]! / counts[1]! - sums[0]! / counts[0]!, 10)
      expect(row.meanRowGain).toBeCloseTo(sums[1]! / counts[1]!, 10)
      expect(row.gainPer100).toBeCloseTo(100 * row.gain, 10)
      expect(row.lo! < row.gain && row.gain < row.hi!).toBe(true)
      expect(row.pHolm!).toBeGreaterThanOrEqual(row.pBenjaminiHochberg!)
      expect(row.pBenjaminiHochberg!).toBeGreaterThanOrEqual(row.p!)
    }
    expect(gains.map(({ p }) => p!)).toEqual(gains.map(({ p }) => p!).sort((a, b) => a - b))
  })

  it('finds true gains with their sign, and seldom others (20 worlds)', () => {
    let wrong = 0
    let found = 0
    let falseFamilies = 0
    for (let seed = 0; seed < 20; seed++) {
      const strong = world(seed, 2)
      const truth = strong.simulated.effects
      for (const gain of featureGains(strong.fitted, strong.matrix, { at: strong.at })) {
        if (gain.pBenjaminiHochberg! > 0.05) continue
        found++
        const column = strong.fitted.featureIds.indexOf(gain.feature)
        // Tags are independent but for the first three, so that a contrast is the tag's own effect.
        if (column >= 3 && Math.sign(truth[column]!) !== Math.sign(gain.gain)) wrong++
      }
      const silent = world(seed, 0)
      const rows = featureGains(silent.fitted, silent.matrix, { at: silent.at })
      falseFamilies += Number(rows.some(({ pHolm }) => pHolm! < 0.05))
    }
    expect(found).toBeGreaterThan(80)
    expect(wrong / found).toBeLessThan(0.05)
    expect(falseFamilies).toBeLessThanOrEqual(3)
  })

  it('leaves out features that no row or every row carries', () => {
    const { fitted, matrix, at } = world(3)
    const bits = matrix.bits.slice()
    bits.fill(0, 0, matrix.words)
    const gains = featureGains(fitted, { ...matrix, bits }, { at })
    expect(gains.map(({ feature }) => feature)).not.toContain('tag:0')
    expect(gains).toHaveLength(9)
  })
})

describe('examplePairs', () => {
  it('takes the surest rows of each sign on which the sources differ', () => {
    const gains = {
      gain: Float64Array.of(1, 3, -2, -1, 5, 0),
      sd: Float64Array.of(0.1, 1, 1, 0.2, 1, 1),
    }
    const ids = ['a', 'b', 'c', 'd', 'e', 'f']
    const pairs = examplePairs(gains, ids, { differs: [1, 1, 1, 1, 0, 1], count: 2 })
    expect(pairs.human.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(pairs.lm.map(({ id }) => id)).toEqual(['d', 'c'])
    expect(pairs.human[0]).toMatchObject({ row: 0, gain: 1 })
    expect(pairs.human[0]!.lo).toBeCloseTo(1 - 0.196, 4)
  })

  it('breaks ties by id and does without deviations', () => {
    const gains = { gain: Float64Array.of(1, 1, 1), sd: null }
    const pairs = examplePairs(gains, ['c', 'a', 'b'], { differs: [1, 1, 1] })
    expect(pairs.human.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(pairs.lm).toEqual([])
    expect(pairs.human[0]!.lo).toBeNull()
  })
})
