/** 41 ratios of prior variance to noise variance, 1e-8 to 1e2, evenly spaced in the logarithm. */
export const ratioGrid: Float64Array = Float64Array.from(
  { length: 41 },
  (_, index) => 10 ** (-8 + index / 4),
)

const step = 0.25
const highestPower = 8
const golden = (Math.sqrt(5) - 1) / 2

/**
 * Returns the ratio that maximises an objective: best of the grid (ties to the smaller ratio), the grid carried on upwards while its upper
 * end is best (data almost without noise; at most to 1e8), then golden-section search between the neighbours.
 */
export function maximiseRatio(objective: (ratio: number) => number): number {
  const at = (power: number): number => objective(10 ** power)
  let bestPower = -8
  let best = at(bestPower)
  for (let index = 1; index < ratioGrid.length; index++) {
    const power = -8 + index * step
    const value = at(power)
    if (value > best) {
      best = value
      bestPower = power
    }
  }
  while (bestPower >= 2 && bestPower < highestPower) {
    const value = at(bestPower + step)
    if (!(value > best)) break
    best = value
    bestPower += step
  }
  return 10 ** refine(at, bestPower, best)
}

function refine(at: (power: number) => number, centre: number, best: number): number {
  let lo = Math.max(-8, centre - step)
  let hi = centre + step
  let left = hi - golden * (hi - lo)
  let right = lo + golden * (hi - lo)
  let leftValue = at(left)
  let rightValue = at(right)
  while (hi - lo > 0.01) {
    if (leftValue >= rightValue) {
      hi = right
      right = left
      rightValue = leftValue
      left = hi - golden * (hi - lo)
      leftValue = at(left)
    } else {
      lo = left
      left = right
      leftValue = rightValue
      right = lo + golden * (hi - lo)
      rightValue = at(right)
    }
  }
  const middle = (lo + hi) / 2
  return at(middle) > best ? middle : centre
}
