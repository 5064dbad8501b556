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
  requireNames,
  scaleColumns,
} from './design-columns.ts'
import type { RowTargets } from './label-utility.ts'
import type { PairEvidence } from './pair-evidence.ts'
import { growForest, predictForest, type RegressionForest } from './regression-forest.ts'

/** What people prefer on average, from leads and traits: a forest and a ridge regression, both exactly antisymmetric in A and B. */
export interface PreferenceModel {
  /** Names of the leads, in the order of the columns. */
  readonly leads: readonly string[]
  readonly traits: ColumnScaler
  readonly forest: RegressionForest
  /** Coefficient of every lead; there is no intercept, because exchanging A and B turns every position round. */
  readonly ridge: Float64Array
}

/** Expected position of a human label, -1..1 for the forest, by each of the two regressions; shapes (n). */
export interface ExpectedPositions {
  readonly forest: Float64Array
  readonly ridge: Float64Array
}

/** Penalty of the ridge regression on leads of unit root mean square, in rows that stand twice. */
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
  const traits = fitColumnScaler(traitColumns(evidence, leads))
  const { stored, exchanged } = designBothSides(evidence, leads, traits)
  const doubled = {
    x: createMatrix(2 * stored.rows, stored.columns, join(stored.values, exchanged.values)),
    y: join(
      target.values,
      target.values.map((position) => -position),
    ),
    weights: join(target.weights, target.weights),
  }
  return {
    leads: leads.map(({ name }) => name),
    traits,
    forest: growForest(doubled, { trees: 100, leafRows: 15, columnShare: 0.4 }, random),
    ridge: fitRidge(leads, target),
  }
}

/**
 * Returns the expected position of a human label on every row.
 *
 * @throws RangeError where the evidence has other leads or traits than the model
 */
export function expectPositions(model: PreferenceModel, evidence: PairEvidence): ExpectedPositions {
  const leads = leadColumns(evidence)
  requireNames('leads', leads, model.leads)
  const { stored, exchanged } = designBothSides(evidence, leads, model.traits)
  const forward = predictForest(model.forest, stored)
  const backward = predictForest(model.forest, exchanged)
  return {
    forest: forward.map((value, row) => (value - backward[row]!) / 2),
    ridge: multiplyVector(toMatrix(leads, evidence.ids.length), model.ridge),
  }
}

/** Returns the leads as columns, unknown ones at 0. */
export function leadColumns({ leads }: Pick<PairEvidence, 'leads'>): NamedColumns {
  return Object.entries(leads.columns).map(([name, values]) => ({
    name,
    values: values.map((value) => (Number.isNaN(value) ? 0 : value)),
  }))
}

/** The traits, and the size of every lead. */
function traitColumns({ traits }: PairEvidence, leads: NamedColumns): NamedColumns {
  return [
    ...Object.entries(traits.columns).map(([name, values]) => ({ name, values })),
    ...leads.map(({ name, values }) => ({ name: `|${name}|`, values: values.map(Math.abs) })),
  ]
}

/** Leads and scaled traits of every row, as it is stored and with A and B exchanged; shapes (n, leads + traits). */
function designBothSides(
  evidence: PairEvidence,
  leads: NamedColumns,
  scaler: ColumnScaler,
): { readonly stored: Matrix; readonly exchanged: Matrix } {
  const rows = evidence.ids.length
  const traits = scaleColumns(scaler, traitColumns(evidence, leads))
  const width = leads.length + traits.columns
  const stored = createMatrix(rows, width)
  const exchanged = createMatrix(rows, width)
  for (let row = 0; row < rows; row++) {
    const own = traits.values.subarray(row * traits.columns, (row + 1) * traits.columns)
    stored.values.set(own, row * width + leads.length)
    exchanged.values.set(own, row * width + leads.length)
    leads.forEach(({ values }, column) => {
      stored.values[row * width + column] = values[row]!
      exchanged.values[row * width + column] = -values[row]!
    })
  }
  return { stored, exchanged }
}

function toMatrix(columns: NamedColumns, rows: number): Matrix {
  const matrix = createMatrix(rows, columns.length)
  columns.forEach(({ values }, column) => {
    for (let row = 0; row < rows; row++) matrix.values[row * columns.length + column] = values[row]!
  })
  return matrix
}

function fitRidge(leads: NamedColumns, target: RowTargets): Float64Array {
  const scales = Float64Array.from(leads, ({ values }) => inverseRootMeanSquare(values))
  const roots = target.weights.map(Math.sqrt)
  const scaled = leads.map(({ name, values }, column) => ({
    name,
    values: values.map((value, row) => value * scales[column]! * roots[row]!),
  }))
  const x = toMatrix(scaled, target.values.length)
  const system = gram(x)
  // Half of what the doubled rows would need: both halves carry the same moments.
  for (let k = 0; k < x.columns; k++) system.values[k * x.columns + k]! += ridgePenalty / 2
  const moment = multiplyTransposedVector(
    x,
    target.values.map((position, row) => position * roots[row]!),
  )
  const solved = solveCholesky(cholesky(system), moment)
  return solved.map((coefficient, column) => coefficient * scales[column]!)
}

function inverseRootMeanSquare(values: Float64Array): number {
  const square = values.reduce((sum, value) => sum + value * value, 0) / values.length
  return square > 1e-12 ? 1 / Math.sqrt(square) : 0
}

function join(a: Float64Array, b: Float64Array): Float64Array {
  const joined = new Float64Array(a.length + b.length)
  joined.set(a)
  joined.set(b, a.length)
  return joined
}
