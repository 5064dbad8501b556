import { createRandom, drawNormal } from '../../src/kit/index.ts'
import type { ProbeProblem } from '../../src/reward/index.ts'

/** Returns a made-up problem: correlated columns, two label sources, heads that mix them. */
export function makeProblem(
  seed: number,
  size: { readonly rows: number; readonly columns: number; readonly heads: number },
): ProbeProblem {
  const { rows, columns, heads } = size
  const random = createRandom(seed)
  const x = new Float32Array(rows * columns)
  for (let row = 0; row < rows; row++) {
    const common = drawNormal(random)
    for (let column = 0; column < columns; column++) {
      x[row * columns + column] = 0.6 * common + drawNormal(random) * (1 + (column % 3))
    }
  }
  const truth = Array.from({ length: columns }, () => drawNormal(random) * 0.4)
  const labels = [0, 1].map(() =>
    Array.from({ length: rows }, (_, row) => {
      let score = 0
      for (let column = 0; column < columns; column++) {
        score += x[row * columns + column]! * truth[column]!
      }
      return random.next() < 1 / (1 + Math.exp(-score)) ? 1 : 0
    }),
  )
  const targets = new Float32Array(heads * rows)
  for (let head = 0; head < heads; head++) {
    for (let row = 0; row < rows; row++) {
      targets[head * rows + row] = labels[random.next() < head / heads ? 1 : 0]![row]!
    }
  }
  return { x, rows, columns, heads, targets, l2: 3 }
}

/** Returns the largest absolute difference of two lists. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = a.length === b.length ? 0 : Number.POSITIVE_INFINITY
  for (let index = 0; index < a.length; index++) {
    const difference = Math.abs(a[index]! - b[index]!)
    if (!(difference <= largest)) largest = difference
  }
  return largest
}
