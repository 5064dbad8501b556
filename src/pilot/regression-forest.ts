import { drawIndex, type Random } from '../kit/index.ts'
import type { Matrix } from '../stats/index.ts'
import { binMatrix } from './bin-matrix.ts'
import { growTree, type TreeNodes } from './regression-tree.ts'

/** How a forest is grown. */
export interface ForestOptions {
  /** Default 200. */
  readonly trees?: number
  /** Least weight of a leaf, in rows; default 15. */
  readonly leafRows?: number
  /** Share of the columns that each split looks at; default 0.4. */
  readonly columnShare?: number
}

/** A grown forest: plain numbers. */
export interface RegressionForest {
  readonly kind: 'forest'
  readonly columns: number
  readonly trees: readonly TreeNodes[]
}

/** What a forest is grown on. */
export interface ForestTask {
  readonly x: Matrix
  readonly y: Float64Array
  /** Weight of every row, not negative; 0 leaves it out. Shape (rows). */
  readonly weights: Float64Array
}

/**
 * Returns a forest of least-squares trees, each on a bootstrap sample of the rows that have weight, each split on a random part of the columns, cut
 * at one of at most 31 quantiles. Tree t depends on the stream and on t alone.
 *
 * @see Breiman, Random Forests (2001)
 */
export function growForest(
  { x, y, weights }: ForestTask,
  options: ForestOptions,
  random: Random,
): RegressionForest {
  const { trees = 200, leafRows = 15, columnShare = 0.4 } = options
  const used = Uint32Array.from([...weights.keys()].filter((row) => weights[row]! > 0))
  const binned = binMatrix(x, used)
  const tried = Math.max(1, Math.round(columnShare * x.columns))
  return {
    kind: 'forest',
    columns: x.columns,
    trees: Array.from({ length: trees }, (_, tree) => {
      const stream = random.fork('tree', tree)
      const drawn = new Float64Array(y.length)
      for (let draw = 0; draw < used.length; draw++) {
        const row = used[drawIndex(used.length, stream)]!
        drawn[row]! += weights[row]!
      }
      return growTree({ binned, y, weights: drawn, leafRows, tried }, stream)
    }),
  }
}

/** Returns the mean of the trees for every row; shape (rows). */
export function predictForest(forest: RegressionForest, x: Matrix): Float64Array {
  if (x.columns !== forest.columns) {
    throw new RangeError(`forest: got ${x.columns} columns, expected ${forest.columns}`)
  }
  const predicted = new Float64Array(x.rows)
  for (const { feature, threshold, left, value } of forest.trees) {
    for (let row = 0; row < x.rows; row++) {
      const base = row * x.columns
      let node = 0
      while (feature[node]! >= 0) {
        // Children stand side by side, the right one after the left.
        node = left[node]! + (x.values[base + feature[node]!]! > threshold[node]! ? 1 : 0)
      }
      predicted[row]! += value[node]!
    }
  }
  return predicted.map((sum) => sum / forest.trees.length)
}
