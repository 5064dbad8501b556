import { createMatrix, dot } from '../stats/index.ts'
import {
  curveBasis,
  curveMatrix,
  differentiateCurveBasis,
  evaluateCurveBasis,
} from './budget-curve.ts'
import {
  type FittedPpm,
  type PpmState,
  requireMixes,
  sealPpm,
  stateArray,
  stateHeader,
} from './fitted.ts'
import { curveVariance, stateBasis } from './linear-model.ts'
import { decomposeRegression, projectTarget, type Regression } from './regression.ts'
import { ridgeErrors } from './ridge-errors.ts'
import type { MixDesign } from './training-table.ts'

/**
 * Returns a function that fits `budget-only` to targets of one design: a polynomial in the human share whose degree, 0 to 3, has the smallest
 * exact leave-one-out error. It is the baseline that any other PPM must beat, so the choice is the one that predicts best.
 */
export function prepareBudgetOnly(design: MixDesign): (scores: Float64Array) => FittedPpm {
  requireMixes(design)
  const none = createMatrix(design.points.length, 0)
  const highest = curveBasis(design.shares)
  const curves = Array.from({ length: highest.degree + 1 }, (_, degree) => {
    const basis = { ...highest, degree }
    const free = curveMatrix(basis, design.shares)
    return {
      basis,
      regression: decomposeRegression({ free, penalised: none, weights: design.weights }),
    }
  })
  return (scores) => {
    const errors = curves.map(({ regression }) => looError(regression, scores))
    const { basis, regression } = curves[errors.indexOf(Math.min(...errors))]!
    const target = projectTarget(regression, scores)
    const noiseSd = Math.sqrt(target.squares / Math.max(1, scores.length - basis.degree - 1))
    return openBudgetOnly({
      ...stateHeader('budget-only', design),
      noiseSd,
      numbers: { ...basis },
      arrays: { curve: target.curve, rInverse: regression.rInverse.values },
    })
  }
}

/** Returns the model of a state written by `prepareBudgetOnly`. */
export function openBudgetOnly(state: PpmState): FittedPpm {
  const basis = stateBasis(state)
  const curve = stateArray(state, 'curve')
  const rInverse = stateArray(state, 'rInverse')
  return sealPpm(state, {
    predict: (points) =>
      points.map((point) => {
        const row = evaluateCurveBasis(basis, point.share)
        return {
          mean: dot(row, curve),
          sd: state.noiseSd * Math.sqrt(curveVariance(rInverse, row)),
        }
      }),
    effects: (at) => ({
      perShare: dot(differentiateCurveBasis(basis, at.share), curve),
      perFeature: new Float64Array(state.featureIds.length),
      covariance: null,
    }),
  })
}

function looError(regression: Regression, scores: Float64Array): number {
  return ridgeErrors(regression, projectTarget(regression, scores), 1).loo
}
