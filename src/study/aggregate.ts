import type { Interval, StudyMain, StudyRow } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { holm } from '../stats/index.ts'
import type { CellRecord, CellResult } from './cell.ts'
import {
  combineMeans,
  type DrawnMean,
  drawMean,
  drawStudies,
  intervalOfDraws,
  pOfDraws,
  type StudyDraws,
} from './draws.ts'
import type { Contender, StudyOptions } from './options.ts'

/** The rows of a study and its main comparison. */
export interface StudyTable {
  readonly rows: readonly StudyRow[]
  /** Null where the records of the main comparison are missing. */
  readonly main: StudyMain | null
}

/**
 * Returns the table of a study: per setting, set, target, contender and budget the mean over its cells with paired differences. Intervals resample cells
 * and prompt groups, the same draws on both sides of a difference.
 */
export function aggregateCells(
  options: StudyOptions,
  results: readonly CellResult[],
  random: Random,
): StudyTable {
  const drafts: RowDraft[] = []
  const drawsOf = drawStudies((cells) => random.fork('cells', cells))
  options.settings.forEach((_, index) => {
    const own = results.filter(({ spec }) => spec.setting === index)
    for (const group of groupRecords(own)) {
      const curve = new Curve(group, drawsOf(group.cells))
      for (const contender of options.contenders) {
        for (const budget of curve.budgetsOf(contender.name)) {
          drafts.push(draftRow(options, { setting: index, group, contender, budget, curve }))
        }
      }
    }
  })
  const main = drafts.find(({ row }) => isMain(row, options))
  return { rows: adjustRows(drafts, main), main: mainOf(options, main) }
}

interface RecordGroup {
  readonly key: string
  readonly first: CellRecord
  readonly cells: number
  /** Per point, its record in every cell. */
  readonly points: ReadonlyMap<string, readonly CellRecord[]>
}

const groupKey = ({
  set,
  measure,
  target,
  score,
}: Pick<CellRecord, 'set' | 'measure' | 'target' | 'score'>): string =>
  JSON.stringify([set, measure, target, score])
const pointKey = (contender: string, budget: CellRecord['budget']): string =>
  JSON.stringify([contender, budget])

/** Points that are missing in some cell are left out: means over different cells cannot be compared. */
function groupRecords(results: readonly CellResult[]): RecordGroup[] {
  const groups = new Map<
    string,
    { first: CellRecord; cells: Set<number>; points: Map<string, Map<number, CellRecord>> }
  >()
  results.forEach(({ records }, cell) => {
    for (const record of records) {
      const key = groupKey(record)
      const group = groups.get(key) ?? {
        first: record,
        cells: new Set<number>(),
        points: new Map(),
      }
      groups.set(key, group)
      group.cells.add(cell)
      const point = pointKey(record.contender, record.budget)
      const held = group.points.get(point) ?? new Map<number, CellRecord>()
      group.points.set(point, held.set(cell, record))
    }
  })
  return [...groups].map(([key, { first, cells, points }]) => ({
    key,
    first,
    cells: cells.size,
    points: new Map(
      [...points]
        .filter(([, held]) => held.size === cells.size)
        .map(([point, held]) => [
          point,
          [...held.entries()].sort(([a], [b]) => a - b).map(([, record]) => record),
        ]),
    ),
  }))
}

/** The points of one set, measure and target. */
class Curve {
  private readonly made = new Map<string, DrawnMean>()
  readonly better: 'all-human' | 'all-lm' | null

  private readonly group: RecordGroup
  private readonly draws: StudyDraws

  constructor(group: RecordGroup, draws: StudyDraws) {
    this.group = group
    this.draws = draws
    for (const [point, records] of group.points) this.made.set(point, drawMean(records, draws))
    const human = this.mean('all-human', null)
    const lm = this.mean('all-lm', null)
    this.better =
      human === null || lm === null ? null : human.value >= lm.value ? 'all-human' : 'all-lm'
  }

  get cells(): number {
    return this.draws.cells
  }

  mean(contender: string, budget: CellRecord['budget']): DrawnMean | null {
    return this.made.get(pointKey(contender, budget)) ?? null
  }

  humanShare(contender: string, budget: CellRecord['budget']): number | null {
    const records = this.group.points.get(pointKey(contender, budget)) ?? []
    const shares = records.flatMap(({ humanShare }) => (humanShare === null ? [] : [humanShare]))
    return shares.length === 0 ? null : shares.reduce((a, b) => a + b, 0) / shares.length
  }

  budgetsOf(contender: string): (number | 'area')[] {
    return [...this.group.points.values()]
      .map((records) => records[0]!)
      .flatMap((record) =>
        record.contender === contender && record.budget !== null ? [record.budget] : [],
      )
  }
}

