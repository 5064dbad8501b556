/** A score at a human share, 0 to 1. */
export interface CurvePoint {
  readonly share: number
  readonly value: number
}

/**
 * Returns how many more human labels of `total` a curve needs for a point's value than the point itself has, read off the line through the curve's own
 * points (ascending by share); null where the curve does not get there.
 */
export function labelsSaved(
  curve: readonly CurvePoint[],
  point: CurvePoint,
  total: number,
): number | null {
  const share = crossing(curve, point)
  return share === null ? null : Math.max(0, Math.round((share - point.share) * total))
}

/** Returns the smallest share from the point's on at which the curve reaches its value. */
function crossing(curve: readonly CurvePoint[], point: CurvePoint): number | null {
  for (let at = 1; at < curve.length; at++) {
    const from = curve[at - 1]!
    const to = curve[at]!
    if (to.share <= point.share || to.value < point.value) continue
    if (from.value >= point.value) return Math.max(point.share, from.share)
    const part = (point.value - from.value) / (to.value - from.value)
    return Math.max(point.share, from.share + part * (to.share - from.share))
  }
  return null
}

/** Returns the price of one training at which so many trainings cost what the saved labels do, USD; null where either is unknown. */
export function breakEvenPrice(
  saved: number | null,
  trainings: number,
  { human, lm }: { readonly human: number | null; readonly lm: number | null },
): number | null {
  return saved === null || human === null || lm === null ? null : (saved * (human - lm)) / trainings
}
