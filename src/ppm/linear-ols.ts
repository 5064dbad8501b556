import { createMatrix, dot, type Matrix } from '../stats/index.ts'
import {
  type FittedPpm,
  type PpmState,
  requireMixes,
  sealPpm,
  stateArray,
  stateHeader,
  stateNumber,
} from './fitted.ts'
import { fitLeastSquares } from './least-squares.ts'
import type { MixDesign } from './training-table.ts'

/** Options of the published kinds. */
export interface OlsOptions {
  /** Singular values below this share of the largest are dropped; default machine epsilon, as the published scripts. scikit-learn 1.9: 1e-6. */
  readonly rankCut?: number
}

/**
 * Returns a function that fits `linear-ols` to targets of one design: ordinary least squares on the raw counts, minimum norm, as published. The
 * noise variance is RSS / (n - 1 - rank). Row weights are not used.
 */
export function prepareLinearOls(
  design: MixDesign,
  options: OlsOptions = {},
): (scores: Float64Array) => FittedPpm {
  requireMixes(design)
  return (scores) => {
    const fit = fitLeastSquares(design.counts, scores, options.rankCut)
    const freedom = Math.max(1, scores.length - 1 - fit.rank)
    return openLinearOls({
      ...stateHeader('linear-ols', design),
      noiseSd: Math.sqrt(fit.residualSquares / freedom),
      numbers: { intercept: fit.intercept, rank: fit.rank },
      arrays: { coefficients: fit.coefficients, centre: fit.centre, map: fit.map.values },
    })
  }
}

/** Returns the model of a state written by `prepareLinearOls`. */
export function openLinearOls(state: PpmState): FittedPpm {
  const coefficients = stateArray(state, 'coefficients')
  const centre = stateArray(state, 'centre')
  const rank = stateNumber(state, 'rank')
  const map = createMatrix(centre.length, rank, stateArray(state, 'map'))
  let covariance: Float64Array | undefined
  return sealPpm(state, {
    predict: (points) =>
      points.map(({ counts }) => ({
        mean: stateNumber(state, 'intercept') + dot(counts, coefficients),
        sd: state.noiseSd * Math.sqrt(1 / state.trainedMixes + mappedSquares(map, counts, centre)),
      })),
    effects: () => {
      covariance ??= mapCovariance(map, state.noiseSd)
      const perShare = dot(coefficients, state.columnMeans) * state.total
      return { perShare, perFeature: coefficients, covariance }
    },
  })
}

function mappedSquares(map: Matrix, counts: Float64Array, centre: Float64Array): number {
  const mapped = new Float64Array(map.columns)
  for (let j = 0; j < counts.length; j++) {
    const deviation = counts[j]! - centre[j]!
    for (let k = 0; k < mapped.length; k++)
      mapped[k]! += map.values[j * map.columns + k]! * deviation
  }
  return dot(mapped, mapped)
}

function mapCovariance(map: Matrix, noiseSd: number): Float64Array {
  const { rows, columns, values } = map
  const covariance = new Float64Array(rows * rows)
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0
      for (let k = 0; k < columns; k++) sum += values[i * columns + k]! * values[j * columns + k]!
      covariance[i * rows + j] = sum * noiseSd ** 2
      covariance[j * rows + i] = sum * noiseSd ** 2
    }
  }
  return covariance
}
