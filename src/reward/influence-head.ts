import type { MatrixEngine } from '../domain/index.ts'
import { type Curvature, openCurvature } from './curvature.ts'
import { scoreSlope } from './head-gradients.ts'
import {
  type InfluenceProblem,
  rowCurvatures,
  scoresOf,
  slopeChanges,
} from './influence-problem.ts'
import {
  checkTargets,
  type InfluenceTarget,
  readTarget,
  type TargetReading,
} from './influence-target.ts'
import { marginScale } from './margin-scale.ts'

/** A head with what its influences are made of. */
export interface InfluenceHead {
  readonly problem: InfluenceProblem
  readonly engine: MatrixEngine
  readonly curvature: Curvature
  /** Standard deviation of the margins on the training rows. */
  readonly scale: number
  /** Gradient of the scale in the weights; shape (columns). */
  readonly scaleGradient: Float64Array
  /** Change of each row's slope from the judge's label to people's; 0 where the label changes nothing, NaN where unknown. Shape (rows). */
  readonly changes: Float64Array
}

/** Largest entry of the gradient of the mean loss at which a head counts as fitted: ten times the tolerance of `fitProbes`. */
const FITTED = 1e-4

/** Returns a head ready to be asked: one product of X with itself. @throws RangeError as `openInfluence` */
export async function openHead(
  problem: InfluenceProblem,
  engine: MatrixEngine,
): Promise<InfluenceHead> {
  checkInfluence(problem)
  const { x, rows, columns } = problem
  const scores = scoresOf(x, problem.weights, rows)
  checkFitted(problem, scores)
  const matrix = await engine.prepare(x, rows, columns)
  const rowBound = rowCurvatures(problem, scores).map((bend) => 4 * bend)
  const curvature = await openCurvature(matrix, x, { rowBound, engine })
  await matrix.dispose()
  const scale = marginScale(scores, 1, rows)[0]!
  return {
    problem,
    engine,
    curvature,
    scale,
    scaleGradient: gradientOfScale(problem, scores, scale),
    changes: slopeChanges(problem, scores),
  }
}

/** Returns a target read at the head. @throws RangeError for a zero head, whose margins have no scale */
export function readAtHead(
  { problem, scale }: InfluenceHead,
  target: InfluenceTarget,
): TargetReading {
  if (target.score !== 'logLoss' && !(scale > 0)) {
    refuse(
      'weights',
      'a head without spread of margins',
      `one that "${target.score}" can be read of`,
    )
  }
  return readTarget(target, scoresOf(target.x, problem.weights, target.rows), scale)
}

/** Checks targets against a head. @throws RangeError */
export function checkAtHead({ problem }: InfluenceHead, targets: readonly InfluenceTarget[]): void {
  checkTargets(targets, problem.columns)
}

// d sd / dw = sum_i (s_i - mean) x_i / (rows sd); the mean's own part vanishes.
function gradientOfScale(
  { x, rows, columns }: InfluenceProblem,
  scores: Float64Array,
  scale: number,
): Float64Array {
  const gradient = new Float64Array(columns)
  if (!(scale > 0)) return gradient
  let mean = 0
  for (const score of scores) mean += score / rows
  for (let row = 0; row < rows; row++) {
    const factor = (scores[row]! - mean) / (rows * scale)
    const start = row * columns
    for (let column = 0; column < columns; column++)
      gradient[column]! += factor * x[start + column]!
  }
  return gradient
}

function checkInfluence(problem: InfluenceProblem): void {
  const { x, rows, columns, weights, labels, tables, rowWeights, l2 } = problem
  if (rows < 1 || columns < 1) refuse('size', `${rows} x ${columns}`, 'at least 1 of each')
  if (x.length !== rows * columns) refuse('x', `${x.length} values`, `${rows} x ${columns}`)
  if (weights.length !== columns) refuse('weights', `${weights.length} values`, String(columns))
  if (!(l2 > 0 && l2 < Number.POSITIVE_INFINITY)) refuse('l2', l2, 'a finite number above 0')
  if (rowWeights !== undefined && rowWeights.length !== rows) {
    refuse('rowWeights', `${rowWeights.length} values`, String(rows))
  }
  for (const [name, { targets, margins, mask }] of Object.entries({ labels, ...tables })) {
    for (const values of [targets, margins, mask]) {
      if (values !== null && values.length !== rows) {
        refuse(`${name} labels`, `${values.length} values`, String(rows))
      }
    }
  }
}

// Influence is a derivative of the minimum: at other weights it would be that of a Newton step that nobody takes.
function checkFitted(problem: InfluenceProblem, scores: Float64Array): void {
  const { x, columns, labels, rowWeights, weights, l2 } = problem
  const gradient = Float64Array.from({ length: columns }, (_, column) => l2 * weights[column]!)
  let total = 0
  scores.forEach((score, row) => {
    const weight = (labels.mask?.[row] ?? 1) * (rowWeights?.[row] ?? 1)
    total += weight
    if (weight === 0) return
    const slope = weight * scoreSlope(score, labels.targets[row]!, labels.margins?.[row] ?? 0)
    const start = row * columns
    for (let column = 0; column < columns; column++) gradient[column]! += slope * x[start + column]!
  })
  let largest = 0
  for (const value of gradient) {
    // Not a number must not pass for small.
    if (!(Math.abs(value) <= largest)) largest = Math.abs(value)
  }
  if (!(largest <= FITTED * total)) {
    refuse(
      'weights',
      `a gradient of ${largest / total}`,
      `the head fitted to these labels (${FITTED} at most)`,
    )
  }
}

function refuse(what: string, got: unknown, expected: string): never {
  throw new RangeError(`influence ${what}: got ${String(got)}, expected ${expected}`)
}
