import type {
  Interval,
  StudyCalibration,
  StudyComposition,
  StudyNext,
  StudyQuality,
  StudyRefusal,
} from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import type { CellQuality, CellResult } from './cell.ts'
import { drawMean, drawStudies, intervalOfDraws } from './draws.ts'
import type { StudyOptions } from './options.ts'

/** Returns how well each predictor did, over the cells of each setting; intervals are over cells. */
export function joinQuality(
  options: StudyOptions,
  results: readonly CellResult[],
  random: Random,
): StudyQuality[] {
  const drawsOf = drawStudies((cells) => random.fork(cells))
  return options.settings.flatMap((setting, index) => {
    const own = results.filter(({ spec }) => spec.setting === index).flatMap((cell) => cell.quality)
    return [...groupBy(own, qualityKey).values()].map((rows): StudyQuality => {
      const first = rows[0]!
      const draws = drawsOf(rows.length)
      const over = (read: (row: CellQuality) => number | null): Interval | null => {
        if (rows.every((row) => read(row) === null)) return null
        const figures = rows.map((row) => ({ value: read(row) ?? Number.NaN, samples: null }))
        return intervalOfDraws(drawMean(figures, draws))
      }
      return {
        set: first.set,
        setting: setting.name,
        ppm: first.ppm,
        sampler: first.sampler,
        target: first.target,
        score: first.score,
        trainedMixes: first.trainedMixes,
        seeds: rows.length,
        spearman: over((row) => row.spearman) ?? UNKNOWN,
        budgetOnly: over((row) => row.budgetOnly),
        r2: over((row) => row.r2),
        reliability: over((row) => row.reliability),
        shareOfCeiling: over(({ r2, ceiling }) =>
          r2 === null || ceiling === null || ceiling <= 0 ? null : r2 / ceiling,
        ),
      }
    })
  })
}

const UNKNOWN: Interval = { value: Number.NaN, lo: Number.NaN, hi: Number.NaN }

const qualityKey = ({ set, ppm, sampler, target, score, trainedMixes }: CellQuality): string =>
  JSON.stringify([set, ppm, sampler, target, score, trainedMixes])

/** Returns which predictors were not followed, and in how many cells of each setting. */
export function joinRefusals(
  options: StudyOptions,
  results: readonly CellResult[],
): StudyRefusal[] {
  return options.settings.flatMap(({ name }, index) => {
    const cells = results.filter(({ spec }) => spec.setting === index)
    const tried = groupBy(
      cells.flatMap((cell) => cell.tried),
      ({ set, ppm, target }) => JSON.stringify([set, ppm, target]),
    )
    const refused = groupBy(
      cells.flatMap((cell) => cell.refusals),
      ({ set, ppm, target, reason }) => JSON.stringify([set, ppm, target, reason]),
    )
    return [...refused.values()].map((rows): StudyRefusal => {
      const { set, ppm, target, reason } = rows[0]!
      const of = tried.get(JSON.stringify([set, ppm, target]))?.length ?? rows.length
      return { set, setting: name, ppm, target, count: rows.length, of, reason }
    })
  })
}

/** Returns calibration bins with the rows of all cells of the main setting. */
export function joinCalibration(results: readonly CellResult[]): StudyCalibration[] {
  const bins = groupBy(
    results.filter(({ spec }) => spec.setting === 0).flatMap((cell) => cell.calibration),
    ({ set, predictor, bin }) => JSON.stringify([set, predictor, bin]),
  )
  return [...bins.values()]
    .map((own) => {
      const sum = (read: (bin: (typeof own)[number]) => number): number =>
        own.reduce((total, bin) => total + read(bin), 0)
      const rows = sum((bin) => bin.rows)
      const { set, predictor, bin } = own[0]!
      return {
        bin,
        set,
        predictor,
        predicted: sum((at) => at.predicted) / rows,
        observed: sum((at) => at.observed) / rows,
        rows,
      }
    })
    .sort((a, b) => compare(a.set, b.set) || compare(a.predictor, b.predictor) || a.bin - b.bin)
    .map(({ bin: _, ...rest }) => rest)
}

/** Returns what a router sends to people, the mean over the cells of the main setting, the largest departure from the pool first. */
export function joinComposition(results: readonly CellResult[]): StudyComposition[] {
  const features = groupBy(
    results.filter(({ spec }) => spec.setting === 0).flatMap((cell) => cell.composition),
    ({ set, contender, budget, feature }) => JSON.stringify([set, contender, budget, feature]),
  )
  return [...features.values()]
    .map((own): StudyComposition => {
      const { set, contender, budget, feature, label } = own[0]!
      const mean = (read: (row: (typeof own)[number]) => number): number =>
        own.reduce((total, row) => total + read(row), 0) / own.length
      return {
        set,
        router: contender,
        budget,
        feature,
        label,
        humanShare: mean((row) => row.humanShare),
        poolShare: mean((row) => row.poolShare),
      }
    })
    .sort((a, b) => departure(b) - departure(a))
}

const departure = ({ humanShare, poolShare }: StudyComposition): number =>
  Math.abs(humanShare - poolShare)

/** Returns what the next labels are worth at each budget in the main setting. */
export function joinNext(
  options: StudyOptions,
  results: readonly CellResult[],
  random: Random,
): StudyNext[] {
  const drawsOf = drawStudies((cells) => random.fork(cells))
  const { human = null, lm = null } = options.run?.prices ?? {}
  const points = groupBy(
    results.filter(({ spec }) => spec.setting === 0).flatMap((cell) => cell.next),
    ({ set, contender, budget }) => JSON.stringify([set, contender, budget]),
  )
  return [...points.values()].flatMap((own): StudyNext[] => {
    const value = intervalOfDraws(drawMean(own, drawsOf(own.length)))
    if (value === null) return []
    const { set, contender, budget, labels } = own[0]!
    const costUsd = human === null || lm === null ? null : labels * (human - lm)
    return [{ set, router: contender, budget, labels, value, costUsd }]
  })
}

/** Returns items by key, in the order in which keys first occur. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const held = groups.get(key)
    if (held) held.push(item)
    else groups.set(key, [item])
  }
  return groups
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
