import type { FeatureMatrix } from '../../domain/index.ts'
import { drawNormal, type Random } from '../../kit/index.ts'
import { mean, sigmoid, standardDeviation } from '../../stats/index.ts'
import { drawPermutation, projectRows } from '../row-sets.ts'
import type { DrawnRows, MixSampler } from './sampler.ts'

/** Options of the tilted sampler. */
export interface TiltedOptions {
  /** Standard deviation over the rows of the log-odds of being human-routed; default 1.5. */
  readonly tilt?: number
}

/**
 * Returns the sampler that draws random log-odds per feature, turns them into a chance for every row, and draws a set of exactly the size
 * with exactly these chances (systematic sampling along a random order of the rows). The chances are logged as drawn.
 *
 * @see Tillé, Sampling Algorithms (2006), chapter 7
 */
export function createTiltedSampler(
  matrix: FeatureMatrix,
  { tilt = 1.5 }: TiltedOptions = {},
): MixSampler {
  return {
    draw(humans, random): DrawnRows {
      const weights = Float64Array.from(matrix.specs, () => drawNormal(random))
      const scores = projectRows(matrix, weights)
      const spread = standardDeviation(scores)
      const scale = spread > 0 ? tilt / spread : 0
      const centre = mean(scores)
      const logOdds = scores.map((score) => scale * (score - centre))
      const chances = chancesOfSize(logOdds, humans)
      return {
        rows: drawSystematic(chances, humans, random),
        propensity: Float32Array.from(chances),
      }
    },
    drawOrder: null,
  }
}

/** Returns sigmoid(logOdds + shift) with the shift that makes the chances sum to `humans` (Newton, kept inside a bracket; to 1e-12). */
export function chancesOfSize(logOdds: Float64Array, humans: number): Float64Array {
  if (humans <= 0) return new Float64Array(logOdds.length)
  if (humans >= logOdds.length) return new Float64Array(logOdds.length).fill(1)
  let lo = -60
  let hi = 60
  for (const value of logOdds) {
    lo = Math.min(lo, -value - 60)
    hi = Math.max(hi, -value + 60)
  }
  let shift = 0
  for (let step = 0; step < 200 && hi - lo > 1e-12; step++) {
    let expected = 0
    let slope = 0
    for (const value of logOdds) {
      const chance = sigmoid(value + shift)
      expected += chance
      slope += chance * (1 - chance)
    }
    if (Math.abs(expected - humans) <= 1e-12 * humans) break
    if (expected < humans) lo = shift
    else hi = shift
    const next = shift + (humans - expected) / slope
    shift = next > lo && next < hi ? next : (lo + hi) / 2
  }
  return logOdds.map((value) => sigmoid(value + shift))
}

/**
 * Returns a set of exactly `size` rows in which row i is with chance `chances[i]`: points u, u + 1, u + 2, ... over the chances laid end to
 * end in random order. `chances` lie in 0 .. 1 and sum to `size` up to rounding.
 */
export function drawSystematic(chances: Float64Array, size: number, random: Random): Uint32Array {
  const order = drawPermutation(chances.length, random)
  const rows = new Uint32Array(Math.ceil(chances.length / 32))
  let point = random.next()
  let reached = 0
  let taken = 0
  let left = order.length
  for (const row of order) {
    reached += chances[row]!
    const mustTake = left === size - taken
    if (taken < size && (mustTake || point < reached)) {
      rows[row >> 5]! |= 1 << (row & 31)
      taken++
      point++
    }
    left--
  }
  return rows
}
