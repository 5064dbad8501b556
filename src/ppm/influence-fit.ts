import type { Random } from '../kit/index.ts'
import {
  createMatrix,
  dot,
  type Matrix,
  membersByGroup,
  multiply,
  multiplyVector,
} from '../stats/index.ts'
import { assignFolds } from './folds.ts'
import { chooseRatio, openLeaveOut } from './influence-penalty.ts'
import type { PilotRows } from './influence-pilot.ts'
import { joinSums, openRegression, type SumRegression, sumFolds } from './influence-sums.ts'
import { invertPositive } from './positive-definite.ts'

/** A regression of influences on the columns of their rows; p columns. */
export interface InfluenceFit {
  /** Mean influence of a pilot row; points. */
  readonly mean: number
  /** Shape (p). */
  readonly means: Float64Array
  /** Points per unit of a column; shape (p). */
  readonly effects: Float64Array
  /** Posterior covariance of (mean, effects), row-major (p + 1) x (p + 1). */
  readonly covariance: Float64Array
  readonly ratio: number
  readonly penalty: number
  /** Standard deviation of one row's influence around its expectation; points. */
  readonly rowSd: number
}

/**
 * Returns the ridge regression of a pilot, its penalty chosen over folds of whole prompt groups. The covariance is that of the posterior
 * under iid normal effects, with the noise as it is found between prompt groups rather than between rows: P M P + prior variance x penalty^2
 * P P, P = (Z'Z + penalty I)^-1, M = sum over groups of u u', u the group's sum of z times residual.
 *
 * @see Liang and Zeger (1986) for M
 */
export function fitInfluence(pilot: PilotRows, folds: number, random: Random): InfluenceFit {
  const assigned = assignFolds(pilot.groups, folds, random)
  const sums = sumFolds(pilot, assigned, folds)
  const ratio = chooseRatio(sums, openLeaveOut(sums))
  const regression = openRegression(joinSums(sums))
  const penalty = regression.unit / ratio
  const effects = regression.solve(penalty)
  const inverse = invertPositive(regression.factorise(penalty))
  const { between, squares } = residualSums(pilot, regression, effects)
  let freedom = pilot.rows.length - 1 - effects.length
  for (let k = 0; k < effects.length; k++)
    freedom += penalty * inverse.values[k * effects.length + k]!
  const variance = squares / Math.max(1, freedom)
  return {
    mean: regression.meanY,
    means: regression.meanZ,
    effects,
    covariance: posterior({ between, inverse, effects, rows: pilot.rows.length, penalty }),
    ratio,
    penalty,
    rowSd: Math.sqrt(variance),
  }
}

/** Returns sum over groups of u u' for u = sum of (1, z - mean) times residual, with groups / (groups - 1), and the squared residuals. */
function residualSums(
  pilot: PilotRows,
  { meanY, meanZ }: SumRegression,
  effects: Float64Array,
): { readonly between: Matrix; readonly squares: number } {
  const size = effects.length + 1
  const between = createMatrix(size, size)
  const z = new Float64Array(effects.length)
  const groups = membersByGroup(pilot.groups)
  let squares = 0
  for (const members of groups) {
    const sum = new Float64Array(size)
    for (const index of members) {
      pilot.read(index, z)
      let residual = pilot.y[index]! - meanY
      for (let k = 0; k < z.length; k++) {
        z[k]! -= meanZ[k]!
        residual -= z[k]! * effects[k]!
      }
      squares += residual * residual
      sum[0]! += residual
      for (let k = 0; k < z.length; k++) sum[k + 1]! += residual * z[k]!
    }
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) between.values[i * size + j]! += sum[i]! * sum[j]!
    }
  }
  const correction = groups.length / Math.max(1, groups.length - 1)
  const { values } = between
  return {
    between: createMatrix(
      size,
      size,
      values.map((value) => correction * value),
    ),
    squares,
  }
}

function posterior(parts: {
  readonly between: Matrix
  readonly inverse: Matrix
  readonly effects: Float64Array
  readonly rows: number
  readonly penalty: number
}): Float64Array {
  const { between, inverse, effects, rows, penalty } = parts
  const size = between.rows
  const bread = createMatrix(size, size)
  bread.values[0] = 1 / rows
  for (let i = 1; i < size; i++) {
    const from = (i - 1) * (size - 1)
    bread.values.set(inverse.values.subarray(from, from + size - 1), i * size + 1)
  }
  const { values } = multiply(multiply(bread, between), bread)
  const shrinkage = multiply(inverse, inverse)
  const prior = priorVariance({ values, inverse, shrinkage, effects, penalty })
  const covariance = new Float64Array(size * size)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      const pulled = i > 0 && j > 0 ? shrinkage.values[(i - 1) * (size - 1) + j - 1]! : 0
      const value =
        (values[i * size + j]! + values[j * size + i]!) / 2 + prior * penalty ** 2 * pulled
      covariance[i * size + j] = value
      covariance[j * size + i] = value
    }
  }
  return covariance
}

/**
 * The variance of the effects: what the penalty stands for, v / penalty with v = trace(N) / trace(P Z'Z P) the variance of iid rows that
 * would scatter the effects as much as N = P M P says, or what their own size allows, (|effects|^2 - trace(N) + sqrt(2 trace(N N))) /
 * trace((P Z'Z)^2), one standard error above its estimate, where that is more: the penalty with the smallest error is often far too large
 * by chance, and effects that cannot be told from zero need not be zero.
 */
function priorVariance(parts: {
  readonly values: Float64Array
  readonly inverse: Matrix
  readonly shrinkage: Matrix
  readonly effects: Float64Array
  readonly penalty: number
}): number {
  const { values, inverse, shrinkage, effects, penalty } = parts
  const size = inverse.rows
  let scatter = 0
  let squares = 0
  let within = 0
  let reach = 0
  for (let i = 0; i < size; i++) {
    const own = inverse.values[i * size + i]!
    const squared = shrinkage.values[i * size + i]!
    scatter += values[(i + 1) * (size + 1) + i + 1]!
    for (let j = 0; j < size; j++) squares += values[(i + 1) * (size + 1) + j + 1]! ** 2
    within += own - penalty * squared
    // P Z'Z = I - penalty P.
    reach += 1 - 2 * penalty * own + penalty ** 2 * squared
  }
  if (!(within > 0 && reach > 0)) return 0
  const allowed = dot(effects, effects) - scatter + Math.sqrt(2 * squares)
  return Math.max(scatter / within / penalty, allowed / reach)
}

/** Returns v' C v for a covariance of (mean, effects). */
export function varianceAlong(covariance: Float64Array, direction: Float64Array): number {
  const size = direction.length
  const product = multiplyVector(createMatrix(size, size, covariance), direction)
  let variance = 0
  for (let k = 0; k < size; k++) variance += direction[k]! * product[k]!
  return Math.max(0, variance)
}
