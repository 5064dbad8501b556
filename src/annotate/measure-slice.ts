import type { Random } from '../kit/index.ts'
import { measureWithIntervals, totalOf } from './additive-measure.ts'
import type {
  AgreementSlice,
  JudgePairAgreement,
  PanelAgreement,
  VerdictCounts,
} from './agreement-report.ts'
import type { ReadInstance } from './agreement-rows.ts'
import { contribute, type SampledRows, type UnitRow } from './contribute.ts'
import { measureJudge } from './measure-judge.ts'
import { measureTable } from './measure-table.ts'
import { countLabelPairs, panelContribution, panelMeasure } from './panel-measure.ts'
import { createResampling, type ResampleOptions } from './resampling.ts'
import { preferenceName } from './vote.ts'

/** A named part of the data. */
export interface SliceRows {
  readonly name: string
  readonly rows: readonly ReadInstance[]
}

/** Returns everything about one part of the data. */
export function measureSlice(
  { name, rows }: SliceRows,
  options: ResampleOptions,
  random: Random,
): AgreementSlice {
  const judges = countJudges(rows)
  const groups = new Set(rows.map((row) => row.group))
  const sampled = sampleRows(rows, options, random)
  return {
    name,
    instances: rows.length,
    groups: groups.has(null) || rows.length === 0 ? null : groups.size,
    missing: {
      human: rows.filter((row) => row.human === null).length,
      lm: rows.filter((row) => row.lm === null).length,
    },
    labelsPerInstance: tally(rows.map((row) => String(row.humanVotes.length))),
    humanLabels: tally(
      rows.flatMap((row) =>
        row.humanVotes.map((vote) => preferenceName(vote.verdict, vote.strength)),
      ),
    ),
    humanVerdicts: countVerdicts(rows),
    humanHuman: measurePanel(sampled),
    humanLm: measureTable(sampled, (row) => [row.human, row.lm]),
    judges: judges.flatMap(({ judge, labelled }) => {
      const measured = measureJudge(sampled, judge)
      return measured === null ? [] : [{ ...measured, judge, labelled }]
    }),
    judgePairs: measureJudgePairs(sampled, judges),
  }
}

/** Rows are resampled by prompt group where all have one, else one by one. */
function sampleRows(
  rows: readonly ReadInstance[],
  options: ResampleOptions,
  random: Random,
): SampledRows {
  const unitOf = new Map<number, number>()
  const grouped = rows.every((row) => row.group !== null)
  const unitRows = rows.map((row, index): UnitRow => {
    const key = grouped ? row.group! : index
    const unit = unitOf.get(key) ?? unitOf.size
    unitOf.set(key, unit)
    return { ...row, unit }
  })
  return { rows: unitRows, resampling: createResampling(unitOf.size, options, random) }
}

function measurePanel({ rows, resampling }: SampledRows): PanelAgreement | null {
  const twice = rows.filter((row) => row.humanVotes.length > 1)
  if (twice.length === 0) return null
  const complete = new Set(twice.map((row) => row.humanVotes.length)).size === 1
  const measure = panelMeasure(complete)
  const measured = contribute(twice, measure.size, (row) => panelContribution(row.humanCounts))
  return {
    instances: twice.length,
    ...countLabelPairs(totalOf(measured.contributions, measure.size)),
    ...measureWithIntervals(measure, measured, resampling),
  }
}

interface JudgeCount {
  readonly judge: string
  readonly labelled: number
}

function measureJudgePairs(
  sampled: SampledRows,
  judges: readonly JudgeCount[],
): JudgePairAgreement[] {
  return judges.flatMap(({ judge: first }, index) =>
    judges.slice(index + 1).flatMap(({ judge: second }) => {
      const measured = measureTable(sampled, (row) => [
        row.judges.get(first)?.verdict ?? null,
        row.judges.get(second)?.verdict ?? null,
      ])
      return measured === null ? [] : [{ first, second, ...measured }]
    }),
  )
}

function countJudges(rows: readonly ReadInstance[]): JudgeCount[] {
  const labelled = tally(rows.flatMap((row) => [...row.judges.keys()]))
  return Object.entries(labelled)
    .map(([judge, count]) => ({ judge, labelled: count }))
    .sort((x, y) => y.labelled - x.labelled || (x.judge < y.judge ? -1 : 1))
}

function countVerdicts(rows: readonly ReadInstance[]): VerdictCounts {
  const counts = { a: 0, tie: 0, b: 0 }
  for (const row of rows) if (row.human !== null) counts[row.human] += 1
  return counts
}

function tally(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
}
