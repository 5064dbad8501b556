import type { Prediction } from '../domain/index.ts'
import { createMatrix, dot, type Matrix } from '../stats/index.ts'
import { type CurveBasis, differentiateCurveBasis, evaluateCurveBasis } from './budget-curve.ts'
import {
  type FittedPpm,
  type ModelBody,
  type ModelPoint,
  type PpmKind,
  type PpmState,
  sealPpm,
  stateArray,
  stateHeader,
  stateNumber,
} from './fitted.ts'
import { adjustCurve, type ProjectedTarget, type Regression, solvePenalised } from './regression.ts'
import type { MixDesign } from './training-table.ts'

/** A regression on budget curve and deviations whose penalty has been chosen. */
export interface LinearSolution {
  readonly kind: PpmKind
  readonly basis: CurveBasis
  readonly regression: Regression
  readonly target: ProjectedTarget
  readonly penalty: number
  readonly noiseSd: number
  /** Divisor of each deviation column; shape (m). */
  readonly columnScale: Float64Array
  readonly numbers?: Readonly<Record<string, number>>
}

/**
 * Returns the model: mean = curve(b) + deviation . effects, with the posterior covariance of a flat prior on the curve and iid normal effects of
 * variance noise^2 / penalty.
 */
export function buildLinearModel(design: MixDesign, solution: LinearSolution): FittedPpm {
  const { basis, regression, target, penalty, noiseSd, columnScale } = solution
  const { rInverse, slope, vectors, values } = regression
  return openLinearModel({
    ...stateHeader(solution.kind, design),
    noiseSd,
    numbers: { ...solution.numbers, ...basis, penalty },
    arrays: {
      curve: target.curve,
      rInverse: rInverse.values,
      slope: slope.values,
      vectors: vectors.values,
      values,
      effects: solvePenalised(regression, target, penalty),
      columnScale,
    },
  })
}

/** Returns the model of a state written by `buildLinearModel`. */
export function openLinearModel(state: PpmState): FittedPpm {
  return sealPpm(state, linearBody(state))
}

function linearBody(state: PpmState): ModelBody {
  const basis = stateBasis(state)
  const effects = stateArray(state, 'effects')
  const columnScale = stateArray(state, 'columnScale')
  const slope = stateArray(state, 'slope')
  const adjusted = adjustCurve(stateArray(state, 'curve'), { values: slope }, effects)
  const perFeature = effects.map((effect, column) => effect / columnScale[column]!)
  const variance = posteriorVariance(state)
  let covariance: Float64Array | undefined
  return {
    predict: (points) =>
      points.map((point): Prediction => {
        const row = evaluateCurveBasis(basis, point.share)
        const scaled = point.deviation.map((value, column) => value / columnScale[column]!)
        const mean = dot(row, adjusted) + dot(scaled, effects)
        return { mean, sd: Math.sqrt(variance(row, scaled)) }
      }),
    effects: (at: ModelPoint) => {
      covariance ??= effectCovariance(state)
      const perShare = dot(differentiateCurveBasis(basis, at.share), adjusted)
      return { perShare, perFeature, covariance }
    },
  }
}

/** Returns the curve basis held in a state. */
export function stateBasis(state: PpmState): CurveBasis {
  return {
    centre: stateNumber(state, 'centre'),
    scale: stateNumber(state, 'scale'),
    degree: stateNumber(state, 'degree'),
  }
}

/** Returns |R'^-1 b|^2: the variance of the curve at a basis row per unit of noise variance. */
export function curveVariance(rInverse: Float64Array, row: Float64Array): number {
  let squares = 0
  for (let k = 0; k < row.length; k++) {
    let sum = 0
    for (let l = 0; l <= k; l++) sum += rInverse[l * row.length + k]! * row[l]!
    squares += sum * sum
  }
  return squares
}

function posteriorVariance(state: PpmState): (row: Float64Array, scaled: Float64Array) => number {
  const slope = stateArray(state, 'slope')
  const vectors = stateArray(state, 'vectors')
  const values = stateArray(state, 'values')
  const rInverse = stateArray(state, 'rInverse')
  const penalty = stateNumber(state, 'penalty')
  const rank = values.length
  return (row, scaled) => {
    const contrast = Float64Array.from(scaled)
    const onVectors = new Float64Array(rank)
    let rest = 0
    for (let j = 0; j < contrast.length; j++) {
      let value = scaled[j]!
      for (let k = 0; k < row.length; k++) value -= slope[k * contrast.length + j]! * row[k]!
      rest += value * value
      for (let k = 0; k < rank; k++) onVectors[k]! += vectors[j * rank + k]! * value
    }
    let variance = curveVariance(rInverse, row)
    for (let k = 0; k < rank; k++) {
      const square = onVectors[k]! ** 2
      variance += square / (values[k]! + penalty)
      rest -= square
    }
    // Directions that no mix has explored keep their prior variance; there are some only with more features than mixes.
    if (rank < contrast.length) variance += Math.max(0, rest) / penalty
    return variance * state.noiseSd ** 2
  }
}

function effectCovariance(state: PpmState): Float64Array {
  const columnScale = stateArray(state, 'columnScale')
  const size = columnScale.length
  const values = stateArray(state, 'values')
  const vectors = createMatrix(size, values.length, stateArray(state, 'vectors'))
  const penalty = stateNumber(state, 'penalty')
  const floor = values.length < size ? 1 / penalty : 0
  const covariance = floor === 0 ? new Float64Array(size * size) : diagonal(size, floor)
  const shrink = values.map((value) => 1 / (value + penalty) - floor)
  addOuter(covariance, vectors, shrink)
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      covariance[i * size + j]! *= state.noiseSd ** 2 / (columnScale[i]! * columnScale[j]!)
    }
  }
  return covariance
}

function diagonal(size: number, value: number): Float64Array {
  const values = new Float64Array(size * size)
  for (let i = 0; i < size; i++) values[i * size + i] = value
  return values
}

function addOuter(covariance: Float64Array, vectors: Matrix, factors: Float64Array): void {
  const { rows, columns } = vectors
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = 0; k < columns; k++) {
        sum += vectors.values[i * columns + k]! * factors[k]! * vectors.values[j * columns + k]!
      }
      covariance[i * rows + j]! += sum
      if (i !== j) covariance[j * rows + i]! += sum
    }
  }
}