interface RowDraft {
  readonly row: StudyRow
  readonly vsRandom: DrawnMean | null
  readonly against: DrawnMean | null
}

interface RowAt {
  readonly setting: number
  readonly group: RecordGroup
  readonly contender: Contender
  readonly budget: number | 'area'
  readonly curve: Curve
}

function draftRow(options: StudyOptions, at: RowAt): RowDraft {
  const { group, contender, budget, curve } = at
  const setting = options.settings[at.setting]!
  const own = curve.mean(contender.name, budget)!
  const minus = (other: DrawnMean | null): DrawnMean | null =>
    other === null ? null : combineMeans([own, other], ([a, b]) => a! - b!)
  const random = curve.mean('random', budget)
  const vsRandom = minus(random)
  const against = options.main.against
  const reference =
    against === 'random'
      ? random
      : against === 'better-single'
        ? curve.better && curve.mean(curve.better, null)
        : (curve.mean(against, null) ?? curve.mean(against, budget))
  const interval = (mean: DrawnMean | null): Interval | null =>
    mean === null ? null : intervalOfDraws(mean)
  const isWorld = options.measure === 'gain'
  // No mix is trained where labels alone are judged, whatever PPM a router would look at.
  const looksAtPpm = contender.ppm !== null && options.measure !== 'label-quality'
  return {
    vsRandom,
    against: minus(reference),
    row: {
      set: group.first.set,
      router: contender.name,
      ppm: looksAtPpm ? contender.ppm : null,
      sampler: looksAtPpm ? contender.sampler : null,
      encoder: isWorld ? null : encoderName(options, setting.encoder),
      budget,
      measure: group.first.measure,
      target: group.first.target,
      score: group.first.score,
      trainedMixes: looksAtPpm ? setting.trainedMixes : null,
      noise: isWorld ? setting.noise : null,
      pilot: isWorld ? null : (setting.pilot.rows ?? setting.pilot.share),
      setting: setting.name,
      seeds: curve.cells,
      humanShare: curve.humanShare(contender.name, budget),
      value: intervalOfDraws(own) ?? { value: Number.NaN, lo: Number.NaN, hi: Number.NaN },
      vsRandom: interval(vsRandom),
      vsAllHuman: interval(minus(curve.mean('all-human', null))),
      vsAllLm: interval(minus(curve.mean('all-lm', null))),
      vsBetterSingle: interval(minus(curve.better && curve.mean(curve.better, null))),
      shareOfOracle: interval(shareOfOracle(own, random, curve.mean('oracle', budget))),
      exploratory: true,
      adjustedP: null,
    },
  }
}

/** Returns the name of an encoder as tables show it. */
export function encoderName({ encoders, run }: StudyOptions, index: number): string | null {
  const encoder = encoders[index]
  if (encoder === undefined || run === null) return null
  return encoder === 'same' ? run.features.encoder.kind : encoder.kind
}

function shareOfOracle(
  own: DrawnMean,
  random: DrawnMean | null,
  oracle: DrawnMean | null,
): DrawnMean | null {
  if (random === null || oracle === null || !(oracle.value > random.value)) return null
  return combineMeans([own, random, oracle], ([a, b, c]) =>
    c! > b! ? (a! - b!) / (c! - b!) : Number.NaN,
  )
}

function isMain(row: StudyRow, { main, settings }: StudyOptions): boolean {
  return (
    row.setting === settings[0]!.name &&
    row.set === main.set &&
    row.router === main.router &&
    row.budget === main.budget &&
    row.measure === main.measure &&
    row.target === main.target &&
    row.score === main.score
  )
}

/** Everything but the main comparison is exploratory: its p-values are adjusted together (Holm). */
function adjustRows(drafts: readonly RowDraft[], main: RowDraft | undefined): StudyRow[] {
  const tested = drafts.flatMap((draft) => {
    const p = draft === main || draft.vsRandom === null ? null : pOfDraws(draft.vsRandom)
    return p === null ? [] : [{ draft, p }]
  })
  const adjusted = holm(tested.map(({ p }) => p))
  const ofDraft = new Map(tested.map(({ draft }, index) => [draft, adjusted[index]!]))
  return drafts.map((draft) => ({
    ...draft.row,
    exploratory: draft !== main,
    adjustedP: ofDraft.get(draft) ?? null,
  }))
}

function mainOf(options: StudyOptions, draft: RowDraft | undefined): StudyMain | null {
  if (draft?.against == null) return null
  const difference = intervalOfDraws(draft.against)
  if (difference === null) return null
  return {
    ...options.main,
    difference,
    shareOfOracle: draft.row.shareOfOracle,
    seeds: draft.row.seeds,
  }
}
