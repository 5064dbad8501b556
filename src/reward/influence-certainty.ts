import type { InfluenceCertainty } from '../domain/index.ts'
import { drawIndex, type Random } from '../kit/index.ts'
import { type InfluenceHead, readAtHead } from './influence-head.ts'
import { type InfluenceTarget, targetWeights } from './influence-target.ts'
import { takeRows } from './take-rows.ts'

/** How the evaluation rows are resampled. */
export interface CertaintyOptions {
  /** 60 unless told; at least 2. */
  readonly resamples?: number
}

/** Training rows multiplied at a time: what is held at once does not grow with the pool. */
const BLOCK_ROWS = 4096

/**
 * Returns mean, sd and t of every influence over resamples of the evaluation rows: inside every category as many prompt groups as it has
 * are drawn with replacement, rows of a group together, and the category keeps its weight. All resampled gradients are solved together,
 * O(resamples x columns x (rows of the target + columns + rows whose label changes)).
 */
export async function resampleInfluence(
  head: InfluenceHead,
  targets: readonly InfluenceTarget[],
  options: CertaintyOptions,
  random: Random,
): Promise<InfluenceCertainty> {
  const resamples = options.resamples ?? 60
  if (!(resamples >= 2))
    throw new RangeError(`influence resamples: got ${resamples}, expected at least 2`)
  const { rows } = head.problem
  const size = targets.length * rows
  const found = {
    mean: new Float64Array(size),
    sd: new Float64Array(size),
    t: new Float64Array(size),
  }
  for (const [index, target] of targets.entries()) {
    const own = random.fork('target', target.name)
    const gradients = await resampledGradients(head, target, { resamples, random: own })
    const solved = head.curvature.applyExactly(head.problem.l2, gradients)
    await addRows(head, { solved: new Float32Array(solved), resamples }, (row, mean, sd) => {
      const at = index * rows + row
      found.mean[at] = mean
      found.sd[at] = sd
      found.t[at] = mean === 0 && sd === 0 ? 0 : mean / sd
    })
  }
  return { targets: targets.map(({ name }) => name), rows, resamples, ...found }
}

async function resampledGradients(
  head: InfluenceHead,
  target: InfluenceTarget,
  { resamples, random }: { readonly resamples: number; readonly random: Random },
): Promise<Float64Array> {
  const { columns } = head.problem
  const { perMargin, perScale } = readAtHead(head, target)
  const draw = weightDrawer(target)
  const factors = new Float32Array(resamples * target.rows)
  const toScale = new Float64Array(resamples)
  for (let resample = 0; resample < resamples; resample++) {
    draw(random.fork('resample', resample)).forEach((weight, row) => {
      factors[resample * target.rows + row] = weight * perMargin[row]!
      toScale[resample]! += weight * perScale[row]!
    })
  }
  const matrix = await head.engine.prepare(target.x, target.rows, columns)
  const gradients = new Float64Array(await matrix.times(factors, resamples))
  await matrix.dispose()
  for (let at = 0; at < gradients.length; at++) {
    gradients[at]! += toScale[Math.floor(at / columns)]! * head.scaleGradient[at % columns]!
  }
  return gradients
}

/** Returns a function that draws row weights, summing to 1; a category all of whose drawn rows weigh nothing drops out. */
function weightDrawer(target: InfluenceTarget): (random: Random) => Float64Array {
  const { rows, groups, categories } = target
  const weights = targetWeights(target)
  const categoryOf = numberValues(rows, (row) => categories?.[row] ?? 0)
  // A prompt group that stands in two categories is drawn in each by itself.
  const unitOf = numberValues(rows, (row) => `${groups?.[row] ?? row}/${categoryOf.of[row]!}`)
  const categoryOfUnit = new Uint32Array(unitOf.count)
  for (let row = 0; row < rows; row++) categoryOfUnit[unitOf.of[row]!] = categoryOf.of[row]!
  const unitsOf = Array.from({ length: categoryOf.count }, (_, category) =>
    [...categoryOfUnit.keys()].filter((unit) => categoryOfUnit[unit] === category),
  )
  const totals = new Float64Array(categoryOf.count)
  weights.forEach((weight, row) => {
    totals[categoryOf.of[row]!]! += weight
  })
  return (random) => {
    const draws = drawUnits(unitsOf, unitOf.count, random)
    const drawn = weights.map((weight, row) => weight * draws[unitOf.of[row]!]!)
    const sums = new Float64Array(totals.length)
    drawn.forEach((weight, row) => {
      sums[categoryOf.of[row]!]! += weight
    })
    return drawn.map((weight, row) => {
      const category = categoryOf.of[row]!
      return weight === 0 ? 0 : (weight * totals[category]!) / sums[category]!
    })
  }
}

function drawUnits(
  unitsOf: readonly (readonly number[])[],
  count: number,
  random: Random,
): Uint32Array {
  const draws = new Uint32Array(count)
  for (const units of unitsOf) {
    for (let draw = 0; draw < units.length; draw++)
      draws[units[drawIndex(units.length, random)]!]! += 1
  }
  return draws
}

interface Numbered {
  readonly of: Uint32Array
  readonly count: number
}

function numberValues(rows: number, valueAt: (row: number) => number | string): Numbered {
  const known = new Map<number | string, number>()
  const of = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) {
    const value = valueAt(row)
    const index = known.get(value) ?? known.size
    known.set(value, index)
    of[row] = index
  }
  return { of, count: known.size }
}

/** Hands over mean and sd of each row whose label changes something, block by block; NaN for unknown rows. */
async function addRows(
  head: InfluenceHead,
  { solved, resamples }: { readonly solved: Float32Array; readonly resamples: number },
  found: (row: number, mean: number, sd: number) => void,
): Promise<void> {
  const { problem, changes, engine } = head
  const { x, columns } = problem
  const changed = [...changes.keys()].filter((row) => changes[row] !== 0)
  for (let from = 0; from < changed.length; from += BLOCK_ROWS) {
    const members = changed.slice(from, from + BLOCK_ROWS)
    const matrix = await engine.prepare(takeRows(x, columns, members), members.length, columns)
    const along = await matrix.timesTransposed(solved, resamples)
    await matrix.dispose()
    members.forEach((row, index) => {
      const { mean, sd } = spreadAt(along, { index, width: members.length, resamples })
      found(row, -changes[row]! * mean, Math.abs(changes[row]!) * sd)
    })
  }
}

function spreadAt(
  values: Float32Array,
  at: { readonly index: number; readonly width: number; readonly resamples: number },
): { readonly mean: number; readonly sd: number } {
  let mean = 0
  for (let k = 0; k < at.resamples; k++) mean += values[k * at.width + at.index]! / at.resamples
  let squares = 0
  for (let k = 0; k < at.resamples; k++) squares += (values[k * at.width + at.index]! - mean) ** 2
  return { mean, sd: Math.sqrt(squares / (at.resamples - 1)) }
}
