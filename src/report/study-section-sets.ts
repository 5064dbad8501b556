import { isReference, type StudyBudget, type StudyRow } from '../domain/index.ts'
import type { Block, Chart, Panels, Section } from './blocks.ts'
import type { ReportTable } from './data.ts'
import { formatDifference, formatInterval, formatShareInterval, isKnown } from './format.ts'
import {
  drawnForest,
  type ForestUnit,
  forestEntries,
  forestKey,
  forestPanels,
} from './study-forest.ts'
import { chosenRouters, hasScoreOf, nearestBudget, rowAt, type StudyView } from './study-view.ts'
import { countOf, joinNames, nameRepeats, titleBudget } from './study-words.ts'

/** Routers that a panel can hold. */
const mostRouters = 8

/** Panels that can be read beside each other; more sets than these are shown for the main router alone. */
const mostPanels = 8

interface SetRows {
  readonly set: string
  readonly budget: StudyBudget
  /** Rows at that budget. */
  readonly rows: readonly StudyRow[]
}

/** Returns the section that shows every data set, or every family of worlds, beside the main one. */
export function studySetSection(view: StudyView): Section | null {
  const { result } = view
  const sets = listSets(view)
  if (sets.length < 2) return null
  const isWorld = result.main.measure === 'gain'
  const shares = sets.filter(({ rows }) =>
    rows.some(({ shareOfOracle, router }) => !isReference(router) && isKnown(shareOfOracle)),
  )
  const points = sets.filter(
    (own) => !shares.includes(own) && own.rows.some(({ vsRandom }) => isKnown(vsRandom)),
  )
  const blocks: Block[] = [
    { kind: 'text', text: agreeWords(view, sets) },
    {
      kind: 'how',
      text: `The same routers, ${isWorld ? 'family of worlds by family' : 'data set by data set'}; only "${result.main.set}" holds the comparison fixed in advance, all else is exploratory. All panels of a picture have one axis.`,
    },
    ...[
      { unit: 'share' as const, own: shares },
      { unit: 'points' as const, own: points },
    ]
      .filter(({ own }) => own.length > 0)
      .map(
        ({ unit, own }): Block =>
          own.length > mostPanels
            ? { kind: 'chart', chart: overviewChart(view, own, unit) }
            : { kind: 'panels', panels: setPanels(view, own, unit) },
      ),
  ]
  return {
    id: 'sets',
    title: isWorld ? 'Does it hold in every family of worlds?' : 'Does it hold on every data set?',
    blocks,
  }
}

function listSets({ result, setting }: StudyView): SetRows[] {
  const { main } = result
  const own = result.rows.filter((row) => row.setting === setting && hasScoreOf(row, main))
  const names = [...new Set(own.map(({ set }) => set))]
  const ordered = [
    ...names.filter((set) => set === main.set),
    ...names.filter((set) => set !== main.set),
  ]
  return ordered.flatMap((set): SetRows[] => {
    const rows = own.filter((row) => row.set === set)
    const budget = nearestBudget(rows, main.budget)
    return budget === null
      ? []
      : [{ set, budget, rows: rows.filter((row) => row.budget === budget) }]
  })
}

/** Names that a sentence can list. */
const mostNames = 6

function agreeWords({ result }: StudyView, sets: readonly SetRows[]): string {
  const { router, measure } = result.main
  const found = sets.flatMap(({ set, budget, rows }) => {
    const row = rowAt(rows, router, budget)
    return row !== undefined && isKnown(row.vsRandom) ? [{ set, figure: row.vsRandom }] : []
  })
  const listed = (own: typeof found): string =>
    own.length === 0 || own.length > mostNames ? '' : ` (${joinNames(own.map(({ set }) => set))})`
  const above = found.filter(({ figure }) => figure.lo > 0)
  const below = found.filter(({ figure }) => figure.hi < 0)
  const open = found.filter(({ figure }) => !(figure.lo > 0 || figure.hi < 0))
  return `"${router}" lies above random with its whole interval on ${above.length} of ${found.length} ${measure === 'gain' ? 'families' : 'sets'}${listed(above)}, below it on ${below.length}${listed(below)}, and cannot be told from it on ${open.length}${listed(open)}.`
}

function overviewChart(view: StudyView, sets: readonly SetRows[], unit: ForestUnit): Chart {
  const { main } = view.result
  const entries = forestEntries(
    sets.flatMap(({ rows, budget }) => rowAt(rows, main.router, budget) ?? []),
    view,
    { unit, nameOf: ({ set }) => set },
  ).map((entry) => ({ ...entry, role: entry.name === main.set ? entry.role : ('other' as const) }))
  return {
    id: `set-${unit}`,
    title: setTitle(view, unit),
    alt: `"${main.router}" on each set; the table has the other routers. ${forestKey(entries, 'sets')}`,
    table: setTable(view, sets),
    ...drawnForest(entries, unit, view.decimals),
  }
}

function setTitle({ result }: StudyView, unit: ForestUnit): string {
  const { measure, budget } = result.main
  const what = unit === 'share' ? 'Share of the achievable gain' : 'Difference to random'
  return `${what} by ${measure === 'gain' ? 'family' : 'set'}, ${titleBudget(budget)}`
}

function setPanels(view: StudyView, sets: readonly SetRows[], unit: ForestUnit): Panels {
  const { result, decimals } = view
  const present = new Set(sets.flatMap(({ rows }) => rows.map(({ router }) => router)))
  const chosen = [
    ...chosenRouters(view, mostRouters),
    ...(unit === 'points' ? ['oracle'] : []),
  ].filter((router) => present.has(router))
  return forestPanels(
    sets.map(({ set, budget, rows }) => ({
      title: `${set}${budget === result.main.budget ? '' : `, ${titleBudget(budget)}`}`,
      entries: forestEntries(
        chosen.flatMap((router) => rowAt(rows, router, budget) ?? []),
        view,
        { unit },
      ),
    })),
    {
      id: `set-${unit}`,
      title: setTitle(view, unit),
      alt: `One panel for each of ${joinNames(sets.map(({ set }) => set))}, with ${joinNames(chosen)}.`,
      table: setTable(view, sets),
      unit,
      decimals,
    },
  )
}

function setTable({ result, decimals }: StudyView, sets: readonly SetRows[]): ReportTable {
  const hasOracle = sets.some(({ rows }) =>
    rows.some(({ shareOfOracle }) => isKnown(shareOfOracle)),
  )
  const lines = sets.flatMap(({ set, rows }) => rows.map((row) => ({ set, row })))
  return {
    caption: `Every router by set, points${hasOracle ? '; share of the achievable gain: 0 % random, 100 % oracle' : ''}`,
    columns: [
      'set',
      'router',
      'budget',
      nameRepeats(result),
      'value',
      'against random',
      ...(hasOracle ? ['share of the achievable gain'] : []),
    ],
    rows: lines.map(({ set, row }) => [
      set,
      row.router,
      titleBudget(row.budget),
      countOf(row.seeds, nameRepeats(result)),
      formatInterval(row.value, decimals),
      row.router === 'random' ? '-' : formatDifference(row.vsRandom, decimals),
      ...(hasOracle ? [formatShareInterval(row.shareOfOracle)] : []),
    ]),
    marked: lines.flatMap(({ row }, index) => (row.exploratory ? [] : [index])),
  }
}
