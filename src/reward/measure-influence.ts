import type { InfluenceCertainty, InfluenceTable, MatrixEngine } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { type CertaintyOptions, resampleInfluence } from './influence-certainty.ts'
import { checkAtHead, type InfluenceHead, openHead, readAtHead } from './influence-head.ts'
import type { InfluenceProblem } from './influence-problem.ts'
import { type InfluenceTarget, targetWeights } from './influence-target.ts'

/** A head that is asked for any number of targets; its curvature is inverted once. */
export interface InfluenceSolver {
  /** Returns the influence of every label on every target. @throws RangeError where a target cannot be */
  measure(targets: readonly InfluenceTarget[]): InfluenceTable
  /** Returns how sure they are over resampled evaluation prompts. @throws RangeError where a target cannot be */
  certainty(
    targets: readonly InfluenceTarget[],
    options: CertaintyOptions,
    random: Random,
  ): Promise<InfluenceCertainty>
  dispose(): Promise<void>
}

/**
 * Returns the influences of a head: for a Bradley-Terry head w with curvature H = X' diag(v sigmoid'(s)) X + l2 I, moving the label of
 * row i from the judge's to people's moves the head by H^-1 v_i x_i (p_human - p_lm), hence a score S by grad S' H^-1 v_i x_i (p_human -
 * p_lm): one solve gives the value of every label. Leads (margin mode) and masked rows are carried along exactly; to first order in the
 * label, so that influences of many rows add up. The scale of the soft score moves with the head and is carried along too.
 *
 * @see Koh and Liang (2017), section 2
 * @throws RangeError where a shape or value cannot be, and for weights that are not the head fitted to the labels
 */
export async function openInfluence(
  problem: InfluenceProblem,
  engine: MatrixEngine,
): Promise<InfluenceSolver> {
  const head = await openHead(problem, engine)
  return {
    measure: (targets) => measureAtHead(head, targets),
    certainty: (targets, options, random) => {
      checkAtHead(head, targets)
      return resampleInfluence(head, targets, options, random)
    },
    dispose: () => head.curvature.dispose(),
  }
}

/** Returns the influence of every label on every target, points; see `openInfluence`. @throws RangeError as there */
export async function measureInfluence(
  problem: InfluenceProblem,
  targets: readonly InfluenceTarget[],
  engine: MatrixEngine,
): Promise<InfluenceTable> {
  const solver = await openInfluence(problem, engine)
  try {
    return solver.measure(targets)
  } finally {
    await solver.dispose()
  }
}

/**
 * Returns mean, standard deviation and t of every influence when the prompts of each target are drawn anew; see `openInfluence` for what
 * is resampled of. Exact algebra on the resampled scores, no head is fitted again.
 *
 * @throws RangeError as `openInfluence`
 */
export async function influenceCertainty(
  problem: InfluenceProblem,
  targets: readonly InfluenceTarget[],
  options: CertaintyOptions & { readonly engine: MatrixEngine },
  random: Random,
): Promise<InfluenceCertainty> {
  const solver = await openInfluence(problem, options.engine)
  try {
    return await solver.certainty(targets, options, random)
  } finally {
    await solver.dispose()
  }
}

function measureAtHead(head: InfluenceHead, targets: readonly InfluenceTarget[]): InfluenceTable {
  checkAtHead(head, targets)
  const { rows, columns, l2 } = head.problem
  const scores = new Float64Array(targets.length)
  const gradients = new Float64Array(targets.length * columns)
  targets.forEach((target, index) => {
    const { value, gradient } = differentiate(head, target)
    scores[index] = value
    gradients.set(gradient, index * columns)
  })
  const solved = head.curvature.applyExactly(l2, gradients)
  const values = new Float64Array(targets.length * rows)
  targets.forEach((_, index) => {
    const direction = solved.subarray(index * columns, (index + 1) * columns)
    values.set(valueRows(head, direction), index * rows)
  })
  return { targets: targets.map(({ name }) => name), rows, values, scores }
}

function differentiate(
  head: InfluenceHead,
  target: InfluenceTarget,
): { readonly value: number; readonly gradient: Float64Array } {
  const { columns } = head.problem
  const weights = targetWeights(target)
  const { values, perMargin, perScale } = readAtHead(head, target)
  let value = 0
  let toScale = 0
  const gradient = new Float64Array(columns)
  weights.forEach((weight, row) => {
    value += weight * values[row]!
    toScale += weight * perScale[row]!
    const factor = weight * perMargin[row]!
    if (factor === 0) return
    const start = row * columns
    for (let column = 0; column < columns; column++) {
      gradient[column]! += factor * target.x[start + column]!
    }
  })
  for (let column = 0; column < columns; column++) {
    gradient[column]! += toScale * head.scaleGradient[column]!
  }
  return { value, gradient }
}

// A slope that grows by c pushes the head by -c H^-1 x.
function valueRows({ problem, changes }: InfluenceHead, direction: Float64Array): Float64Array {
  const { x, columns } = problem
  return changes.map((change, row) => {
    if (change === 0 || Number.isNaN(change)) return change
    const start = row * columns
    let along = 0
    for (let column = 0; column < columns; column++)
      along += direction[column]! * x[start + column]!
    return -change * along
  })
}
