import { dot } from '../stats/index.ts'
import { mergeEqualRows } from './equal-rows.ts'
import {
  type FittedPpm,
  type PpmState,
  requireMixes,
  sealPpm,
  stateArray,
  stateHeader,
  stateNumber,
} from './fitted.ts'
import type { OlsOptions } from './linear-ols.ts'
import { differentiatePairForm, evaluatePairForm, type PairForm } from './pair-form.ts'
import { prepareQuadraticLeastSquares } from './quadratic-least-squares.ts'
import type { MixDesign } from './training-table.ts'

/**
 * Returns a function that fits `quadratic-ols` to targets of one design: least squares on all degree-2 terms of the raw counts, minimum norm,
 * as published. There are usually more terms than mixes, so the fit goes through every mix and leaves no residuals to estimate noise from:
 * `sd` is the root mean square leave-one-out error as a whole, the same everywhere, and `noiseSd` is 0. Equal mixes count once, with their
 * mean score. Row weights are not used.
 */
export function prepareQuadraticOls(
  design: MixDesign,
  options: OlsOptions = {},
): (scores: Float64Array) => FittedPpm {
  requireMixes(design)
  const merged = mergeEqualRows(design.counts)
  const solve = prepareQuadraticLeastSquares(merged.rows, options.rankCut)
  return (scores) => {
    const { form, intercept, rank, looError } = solve(merged.average(scores))
    return openQuadraticOls({
      ...stateHeader('quadratic-ols', design),
      noiseSd: 0,
      numbers: { intercept, rank, sd: looError },
      arrays: { linear: form.linear, pairs: form.pairs },
    })
  }
}

/** Returns the model of a state written by `prepareQuadraticOls`. */
export function openQuadraticOls(state: PpmState): FittedPpm {
  const form = quadraticOlsForm(state)
  const intercept = stateNumber(state, 'intercept')
  const sd = stateNumber(state, 'sd')
  return sealPpm(state, {
    predict: (points) =>
      points.map(({ counts }) => ({ mean: intercept + evaluatePairForm(form, counts), sd })),
    effects: (at) => {
      const perFeature = differentiatePairForm(form, at.counts)
      const perShare = dot(perFeature, state.columnMeans) * state.total
      return { perShare, perFeature, covariance: null }
    },
  })
}

/** Returns the explicit terms of a state, in raw counts. */
export function quadraticOlsForm(state: PpmState): PairForm {
  return { linear: stateArray(state, 'linear'), pairs: stateArray(state, 'pairs') }
}
