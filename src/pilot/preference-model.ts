import type { Random } from '../kit/index.ts'
import {
  cholesky,
  createMatrix,
  gram,
  type Matrix,
  multiplyTransposedVector,
  multiplyVector,
  solveCholesky,
} from '../stats/index.ts'
import {
  type ColumnScaler,
  fitColumnScaler,
  type NamedColumns,
  scaleColumns,
} from './design-columns.ts'
import type { RowTargets } from './label-utility.ts'
import type { PairEvidence } from './pair-evidence.ts'
import { growForest, predictForest, type RegressionForest } from './regression-forest.ts'

/** What people prefer on average, from leads and traits: a forest and a ridge regression, both exactly antisymmetric in A and B. */
export interface PreferenceModel {
  readonly forest: RegressionForest
  /** Scales of the leads; their means are zero by symmetry. */
  readonly ridge: { readonly names: readonly string[]; readonly coefficients: Float64Array }
  readonly traits: ColumnScaler
  readonly leads: readonly string[]
}

/** Expected position of a human label, -1..1, by each of the two regressions; shapes (n). */
export interface ExpectedPositions {
  readonly forest: Float64Array
  readonly ridge: Float64Array
}

/** Penalty of the ridge regression in rows, on leads of spread 1. */
const ridgePenalty = 50

/**
 * Returns the model of what people prefer. Each row stands twice, the second time with A and B exchanged, so that neither side is preferred by its
 * place. Targets are mean human positions, their weights 0 where nobody labelled the row; the judge's label is one of the leads and may be unknown.
 */
export function fitPreference(
  evidence: PairEvidence,
  target: RowTargets,
  random: Random,
): PreferenceModel {
  const leads = leadColumns(evidence)
  const traits = fitColumnScaler(traitColumns(evidence))
  const turned = stack(designOf(evidence, traits, 1), designOf(evidence, traits, -1))
  const doubled = {
    x: turned,
    y: join(
      target.values,
      target.values.map((position) => -position),
    ),
    weights: join(target.weights, target.weights),
  }
  return {
    forest: growForest(doubled, { trees: 100, leafRows: 15, columnShare: 0.4 }, random),
    ridge: fitRidge(leads, target),
    traits,
    leads: leads.map(({ name }) => name),
  }
}

/**
 * Returns the expected position of a human label on every row.
 *
 * @throws RangeError where the evidence has other leads or traits than the model
 */
export function expectPositions(model: PreferenceModel, evidence: PairEvidence): ExpectedPositions {
  const leads = leadColumns(evidence)
  const given = leads.map(({ name }) => name).join()
  if (given !== model.leads.join()) {
    throw new RangeError(`leads: got ${given}, expected ${model.leads.join()}`)
  }
  const forward = predictForest(model.forest, designOf(evidence, model.traits, 1))
  const backward = predictForest(model.forest, designOf(evidence, model.traits, -1))
  const x = matrixOf(leads, 1)
  return {
    forest: forward.map((value, row) => (value - backward[row]!) / 2),
    ridge: multiplyVector(x, model.ridge.coefficients),
  }
}

/** Returns the leads as columns, unknown ones at 0. */
export function leadColumns({ leads }: Pick<PairEvidence, 'leads'>): NamedColumns {
  return Object.entries(leads.columns).map(([name, values]) => ({
    name,
    values: values.map((value) => (Number.isNaN(value) ? 0 : value)),
  }))
}

/** Returns the traits as columns, with the sizes of the leads that are no verdicts. */
export function traitColumns(evidence: PairEvidence): NamedColumns {
  const sizes = leadColumns(evidence).map(({ name, values }) => ({
    name: `|${name}|`,
    values: values.map(Math.abs),
  }))
  return [
    ...Object.entries(evidence.traits.columns).map(([name, values]) => ({ name, values })),
    ...sizes,
  ]
}

function designOf(evidence: PairEvidence, traits: ColumnScaler, sign: 1 | -1): Matrix {
  const leads = matrixOf(leadColumns(evidence), sign)
  const rest = scaleColumns(traits, traitColumns(evidence))
  const columns = leads.columns + rest.columns
  const joined = createMatrix(leads.rows, columns)
  for (let row = 0; row < leads.rows; row++) {
    joined.values.set(
      leads.values.subarray(row * leads.columns, (row + 1) * leads.columns),
      row * columns,
    )
    joined.values.set(
      rest.values.subarray(row * rest.columns, (row + 1) * rest.columns),
      row * columns + leads.columns,
    )
  }
  return joined
}

function matrixOf(columns: NamedColumns, sign: 1 | -1): Matrix {
  const rows = columns[0]?.values.length ?? 0
  const matrix = createMatrix(rows, columns.length)
  columns.forEach(({ values }, column) => {
    for (let row = 0; row < rows; row++) {
      matrix.values[row * columns.length + column] = sign * values[row]!
    }
  })
  return matrix
}

/** Ridge regression without intercept on leads of unit root mean square; coefficients are those of the leads as they are. */
function fitRidge(leads: NamedColumns, target: RowTargets): PreferenceModel['ridge'] {
  const scales = leads.map(({ values }) => {
    const squares = values.reduce((sum, value) => sum + value * value, 0) / values.length
    return squares > 1e-12 ? 1 / Math.sqrt(squares) : 0
  })
  const x = matrixOf(leads, 1)
  const roots = target.weights.map(Math.sqrt)
  for (let row = 0; row < x.rows; row++) {
    for (let column = 0; column < x.columns; column++) {
      x.values[row * x.columns + column]! *= scales[column]! * roots[row]!
    }
  }
  const system = gram(x)
  // Half of what a doubled design would need: both halves carry the same moments.
  for (let k = 0; k < x.columns; k++) system.values[k * x.columns + k]! += ridgePenalty / 2
  const moment = multiplyTransposedVector(
    x,
    target.values.map((position, row) => position * roots[row]!),
  )
  const solved = solveCholesky(cholesky(system), moment)
  return {
    names: leads.map(({ name }) => name),
    coefficients: solved.map((coefficient, column) => coefficient * scales[column]!),
  }
}

function stack(a: Matrix, b: Matrix): Matrix {
  return createMatrix(a.rows + b.rows, a.columns, join(a.values, b.values))
}

function join(a: Float64Array, b: Float64Array): Float64Array {
  const joined = new Float64Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}
