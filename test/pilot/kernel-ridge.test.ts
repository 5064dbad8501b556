import { describe, expect, it } from 'vitest'
import { createRandom, drawNormal } from '../../src/kit/index.ts'
import {
  fitKernelRidge,
  type KernelTask,
  predictKernelRidge,
} from '../../src/pilot/kernel-ridge.ts'
import { createMatrix, type Matrix } from '../../src/stats/index.ts'
import { expectClose } from './expect-close.ts'

const rowOf = ({ columns, values }: Matrix, row: number): Float64Array =>
  values.subarray(row * columns, (row + 1) * columns)

function kernel(a: ArrayLike<number>, b: ArrayLike<number>, gamma: number): number {
  let squares = 0
  for (let k = 0; k < a.length; k++) squares += (a[k]! - b[k]!) ** 2
  return Math.exp(-gamma * squares)
}

/** Gauss and Jordan with pivots; nothing of the project. */
function solve(matrix: readonly (readonly number[])[], right: readonly number[]): number[] {
  const rows = matrix.map((row, at) => [...row, right[at]!])
  for (let k = 0; k < rows.length; k++) {
    const pivot = rows
      .slice(k)
      .reduce((best, row) => (Math.abs(row[k]!) > Math.abs(best[k]!) ? row : best))
    rows.splice(rows.indexOf(pivot), 1)
    rows.splice(k, 0, pivot)
    rows.forEach((row, at) => {
      if (at === k) return
      const factor = row[k]! / pivot[k]!
      for (let j = k; j < row.length; j++) row[j]! -= factor * pivot[j]!
    })
  }
  return rows.map((row, k) => row.at(-1)! / row[k]!)
}

function drawTask(seed: number, rows: number): KernelTask {
  const random = createRandom(`kernel ${seed}`)
  const x = createMatrix(
    rows,
    3,
    Float64Array.from({ length: 3 * rows }, () => drawNormal(random)),
  )
  const draw = () => ({
    values: Float64Array.from(
      { length: rows },
      (_, row) => Math.sin(x.values[3 * row]!) + 0.3 * drawNormal(random),
    ),
    weights: Float64Array.from({ length: rows }, () =>
      random.next() < 0.2 ? 0 : random.next() < 0.5 ? 1 / 3 : 1,
    ),
  })
  return { x, targets: [draw(), draw()] }
}

