import type { AgreementReport, AgreementSlice } from '../annotate/index.ts'
import type { Interval } from '../domain/index.ts'
import type { CoverageReport } from '../features/index.ts'
import {
  formatCount,
  formatInterval,
  formatNumber,
  formatShare,
  formatUsd,
  type ReportTable,
} from '../report/index.ts'
import type { SourceCount } from './make-plan.ts'

/** Returns the tables of the agreement section: people with people, judges with people. */
export function agreementTables(report: AgreementReport): ReportTable[] {
  const slices = report.sources.length > 1 ? [report.overall, ...report.sources] : [report.overall]
  return [
    {
      caption: 'People with people, pairs of labels of one instance',
      columns: [
        'set',
        'instances',
        'label pairs',
        'three-way',
        'without ties',
        "Scott's pi",
        "Krippendorff's alpha",
        "Gwet's AC1",
      ],
      rows: slices
        .filter((slice) => slice.humanHuman !== null)
        .map((slice) => [
          slice.name,
          formatCount(slice.instances),
          formatCount(slice.humanHuman!.labelPairs),
          ...(
            ['threeWay', 'withoutTies', 'scottPi', 'krippendorffNominal', 'gwetAc1'] as const
          ).map((name) => cell(slice.humanHuman![name])),
        ]),
    },
    {
      caption: 'Judges against the human verdict',
      columns: [
        'set',
        'judge',
        'instances',
        'three-way',
        "Cohen's kappa",
        'without ties',
        'order flips',
        'picks the longer',
        'people pick the longer',
      ],
      rows: slices
        .filter((slice) => slice.name !== report.overall.name || slices.length === 1)
        .flatMap(judgeRows),
    },
  ]
}

function judgeRows(slice: AgreementSlice): string[][] {
  return slice.judges
    .slice(0, 4)
    .map((judge) => [
      slice.name,
      judge.judge,
      formatCount(judge.instances),
      cell(judge.threeWay),
      cell(judge.cohenKappa),
      cell(judge.withoutTies),
      judge.order === null ? 'not asked' : cell(judge.order.flipped),
      cell(judge.length.judgeLonger),
      cell(judge.length.humanLonger),
    ])
}

const cell = (interval: Interval | null): string =>
  interval === null ? 'unknown' : formatInterval(interval)

/** Returns the coverage of every feature as a table. */
export function coverageTable({ features }: CoverageReport): ReportTable {
  return {
    caption:
      'Every feature: how often, how often unknown, and how much more often the sources differ with it than without',
    columns: ['feature', 'carried', 'unknown', 'difference in disagreement'],
    rows: features.map((row) => [
      row.label,
      formatShare(row.carriedShare, 1),
      formatShare(row.unknownShare, 1),
      row.differs === null
        ? 'unknown'
        : formatInterval(
            {
              value: 100 * row.differs.difference.value,
              lo: 100 * row.differs.difference.lo,
              hi: 100 * row.differs.difference.hi,
            },
            1,
          ),
    ]),
  }
}

/** Returns the rows that each source labels as a table; null for the two of the prices. */
export function sourceTable(sources: readonly SourceCount[] | null): ReportTable | null {
  if (sources === null) return null
  return {
    caption: 'Who labels how much; agreement is the utility of a label by what people say, 0 to 1',
    columns: ['source', 'kind', 'rows', 'price of a label', 'most it can label', 'agreement'],
    rows: sources.map(({ id, kind, rows, priceUsd, cap, agreement }) => [
      id,
      kind === 'human' ? 'people' : 'judge',
      formatCount(rows),
      formatUsd(priceUsd),
      cap === null ? 'no limit' : formatCount(cap),
      formatNumber(agreement, 3),
    ]),
  }
}
