import type { CellCalibration } from './cell.ts'

/** Bins between the ends of a calibration picture. */
const binCount = 20

/** Returns sums of predicted and observed values over rows in equally wide bins of the prediction; unknown rows do not count, those beyond an end lie in its bin. */
export function calibrationBins(
  predicted: ArrayLike<number>,
  observed: ArrayLike<number>,
  {
    set,
    predictor,
    lo,
    hi,
  }: { readonly set: string; readonly predictor: string; readonly lo: number; readonly hi: number },
): CellCalibration[] {
  const sums = Array.from({ length: binCount }, () => ({ predicted: 0, observed: 0, rows: 0 }))
  for (let row = 0; row < predicted.length; row++) {
    const value = predicted[row]!
    if (Number.isNaN(value) || Number.isNaN(observed[row]!)) continue
    const at = Math.floor((binCount * (value - lo)) / (hi - lo))
    const bin = sums[Math.min(binCount - 1, Math.max(0, at))]!
    bin.predicted += value
    bin.observed += observed[row]!
    bin.rows++
  }
  return sums.flatMap((own, bin) => (own.rows === 0 ? [] : [{ set, predictor, bin, ...own }]))
}
