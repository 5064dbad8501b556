import type { PreparedMatrix } from '../domain/index.ts'
import { type ProbeProblem, type Rows, rowsOfHead } from './probe-problem.ts'

/** Returns the data part of the gradients of some heads, penalty not included; shape (heads.length x columns). */
export type DataGradient = (weights: Float64Array, heads: Uint32Array) => Promise<Float64Array>

/** Returns dloss/ds at score s of y softplus(-(s - m)) + (1 - y) softplus(s + m): -y sigmoid(m - s) + (1 - y) sigmoid(s + m). */
export function scoreSlope(score: number, target: number, margin: number): number {
  if (margin === 0) return 1 / (1 + Math.exp(-score)) - target
  return (1 - target) / (1 + Math.exp(-score - margin)) - target / (1 + Math.exp(score - margin))
}

/** Returns the gradient in single precision through the numeric engine. */
export function engineGradient(matrix: PreparedMatrix, problem: ProbeProblem): DataGradient {
  const select = rowSelector(problem)
  return async (weights, heads) => {
    const k = heads.length
    const single = new Float32Array(weights)
    if (problem.margins === undefined) {
      const pass = {
        k,
        weights: single,
        targets: select('targets', heads),
        rowWeights: select('rowWeights', heads),
      }
      return new Float64Array((await matrix.logisticPass(pass)).gradient)
    }
    const scores = await matrix.timesTransposed(single, k)
    return new Float64Array(await matrix.times(residualsOf(problem, heads, scores), k))
  }
}

/** Returns the gradient of every head at weights zero: half a pass. */
export async function gradientAtZero(
  matrix: PreparedMatrix,
  problem: ProbeProblem,
): Promise<Float64Array> {
  return new Float64Array(await matrix.times(residualsAtZero(problem), problem.heads))
}

function residualsAtZero(problem: ProbeProblem): Float32Array {
  const { targets } = problem
  if (problem.margins !== undefined || problem.rowWeights !== undefined) {
    const heads = Uint32Array.from({ length: problem.heads }, (_, head) => head)
    return residualsOf(problem, heads, null)
  }
  const out = new Float32Array(targets.length)
  for (let index = 0; index < out.length; index++) out[index] = 0.5 - targets[index]!
  return out
}

/** Returns the gradient in double precision, plain loops; the order of the sums is that of the rows. */
export function exactGradient(problem: ProbeProblem): DataGradient {
  const { x, rows, columns } = problem
  return async (weights, heads) => {
    const gradients = new Float64Array(heads.length * columns)
    heads.forEach((head, index) => {
      const w = weights.subarray(index * columns, (index + 1) * columns)
      const gradient = gradients.subarray(index * columns, (index + 1) * columns)
      const slopeOf = slopeReader(problem, head)
      for (let row = 0; row < rows; row++) {
        const start = row * columns
        let score = 0
        for (let column = 0; column < columns; column++) score += x[start + column]! * w[column]!
        const slope = slopeOf(row, score)
        if (slope === 0) continue
        for (let column = 0; column < columns; column++) {
          gradient[column]! += slope * x[start + column]!
        }
      }
    })
    return gradients
  }
}

function slopeReader(problem: ProbeProblem, head: number): (row: number, score: number) => number {
  const { rows } = problem
  const targets = rowsOfHead(problem.targets, problem.heads === 1 ? 0 : head, rows)
  const weights = problem.rowWeights && rowsOfHead(problem.rowWeights, head, rows)
  const margins = problem.margins && rowsOfHead(problem.margins, head, rows)
  return (row, score) =>
    scoreSlope(score, targets[row]!, margins?.[row] ?? 0) * (weights?.[row] ?? 1)
}

// Weighted slopes at the scores, or at zero where there are none; shape (heads.length x rows).
function residualsOf(
  problem: ProbeProblem,
  heads: Uint32Array,
  scores: Float32Array | null,
): Float32Array {
  const { rows } = problem
  const out = new Float32Array(heads.length * rows)
  heads.forEach((head, index) => {
    const targets = problem.targets.subarray(head * rows, (head + 1) * rows)
    const weights = problem.rowWeights && rowsOfHead(problem.rowWeights, head, rows)
    const margins = problem.margins && rowsOfHead(problem.margins, head, rows)
    const start = index * rows
    for (let row = 0; row < rows; row++) {
      const score = scores === null ? 0 : scores[start + row]!
      const margin = margins === undefined ? 0 : margins[row]!
      const slope =
        score === 0 && margin === 0 ? 0.5 - targets[row]! : scoreSlope(score, targets[row]!, margin)
      out[start + row] = weights === undefined ? slope : slope * weights[row]!
    }
  })
  return out
}

type RowSelector = (name: 'targets' | 'rowWeights', heads: Uint32Array) => Float32Array

// Hands over the rows of the heads asked for; the last selection is kept, since heads leave rarely.
function rowSelector(problem: ProbeProblem): RowSelector {
  const { rows } = problem
  const ones = new Float32Array(rows).fill(1)
  const kept = new Map<string, { readonly key: string; readonly values: Float32Array }>()
  return (name, heads) => {
    const values = problem[name]
    if (values === undefined) return ones
    const common = name === 'rowWeights' && values.length === rows
    const key = common ? 'common' : heads.join()
    const last = kept.get(name)
    if (last?.key === key) return last.values
    const selected = common ? toSingle(values) : selectHeads(values, heads, problem)
    kept.set(name, { key, values: selected })
    return selected
  }
}

function selectHeads(values: Rows, heads: Uint32Array, problem: ProbeProblem): Float32Array {
  const { rows } = problem
  if (heads.length === problem.heads) return toSingle(values)
  const out = new Float32Array(heads.length * rows)
  heads.forEach((head, index) => {
    out.set(values.subarray(head * rows, (head + 1) * rows), index * rows)
  })
  return out
}

function toSingle(values: Rows): Float32Array {
  return values instanceof Float32Array ? values : new Float32Array(values)
}