describe('kernel ridge regression', () => {
  it('is that of scikit-learn where every row is a landmark', () => {
    const rows = Array.from({ length: 12 }, (_, i) => i)
    const x = createMatrix(
      12,
      2,
      Float64Array.from(
        rows.flatMap((i) => [((7 * i) % 12) / 4 - 1.5, ((5 * i * i + 3 * i) % 11) / 4 - 1.25]),
      ),
    )
    const target = {
      values: Float64Array.from(rows, (i) => ((13 * i + 5) % 17) / 5 - 1.5),
      weights: Float64Array.from(rows, (i) => [1, 1 / 3, 2][i % 3]!),
    }
    const model = fitKernelRidge({ x, targets: [target] }, {}, createRandom(1))
    // KernelRidge(alpha=5, kernel='rbf', gamma=1/6) on the target less its weighted mean, with sample weights.
    expect(model.functions[0]!.center).toBeCloseTo(0.215, 12)
    const at = createMatrix(4, 2, Float64Array.of(0, 0, 1, -1, -2, 0.5, 0.25, 1.5))
    const known = [0.19882129517447103, 0.2504096171411748, 0.2865845755919073, 0.02884558900042386]
    // The diagonal carries 1e-8 a row so that equal landmarks can be solved for.
    expectClose(predictKernelRidge(model, at)[0]!, known, 1e-6)
  })

  it('is the closed form on its landmarks, for every target', () => {
    for (let seed = 0; seed < 20; seed++) {
      const task = drawTask(seed, 50)
      const { landmarks, gamma, functions } = fitKernelRidge(
        task,
        { landmarks: 12, noiseRatio: 2, width: 2 },
        createRandom(seed),
      )
      expect([landmarks.rows, gamma]).toEqual([12, 1 / 6])
      const between = (a: Matrix, i: number, j: number): number =>
        kernel(rowOf(a, i), rowOf(landmarks, j), gamma)
      const size = [...Array(12).keys()]
      const used = task.targets[0]!.weights.filter(
        (weight, row) => weight + task.targets[1]!.weights[row]! > 0,
      ).length
      task.targets.forEach(({ values, weights }, target) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0)
        const center = weights.reduce((sum, weight, row) => sum + weight * values[row]!, 0) / total
        const overRows = (term: (row: number) => number): number =>
          weights.reduce((sum, weight, row) => sum + weight * term(row), 0)
        const system = size.map((i) =>
          size.map(
            (j) =>
              overRows((row) => between(task.x, row, i) * between(task.x, row, j)) +
              2 * between(landmarks, i, j) +
              // What keeps equal landmarks apart.
              (i === j ? 1e-8 * used : 0),
          ),
        )
        const moment = size.map((i) =>
          overRows((row) => between(task.x, row, i) * (values[row]! - center)),
        )
        const known = solve(system, moment)
        const own = functions[target]!
        expect(own.center).toBeCloseTo(center, 12)
        expectClose(own.coefficients, known, 1e-7)
        const fitted = Array.from(values, (_, row) =>
          known.reduce((sum, c, j) => sum + c * between(task.x, row, j), center),
        )
        const predicted = predictKernelRidge({ landmarks, gamma, functions }, task.x)[target]!
        expectClose(predicted, fitted, 1e-9)
      })
    }
  })

  it('takes its landmarks from the rows with weight, each as often', () => {
    const x = createMatrix(
      10,
      1,
      Float64Array.from({ length: 10 }, (_, row) => row),
    )
    const weights = Float64Array.from({ length: 10 }, (_, row) => Number(row < 8))
    const task = { x, targets: [{ values: new Float64Array(10), weights }] }
    const counts = new Array<number>(10).fill(0)
    const trials = 2000
    for (let seed = 0; seed < trials; seed++) {
      const { landmarks } = fitKernelRidge(task, { landmarks: 3 }, createRandom(seed))
      for (const value of landmarks.values) counts[value]!++
    }
    expect(counts.slice(8)).toEqual([0, 0])
    const wanted = (3 / 8) * trials
    let chi = 0
    for (const count of counts.slice(0, 8)) chi += (count - wanted) ** 2 / (wanted * (5 / 8))
    // 7/8 of it is chi-squared with 7 degrees of freedom, of which this is the 99.9 % point.
    expect((chi * 7) / 8).toBeLessThan(24.4)
  })

  it('gives a target the same function alone and beside another of the same rows', () => {
    const { x, targets } = drawTask(3, 40)
    const [first, second] = targets.map(({ values }) => ({ values, weights: targets[0]!.weights }))
    const both = fitKernelRidge({ x, targets: [first!, second!] }, {}, createRandom(1))
    for (const [index, target] of [first!, second!].entries()) {
      const alone = fitKernelRidge({ x, targets: [target] }, {}, createRandom(1))
      expect(alone.functions[0]).toEqual(both.functions[index])
    }
  })

  it('is its center without anything to learn from, and stays solvable where rows coincide', () => {
    const { x, targets } = drawTask(4, 30)
    const blank = { values: targets[0]!.values, weights: new Float64Array(30) }
    const nothing = fitKernelRidge({ x, targets: [blank] }, {}, createRandom(1))
    expect([...predictKernelRidge(nothing, x)[0]!]).toEqual(new Array(30).fill(0))
    const weights = new Float64Array(30).fill(1)
    const same = fitKernelRidge(
      { x: createMatrix(30, 3), targets: [{ values: targets[0]!.values, weights }] },
      { noiseRatio: 0 },
      createRandom(1),
    )
    const center = targets[0]!.values.reduce((sum, value) => sum + value / 30, 0)
    expect(predictKernelRidge(same, createMatrix(1, 3))[0]![0]).toBeCloseTo(center, 6)
  })

  it('predicts the same in blocks and refuses other columns', () => {
    const task = drawTask(5, 60)
    const model = fitKernelRidge(task, {}, createRandom(1))
    const repeated = createMatrix(
      6000,
      3,
      Float64Array.from({ length: 18000 }, (_, at) => task.x.values[at % 180]!),
    )
    const once = predictKernelRidge(model, task.x)[1]!
    const known = Float64Array.from({ length: 6000 }, (_, row) => once[row % 60]!)
    expectClose(predictKernelRidge(model, repeated)[1]!, known, 1e-12)
    expect(() => predictKernelRidge(model, createMatrix(1, 2))).toThrow(/got 2 columns, expected 3/)
  })
})
