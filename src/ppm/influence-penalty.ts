import {
  joinSums,
  openRegression,
  type RegressionSums,
  type SumRegression,
  squaredErrors,
} from './influence-sums.ts'

/** Ratios of prior variance to noise variance that are tried, 1e-6 to 10, evenly in the logarithm; the smallest is as good as no effect. */
const RATIOS: readonly number[] = Array.from({ length: 15 }, (_, index) => 10 ** (-6 + index / 2))

/**
 * Returns the ratio with the smallest squared error over held-out folds (penalty = mean squared length of a row / ratio), equal errors to
 * the smaller ratio; each fold is predicted from the others. Folds without rows do not count.
 */
export function chooseRatio(
  folds: readonly RegressionSums[],
  without: (fold: number) => SumRegression,
): number {
  const errors = new Float64Array(RATIOS.length)
  folds.forEach((sums, fold) => {
    if (sums.count === 0) return
    const regression = without(fold)
    RATIOS.forEach((ratio, index) => {
      const coefficients = regression.solve(regression.unit / ratio)
      errors[index]! += squaredErrors(regression, coefficients, sums)
    })
  })
  let best = 0
  for (let index = 1; index < errors.length; index++) {
    if (errors[index]! < errors[best]!) best = index
  }
  return RATIOS[best]!
}

/** Returns the regressions on all folds but one or two, each decomposed once. */
export function openLeaveOut(
  folds: readonly RegressionSums[],
): (...left: readonly number[]) => SumRegression {
  const known = new Map<string, SumRegression>()
  return (...left) => {
    const key = [...left].sort((a, b) => a - b).join()
    const found =
      known.get(key) ?? openRegression(joinSums(folds.filter((_, fold) => !left.includes(fold))))
    known.set(key, found)
    return found
  }
}
