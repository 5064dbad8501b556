import {
  type Interval,
  isReference,
  type StudyBudget,
  type StudyResult,
  type StudyRow,
} from '../domain/index.ts'
import { isKnown } from './format.ts'

/** A study as its report reads it: the rows of the comparison that was fixed in advance, and who is in them. */
export interface StudyView {
  readonly result: StudyResult
  /** Name of the main setting. */
  readonly setting: string
  /** Rows of the main set, measure, target, score and setting. */
  readonly rows: readonly StudyRow[]
  /** Human shares, ascending. */
  readonly shares: readonly number[]
  /** Contenders: the main router first, then the others by their value at the main budget, best first. */
  readonly routers: readonly string[]
  /** Decimals of figures in points: enough to tell the typical difference from its interval. */
  readonly decimals: number
}

/** Returns the view of a study's result. */
export function viewStudy(result: StudyResult): StudyView {
  const { main } = result
  const ofMain = (row: StudyRow): boolean =>
    row.set === main.set && hasScoreOf(row, main) && row.router === main.router
  const fixed = result.rows.find((row) => !row.exploratory) ?? result.rows.find(ofMain)
  const setting = fixed?.setting ?? result.rows[0]?.setting ?? 'main'
  const rows = result.rows.filter(
    (row) => row.setting === setting && row.set === main.set && hasScoreOf(row, main),
  )
  return {
    result,
    setting,
    rows,
    shares: sharesOf(rows),
    routers: rankRouters(rows, main),
    decimals: decimalsOf(rows),
  }
}

/** Tells whether a row is of the measure, target and score of another. */
export function hasScoreOf(
  row: Pick<StudyRow, 'measure' | 'target' | 'score'>,
  other: Pick<StudyRow, 'measure' | 'target' | 'score'>,
): boolean {
  return row.measure === other.measure && row.target === other.target && row.score === other.score
}

/** Returns the human shares of some rows, ascending. */
export function sharesOf(rows: readonly StudyRow[]): number[] {
  const shares = rows.flatMap(({ budget }) => (typeof budget === 'number' ? [budget] : []))
  return [...new Set(shares)].sort((a, b) => a - b)
}

/** Returns the budget of some rows that is nearest to the main one: itself, the nearest human share, or the area; null without rows. */
export function nearestBudget(rows: readonly StudyRow[], wanted: StudyBudget): StudyBudget | null {
  if (rows.length === 0) return null
  if (rows.some(({ budget }) => budget === wanted)) return wanted
  const target = wanted === 'area' ? 0.5 : wanted
  const [nearest] = sharesOf(rows).sort((a, b) => Math.abs(a - target) - Math.abs(b - target))
  return nearest ?? 'area'
}

/** Returns the row of a router at a budget. */
export function rowAt(
  rows: readonly StudyRow[],
  router: string,
  budget: StudyBudget,
): StudyRow | undefined {
  return rows.find((row) => row.router === router && row.budget === budget)
}

/** Means of the references at a budget, points; their intervals are those of the differences to them. Null where no row tells them. */
export interface ReferenceMeans {
  readonly random: number | null
  readonly allHuman: number | null
  readonly allLm: number | null
}

/** Returns what the references score at a budget: a row's value less its paired difference to them. */
export function referencesAt(rows: readonly StudyRow[], budget: StudyBudget): ReferenceMeans {
  const at = rows.filter((row) => row.budget === budget)
  const read = (name: 'vsRandom' | 'vsAllHuman' | 'vsAllLm'): number | null => {
    const row = at.find((own) => isKnown(own[name]) && isKnown(own.value))
    return row === undefined ? null : row.value.value - row[name]!.value
  }
  return {
    random: rowAt(at, 'random', budget)?.value.value ?? read('vsRandom'),
    allHuman: read('vsAllHuman'),
    allLm: read('vsAllLm'),
  }
}

/** Returns the routers that a picture can hold: the main one and the best others; references are apart. */
export function chosenRouters(view: StudyView, most: number): string[] {
  return view.routers.slice(0, most)
}

/** Returns routers best first by their value at a budget, the main one before all; unknown values last. */
export function rankRouters(
  rows: readonly StudyRow[],
  main: Pick<StudyResult['main'], 'router' | 'budget'>,
): string[] {
  const budget = nearestBudget(rows, main.budget)
  const value = (router: string): number => {
    const row = budget === null ? undefined : rowAt(rows, router, budget)
    return rankValue(row?.value ?? null)
  }
  const names = [...new Set(rows.map((row) => row.router))].filter((name) => !isReference(name))
  return names
    .map((name) => ({ name, isMain: name === main.router, value: value(name) }))
    .sort(
      (a, b) =>
        Number(b.isMain) - Number(a.isMain) || b.value - a.value || compareNames(a.name, b.name),
    )
    .map(({ name }) => name)
}

/** Returns a figure as a ranking takes it: unknown comes last. */
export function rankValue(figure: Interval | null): number {
  return isKnown(figure) ? figure.value : -Number.MAX_VALUE
}

/** Compares names by their characters, for a fixed order everywhere. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function decimalsOf(rows: readonly StudyRow[]): number {
  const widths = rows
    .flatMap(({ vsRandom }) => (isKnown(vsRandom) ? [vsRandom.hi - vsRandom.lo] : []))
    .filter((width) => width > 0)
    .sort((a, b) => a - b)
  const typical = widths[Math.floor(widths.length / 2)] ?? 1
  return typical < 0.1 ? 3 : 2
}
