import type { FittedPpm } from './fitted.ts'
import { kernelDual } from './kernel-model.ts'
import { expandKernel } from './pair-form.ts'
import { quadraticOlsForm } from './quadratic-ols.ts'

/** Explicit terms of a quadratic model, in rows: the part of the score that the features explain is linear . v + v' pairs v. */
export interface PairEffects {
  /** What v is: counts - humans * columnMeans, or the raw counts (`quadratic-ols`). */
  readonly basis: 'deviations' | 'counts'
  /** Points per row; shape (m). */
  readonly linear: Float64Array
  /** Symmetric, row-major m x m; points per squared row. The coefficient of v_i v_j, i < j, is twice the element. */
  readonly pairs: Float64Array
}

/**
 * Returns the explicit linear and pair terms of a model, for finite gains: moving a row with features x changes v by u (x less the column
 * means for deviations, x for counts) and the score by (linear + 2 pairs v) . u + u' pairs u, beside perRow for deviations. Null for kinds
 * that are not quadratic. Holds for pools of the size that the model was fitted on; multiply v and u by model total / pool total otherwise.
 */
export function pairEffects(fitted: FittedPpm): PairEffects | null {
  if (fitted.kind === 'quadratic-ols') return { basis: 'counts', ...quadraticOlsForm(fitted.state) }
  if (fitted.kind !== 'quadratic') return null
  const { dual, inputs, inputScale, kernel } = kernelDual(fitted.state)
  const form = expandKernel(inputs, dual, {
    linear: kernel.linear,
    quadratic: kernel.quadratic,
    squares: 0,
  })
  return {
    basis: 'deviations',
    linear: form.linear.map((value) => value / inputScale),
    pairs: form.pairs.map((value) => value / inputScale ** 2),
  }
}
