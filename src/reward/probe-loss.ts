import { type ProbeProblem, penalties, rowsOfHead } from './probe-problem.ts'

/** What heads cost on their rows. */
export interface ProbeLosses {
  /** Weighted mean of the row losses, penalty left out; nats, shape (heads). */
  readonly meanLogLoss: Float64Array
  /** Weighted sum of the row losses plus l2/2 |w|^2; shape (heads). */
  readonly objective: Float64Array
}

/** Returns log(1 + exp(value)) without overflow. */
export function softplus(value: number): number {
  return value > 0 ? value + Math.log1p(Math.exp(-value)) : Math.log1p(Math.exp(value))
}

/** Returns the losses of heads in double precision: weights (heads x columns) on the rows of the problem. */
export function probeLosses(problem: ProbeProblem, weights: ArrayLike<number>): ProbeLosses {
  const { heads, columns } = problem
  const l2 = penalties(problem)
  const meanLogLoss = new Float64Array(heads)
  const objective = new Float64Array(heads)
  for (let head = 0; head < heads; head++) {
    const { loss, total } = headLoss(problem, weights, head)
    let squared = 0
    for (let at = head * columns; at < (head + 1) * columns; at++) squared += weights[at]! ** 2
    meanLogLoss[head] = total > 0 ? loss / total : 0
    objective[head] = loss + (l2[head]! / 2) * squared
  }
  return { meanLogLoss, objective }
}

function headLoss(
  problem: ProbeProblem,
  weights: ArrayLike<number>,
  head: number,
): { readonly loss: number; readonly total: number } {
  const { x, rows, columns } = problem
  const rowWeights = problem.rowWeights && rowsOfHead(problem.rowWeights, head, rows)
  const margins = problem.margins && rowsOfHead(problem.margins, head, rows)
  let loss = 0
  let total = 0
  for (let row = 0; row < rows; row++) {
    let score = 0
    for (let column = 0; column < columns; column++) {
      score += x[row * columns + column]! * weights[head * columns + column]!
    }
    const target = problem.targets[head * rows + row]!
    const margin = margins?.[row] ?? 0
    const weight = rowWeights?.[row] ?? 1
    loss += weight * (target * softplus(margin - score) + (1 - target) * softplus(score + margin))
    total += weight
  }
  return { loss, total }
}
