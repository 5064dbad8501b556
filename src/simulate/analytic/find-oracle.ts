import { type FeatureMatrix, hasRow, type RowBits, rowBits } from '../../domain/index.ts'
import { drawNormal, type Random } from '../../kit/index.ts'
import { selectTop } from '../../stats/index.ts'
import { addWeights } from './tag-effects.ts'

/** A mix and what it scores. */
export interface ScoredRows {
  readonly rows: RowBits
  /** Points. */
  readonly score: number
}

/** A score to be maximised over the mixes of one size. */
export interface OracleProblem {
  readonly matrix: FeatureMatrix
  readonly gains: Float64Array
  readonly score: (rows: RowBits) => number
  /** Gradient of what the score owes to counts, per feature, at a mix; null where it owes nothing to them. */
  readonly slope: ((rows: RowBits) => Float64Array) | null
}

/**
 * Returns the best mix of a size. Without a slope: the rows of largest gain, exactly. With one: the best of 12 starts, each climbed by swapping
 * the rows that the local linear view would swap, or half, a quarter, ... of them until the score rises; no swap that the view favours is left at the end.
 */
export function findOracle(problem: OracleProblem, humans: number, random: Random): ScoredRows {
  const { matrix, gains } = problem
  const take = (values: Float64Array): ScoredRows => {
    const rows = rowBits(gains.length, selectTop(values, humans))
    return { rows, score: problem.score(rows) }
  }
  let best = take(gains)
  if (problem.slope === null) return best
  for (let start = 0; start < 12; start++) {
    const from = start === 0 ? best : take(alongDirection(matrix, random.fork(start)))
    const reached = climb(problem, from)
    if (reached.score > best.score) best = reached
  }
  return best
}

function alongDirection(matrix: FeatureMatrix, random: Random): Float64Array {
  const values = new Float64Array(matrix.ids.length)
  const direction = matrix.specs.map(() => drawNormal(random))
  addWeights(matrix, direction, values)
  return values
}

/** Smallest rise of the score that counts as one; points. */
const RISE = 1e-6

function climb(problem: OracleProblem, start: ScoredRows): ScoredRows {
  let current = start
  for (let round = 0; round < 500; round++) {
    const next = step(problem, current)
    if (next === null) return current
    current = next
  }
  return current
}

function step(problem: OracleProblem, current: ScoredRows): ScoredRows | null {
  const { matrix, gains, slope } = problem
  const values = gains.slice()
  addWeights(matrix, slope!(current.rows), values)
  const { leaving, entering } = rankSwaps(values, current.rows)
  for (let swaps = entering.length; swaps >= 1; swaps >>= 1) {
    const rows = current.rows.slice()
    for (let index = 0; index < swaps; index++) {
      for (const row of [leaving[index]!, entering[index]!]) rows[row >> 5]! ^= 1 << (row & 31)
    }
    const score = problem.score(rows)
    if (score > current.score + RISE) return { rows, score }
  }
  return null
}

/** Rows to leave and rows to enter, the pair with most to gain first; only pairs with something to gain. */
function rankSwaps(
  values: Float64Array,
  rows: RowBits,
): { readonly leaving: Uint32Array; readonly entering: Uint32Array } {
  const members: number[] = []
  const others: number[] = []
  const wanted = new Uint8Array(values.length)
  let humans = 0
  for (let row = 0; row < values.length; row++) humans += Number(hasRow(rows, row))
  for (const row of selectTop(values, humans)) wanted[row] = 1
  for (let row = 0; row < values.length; row++) {
    if (hasRow(rows, row)) {
      if (wanted[row] === 0) members.push(row)
    } else if (wanted[row] === 1) others.push(row)
  }
  return {
    leaving: Uint32Array.from(members).sort((a, b) => values[a]! - values[b]! || a - b),
    entering: Uint32Array.from(others).sort((a, b) => values[b]! - values[a]! || a - b),
  }
}
