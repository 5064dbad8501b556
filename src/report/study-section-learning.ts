import { isReference, type StudyRow } from '../domain/index.ts'
import type { Block, Chart, Section } from './blocks.ts'
import type { ReportTable } from './data.ts'
import { formatCount, formatInterval, isKnown } from './format.ts'
import { drawnLines } from './study-chart-lines.ts'
import { type ForestUnit, forestEntries, forestPanels, unitWords } from './study-forest.ts'
import { type Line, symbolsOf } from './study-line-styles.ts'
import { namedLine } from './study-named-line.ts'
import { predictorCurve } from './study-predictor-curve.ts'
import { type SettingFamily, type SettingKind, settingFamily } from './study-settings.ts'
import { compareNames, rowAt, type StudyView } from './study-view.ts'
import { capital, countOf, nameRepeats, nameShare, titleBudget } from './study-words.ts'

/** Lines of one chart. */
const mostRouters = 5

interface FamilyWords {
  readonly title: string
  readonly axis: string
  readonly column: string
  readonly format: (amount: number) => string
}

const WORDS: Readonly<Partial<Record<SettingKind, FamilyWords>>> = {
  pilot: {
    title: 'How large a pilot is needed?',
    axis: 'pilot, share of the prompt groups',
    column: 'pilot',
    format: nameShare,
  },
  'pilot rows': {
    title: 'How many doubly labelled rows are needed?',
    axis: 'pilot, rows with both labels',
    column: 'rows with both labels',
    format: formatCount,
  },
  mixes: {
    title: 'How many mixes must be trained?',
    axis: 'trained mixes',
    column: 'trained mixes',
    format: formatCount,
  },
  noise: {
    title: 'How much run noise can it bear?',
    axis: 'standard deviation of one training run, points',
    column: 'run noise, points',
    format: String,
  },
}

/** Returns the section of learning curves: pilot, trained mixes, run noise, and the labels of the rest of the pilot. */
export function studyLearningSection(view: StudyView): Section | null {
  const curves = (['pilot', 'pilot rows', 'mixes', 'noise'] as const).flatMap((kind): Block[] => {
    const family = settingFamily(view, kind)
    return family === null
      ? []
      : [{ kind: 'chart', chart: learningCurve(view, family, WORDS[kind]!) }]
  })
  const predictors = predictorCurve(view)
  if (predictors !== null) curves.push({ kind: 'chart', chart: predictors })
  const rest = settingFamily(view, 'rest')
  const restBlocks: Block[] = rest === null ? [] : restPanels(view, rest)
  if (curves.length + restBlocks.length === 0) return null
  const blocks: Block[] = [
    {
      kind: 'how',
      text: 'Each setting departs from the main one in one thing; all are exploratory. Differences are to random routing in the same setting, intervals are 95 %.',
    },
    ...curves,
    ...restBlocks,
  ]
  return { id: 'learning', title: 'How much evidence does it need?', blocks }
}

/** Shares where every row of the main router has one, points otherwise: never both. */
function unitOf({ result }: StudyView, { settings }: SettingFamily): ForestUnit {
  const own = settings.flatMap(({ rows }) =>
    rows.filter(({ router }) => router === result.main.router),
  )
  return own.length > 0 && own.every(({ shareOfOracle }) => isKnown(shareOfOracle))
    ? 'share'
    : 'points'
}

/** Routers in the order of the whole report; those without a PPM do not change with the number of mixes or their noise. */
function routersOf(view: StudyView, { kind, settings }: SettingFamily): string[] {
  const needsPpm = kind === 'mixes' || kind === 'noise'
  const rows = settings.flatMap((own) => own.rows)
  const varying = rows.filter(
    ({ ppm, router }) => !isReference(router) && (!needsPpm || ppm !== null),
  )
  const names = new Set((varying.length > 0 ? varying : rows).map(({ router }) => router))
  const known = view.routers.filter((name) => names.has(name))
  const others = [...names].filter((name) => !view.routers.includes(name)).sort(compareNames)
  return [...known, ...others].slice(0, mostRouters)
}

