import { describe, expect, it } from 'vitest'
import { hasFeature } from '../../src/domain/index.ts'
import { createRandom, drawNormal } from '../../src/kit/index.ts'
import { scoreLinearGains, scoreQuadraticGains } from '../../src/route/index.ts'
import { viewPool } from '../../src/route/pool-view.ts'
import { explainGain, scoreGainSds, scoreGains } from '../../src/route/row-gains.ts'
import { topRows } from '../../src/route/top-rows.ts'
import { selectTop } from '../../src/stats/index.ts'
import { createPredictor, drawCovariance, drawMatrix, meansOf } from './predictors.ts'

const random = createRandom('gains')

function drawWorld(total: number, size: number, seed: number) {
  const stream = random.fork(seed)
  const chances = Array.from({ length: size }, () => 0.05 + 0.9 * stream.next())
  return {
    matrix: drawMatrix(total, chances, stream),
    effects: Float64Array.from({ length: size }, () => drawNormal(stream)),
    stream,
  }
}

describe('scoreLinearGains', () => {
  it('equals the plain sum for every size of matrix', () => {
    for (const total of [0, 1, 31, 32, 33, 500]) {
      for (const size of [0, 1, 7, 8, 9, 31, 32, 33, 90]) {
        const { matrix, effects } = drawWorld(total, size, total * 100 + size)
        const scores = scoreLinearGains(matrix, effects, 0.25)
        expect(scores.length).toBe(total)
        for (let row = 0; row < total; row++) {
          let sum = 0.25
          effects.forEach((effect, column) => {
            if (hasFeature(matrix, row, column)) sum += effect
          })
          expect(scores[row]).toBeCloseTo(sum, 11)
        }
      }
    }
  })

  it('gives equal rows equal bits and refuses effects of another size', () => {
    const { matrix, effects } = drawWorld(400, 3, 1)
    const seen = new Map<string, number>()
    scoreLinearGains(matrix, effects).forEach((score, row) => {
      const key = [0, 1, 2].map((column) => hasFeature(matrix, row, column)).join()
      expect(seen.get(key) ?? score).toBe(score)
      seen.set(key, score)
    })
    expect(() => scoreLinearGains(matrix, [1])).toThrow('got 1 effects, expected 3')
  })
})

describe('scoreQuadraticGains', () => {
  it('equals the polynomial of degree 2 minus its value at nothing', () => {
    for (const size of [1, 5, 40]) {
      const { matrix, effects, stream } = drawWorld(1100, size, size)
      const pairs = Float64Array.from({ length: size * size }, () => drawNormal(stream))
      const scores = scoreQuadraticGains(matrix, effects, pairs)
      for (let row = 0; row < matrix.ids.length; row += 7) {
        const x = matrix.specs.map((_, column) => Number(hasFeature(matrix, row, column)))
        let expected = 0
        for (let i = 0; i < size; i++) {
          expected += effects[i]! * x[i]!
          for (let j = i; j < size; j++) expected += pairs[i * size + j]! * x[i]! * x[j]!
        }
        expect(scores[row]).toBeCloseTo(expected, 9)
      }
    }
    expect(() => scoreQuadraticGains(drawWorld(2, 2, 0).matrix, [1, 2], [1])).toThrow(RangeError)
  })
})

describe('gains of rows', () => {
  it('have the variance (x - mean) C (x - mean), also for a stored mean and another size of pool', () => {
    const { matrix, effects, stream } = drawWorld(300, 20, 9)
    const covariance = drawCovariance(20, stream, 0.1)
    const columnMeans = Float64Array.from({ length: 20 }, () => stream.next())
    const predictor = createPredictor({ effects, covariance }, { total: 600, columnMeans })
    const view = viewPool(matrix, predictor)
    const at = { humans: 0, total: 600, counts: new Float64Array(20) }
    const local = predictor.effects(at)
    const sds = scoreGainSds(view, local)!
    const gains = scoreGains(view, local)
    for (let row = 0; row < 300; row++) {
      const x = columnMeans.map((mean, column) => Number(hasFeature(matrix, row, column)) - mean)
      let variance = 0
      let gain = local.perRow
      for (let i = 0; i < 20; i++) {
        gain += effects[i]! * x[i]!
        for (let j = 0; j < 20; j++) variance += x[i]! * covariance[i * 20 + j]! * x[j]!
      }
      expect(sds[row]).toBeCloseTo(2 * Math.sqrt(variance), 9)
      expect(gains[row]).toBeCloseTo(2 * gain, 9)
    }
    expect(scoreGainSds(view, { ...local, covariance: null })).toBeNull()
  })

  it('name at most three carried features, the largest share first', () => {
    const { matrix } = drawWorld(60, 6, 4)
    const effects = Float64Array.of(5, -4, 3, 2, 1, 0)
    const predictor = createPredictor({ effects }, { total: 60, columnMeans: meansOf(matrix) })
    const view = viewPool(matrix, predictor)
    const local = predictor.effects({ humans: 0, total: 60, counts: new Float64Array(6) })
    for (let row = 0; row < 60; row++) {
      const why = explainGain(view, local, row)
      expect(why.length).toBeLessThanOrEqual(3)
      expect(why.reduce((sum, { share }) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-12)
      why.forEach(({ feature, share }, index) => {
        expect(hasFeature(matrix, row, Number(feature.slice(4)))).toBe(true)
        if (index > 0) expect(share).toBeLessThanOrEqual(why[index - 1]!.share)
      })
    }
  })
})

describe('topRows', () => {
  it('equals selectTop: ties, equal values, infinities, every count', () => {
    const stream = random.fork('top')
    const sets = [
      Float64Array.from({ length: 300 }, () => drawNormal(stream)),
      Float64Array.from({ length: 300 }, () => Math.floor(6 * stream.next())),
      new Float64Array(40).fill(2.5),
      Float64Array.of(1, Number.NEGATIVE_INFINITY, 3, 3, Number.POSITIVE_INFINITY, 0),
      Float64Array.of(1e308, -1e308, 0, 1, 2),
      Float64Array.of(),
    ]
    for (const values of sets) {
      for (let count = 0; count <= values.length; count++) {
        expect(topRows(values, count)).toEqual(selectTop(values, count))
      }
    }
    expect(() => topRows(Float64Array.of(1), 2)).toThrow(RangeError)
  })
})
