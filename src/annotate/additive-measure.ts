import type { Interval } from '../domain/index.ts'
import { percentileInterval } from '../stats/index.ts'
import type { Resampling } from './resampling.ts'

/** A statistic with its bootstrap interval; null where it is undefined or rests on fewer than two rows. */
export type MeasuredValue = Interval | null

/** Statistics that are functions of sums over rows, so that a resample is a weighted sum and never touches the annotations again. */
export interface AdditiveMeasure<Name extends string> {
  readonly names: readonly Name[]
  /** Numbers that every row contributes. */
  readonly size: number
  /** Returns the statistics of the summed contributions, in the order of `names`; NaN where undefined. */
  readonly evaluate: (sums: Float64Array) => readonly number[]
}

/** What `measureWithIntervals` reads; rows lie parallel. */
export interface MeasuredRows {
  /** Row-major (rows x size of the measure). */
  readonly contributions: Float64Array
  /** Unit that every row is resampled with. */
  readonly units: Uint32Array
}

/**
 * Returns every statistic of a measure with its percentile bootstrap interval. Whole units (prompt groups) are resampled; where all rows
 * lie in one unit, rows are, for there is no other unit to learn from. O(units x resamples).
 */
export function measureWithIntervals<Name extends string>(
  measure: AdditiveMeasure<Name>,
  rows: MeasuredRows,
  resampling: Resampling,
): Record<Name, MeasuredValue> {
  if (rows.units.length > 1 && rows.units.every((unit) => unit === rows.units[0])) {
    const units = rows.units.map((_, row) => row)
    return measureWithIntervals(measure, { ...rows, units }, resampling.ofRows(units.length))
  }
  const point = measure.evaluate(totalOf(rows.contributions, measure.size))
  const drawn = drawStatistics(measure, summariseUnits(rows, measure.size), resampling)
  const entries = measure.names.map((name, index): [Name, MeasuredValue] => {
    const value = point[index]!
    if (rows.units.length < 2 || Number.isNaN(value)) return [name, null]
    return [name, { value, ...percentileInterval(drawn[index]!, resampling.level) }]
  })
  return Object.fromEntries(entries) as Record<Name, MeasuredValue>
}

/** Returns the sums of the contributions over all rows. */
export function totalOf(contributions: Float64Array, size: number): Float64Array {
  const sums = new Float64Array(size)
  for (let start = 0; start < contributions.length; start += size) {
    for (let index = 0; index < size; index++) sums[index]! += contributions[start + index]!
  }
  return sums
}

function drawStatistics(
  measure: AdditiveMeasure<string>,
  units: Units,
  resampling: Resampling,
): Float64Array[] {
  const drawn = measure.names.map(() => new Float64Array(resampling.resamples))
  const counts = new Float64Array(units.patterns.length / measure.size)
  const sums = new Float64Array(measure.size)
  for (let resample = 0; resample < resampling.resamples; resample++) {
    countPatterns(units, resampling.weightsOf(resample), counts)
    addPatterns(units.patterns, counts, sums)
    const values = measure.evaluate(sums)
    for (let index = 0; index < drawn.length; index++) drawn[index]![resample] = values[index]!
  }
  return drawn
}

/** Units that contribute; those with equal contributions share a pattern. */
interface Units {
  /** Distinct contributions, row-major (patterns x size). */
  readonly patterns: Float64Array
  /** Parallel: a unit that contributes, and its pattern. */
  readonly unitOf: Uint32Array
  readonly patternOf: Uint32Array
}

function summariseUnits(rows: MeasuredRows, size: number): Units {
  const sumsOf = sumByUnit(rows, size)
  const indexOf = new Map<string, number>()
  const distinct: Float64Array[] = []
  const patternOf = Uint32Array.from(sumsOf.values(), (own) => {
    const key = own.join()
    const known = indexOf.get(key)
    if (known !== undefined) return known
    indexOf.set(key, distinct.length)
    return distinct.push(own) - 1
  })
  const patterns = new Float64Array(distinct.length * size)
  distinct.forEach((own, index) => {
    patterns.set(own, index * size)
  })
  return { patterns, unitOf: Uint32Array.from(sumsOf.keys()), patternOf }
}

function sumByUnit(
  { contributions, units }: MeasuredRows,
  size: number,
): Map<number, Float64Array> {
  const sumsOf = new Map<number, Float64Array>()
  for (let row = 0; row < units.length; row++) {
    const sums = sumsOf.get(units[row]!) ?? new Float64Array(size)
    for (let index = 0; index < size; index++) sums[index]! += contributions[row * size + index]!
    sumsOf.set(units[row]!, sums)
  }
  return sumsOf
}

function countPatterns(units: Units, weights: Uint8Array, counts: Float64Array): void {
  counts.fill(0)
  for (let index = 0; index < units.unitOf.length; index++) {
    counts[units.patternOf[index]!]! += weights[units.unitOf[index]!]!
  }
}

function addPatterns(patterns: Float64Array, counts: Float64Array, sums: Float64Array): void {
  sums.fill(0)
  const size = sums.length
  for (let pattern = 0; pattern < counts.length; pattern++) {
    const count = counts[pattern]!
    if (count === 0) continue
    for (let index = 0; index < size; index++) {
      sums[index]! += count * patterns[pattern * size + index]!
    }
  }
}
