import { describe, expect, it } from 'vitest'
import { createRandom, drawIndex, drawNormal } from '../../src/kit/index.ts'
import { binMatrix } from '../../src/pilot/bin-matrix.ts'
import { growForest, predictForest } from '../../src/pilot/regression-forest.ts'
import { growTree, type TreeNodes } from '../../src/pilot/regression-tree.ts'
import { createMatrix, type Matrix, mean } from '../../src/stats/index.ts'
import { expectClose } from './expect-close.ts'

const everyRow = (rows: number): Uint32Array => Uint32Array.from({ length: rows }, (_, row) => row)

function plantTree(
  x: Matrix,
  y: Float64Array,
  { weights = new Float64Array(y.length).fill(1), leafRows = 4, seed = 1 },
): TreeNodes {
  const binned = binMatrix(x, everyRow(x.rows))
  return growTree({ binned, y, weights, leafRows, tried: x.columns }, createRandom(seed))
}

const readTree = (tree: TreeNodes, x: Matrix): Float64Array =>
  predictForest({ kind: 'forest', columns: x.columns, trees: [tree] }, x)

/** Whole numbers without ties between splits. */
function tableOfRemainders(): { readonly x: Matrix; readonly y: Float64Array } {
  const rows = Array.from({ length: 40 }, (_, i) => [
    (7 * i) % 13,
    (5 * i * i + 3 * i) % 11,
    (i * i) % 17,
    (11 * i) % 29,
  ])
  return {
    x: createMatrix(40, 4, Float64Array.from(rows.flat())),
    y: Float64Array.from(
      rows,
      ([first, , third], i) =>
        ((13 * i * i + 5 * i) % 101) / 7 + 3 * Number(first! > 6) - 2 * Number(third! > 8),
    ),
  }
}

// scikit-learn 1.x: DecisionTreeRegressor(min_samples_leaf=4), the same for 50 random states.
const unweighted = [
  1.25, 10.19047619, 6.571428571, 4.035714286, 1.25, 8.071428571, 11.714285714, 8.071428571,
  7.228571429, 11.714285714, 5.738095238, 7.228571429, 5.738095238, 6.571428571, 11.714285714,
  6.571428571, 10.19047619, 1.25, 10.19047619, 7.228571429, 8.071428571, 5.738095238, 11.714285714,
  5.738095238, 4.035714286, 5.738095238, 6.571428571, 4.035714286, 6.571428571, 7.228571429, 1.25,
  8.071428571, 7.228571429, 10.19047619, 10.19047619, 10.19047619, 5.738095238, 4.035714286,
  11.714285714, 6.571428571,
]
// The same with weights 1 + i % 3 and min_weight_fraction_leaf=8/79.
const weighted = [
  1.825396825, 6.857142857, 6.114285714, 11.771428571, 1.825396825, 9.023809524, 7.185714286,
  9.023809524, 7.185714286, 6.69047619, 4.964285714, 6.69047619, 6.857142857, 6.114285714,
  11.771428571, 6.114285714, 11.771428571, 1.825396825, 9.023809524, 7.185714286, 9.023809524,
  4.964285714, 6.69047619, 4.964285714, 6.69047619, 6.857142857, 6.114285714, 11.771428571,
  1.825396825, 11.771428571, 1.825396825, 9.023809524, 7.185714286, 9.023809524, 4.964285714,
  6.69047619, 7.185714286, 6.69047619, 6.857142857, 6.114285714,
]

describe('a regression tree', () => {
  it('is that of scikit-learn when every column is tried', () => {
    const { x, y } = tableOfRemainders()
    for (let seed = 0; seed < 10; seed++) {
      const plain = readTree(plantTree(x, y, { seed }), x)
      expectClose(plain, unweighted, 1e-8)
      const weights = y.map((_, row) => 1 + (row % 3))
      const heavy = readTree(plantTree(x, y, { weights, leafRows: 8, seed }), x)
      expectClose(heavy, weighted, 1e-8)
    }
  })

  it('finds a step where it is, and nothing in a constant target', () => {
    const x = createMatrix(
      20,
      1,
      Float64Array.from({ length: 20 }, (_, row) => row),
    )
    const step = Float64Array.from({ length: 20 }, (_, row) => (row < 7 ? -1 : 2))
    const tree = plantTree(x, step, {})
    expect([...tree.feature]).toEqual([0, -1, -1])
    expect(tree.threshold[0]).toBe(6.5)
    expect([...tree.value.subarray(1)]).toEqual([-1, 2])
    expect([...plantTree(x, new Float64Array(20).fill(3), {}).value]).toEqual([3])
  })

  it('gives every row the weighted mean of its leaf, and no leaf less weight than asked', () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = createRandom(seed)
      const rows = 30 + drawIndex(80, random)
      // One column of two values, one of many.
      const x = createMatrix(
        rows,
        2,
        Float64Array.from({ length: 2 * rows }, (_, at) =>
          at % 2 === 0 ? drawIndex(2, random) : drawNormal(random),
        ),
      )
      const y = Float64Array.from({ length: rows }, () => drawNormal(random))
      const weights = y.map(() => drawIndex(4, random) / 3)
      const tree = plantTree(x, y, { weights, leafRows: 3, seed })
      const predicted = readTree(tree, x)
      const leaves = new Map<number, number[]>()
      predicted.forEach((value, row) => {
        leaves.set(value, [...(leaves.get(value) ?? []), row])
      })
      expect(leaves.size).toBe(tree.feature.filter((column) => column < 0).length)
      for (const [value, own] of leaves) {
        const weight = own.reduce((sum, row) => sum + weights[row]!, 0)
        const total = own.reduce((sum, row) => sum + weights[row]! * y[row]!, 0)
        expect(weight).toBeGreaterThan(3 - 1e-9)
        expect(value).toBeCloseTo(total / weight, 10)
      }
    }
  })

  it('without any weight is one leaf at 0', () => {
    const { x, y } = tableOfRemainders()
    const tree = plantTree(x, y, { weights: new Float64Array(40) })
    expect([...tree.value]).toEqual([0])
  })
})

