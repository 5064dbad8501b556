import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/kit/index.ts'
import { assignFolds } from '../../src/ppm/folds.ts'
import {
  createTrainingTable,
  crossValidatePpm,
  crossValidateTargets,
  explainQuality,
  fitAllTargets,
  fitPpm,
  learningCurve,
  predictOutOfFold,
  type TrainingTable,
  withScores,
} from '../../src/ppm/index.ts'
import { pearson, r2, rmse, spearman } from '../../src/stats/index.ts'
import { simulateMixes } from './simulated-mixes.ts'

const quick = { folds: 5, repeats: 2, resamples: 200 }

function world(seed: number, signal = 1, mixes = 90): TrainingTable {
  return simulateMixes({ mixes, features: 12, total: 300, signal }, createRandom(seed)).table
}

describe('assignFolds', () => {
  it('keeps groups together and folds even', () => {
    const groups = Array.from({ length: 60 }, (_, row) => row >> 1)
    const folds = assignFolds(groups, 10, createRandom(1))
    groups.forEach((group, row) => {
      expect(folds[row]).toBe(folds[group * 2])
    })
    for (let fold = 0; fold < 10; fold++) {
      expect(folds.filter((own) => own === fold)).toHaveLength(6)
    }
  })
})

describe('predictOutOfFold', () => {
  it.each(['bayes', 'ridge', 'budget-only', 'quadratic', 'boosting'] as const)(
    'never lets a fold see its own scores (%s)',
    (kind) => {
      const table = world(3, 1, 60)
      const folds = assignFolds(
        table.mixIds.map((_, row) => row),
        5,
        createRandom(1),
      )
      const spoiled = table.scores.map((score, row) => (folds[row] === 2 ? 1000 - score : score))
      const task = { kind, folds, options: {} }
      const [clean] = predictOutOfFold(table, [table.scores], task, createRandom(2))
      const [other] = predictOutOfFold(table, [spoiled], task, createRandom(2))
      folds.forEach((fold, row) => {
        if (fold === 2) expect(other!.mean[row]).toBe(clean!.mean[row])
      })
    },
  )

  it('finds all folds of the interpolating quadratic from one inverse', () => {
    const { table } = simulateMixes({ mixes: 40, features: 12, total: 300 }, createRandom(8))
    // Two mixes twice: equal mixes share a fold and are averaged.
    const rows = [...table.points.keys(), 3, 7]
    const doubled = createTrainingTable({
      ...table,
      points: rows.map((row) => table.points[row]!),
      mixIds: rows.map(String),
      weights: new Float64Array(42).fill(1),
      scores: Float64Array.from(rows, (row, at) => table.scores[row]! + (at >= 40 ? 0.5 : 0)),
    })
    const folds = assignFolds(rows, 6, createRandom(3))
    const task = { kind: 'quadratic-ols' as const, folds, options: {} }
    const [quickly] = predictOutOfFold(doubled, [doubled.scores], task, createRandom(1))
    for (let fold = 0; fold < 6; fold++) {
      const train = rows.map((_, at) => at).filter((at) => folds[at] !== fold)
      const part = createTrainingTable({
        ...table,
        points: train.map((at) => doubled.points[at]!),
        mixIds: train.map(String),
        weights: new Float64Array(train.length).fill(1),
        scores: Float64Array.from(train, (at) => doubled.scores[at]!),
      })
      const model = fitPpm('quadratic-ols', part)
      doubled.points.forEach((point, at) => {
        if (folds[at] !== fold) return
        const [slowly] = model.predict([point])
        expect(quickly!.mean[at]).toBeCloseTo(slowly!.mean, 5)
        expect(quickly!.sd[at]).toBeCloseTo(slowly!.sd, 5)
      })
    }
  })
})

