import { describe, expect, it } from 'vitest'
import { createRandom, drawIndex, drawNormal } from '../../src/kit/index.ts'
import { calibrate, calibrateOutOfFold, readCalibration } from '../../src/pilot/calibration.ts'
import { expectClose } from './expect-close.ts'

function draw(seed: number, rows = 120) {
  const random = createRandom(`calibration ${seed}`)
  const scores = Float64Array.from({ length: rows }, () => drawNormal(random))
  const targets = {
    values: scores.map((score) => Number(random.next() < 1 / (1 + Math.exp(-score)))),
    weights: scores.map(() => (random.next() < 0.2 ? 0 : 1)),
  }
  return { scores, targets, folds: Uint8Array.from(scores, () => drawIndex(4, random)) }
}

describe('calibration', () => {
  it('is the isotonic mean, drawn in by one success and one failure', () => {
    const targets = { values: Float64Array.of(0, 1, 0, 1), weights: new Float64Array(4).fill(1) }
    const map = calibrate(Float64Array.of(1, 2, 3, 4), targets)
    const read = [0, 1, 1.5, 2, 2.5, 3, 4, 9].map((score) => readCalibration(map, score))
    const sixth = 1 / 6
    expectClose(read, [sixth, sixth, 2 * sixth, 0.5, 0.5, 0.5, 5 * sixth, 5 * sixth], 1e-12)
  })

  it('never falls, and never calls a row certain', () => {
    for (let seed = 0; seed < 50; seed++) {
      const { scores, targets } = draw(seed)
      const map = calibrate(scores, targets)
      let last = 0
      for (let score = -5; score <= 5; score += 0.05) {
        const probability = readCalibration(map, score)
        expect(probability).toBeGreaterThanOrEqual(last)
        expect(probability).toBeLessThan(1)
        expect(probability).toBeGreaterThan(0)
        last = probability
      }
    }
  })

  it('takes no notice of rows without weight', () => {
    const { scores, targets } = draw(1)
    const flipped = targets.values.map((value, row) =>
      targets.weights[row] === 0 ? 1 - value : value,
    )
    expect(calibrate(scores, { ...targets, values: flipped })).toEqual(calibrate(scores, targets))
  })

  it('out of fold does not read the targets of a row’s own fold', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { scores, targets, folds } = draw(seed)
      const before = calibrateOutOfFold(scores, targets, folds)
      for (let fold = 0; fold < 4; fold++) {
        const values = targets.values.map((value, row) => (folds[row] === fold ? 1 - value : value))
        const after = calibrateOutOfFold(scores, { ...targets, values }, folds)
        const moved = [...folds.keys()].filter((row) => before[row] !== after[row])
        expect(moved.length).toBeGreaterThan(0)
        expect(moved.map((row) => folds[row])).not.toContain(fold)
      }
    }
  })

  it('out of fold is that of the other folds, and unknown where these say nothing', () => {
    const { scores, targets, folds } = draw(3)
    const out = calibrateOutOfFold(scores, targets, folds)
    const weights = targets.weights.map((weight, row) => (folds[row] === 2 ? 0 : weight))
    const map = calibrate(scores, { values: targets.values, weights })
    for (const [row, fold] of folds.entries()) {
      if (fold === 2) expect(out[row]).toBe(readCalibration(map, scores[row]!))
    }
    const lone = targets.weights.map((_, row) => Number(folds[row] === 0))
    const some = calibrateOutOfFold(scores, { ...targets, weights: lone }, folds)
    for (const [row, fold] of folds.entries()) expect(Number.isNaN(some[row])).toBe(fold === 0)
  })

  it('tells the truth on new rows', () => {
    const { scores, targets } = draw(4, 4000)
    const map = calibrate(scores, targets)
    for (const score of [-1.5, -1, 0, 1, 1.5]) {
      expect(Math.abs(readCalibration(map, score) - 1 / (1 + Math.exp(-score)))).toBeLessThan(0.08)
    }
  })
})
