import type { Interval } from '../../domain/index.ts'
import { drawIndex, type Random } from '../../kit/index.ts'
import { percentileInterval } from '../../stats/index.ts'
import type { TagDimensionEntry } from '../tag-types.ts'
import { COMPARED, PROMPTS, type TagCells } from './tag-cells.ts'
import { measureCells, STATISTICS } from './tag-statistics.ts'

/** Resamples of units. */
export interface UnitResampling {
  /** Unit of every prompt, numbered from 0. */
  readonly units: Uint32Array
  readonly resamples: number
  readonly level: number
}

/** A dimension with what its prompts add up to. */
export interface CountedDimension {
  readonly dimension: TagDimensionEntry
  readonly cells: TagCells
}

/** Summed cells of a dimension, and every statistic with its interval; null where it is undefined or rests on fewer than two prompts. */
export interface MeasuredDimension {
  readonly totals: Float64Array
  readonly intervals: readonly (Interval | null)[]
}

/**
 * Returns the statistics of every dimension with percentile bootstrap intervals: as many units as there are, drawn with replacement, the same
 * draws for all dimensions. Resamples in which a statistic is undefined are left out of its interval. O(entries x resamples).
 */
export function withIntervals(
  counted: readonly CountedDimension[],
  { units, resamples, level }: UnitResampling,
  random: Random,
): MeasuredDimension[] {
  const unitCount = units.reduce((most, unit) => Math.max(most, unit + 1), 0)
  const totals = counted.map(({ cells }) =>
    sumCells(cells, units, new Float64Array(unitCount).fill(1)),
  )
  const points = counted.map(({ dimension }, at) => measureCells(totals[at]!, dimension))
  const drawn = points.map((point) => Array.from(point, () => new Float64Array(resamples)))
  for (let resample = 0; resample < resamples; resample++) {
    const weights = drawWeights(unitCount, random.fork('resample', resample))
    counted.forEach(({ dimension, cells }, at) => {
      measureCells(sumCells(cells, units, weights), dimension).forEach((value, index) => {
        drawn[at]![index]![resample] = value
      })
    })
  }
  return points.map((point, at) => ({
    totals: totals[at]!,
    intervals: Array.from(point, (value, index) => {
      const isOfAll = index <= STATISTICS.secondUnknown
      const prompts = totals[at]![isOfAll ? PROMPTS : COMPARED]!
      if (prompts < 2 || Number.isNaN(value)) return null
      return { value, ...percentileInterval(drawn[at]![index]!, level) }
    }),
  }))
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
