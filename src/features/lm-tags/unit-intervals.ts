import type { Interval } from '../../domain/index.ts'
import { drawIndex, type Random } from '../../kit/index.ts'
import { percentileInterval } from '../../stats/index.ts'
import { COMPARED, PROMPTS, type TagCells } from './tag-cells.ts'

/** Resamples of units. */
export interface UnitResampling {
  /** Unit of every prompt, numbered from 0. */
  readonly units: Uint32Array
  readonly resamples: number
  readonly level: number
  readonly random: Random
}

/** Summed cells, and every statistic with its interval; null where it is NaN or rests on fewer than two prompts. */
export interface MeasuredCells {
  readonly totals: Float64Array
  readonly intervals: readonly (Interval | null)[]
}

/** How many of the first statistics rest on all prompts; the others rest on those that are compared. */
const OF_ALL_PROMPTS = 2

/**
 * Returns the statistics of summed cells with percentile bootstrap intervals: as many units as there are, drawn with replacement. Resample b of a
 * stream is the same for every dimension. O(entries x resamples).
 */
export function withIntervals(
  cells: TagCells,
  measure: (sums: Float64Array) => readonly number[],
  { units, resamples, level, random }: UnitResampling,
): MeasuredCells {
  const unitCount = units.reduce((most, unit) => Math.max(most, unit + 1), 0)
  const totals = sumCells(cells, units, new Float64Array(unitCount).fill(1))
  const point = measure(totals)
  const drawn = point.map(() => new Float64Array(resamples))
  for (let resample = 0; resample < resamples; resample++) {
    const weights = drawWeights(unitCount, random.fork('resample', resample))
    measure(sumCells(cells, units, weights)).forEach((value, index) => {
      drawn[index]![resample] = value
    })
  }
  const intervals = point.map((value, index) => {
    const rows = totals[index < OF_ALL_PROMPTS ? PROMPTS : COMPARED]!
    if (rows < 2 || Number.isNaN(value)) return null
    return { value, ...percentileInterval(drawn[index]!, level) }
  })
  return { totals, intervals }
}

function sumCells(
  { size, prompt, cell, amount }: TagCells,
  units: Uint32Array,
  weights: Float64Array,
): Float64Array {
  const sums = new Float64Array(size)
  for (let entry = 0; entry < cell.length; entry++) {
    sums[cell[entry]!]! += weights[units[prompt[entry]!]!]! * amount[entry]!
  }
  return sums
}

function drawWeights(count: number, random: Random): Float64Array {
  const weights = new Float64Array(count)
  for (let draw = 0; draw < count; draw++) weights[drawIndex(count, random)]! += 1
  return weights
}
