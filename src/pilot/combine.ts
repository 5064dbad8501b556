import type { Random } from '../kit/index.ts'
import { mean, standardDeviation } from '../stats/index.ts'
import type { RowTargets } from './label-utility.ts'
import { measureRowQuality, type RowQuality } from './row-quality.ts'

/** Learned weights of several kinds of evidence; every kind that was refused has none. */
export interface CombinedEvidence {
  /** value = base + sum of weight x (part - mean). */
  readonly base: number
  readonly parts: readonly {
    readonly name: string
    readonly weight: number
    readonly mean: number
  }[]
  /** Share of each part in the spread of the value, 0 to 1; they sum to 1. */
  readonly shares: Readonly<Record<string, number>>
  /** Quality of every part that was offered. */
  readonly quality: Readonly<Record<string, RowQuality>>
  readonly refused: readonly string[]
}

/** Penalty on the weights in rows, on parts of spread 1: few rows cannot tell parts apart that say nearly the same. */
const penalty = 20

/**
 * Returns how several kinds of evidence are weighed to predict a target of rows (a gain in label utility, an influence on a score): weights are not negative,
 * chosen by ridge regression of the target on out-of-fold predictions, in which every row with a weight counts the same. A part whose rank correlation with the
 * target is not surely above zero is refused.
 * Null where every part is refused: then nothing supports spending a label on one row rather than another.
 */
export function combineEvidence(
  parts: Readonly<Record<string, Float64Array>>,
  target: RowTargets,
  groups: ArrayLike<number>,
  random: Random,
): CombinedEvidence | null {
  const values = target.values.map((value, row) => (target.weights[row]! > 0 ? value : Number.NaN))
  const quality = Object.fromEntries(
    Object.entries(parts).map(([name, part]) => [
      name,
      measureRowQuality(part, values, groups, random.fork('quality', name)),
    ]),
  )
  const kept = Object.keys(parts).filter((name) => quality[name]!.usable)
  if (kept.length === 0) return null
  const rows = [...values.keys()].filter(
    (row) => !Number.isNaN(values[row]!) && kept.every((name) => !Number.isNaN(parts[name]![row]!)),
  )
  const columns = kept.map((name) => {
    const own = Float64Array.from(rows, (row) => parts[name]![row]!)
    return { name, own, mean: mean(own), spread: standardDeviation(own) }
  })
  const y = Float64Array.from(rows, (row) => values[row]!)
  const weights = solveNonNegative(
    columns.map(({ own, mean: center, spread }) =>
      own.map((value) => (spread > 0 ? (value - center) / spread : 0)),
    ),
    y,
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  if (total === 0) return null
  return {
    base: mean(y),
    parts: columns.map(({ name, mean: center, spread }, index) => ({
      name,
      weight: spread > 0 ? weights[index]! / spread : 0,
      mean: center,
    })),
    shares: Object.fromEntries(kept.map((name, index) => [name, weights[index]! / total])),
    quality,
    refused: Object.keys(parts).filter((name) => !quality[name]!.usable),
  }
}

/** Returns the combined value of rows, and what each part adds to it beyond the base; a row on which a part is unknown takes that part's mean. */
export function applyCombined(
  combined: CombinedEvidence,
  parts: Readonly<Record<string, Float64Array>>,
): { readonly value: Float64Array; readonly parts: Record<string, Float64Array> } {
  const rows = parts[combined.parts[0]!.name]!.length
  const value = new Float64Array(rows).fill(combined.base)
  const added: Record<string, Float64Array> = {}
  for (const { name, weight, mean: center } of combined.parts) {
    const own = parts[name]!.map((part) => (Number.isNaN(part) ? 0 : weight * (part - center)))
    own.forEach((part, row) => {
      value[row]! += part
    })
    added[name] = own
  }
  return { value, parts: added }
}

/** Coordinate descent for least squares with weights of at least zero; the objective is convex, so the order does not matter in the end. */
function solveNonNegative(columns: readonly Float64Array[], y: Float64Array): number[] {
  const center = mean(y)
  const rest = y.map((value) => value - center)
  const weights = columns.map(() => 0)
  for (let round = 0; round < 500; round++) {
    let moved = 0
    columns.forEach((column, index) => {
      let moment = 0
      let squares = penalty
      for (let row = 0; row < column.length; row++) {
        moment += column[row]! * rest[row]!
        squares += column[row]! * column[row]!
      }
      const next = Math.max(0, weights[index]! + (moment - penalty * weights[index]!) / squares)
      const step = next - weights[index]!
      if (step === 0) return
      for (let row = 0; row < column.length; row++) rest[row]! -= step * column[row]!
      weights[index] = next
      moved = Math.max(moved, Math.abs(step))
    })
    if (moved < 1e-12) break
  }
  return weights
}
