import { type Effects, hasFeature } from '../domain/index.ts'
import { scorePairs } from './carried-features.ts'
import { scoreLinearGains } from './linear-gains.ts'
import type { PoolView } from './pool-view.ts'

/** Returns the gain of every row at the mix of the effects: points per row of this pool; shape (n). */
export function scoreGains(view: PoolView, effects: Effects): Float64Array {
  const { scale, predictor } = view
  let offset = effects.perRow
  effects.perFeature.forEach((effect, column) => {
    offset -= effect * predictor.columnMeans[column]!
  })
  return scoreLinearGains(
    view.matrix,
    effects.perFeature.map((effect) => effect * scale),
    offset * scale,
  )
}

/**
 * Returns the posterior standard deviation of every gain, sqrt((x - mean)' C (x - mean)), points per row of this pool; shape (n). Null where the model
 * has no covariance. The quadratic form runs over carried pairs only: x'Cx - 2 x'C mean + mean'C mean.
 */
export function scoreGainSds(view: PoolView, effects: Effects): Float64Array | null {
  if (effects.covariance === null) return null
  const covariance = silenceMissing(effects.covariance, view.missing)
  const means = view.predictor.columnMeans
  const size = means.length
  const linear = new Float64Array(size)
  const triangle = new Float64Array(size * size)
  let constant = 0
  for (let i = 0; i < size; i++) {
    let product = 0
    for (let j = 0; j < size; j++) {
      const value = covariance[i * size + j]!
      product += value * means[j]!
      if (j <= i) triangle[i * size + j] = i === j ? value : 2 * value
    }
    linear[i] = -2 * product
    constant += means[i]! * product
  }
  // Rounding may push a variance that is zero slightly below it.
  return scorePairs(view.matrix, linear, triangle).map(
    (variance) => view.scale * Math.sqrt(Math.max(0, variance + constant)),
  )
}

function silenceMissing(covariance: Float64Array, missing: Uint8Array): Float64Array {
  const size = missing.length
  return covariance.map((value, at) =>
    missing[Math.floor(at / size)] === 1 || missing[at % size] === 1 ? 0 : value,
  )
}

/**
 * Returns at most three features that a row carries and that moved its gain most, by their share of the sum of absolute contributions
 * |effect x (carried - mean)| over all features.
 */
export function explainGain(
  view: PoolView,
  effects: Effects,
  row: number,
): { readonly feature: string; readonly share: number }[] {
  const means = view.predictor.columnMeans
  let whole = 0
  const carried: { readonly column: number; readonly size: number }[] = []
  effects.perFeature.forEach((effect, column) => {
    const has = hasFeature(view.matrix, row, column)
    const size = Math.abs(effect * (Number(has) - means[column]!))
    whole += size
    if (has && size > 0) carried.push({ column, size })
  })
  return carried
    .sort((a, b) => b.size - a.size || a.column - b.column)
    .slice(0, 3)
    .map(({ column, size }) => ({
      feature: view.predictor.featureIds[column]!,
      share: size / whole,
    }))
}
