import type { Interval } from '../domain/index.ts'
import { drawIndex, type Random } from '../kit/index.ts'
import { percentileInterval, standardDeviation } from '../stats/index.ts'
import { combineSubsets, type RowScores, scoreTargets, targetNames } from './row-scores.ts'
import { requireLength, type Suite } from './suite.ts'

/** Scores of k heads on resampled rows of a suite. Tables drawn from one suite and one stream saw the same resamples. */
export interface ScoreSamples {
  readonly targets: readonly string[]
  readonly k: number
  readonly resamples: number
  /** Scores on the rows as they are, (k x targets). */
  readonly values: Float64Array
  /** (resamples x k x targets). */
  readonly samples: Float64Array
}

/** A value with its 95 % interval and the standard deviation over the resamples. */
export interface SampledInterval extends Interval {
  readonly sd: number
}

/**
 * Returns the scores of k heads on resamples of the suite: inside every category as many prompt groups as it has are drawn with
 * replacement, rows of a group together. O(resamples x groups x k). `resamples` is 200 unless said otherwise.
 */
export function bootstrapScores(
  suite: Suite,
  scores: RowScores,
  options: { readonly resamples?: number },
  random: Random,
): ScoreSamples {
  requireLength('row scores', scores.rows, suite.subsetOfRow.length)
  const resamples = options.resamples ?? 200
  const targets = targetNames(suite)
  const cells = collectCells(suite, scores)
  const samples = new Float64Array(resamples * scores.k * targets.length)
  const size = scores.k * targets.length
  for (let resample = 0; resample < resamples; resample++) {
    const draws = drawUnits(cells, random.fork('resample', resample))
    const part = samples.subarray(resample * size, (resample + 1) * size)
    scoreResample(suite, cells, { draws, k: scores.k, part })
  }
  return {
    targets,
    k: scores.k,
    resamples,
    values: scoreTargets(suite, scores).values,
    samples,
  }
}

/** Returns the score of one head on one target, with its interval. */
export function scoreInterval(
  samples: ScoreSamples,
  head: number,
  target: number | string,
): SampledInterval {
  const pick = cellReader(samples, [head], target)
  return summarise(pick(samples.values, 0), drawn(samples, pick))
}

/** Returns the bootstrap standard deviation of every head on one target; shape (k). */
export function scoreSds(samples: ScoreSamples, target: number | string): Float64Array {
  return Float64Array.from({ length: samples.k }, (_, head) => {
    const pick = cellReader(samples, [head], target)
    return standardDeviation(drawn(samples, pick), 1)
  })
}

/** One head, or several whose mean is meant. */
export interface ComparedHeads {
  readonly samples: ScoreSamples
  readonly heads: readonly number[]
}

/**
 * Returns the paired difference on one target between two heads, or means of heads: both sides are scored on the same resamples, so what the rows do to
 * both cancels. The two sides may come from different tables of one suite and one stream.
 *
 * @throws RangeError where the two sides were not drawn alike
 */
export function pairedDifference(
  first: ComparedHeads,
  second: ComparedHeads,
  target: number | string,
): SampledInterval {
  requireLength('resamples', second.samples.resamples, first.samples.resamples)
  if (first.samples.targets.join() !== second.samples.targets.join()) {
    throw new RangeError('paired difference: got tables of different suites, expected one suite')
  }
  const a = cellReader(first.samples, first.heads, target)
  const b = cellReader(second.samples, second.heads, target)
  const ours = drawn(first.samples, a)
  const theirs = drawn(second.samples, b)
  return summarise(
    a(first.samples.values, 0) - b(second.samples.values, 0),
    ours.map((value, resample) => value - theirs[resample]!),
  )
}

interface Cells {
  /** Category of every unit (a prompt group inside a category), ascending. */
  readonly unitsOfCategory: readonly Uint32Array[]
  readonly unitCount: number
  /** A cell is the part of a unit in one subset. */
  readonly unitOfCell: Uint32Array
  readonly subsetOfCell: Uint32Array
  readonly rowsOfCell: Uint32Array
  /** (cells x k). */
  readonly sums: Float64Array
}

