import { isReference, type StudyBudget, type StudyRow } from '../domain/index.ts'
import type { Block, Section } from './blocks.ts'
import type { ReportTable } from './data.ts'
import {
  formatDifference,
  formatInterval,
  formatNumber,
  formatP,
  formatShareInterval,
  isKnown,
} from './format.ts'
import {
  compareNames,
  nearestBudget,
  rankValue,
  referencesAt,
  rowAt,
  type StudyView,
} from './study-view.ts'
import {
  atBudget,
  capital,
  countOf,
  joinWords,
  nameRepeats,
  nameTarget,
  titleBudget,
} from './study-words.ts'

/** Returns the main table: every router at every budget, on the set, measure, target and score of the main comparison. */
export function studyTableSection(view: StudyView): Section | null {
  const { result, rows, shares } = view
  const budgets: StudyBudget[] = [
    ...(rows.some(({ budget }) => budget === 'area') ? (['area'] as const) : []),
    ...shares,
  ]
  const first = nearestBudget(rows, result.main.budget)
  if (first === null) return null
  const seeds = [...new Set(rows.map((row) => row.seeds))].map((count) =>
    countOf(count, nameRepeats(result)),
  )
  const ordered = [first, ...budgets.filter((budget) => budget !== first)]
  const blocks: Block[] = [
    {
      kind: 'how',
      text: `${capital(nameTarget(result.main))} on "${result.main.set}", in points, over ${joinWords(seeds)}. Differences are paired on the same rows; intervals are 95 %; p is of the difference to random, adjusted over all exploratory rows (Holm). Only the comparison that is marked "fixed in advance" was chosen before the data were seen: everything else is exploratory. References without an interval are known by the differences to them.`,
    },
    { kind: 'table', table: budgetTable(view, ordered[0]!) },
    ...ordered.slice(1).map(
      (budget): Block => ({
        kind: 'table',
        table: budgetTable(view, budget),
        folded: budget !== 'area',
      }),
    ),
    ...(shares.length > 1 ? [{ kind: 'table', table: overview(view) } as const] : []),
  ]
  return { id: 'routers', title: 'How do the routers compare?', blocks }
}

function budgetTable(view: StudyView, budget: StudyBudget): ReportTable {
  const { rows, decimals } = view
  const at = rows.filter((row) => row.budget === budget).sort(byValue)
  const hasOracle = at.some(({ shareOfOracle }) => isKnown(shareOfOracle))
  const means = referencesAt(rows, budget)
  const references = [
    { router: 'random', name: 'random', mean: means.random },
    { router: 'all-human', name: 'all human', mean: means.allHuman },
    { router: 'all-lm', name: 'all LM', mean: means.allLm },
  ].filter(({ router, mean }) => mean !== null && !at.some((row) => row.router === router))
  return {
    caption: `${capital(atBudget(budget))}, points${hasOracle ? '; share of the achievable gain: 0 % random, 100 % oracle' : ''}; ${at.some(({ exploratory }) => !exploratory) ? 'all but the marked row exploratory' : 'exploratory'}`,
    columns: [
      'router',
      'value',
      'against random',
      'against the better single source',
      ...(hasOracle ? ['share of the achievable gain'] : []),
      'adjusted p',
    ],
    rows: [
      ...at.map((row) => [
        `${row.router}${row.exploratory ? '' : ' (fixed in advance)'}`,
        formatInterval(row.value, decimals),
        row.router === 'random' ? '-' : formatDifference(row.vsRandom, decimals),
        formatDifference(row.vsBetterSingle, decimals),
        ...(hasOracle
          ? [row.router === 'random' ? '-' : formatShareInterval(row.shareOfOracle)]
          : []),
        row.exploratory && !isReference(row.router) ? formatP(row.adjustedP) : '-',
      ]),
      ...references.map(({ name, mean }) => [
        `${name} (reference)`,
        formatNumber(mean, decimals),
        ...new Array<string>(hasOracle ? 4 : 3).fill('-'),
      ]),
    ],
    marked: at.flatMap((row, index) => (row.exploratory ? [] : [index])),
  }
}

const byValue = (a: StudyRow, b: StudyRow): number =>
  rankValue(b.value) - rankValue(a.value) || compareNames(a.router, b.router)

function overview({ result, rows, routers, shares, decimals }: StudyView): ReportTable {
  const columns: StudyBudget[] = [
    ...shares,
    ...(rows.some(({ budget }) => budget === 'area') ? (['area'] as const) : []),
  ]
  const named = [...routers, ...(rows.some(({ router }) => router === 'oracle') ? ['oracle'] : [])]
  return {
    caption: `Difference to random at every budget, points, exploratory but for "${result.main.router}" ${atBudget(result.main.budget)}`,
    columns: ['router', ...columns.map(titleBudget)],
    rows: named.map((router) => [
      router,
      ...columns.map((budget) => {
        const row = rowAt(rows, router, budget)
        return row === undefined ? 'not asked' : formatDifference(row.vsRandom, decimals)
      }),
    ]),
    marked: named.flatMap((router, index) => (router === result.main.router ? [index] : [])),
  }
}
