import { isReference, type StudyBudget, type StudyRow } from '../domain/index.ts'
import type { Panels } from './blocks.ts'
import type { ReportTable } from './data.ts'
import { formatDifference, formatInterval, formatShareInterval, isKnown } from './format.ts'
import { forestEntries, forestPanels } from './study-forest.ts'
import { chosenRouters, nearestBudget, type StudyView } from './study-view.ts'
import { joinNames, nameMeasure, nameTarget, titleBudget } from './study-words.ts'

/** Routers that a panel can hold. */
const mostRouters = 8

/** One way to look at the same routers: a target, a score, an encoder. */
export interface Way {
  readonly title: string
  readonly isMain: boolean
  readonly budget: StudyBudget
  /** Rows at that budget. */
  readonly rows: readonly StudyRow[]
}

/** Returns the targets of the main set and setting: those of the main measure and score first, then other measures. */
export function listTargets(view: StudyView): Way[] {
  const { main, rows } = view.result
  const groups = new Map<string, StudyRow[]>()
  for (const row of rows) {
    const isOther = row.measure !== main.measure
    if (row.setting !== view.setting || row.set !== main.set) continue
    if (!isOther && row.score !== main.score) continue
    const key = JSON.stringify([row.measure, row.target, isOther ? row.score : null])
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  return [...groups.values()]
    .flatMap((own) => {
      const { measure, target } = own[0]!
      const isMain = measure === main.measure && target === main.target
      const name = measure === main.measure ? (target ?? nameMeasure(measure)) : nameTarget(own[0]!)
      return wayOf(own, view, { title: `${name}${isMain ? ' (main target)' : ''}`, isMain })
    })
    .sort((a, b) => rank(a, view) - rank(b, view))
}

const rank = ({ isMain, rows }: Way, { result }: StudyView): number =>
  isMain ? 0 : rows[0]!.measure === result.main.measure ? 1 : 2

/** Returns the scores of the main set, setting, measure and target, the main one first. */
export function listScores(view: StudyView): Way[] {
  const { main, rows } = view.result
  const own = rows.filter(
    ({ setting, set, measure, target }) =>
      setting === view.setting &&
      set === main.set &&
      measure === main.measure &&
      target === main.target,
  )
  return [...new Set(own.map(({ score }) => score))]
    .flatMap((score) => {
      const isMain = score === main.score
      const title = `${score ?? 'without a score'}${isMain ? ' (main score)' : ''}`
      return wayOf(
        own.filter((row) => row.score === score),
        view,
        { title, isMain },
      )
    })
    .sort((a, b) => Number(b.isMain) - Number(a.isMain))
}

function wayOf(
  rows: readonly StudyRow[],
  { result }: StudyView,
  about: Pick<Way, 'title' | 'isMain'>,
): Way[] {
  const budget = nearestBudget(rows, result.main.budget)
  return budget === null
    ? []
    : [{ ...about, budget, rows: rows.filter((row) => row.budget === budget) }]
}

/** Returns one forest plot per way, on one axis. */
export function wayPanels(
  view: StudyView,
  ways: readonly Way[],
  { id, what }: { readonly id: string; readonly what: string },
): Panels {
  const { budget } = view.result.main
  const chosen = [...chosenRouters(view, mostRouters), 'oracle']
  return forestPanels(
    ways.map((way) => ({
      title: `${way.title}${way.budget === budget ? '' : `, ${titleBudget(way.budget)}`}`,
      entries: forestEntries(
        chosen.flatMap((router) => way.rows.find((row) => row.router === router) ?? []),
        view,
        { unit: 'points' },
      ),
    })),
    {
      id,
      title: `Difference to random by ${what}, ${titleBudget(budget)}`,
      alt: `One panel for each of ${joinNames(ways.map(({ title }) => title))}; all have one axis.`,
      table: wayTable(view, ways, what),
      unit: 'points',
      decimals: view.decimals,
    },
  )
}

/** One line per way and router, so that every figure has its interval. */
function wayTable(
  { decimals, result }: StudyView,
  ways: readonly Way[],
  what: string,
): ReportTable {
  const hasOracle = ways.some(({ rows }) =>
    rows.some(({ shareOfOracle }) => isKnown(shareOfOracle)),
  )
  const lines = ways.flatMap((way) => compared(way).map((row) => ({ way, row })))
  return {
    caption: `By ${what}, ${result.main.set}: value and differences in points${hasOracle ? '; share of the achievable gain: 0 % random, 100 % oracle' : ''}`,
    columns: [
      what,
      'router',
      'budget',
      'value',
      'against random',
      'against the better single source',
      ...(hasOracle ? ['share of the achievable gain'] : []),
    ],
    rows: lines.map(({ way, row }) => [
      way.title,
      row.router,
      titleBudget(row.budget),
      formatInterval(row.value, decimals),
      formatDifference(row.vsRandom, decimals),
      formatDifference(row.vsBetterSingle, decimals),
      ...(hasOracle ? [formatShareInterval(row.shareOfOracle)] : []),
    ]),
    marked: lines.flatMap(({ row }, index) => (row.exploratory ? [] : [index])),
  }
}

const compared = ({ rows }: Way): StudyRow[] =>
  rows.filter(({ router }) => !isReference(router) || router === 'oracle')

/** Returns the ways side by side: one line per router, the value and the difference in every way. */
export function sideBySide(view: StudyView, ways: readonly Way[], what: string): ReportTable {
  const { main } = view.result
  const names = [...view.routers, 'oracle'].filter((name) =>
    ways.some(({ rows }) => rows.some(({ router }) => router === name)),
  )
  return {
    caption: `By ${what}, ${main.set}, ${titleBudget(ways[0]!.budget)}: value and difference to random, points`,
    columns: ['router', ...ways.flatMap(({ title }) => [title, `${title}: against random`])],
    rows: names.map((name) => [
      name,
      ...ways.flatMap(({ rows }) => {
        const row = rows.find(({ router }) => router === name)
        return row === undefined
          ? ['not asked', 'not asked']
          : [
              formatInterval(row.value, view.decimals),
              formatDifference(row.vsRandom, view.decimals),
            ]
      }),
    ]),
    marked: names.flatMap((name, index) => (name === main.router ? [index] : [])),
  }
}