function collectCells(suite: Suite, scores: RowScores): Cells {
  const unitIndex = new Map<number, number>()
  const cellIndex = new Map<number, number>()
  const units: number[][] = suite.categories.map(() => [])
  const unitOfCell: number[] = []
  const subsetOfCell: number[] = []
  const cellOfRow = Uint32Array.from(suite.subsetOfRow, (subset, row) => {
    const category = suite.categoryOfSubset[subset]!
    const unitKey = suite.groupOfRow[row]! * suite.categories.length + category
    const unit = unitIndex.get(unitKey) ?? unitIndex.size
    if (unit === unitIndex.size) units[category]!.push(unit)
    unitIndex.set(unitKey, unit)
    const cellKey = unit * suite.subsets.length + subset
    const cell = cellIndex.get(cellKey) ?? cellIndex.size
    cellIndex.set(cellKey, cell)
    unitOfCell[cell] = unit
    subsetOfCell[cell] = subset
    return cell
  })
  const rowsOfCell = new Uint32Array(cellIndex.size)
  for (const cell of cellOfRow) rowsOfCell[cell]! += 1
  return {
    unitsOfCategory: units.map((own) => Uint32Array.from(own)),
    unitCount: unitIndex.size,
    unitOfCell: Uint32Array.from(unitOfCell),
    subsetOfCell: Uint32Array.from(subsetOfCell),
    rowsOfCell,
    sums: sumCells(cellOfRow, cellIndex.size, scores),
  }
}

function sumCells(cellOfRow: Uint32Array, cellCount: number, scores: RowScores): Float64Array {
  const { k, rows, values } = scores
  const sums = new Float64Array(cellCount * k)
  for (let head = 0; head < k; head++) {
    for (let row = 0; row < rows; row++) {
      sums[cellOfRow[row]! * k + head]! += values[head * rows + row]!
    }
  }
  return sums
}

function drawUnits(cells: Cells, random: Random): Uint32Array {
  const draws = new Uint32Array(cells.unitCount)
  for (const units of cells.unitsOfCategory) {
    for (let draw = 0; draw < units.length; draw++) {
      draws[units[drawIndex(units.length, random)]!]! += 1
    }
  }
  return draws
}

function scoreResample(
  suite: Suite,
  cells: Cells,
  resample: { readonly draws: Uint32Array; readonly k: number; readonly part: Float64Array },
): void {
  const { draws, k, part } = resample
  const subsetCount = suite.subsets.length
  const counts = new Float64Array(subsetCount)
  const sums = new Float64Array(subsetCount * k)
  for (let cell = 0; cell < cells.unitOfCell.length; cell++) {
    const weight = draws[cells.unitOfCell[cell]!]!
    if (weight === 0) continue
    const subset = cells.subsetOfCell[cell]!
    counts[subset]! += weight * cells.rowsOfCell[cell]!
    for (let head = 0; head < k; head++) {
      sums[subset * k + head]! += weight * cells.sums[cell * k + head]!
    }
  }
  const combine = combineSubsets(suite, counts)
  const targetCount = suite.categories.length + 1
  const own = new Float64Array(subsetCount)
  for (let head = 0; head < k; head++) {
    for (let subset = 0; subset < subsetCount; subset++) own[subset] = sums[subset * k + head]!
    combine(own, part.subarray(head * targetCount, (head + 1) * targetCount))
  }
}

type CellReader = (table: Float64Array, offset: number) => number

function cellReader(
  samples: ScoreSamples,
  heads: readonly number[],
  target: number | string,
): CellReader {
  const column = typeof target === 'number' ? target : samples.targets.indexOf(target)
  const width = samples.targets.length
  const valid =
    column >= 0 && column < width && heads.every((head) => head >= 0 && head < samples.k)
  if (!valid || heads.length === 0) {
    throw new RangeError(
      `score samples: got heads ${heads.join()} and target ${target}, expected heads below ${samples.k} and a target of ${samples.targets.join()}`,
    )
  }
  return (table, offset) => {
    let sum = 0
    for (const head of heads) sum += table[offset + head * width + column]!
    return sum / heads.length
  }
}

function drawn(samples: ScoreSamples, pick: CellReader): Float64Array {
  const size = samples.k * samples.targets.length
  return Float64Array.from({ length: samples.resamples }, (_, resample) =>
    pick(samples.samples, resample * size),
  )
}

function summarise(value: number, values: Float64Array): SampledInterval {
  return { value, ...percentileInterval(values, 0.95), sd: standardDeviation(values, 1) }
}