function learningCurve(view: StudyView, family: SettingFamily, words: FamilyWords): Chart {
  const unit = unitOf(view, family)
  const { read, column, tick } = unitWords(unit, view.decimals)
  const placed = family.settings.filter(({ amount }) => amount !== null)
  const lines = routersOf(view, family)
    .map(
      (name): Line => ({
        ...namedLine(view, name),
        points: placed.flatMap(({ amount, rows }) => {
          const row = rowAt(rows, name, family.budget)
          const figure = row === undefined ? null : read(row)
          return isKnown(figure) ? [{ x: amount!, ...figure }] : []
        }),
      }),
    )
    .filter(({ points }) => points.length > 0)
  return {
    id: `learning-${family.kind.replace(' ', '-')}`,
    title: `${words.title} (${family.set}, ${titleBudget(family.budget)})`,
    alt: `${capital(column)} against ${words.axis}. ${symbolsOf(lines)}`,
    table: settingTable(view, family, words),
    ...drawnLines({
      lines,
      levels: [{ name: 'random', value: 0, colour: 'var(--random)' }],
      x: { label: words.axis, format: words.format, factors: true },
      y: {
        label: unit === 'points' ? 'points above random' : column,
        ...(tick === null ? {} : { format: tick }),
      },
      height: 320,
    }),
  }
}

function settingTable(
  view: StudyView,
  { settings, budget, set }: SettingFamily,
  { column, format }: FamilyWords,
): ReportTable {
  const hasOracle = settings.some(({ rows }) => rows.some((row) => isKnown(row.shareOfOracle)))
  const points = unitWords('points', view.decimals)
  const share = unitWords('share', view.decimals)
  const lines = settings.flatMap((own) =>
    own.rows.filter(({ router }) => !isReference(router)).map((row) => ({ own, row })),
  )
  return {
    caption: `${set}, ${titleBudget(budget)}: value and difference in points${hasOracle ? '; share of the achievable gain: 0 % random, 100 % oracle' : ''}`,
    columns: [
      column,
      'router',
      'value',
      'against random',
      ...(hasOracle ? [share.column] : []),
      nameRepeats(view.result),
    ],
    rows: lines.map(({ own, row }) => [
      own.amount === null
        ? own.label
        : `${format(own.amount)}${own.name === view.setting ? ' (main)' : ''}`,
      row.router,
      formatInterval(row.value, view.decimals),
      points.cell(row.vsRandom),
      ...(hasOracle ? [share.cell(row.shareOfOracle)] : []),
      countOf(row.seeds, nameRepeats(view.result)),
    ]),
  }
}

const REST: Readonly<Record<string, string>> = {
  main: 'as in the main setting',
  none: 'left out',
  lm: "the judge's label alone",
  human: "people's label alone",
  either: 'either label by chance',
}

function restPanels(view: StudyView, family: SettingFamily): Block[] {
  const unit = unitOf(view, family)
  const chosen = routersOf(view, family)
  return [
    {
      kind: 'panels',
      panels: forestPanels(
        family.settings.map(({ label, rows }: { label: string; rows: readonly StudyRow[] }) => ({
          title: `Other rows of the pilot: ${REST[label] ?? label}`,
          entries: forestEntries(
            chosen.flatMap((name) => rowAt(rows, name, family.budget) ?? []),
            view,
            { unit },
          ),
        })),
        {
          id: 'rest-panels',
          title: `What if only a part of the pilot carries both labels? (${family.set}, ${titleBudget(family.budget)})`,
          alt: 'One panel for each way to label the other rows of the pilot.',
          table: settingTable(view, family, {
            title: '',
            axis: '',
            column: 'other rows of the pilot',
            format: String,
          }),
          unit,
          decimals: view.decimals,
        },
      ),
    },
  ]
}