describe('crossValidatePpm', () => {
  it('measures what the plain definitions measure', () => {
    const table = world(1)
    const quality = crossValidatePpm(
      table,
      { kind: 'bayes', ...quick, repeats: 1 },
      createRandom(4),
    )
    const { observed, predicted } = quality.outOfFold
    expect(quality.r2.value).toBeCloseTo(r2(observed, predicted), 10)
    expect(quality.rmse.value).toBeCloseTo(rmse(observed, predicted), 10)
    expect(quality.spearman.value).toBeCloseTo(spearman(observed, predicted), 10)
    expect(quality.pearson.value).toBeCloseTo(pearson(observed, predicted), 10)
    const base = r2(observed, quality.outOfFold.budgetOnly)
    expect(quality.budgetOnly.r2.value).toBeCloseTo(base, 10)
    expect(quality.difference.value).toBeCloseTo(quality.r2.value - base, 10)
    for (const interval of [quality.r2, quality.rmse, quality.spearman, quality.difference]) {
      expect(interval.lo).toBeLessThan(interval.value)
      expect(interval.hi).toBeGreaterThan(interval.value)
    }
  })

  it('gives the same answer for one seed', () => {
    const run = () => crossValidatePpm(world(1), { kind: 'bayes', ...quick }, createRandom(4))
    expect(run()).toEqual(run())
  })

  it('calls a PPM usable where features matter, and explains it', () => {
    const options = { kind: 'bayes', ...quick, noiseSd: 0.7, reliability: 0.6 } as const
    const quality = crossValidatePpm(world(2), options, createRandom(4))
    expect(quality.usable).toBe(true)
    expect(quality.ceiling).toBeGreaterThan(quality.budgetOnly.r2.value)
    const sentences = explainQuality(quality, 'overall')
    expect(sentences[0]).toMatch(
      /^overall: the PPM \(bayes\) predicts better than the budget alone/,
    )
    expect(sentences.join(' ')).toMatch(/Run noise allows an R2 of at most/)
    expect(sentences.join(' ')).not.toMatch(/luck/)
  })

  it('refuses the published quadratic fit, and says so', () => {
    const { table } = simulateMixes(
      { mixes: 60, features: 20, total: 300, signal: 0 },
      createRandom(9),
    )
    const options = { kind: 'quadratic-ols', ...quick, reliability: 0.1 } as const
    const quality = crossValidatePpm(table, options, createRandom(4))
    expect(quality.usable).toBe(false)
    const sentences = explainQuality(quality).join(' ')
    expect(sentences).toMatch(/is (not better|worse) than the budget alone/)
    expect(sentences).toMatch(/routing falls back/)
    expect(sentences).toMatch(/luck of these evaluation rows/)
  })

  it('seldom calls a PPM usable where only the budget matters (60 worlds)', () => {
    let usable = 0
    let covered95 = 0
    for (let seed = 0; seed < 60; seed++) {
      const options = { kind: 'bayes', repeats: 3, resamples: 20 } as const
      const quality = crossValidatePpm(world(seed, 0, 80), options, createRandom(seed))
      usable += Number(quality.usable)
      covered95 += quality.coverage95.value / 60
    }
    // 2.5 % are intended; six of 60 or more would have a chance of 0.4 %.
    expect(usable).toBeLessThanOrEqual(5)
    expect(covered95).toBeGreaterThan(0.92)
    expect(covered95).toBeLessThan(0.97)
  })

  it('fits every target as if it were alone', () => {
    const table = world(5)
    const other = table.scores.map((score, row) => score + table.shares[row]!)
    const scores = { overall: table.scores, safety: other }
    const options = { kind: 'bayes', ...quick } as const
    const both = crossValidateTargets(table, { scores, ...options }, createRandom(6))
    expect(both.safety).toEqual(
      crossValidatePpm(withScores(table, other), options, createRandom(6)),
    )
    const fitted = fitAllTargets(
      { ...table, scores, facts: { safety: { noiseSd: 0.5 } } },
      options,
      createRandom(6),
    )
    expect(Object.keys(fitted.models)).toEqual(['overall', 'safety'])
    expect(fitted.quality.safety!.ceiling).not.toBeNull()
    expect(fitted.quality.overall!.ceiling).toBeNull()
    const alone = fitPpm('bayes', table)
    expect(fitted.models.overall!.predict(table.points)).toEqual(alone.predict(table.points))
  })

  it('refuses too few mixes', () => {
    const { table } = simulateMixes({ mixes: 5, features: 3, total: 50 }, createRandom(1))
    expect(() => crossValidatePpm(table, { kind: 'bayes' }, createRandom(1))).toThrow(
      /expected at least 8/,
    )
  })
})

describe('learningCurve', () => {
  it('rises with the number of mixes and leaves out sizes that are not there', () => {
    const table = world(4, 1, 120)
    const options = { kind: 'bayes', sizes: [20, 40, 90, 500], repeats: 10 } as const
    const curve = learningCurve(table, options, createRandom(1))
    expect(curve.map(({ mixes }) => mixes)).toEqual([20, 40, 90])
    expect(curve[2]!.r2.mean).toBeGreaterThan(curve[0]!.r2.mean)
    expect(curve[2]!.rmse.mean).toBeLessThan(curve[0]!.rmse.mean)
    expect(curve[2]!.r2.mean).toBeGreaterThan(curve[2]!.budgetOnly.r2.mean)
    expect(curve[1]!.r2.sd).toBeGreaterThan(0)
  })
})
