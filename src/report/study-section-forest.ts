import { isReference, type StudyBudget, type StudyRow } from '../domain/index.ts'
import type { Block, Chart, Section } from './blocks.ts'
import type { ReportTable } from './data.ts'
import { formatDifference, formatP, isKnown } from './format.ts'
import type { ForestEntry } from './study-chart-forest.ts'
import { drawnForest, forestEntries, forestKey, forestPanels } from './study-forest.ts'
import { compareNames, nearestBudget, rankValue, type StudyView } from './study-view.ts'
import { atBudget, capital, joinWords, titleBudget } from './study-words.ts'

/** Small multiples that stay readable. */
const mostPanels = 8

/** Returns the section of paired differences to random: the main budget large, the others small. */
export function studyForestSection(view: StudyView): Section | null {
  const budget = nearestBudget(view.rows, view.result.main.budget)
  if (budget === null) return null
  const rows = groupedAt(view, budget)
  const entries = forestEntries(rows, view, {
    unit: 'points',
    groupOf: (row) => groupOf(row, view),
  })
  if (entries.length === 0) return null
  const others = otherBudgets(view, budget)
  const blocks: Block[] = [
    { kind: 'text', text: noiseWords(rows, budget) },
    {
      kind: 'how',
      text: 'Paired differences on the same rows, 95 % intervals. Where the interval holds zero, noise explains the difference as well; it is not called a gain.',
    },
    { kind: 'chart', chart: mainForest(view, budget, entries) },
    ...(others.length === 0
      ? []
      : [{ kind: 'panels', panels: budgetPanels(view, others) } as const]),
  ]
  return { id: 'differences', title: 'Which routers beat random routing?', blocks }
}

function otherBudgets({ rows }: StudyView, main: StudyBudget): StudyBudget[] {
  const budgets = [...new Set(rows.map(({ budget }) => budget))].filter(
    (budget) => budget !== main && budget !== 0 && budget !== 1,
  )
  const ordered = budgets.sort((a, b) => (a === 'area' ? 2 : a) - (b === 'area' ? 2 : b))
  if (ordered.length <= mostPanels) return ordered
  return Array.from(
    { length: mostPanels },
    (_, index) => ordered[Math.round((index * (ordered.length - 1)) / (mostPanels - 1))]!,
  )
}

/** Rows of a budget, group by group, the best first. */
function groupedAt(view: StudyView, budget: StudyBudget): StudyRow[] {
  return rankedAt(view, budget)
    .map((row) => ({ row, group: GROUPS.indexOf(groupOf(row, view)) }))
    .sort((a, b) => a.group - b.group)
    .map(({ row }) => row)
}

/** Rows of a budget: the main router, the others with the best first, the references. */
function rankedAt({ rows, result }: StudyView, budget: StudyBudget): StudyRow[] {
  const part = ({ router }: StudyRow): number =>
    router === result.main.router ? 0 : isReference(router) ? 2 : 1
  return rows
    .filter((row) => row.budget === budget)
    .sort(
      (a, b) =>
        part(a) - part(b) ||
        rankValue(b.vsRandom) - rankValue(a.vsRandom) ||
        compareNames(a.router, b.router),
    )
}

const GROUPS = [
  'fixed in advance',
  'looks at a predictor of the score (PPM)',
  'looks at no PPM',
  'one source alone',
  'knows the truth',
] as const

function groupOf(row: StudyRow, { result }: StudyView): (typeof GROUPS)[number] {
  if (row.router === 'oracle') return 'knows the truth'
  if (isReference(row.router)) return 'one source alone'
  if (row.router === result.main.router) return 'fixed in advance'
  return row.ppm === null ? 'looks at no PPM' : 'looks at a predictor of the score (PPM)'
}

function noiseWords(rows: readonly StudyRow[], budget: StudyBudget): string {
  const compared = rows.filter((row) => isKnown(row.vsRandom) && !isReference(row.router))
  const above = compared.filter(({ vsRandom }) => vsRandom!.lo > 0)
  const below = compared.filter(({ vsRandom }) => vsRandom!.hi < 0)
  const corrected = compared.filter(
    ({ exploratory, adjustedP, vsRandom }) =>
      exploratory && adjustedP !== null && adjustedP < 0.05 && vsRandom!.value > 0,
  )
  const tested = compared.filter(({ exploratory, adjustedP }) => exploratory && adjustedP !== null)
  return `${capital(atBudget(budget))}, ${above.length} of ${compared.length} routers lie above random with their whole interval, ${below.length} below it${tested.length > 0 ? `; of the ${tested.length} exploratory ones with a test, ${corrected.length} stay above after the correction for all tests of the study` : ''}.`
}

function mainForest(view: StudyView, budget: StudyBudget, entries: readonly ForestEntry[]): Chart {
  const { decimals } = view
  const best = [...entries]
    .filter(({ role }) => role !== 'reference')
    .sort((a, b) => b.figure.value - a.figure.value)[0]
  return {
    id: 'forest-chart',
    title: `Difference to random ${atBudget(budget)}`,
    alt: `${best === undefined ? '' : `Highest: "${best.name}" with ${formatDifference(best.figure, decimals)} points. `}${forestKey(entries)}`,
    table: differenceTable(view, [budget]),
    ...drawnForest(entries, 'points', decimals),
  }
}

function budgetPanels(
  view: StudyView,
  budgets: readonly StudyBudget[],
): Extract<Block, { kind: 'panels' }>['panels'] {
  return forestPanels(
    budgets.map((budget) => ({
      title: titleBudget(budget),
      entries: forestEntries(rankedAt(view, budget), view, { unit: 'points' }),
    })),
    {
      id: 'forest-panels',
      title: 'The same at the other budgets',
      alt: `Differences to random at ${joinWords(budgets.map(titleBudget))}, exploratory.`,
      table: differenceTable(view, budgets),
      unit: 'points',
      decimals: view.decimals,
    },
  )
}

function differenceTable(view: StudyView, budgets: readonly StudyBudget[]): ReportTable {
  return {
    caption: 'Paired difference to random, points, 95 % interval; p adjusted (Holm)',
    columns: ['router', 'budget', 'against random', 'adjusted p'],
    rows: budgets.flatMap((budget) =>
      rankedAt(view, budget)
        .filter(({ router, vsRandom }) => router !== 'random' && isKnown(vsRandom))
        .map((row) => [
          row.router,
          titleBudget(budget),
          formatDifference(row.vsRandom, view.decimals),
          row.exploratory && !isReference(row.router) ? formatP(row.adjustedP) : '-',
        ]),
    ),
  }
}
