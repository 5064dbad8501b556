import type { Interval } from '../domain/index.ts'
import { drawIndex, type Random } from '../kit/index.ts'
import { normalUpperTail, percentileInterval, standardDeviation } from '../stats/index.ts'

/** One figure of one cell: as it is, and on resampled prompt groups. */
export interface Figure {
  readonly value: number
  readonly samples: readonly number[] | null
}

/** Which cells and which resample stand behind every draw; the same for all figures that are compared. */
export interface StudyDraws {
  readonly cells: number
  /** (draws x cells): places of cells, drawn with replacement. */
  readonly picks: Uint16Array
  /** Resample of every draw, a number that is reduced to the resamples there are. */
  readonly resamples: Uint32Array
}

/** Draws behind every interval of a study. */
const drawCount = 2000

/** Returns the draws of a number of cells: cells (splits or worlds) and prompt groups are both resampled, as both are what another study would change. */
export function drawStudy(cells: number, random: Random): StudyDraws {
  const picks = new Uint16Array(drawCount * cells)
  const resamples = new Uint32Array(drawCount)
  for (let draw = 0; draw < drawCount; draw++) {
    const stream = random.fork('draw', draw)
    resamples[draw] = drawIndex(1 << 30, stream)
    for (let at = 0; at < cells; at++) picks[draw * cells + at] = drawIndex(cells, stream)
  }
  return { cells, picks, resamples }
}

/** Returns draws by number of cells from the stream of each number; what is compared shares them, so each is made once. */
export function drawStudies(streamOf: (cells: number) => Random): (cells: number) => StudyDraws {
  const made = new Map<number, StudyDraws>()
  return (cells) => {
    const draws = made.get(cells) ?? drawStudy(cells, streamOf(cells))
    made.set(cells, draws)
    return draws
  }
}

/** A mean over cells with its values on the draws. */
export interface DrawnMean {
  readonly value: number
  readonly drawn: Float64Array
}

/** Returns the mean of a figure over cells, and on every draw. NaN figures of single cells are left out of a mean. */
export function drawMean(figures: readonly Figure[], draws: StudyDraws): DrawnMean {
  const drawn = Float64Array.from(draws.resamples, (resample, draw) =>
    meanOf(draws.cells, (at) => {
      const { value, samples } = figures[draws.picks[draw * draws.cells + at]!]!
      return samples === null ? value : samples[resample % samples.length]!
    }),
  )
  return { value: meanOf(figures.length, (at) => figures[at]!.value), drawn }
}

/** Returns a figure computed from several means, draw by draw: a difference, a ratio. */
export function combineMeans(
  means: readonly DrawnMean[],
  compute: (values: readonly number[]) => number,
): DrawnMean {
  return {
    value: compute(means.map(({ value }) => value)),
    drawn: means[0]!.drawn.map((_, draw) => compute(means.map(({ drawn }) => drawn[draw]!))),
  }
}

/** Returns the 95 % percentile interval of a drawn mean; null where it is not a number. */
export function intervalOfDraws({ value, drawn }: DrawnMean): Interval | null {
  if (Number.isNaN(value)) return null
  const known = drawn.filter((own) => !Number.isNaN(own))
  return { value, ...percentileInterval(known, 0.95) }
}

/** Returns the two-sided p of a difference against zero, from the spread of its draws; null where they do not vary. */
export function pOfDraws({ value, drawn }: DrawnMean): number | null {
  const spread = standardDeviation(
    drawn.filter((own) => !Number.isNaN(own)),
    1,
  )
  // A difference that is the same in every cell varies by rounding alone.
  if (!(spread > 1e-9 * Math.max(1, Math.abs(value)))) return null
  return Math.min(1, 2 * normalUpperTail(Math.abs(value) / spread))
}

function meanOf(count: number, valueAt: (at: number) => number): number {
  let sum = 0
  let known = 0
  for (let at = 0; at < count; at++) {
    const value = valueAt(at)
    if (Number.isNaN(value)) continue
    sum += value
    known++
  }
  return known === 0 ? Number.NaN : sum / known
}
