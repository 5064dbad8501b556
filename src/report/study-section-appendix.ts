import type { StudyResult, StudyRow } from '../domain/index.ts'
import type { Block, Section } from './blocks.ts'
import type { ReportTable } from './data.ts'
import {
  formatCount,
  formatDifference,
  formatInterval,
  formatNumber,
  formatP,
  formatShare,
  formatShareInterval,
  formatUsd,
} from './format.ts'
import type { StudyView } from './study-view.ts'
import { titleBudget } from './study-words.ts'

/** Returns the last section: how everything was obtained, and every row. */
export function studyAppendixSection(view: StudyView): Section {
  const { result } = view
  const groups = new Map<string, StudyRow[]>()
  for (const row of result.rows) {
    const key = JSON.stringify([row.setting, row.set])
    groups.set(key, [...(groups.get(key) ?? []), row])
  }
  const blocks: Block[] = [
    { kind: 'list', items: result.method },
    { kind: 'table', table: factTable(result) },
    {
      kind: 'how',
      text: 'All rows of study.json, one table per setting and set. Scores and differences are points, human share and share of the achievable gain per cent; "-" is what does not apply, "unknown" what the study could not tell. Every row but the one fixed in advance is exploratory.',
    },
    ...[...groups.values()].map(
      (rows): Block => ({ kind: 'table', table: rowTable(rows, view), folded: true }),
    ),
  ]
  return { id: 'appendix', title: 'How was every number obtained?', blocks }
}

function factTable({ name, seed, data, prices, rows }: StudyResult): ReportTable {
  const facts: [string, string][] = [
    ['study', name],
    ['seed', String(seed)],
    ...(data.files.length > 0 ? [['files', data.files.join(', ')] as [string, string]] : []),
    ...(data.rows !== null ? [['rows of data', formatCount(data.rows)] as [string, string]] : []),
    ...(data.groups !== null
      ? [['prompt groups', formatCount(data.groups)] as [string, string]]
      : []),
    ['price of a human label', formatUsd(prices.human)],
    ['price of a judge label', formatUsd(prices.lm)],
    ['rows of the result', formatCount(rows.length)],
  ]
  return { caption: 'Facts of the study', columns: ['what', 'value'], rows: facts }
}

type Column = readonly [name: string, cell: (row: StudyRow) => string, optional?: keyof StudyRow]

function rowTable(rows: readonly StudyRow[], { decimals }: StudyView): ReportTable {
  const text = (value: string | null): string => value ?? '-'
  const count = (value: number | null): string => (value === null ? '-' : formatCount(value))
  const columns: readonly Column[] = [
    ['router', (row) => row.router],
    ['PPM', (row) => text(row.ppm), 'ppm'],
    ['sampler', (row) => text(row.sampler), 'sampler'],
    ['encoder', (row) => text(row.encoder), 'encoder'],
    ['budget', (row) => titleBudget(row.budget)],
    [
      'human share',
      (row) => (row.humanShare === null ? '-' : formatShare(row.humanShare, 1)),
      'humanShare',
    ],
    ['measure', (row) => row.measure],
    ['target', (row) => text(row.target), 'target'],
    ['score', (row) => text(row.score), 'score'],
    ['trained mixes', (row) => count(row.trainedMixes), 'trainedMixes'],
    ['run noise', (row) => (row.noise === null ? '-' : formatNumber(row.noise)), 'noise'],
    [
      'pilot',
      (row) =>
        row.pilot === null
          ? '-'
          : row.pilot <= 1
            ? formatShare(row.pilot, 1)
            : `${formatCount(row.pilot)} rows`,
      'pilot',
    ],
    ['repeats', (row) => formatCount(row.seeds)],
    ['value', (row) => formatInterval(row.value, decimals)],
    ['against random', (row) => formatDifference(row.vsRandom, decimals), 'vsRandom'],
    ['against all human', (row) => formatDifference(row.vsAllHuman, decimals), 'vsAllHuman'],
    ['against all LM', (row) => formatDifference(row.vsAllLm, decimals), 'vsAllLm'],
    [
      'against the better single source',
      (row) => formatDifference(row.vsBetterSingle, decimals),
      'vsBetterSingle',
    ],
    [
      'share of the achievable gain',
      (row) => formatShareInterval(row.shareOfOracle),
      'shareOfOracle',
    ],
    ['adjusted p', (row) => (row.adjustedP === null ? '-' : formatP(row.adjustedP)), 'adjustedP'],
    ['status', (row) => (row.exploratory ? 'exploratory' : 'fixed in advance')],
  ]
  const shown = columns.filter(
    ([, , key]) => key === undefined || rows.some((row) => row[key] !== null),
  )
  const { setting, set } = rows[0]!
  return {
    caption: `Rows of ${set}, setting ${setting} (${formatCount(rows.length)})`,
    columns: shown.map(([name]) => name),
    rows: rows.map((row) => shown.map(([, cell]) => cell(row))),
    marked: rows.flatMap((row, index) => (row.exploratory ? [] : [index])),
  }
}
