import type { StudyQuality } from '../domain/index.ts'
import type { Chart } from './blocks.ts'
import type { ReportTable } from './data.ts'
import { formatCount, formatInterval, formatShareInterval, isKnown } from './format.ts'
import { drawQuality, type QualityMark } from './study-chart-quality.ts'
import { countOf, joinNames } from './study-words.ts'

/** What a line of quality may be about beside predictor and target. */
type Facet = 'set' | 'setting' | 'score' | 'sampler' | 'trainedMixes'

const FACETS: Readonly<Record<Facet, (row: StudyQuality) => string>> = {
  set: ({ set }) => set,
  setting: ({ setting }) => setting,
  score: ({ score }) => score ?? '-',
  sampler: ({ sampler }) => sampler ?? '-',
  trainedMixes: ({ trainedMixes }) => (trainedMixes === null ? '-' : formatCount(trainedMixes)),
}

const FACET_NAMES: Readonly<Record<Facet, string>> = {
  set: 'set',
  setting: 'setting',
  score: 'score',
  sampler: 'sampler of the mixes',
  trainedMixes: 'trained mixes',
}

/** Facets in which some rows differ; a table has a column for each, and says the others once. */
function differing(rows: readonly StudyQuality[]): Facet[] {
  return (Object.keys(FACETS) as Facet[]).filter(
    (facet) => new Set(rows.map(FACETS[facet])).size > 1,
  )
}

function commonWords(rows: readonly StudyQuality[]): string {
  const varied = differing(rows)
  const [first] = rows
  if (first === undefined) return ''
  return (Object.keys(FACETS) as Facet[])
    .filter((facet) => !varied.includes(facet) && FACETS[facet](first) !== '-')
    .map((facet) => `, ${FACET_NAMES[facet]}: ${FACETS[facet](first)}`)
    .join('')
}

/** Returns the quality of predictors as a table; what all rows have in common stands in the caption. */
export function qualityTable(
  rows: readonly StudyQuality[],
  { caption, repeats }: { readonly caption: string; readonly repeats: string },
): ReportTable {
  const varied = differing(rows)
  const figures = FIGURES.filter(({ read }) => rows.some((row) => read(row) !== null))
  return {
    caption: `${caption}${commonWords(rows)}; correlations plain, share of the ceiling in per cent, 95 % intervals`,
    columns: [
      'predictor',
      'target',
      ...varied.map((facet) => FACET_NAMES[facet]),
      ...figures.map(({ name }) => name),
      repeats,
    ],
    rows: rows.map((row) => [
      row.ppm,
      row.target,
      ...varied.map((facet) => FACETS[facet](row)),
      ...figures.map(({ read, format }) => format(read(row))),
      formatCount(row.seeds),
    ]),
  }
}

const FIGURES: readonly {
  readonly name: string
  readonly read: (row: StudyQuality) => StudyQuality['r2']
  readonly format: (figure: StudyQuality['r2']) => string
}[] = [
  { name: 'Spearman', read: (row) => row.spearman, format: (own) => formatInterval(own) },
  {
    name: 'Spearman of the budget alone',
    read: (row) => row.budgetOnly,
    format: (own) => formatInterval(own),
  },
  { name: 'R2', read: (row) => row.r2, format: (own) => formatInterval(own) },
  { name: 'reliability', read: (row) => row.reliability, format: (own) => formatInterval(own) },
  {
    name: 'share of the ceiling',
    read: (row) => row.shareOfCeiling,
    format: (own) => formatShareInterval(own),
  },
]

/** Lines of a picture. */
const mostMarks = 24

/** Returns the rank correlations of predictors as a picture, by target. */
export function qualityChart(rows: readonly StudyQuality[]): Chart {
  const shown = rows.filter(({ spearman }) => isKnown(spearman)).slice(0, mostMarks)
  const varied = differing(shown)
  const nameOf = (row: StudyQuality): string =>
    [row.ppm, ...varied.map((facet) => FACETS[facet](row))].join(', ')
  const marks = shown.map(
    (row): QualityMark => ({
      name: nameOf(row),
      group: row.target,
      spearman: row.spearman,
      budgetOnly: isKnown(row.budgetOnly) ? row.budgetOnly : null,
    }),
  )
  const hasBudget = marks.some(({ budgetOnly }) => budgetOnly !== null)
  return {
    id: 'quality-chart',
    title: 'Rank correlation of prediction and truth',
    alt: `Spearman correlation of ${joinNames([...new Set(shown.map(({ ppm }) => ppm))])} with its 95 % interval${hasBudget ? ', and of the budget alone as a ring on a grey bar' : ''}, by target${commonWords(shown)}.${rows.length > shown.length ? ` The first ${shown.length} of ${countOf(rows.length, 'predictions')} are drawn.` : ''}`,
    table: {
      caption: 'Figures of the chart: Spearman correlation, 95 % intervals',
      columns: ['target', 'predictor', 'Spearman', ...(hasBudget ? ['budget alone'] : [])],
      rows: shown.map((row) => [
        row.target,
        nameOf(row),
        formatInterval(row.spearman),
        ...(hasBudget ? [formatInterval(row.budgetOnly)] : []),
      ]),
    },
    draw: (document) => drawQuality(document, marks),
    drawNarrow: (document) => drawQuality(document, marks, 'narrow'),
  }
}