describe('a forest', () => {
  const draw = (seed: number, rows = 200) => {
    const random = createRandom(`forest ${seed}`)
    const x = createMatrix(
      rows,
      3,
      Float64Array.from({ length: 3 * rows }, () => drawNormal(random)),
    )
    const expected = Float64Array.from({ length: rows }, (_, row) =>
      x.values[3 * row]! > 0 ? 1 : -1,
    )
    const y = expected.map((value) => value + drawNormal(random))
    return { x, y, expected, weights: new Float64Array(rows).fill(1) }
  }

  it('has the mean of its trees, each of which depends on the stream and its number alone', () => {
    const task = draw(1)
    const few = growForest(task, { trees: 3 }, createRandom(5))
    const more = growForest(task, { trees: 6 }, createRandom(5))
    expect(more.trees.slice(0, 3)).toEqual(few.trees)
    const single = few.trees.map((tree) => readTree(tree, task.x))
    predictForest(few, task.x).forEach((value, row) => {
      expect(value).toBeCloseTo(mean(single.map((own) => own[row]!)), 12)
    })
  })

  it('does not read rows of weight 0', () => {
    for (let seed = 0; seed < 20; seed++) {
      const { x, y, weights } = draw(seed)
      const light = weights.map((_, row) => Number(row % 3 > 0))
      const other = y.map((value, row) => (row % 3 > 0 ? value : 1e6))
      const wild = createMatrix(
        x.rows,
        x.columns,
        x.values.map((value, at) => (Math.floor(at / x.columns) % 3 > 0 ? value : 50 * value)),
      )
      const forest = growForest({ x, y, weights: light }, { trees: 5 }, createRandom(seed))
      expect(
        growForest({ x: wild, y: other, weights: light }, { trees: 5 }, createRandom(seed)),
      ).toEqual(forest)
    }
  })

  it('finds a corner that is there, out of sample', () => {
    for (let seed = 0; seed < 10; seed++) {
      const forest = growForest(draw(seed, 400), {}, createRandom(seed))
      const { x, expected } = draw(1000 + seed)
      const predicted = predictForest(forest, x)
      const error = mean(expected.map((value, row) => (value - predicted[row]!) ** 2))
      // The variance of what is looked for is 1.
      expect(error).toBeLessThan(0.35)
    }
  })

  it('draws bootstrap samples: a lone column without noise has the spread of resampled means', () => {
    const rows = 50
    const random = createRandom('bootstrap')
    const y = Float64Array.from({ length: rows }, () => drawNormal(random))
    const forest = growForest(
      { x: createMatrix(rows, 1), y, weights: new Float64Array(rows).fill(1) },
      { trees: 4000 },
      createRandom(2),
    )
    const means = forest.trees.map(({ value }) => value[0]!)
    const center = mean(y)
    const variance = mean(y.map((value) => (value - center) ** 2)) / rows
    const spread = mean(means.map((value) => (value - center) ** 2))
    // The relative error of a variance of 4,000 draws is sqrt(2 / 4000).
    expect(Math.abs(spread / variance - 1)).toBeLessThan(4 * Math.sqrt(2 / 4000))
    expect(Math.abs(mean(means) - center)).toBeLessThan(4 * Math.sqrt(variance / 4000))
  })

  it('refuses other columns than it was grown on', () => {
    const forest = growForest(draw(1), { trees: 1 }, createRandom(1))
    expect(() => predictForest(forest, createMatrix(1, 2))).toThrow(/got 2 columns, expected 3/)
  })
})
