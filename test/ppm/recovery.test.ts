import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/kit/index.ts'
import { fitPpm } from '../../src/ppm/index.ts'
import { pearson, spearman } from '../../src/stats/index.ts'
import { simulateMixes } from './simulated-mixes.ts'

const worlds = Array.from({ length: 30 }, (_, seed) => seed)

describe('bayes on a linear surface', () => {
  it('recovers the effects and covers them in 95 % of the cases', () => {
    let correlation = 0
    let covered = 0
    let checked = 0
    for (const seed of worlds) {
      const { table, effects } = simulateMixes({ mixes: 150, features: 20 }, createRandom(seed))
      const found = fitPpm('bayes', table).effects(table.points[0]!)
      correlation += pearson(found.perFeature, effects) / worlds.length
      effects.forEach((effect, j) => {
        // Tags 0 to 2 exclude each other: only their differences are identified.
        if (j < 3) return
        const sd = Math.sqrt(found.covariance![j * 20 + j]!)
        covered += Number(Math.abs(found.perFeature[j]! - effect) < 1.96 * sd)
        checked++
      })
    }
    expect(correlation).toBeGreaterThan(0.85)
    expect(covered / checked).toBeGreaterThan(0.92)
    expect(covered / checked).toBeLessThan(0.98)
  })

  it('covers the expected score of unseen mixes and knows the noise', () => {
    let covered = 0
    let checked = 0
    let noise = 0
    for (const seed of worlds) {
      const options = { mixes: 150, features: 20, noise: 0.7 }
      const { table, expected } = simulateMixes(options, createRandom(seed))
      const train = {
        ...table,
        points: table.points.slice(0, 110),
        mixIds: table.mixIds.slice(0, 110),
      }
      const model = fitPpm('bayes', {
        ...train,
        shares: table.shares.slice(0, 110),
        weights: table.weights.slice(0, 110),
        scores: table.scores.slice(0, 110),
        counts: { rows: 110, columns: 20, values: table.counts.values.slice(0, 2200) },
        deviations: { rows: 110, columns: 20, values: table.deviations.values.slice(0, 2200) },
      })
      noise += model.noiseSd / worlds.length
      model.predict(table.points.slice(110)).forEach(({ mean, sd }, at) => {
        covered += Number(Math.abs(mean - expected[110 + at]!) < 1.96 * sd)
        checked++
      })
    }
    expect(covered / checked).toBeGreaterThan(0.92)
    expect(covered / checked).toBeLessThan(0.98)
    expect(noise).toBeGreaterThan(0.66)
    expect(noise).toBeLessThan(0.74)
  })

  it('shrinks to the budget curve where only the budget matters', () => {
    let shrunk = 0
    for (const seed of worlds) {
      const { table } = simulateMixes({ mixes: 100, features: 15, signal: 0 }, createRandom(seed))
      shrunk += Number(fitPpm('bayes', table).state.numbers.ratio! < 0.1)
    }
    expect(shrunk).toBeGreaterThanOrEqual(25)
  })
})

describe('kernel kinds', () => {
  it('rank unseen mixes as well as the linear one on a linear surface', () => {
    const { table, expected } = simulateMixes(
      { mixes: 100, features: 12, total: 400 },
      createRandom(3),
    )
    const { table: fresh } = simulateMixes(
      { mixes: 100, features: 12, total: 400 },
      createRandom(3),
    )
    expect(fresh.scores).toEqual(table.scores)
    const rankOf = (kind: 'bayes' | 'quadratic' | 'gp'): number =>
      spearman(
        fitPpm(kind, table)
          .predict(table.points)
          .map(({ mean }) => mean),
        expected,
      )
    expect(rankOf('quadratic')).toBeGreaterThan(rankOf('bayes') - 0.02)
    expect(rankOf('gp')).toBeGreaterThan(rankOf('bayes') - 0.02)
  })

  it('find a pairwise term that a linear kind cannot see', () => {
    let better = 0
    for (const seed of [1, 2, 3]) {
      const { table } = simulateMixes(
        { mixes: 160, features: 6, total: 400, signal: 0 },
        createRandom(seed),
      )
      const product = table.shares.map((_, row) => {
        const at = row * 6
        return table.deviations.values[at + 3]! * table.deviations.values[at + 4]!
      })
      const spread = Math.sqrt(product.reduce((sum, value) => sum + value ** 2, 0) / 160)
      const scores = table.scores.map((score, row) => score + (2 * product[row]!) / spread)
      const errorOf = (kind: 'bayes' | 'quadratic'): number => {
        const model = fitPpm(kind, { ...table, scores })
        return model.noiseSd
      }
      better += Number(errorOf('quadratic') < 0.7 * errorOf('bayes'))
    }
    expect(better).toBe(3)
  })
})
