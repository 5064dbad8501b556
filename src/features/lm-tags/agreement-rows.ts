import type { Interval } from '../../domain/index.ts'
import type { DimensionAgreement, TaggerAgreement } from './tagger-agreement.ts'

/** Rows for a table. */
export interface AgreementTable {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** How an agreement becomes rows. */
export interface AgreementTableOptions {
  /** Adds a row for each option that either tagger names at least so often; null for dimensions only. */
  readonly optionsFrom: number | null
}

/** Returns an agreement of taggers as rows, shares in percent, intervals in brackets, `-` where a value is undefined. */
export function agreementTable(
  { dimensions }: TaggerAgreement,
  { optionsFrom }: AgreementTableOptions = { optionsFrom: null },
): AgreementTable {
  return {
    columns: ['dimension', 'prompts', 'same %', 'kappa', 'Jaccard', 'unknown 1 %', 'unknown 2 %'],
    rows: dimensions.flatMap((dimension) => [
      dimensionRow(dimension),
      ...(optionsFrom === null ? [] : optionRows(dimension, optionsFrom)),
    ]),
  }
}

function dimensionRow(own: DimensionAgreement): string[] {
  return [
    own.dimension,
    String(own.compared),
    percent(own.agreement),
    plain(own.kappa),
    plain(own.jaccard),
    percent(own.firstUnknown),
    percent(own.secondUnknown),
  ]
}

function optionRows({ dimension, options }: DimensionAgreement, from: number): string[][] {
  return options
    .filter(({ first, second }) => Math.max(first, second) >= Math.max(from, 1))
    .map(({ option, first, second, agreement, kappa }) => [
      `${dimension}:${option}`,
      `${first} / ${second}`,
      percent(agreement),
      plain(kappa),
      '-',
      '-',
      '-',
    ])
}

function percent(interval: Interval | null): string {
  return showInterval(interval, (value) => (100 * value).toFixed(1))
}

function plain(interval: Interval | null): string {
  return showInterval(interval, (value) => value.toFixed(2))
}

function showInterval(interval: Interval | null, show: (value: number) => string): string {
  if (interval === null) return '-'
  const { value, lo, hi } = interval
  return `${show(value)} [${show(lo)}, ${show(hi)}]`
}
