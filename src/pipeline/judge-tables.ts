import type { Interval } from '../domain/index.ts'
import type { JudgeTableRow } from '../judge/index.ts'
import {
  formatCount,
  formatDifference,
  formatInterval,
  formatShareInterval,
  isKnown,
  type ReportTable,
} from '../report/index.ts'
import type { JudgeComparison } from './measure-judges.ts'

type Column = readonly [name: string, cell: (row: JudgeTableRow) => string]

const TRUST: readonly Column[] = [
  ['judge', ({ judge }) => judge],
  [
    'with people',
    ({ labelled, withPeople }) => `${formatCount(withPeople)} of ${formatCount(labelled)}`,
  ],
  ['three-way', ({ threeWay }) => share(threeWay)],
  ['without ties', ({ withoutTies }) => share(withoutTies)],
  ['kappa', ({ cohenKappa }) => formatInterval(cohenKappa)],
  ['ECE as stated', (row) => statedError(row)],
  ['ECE calibrated', (row) => error(row.calibration.quality?.after)],
]

const HABITS: readonly Column[] = [
  ['judge', ({ judge }) => judge],
  ['contradicts itself', ({ flipped, asked }) => (asked === 0 ? 'not asked' : share(flipped))],
  ['names the first shown', ({ firstShown }) => share(firstShown)],
  ['length slope', ({ lengthSlope }) => formatDifference(lengthSlope?.coefficient ?? null)],
  ['own family', ({ ownFamily }) => points(ownFamily?.difference ?? null)],
  ['price per 1,000', ({ usdPerThousand }) => usd(usdPerThousand)],
  ['minutes per 1,000', ({ minutesPerThousand }) => formatInterval(minutesPerThousand, 1)],
]

/** Returns the comparison as two tables: how far judges can be trusted, then what they are prone to and what they cost. */
export function judgeTables({ judges }: Pick<JudgeComparison, 'judges'>): ReportTable[] {
  return [
    tableOf(
      "Instances with a label of people too, of those that the judge labelled; agreement with people, chance taken out (Cohen's kappa), and expected calibration error (ECE) of the stated and of the calibrated probability",
      TRUST,
      judges,
    ),
    tableOf(
      "Habits beyond people's own, and cost: contradictions between the two orders, length slope in log-odds per unit of log length ratio, preference for answers of the own family over what people prefer; for 1,000 instances, minutes with one call at a time",
      HABITS,
      judges,
    ),
  ]
}

/** Returns what the tables leave unsaid: what is wrong with a judge, why one is not calibrated, what is not known of all its labels. */
export function judgeNotes({
  judges,
  labelled,
  measured,
}: Pick<JudgeComparison, 'judges' | 'labelled' | 'measured'>): {
  /** Judges that should not be used, with the reason. */
  readonly unusable: readonly string[]
  readonly others: readonly string[]
} {
  const findings = (isUsable: boolean): string[] =>
    judges.flatMap(({ judge, health }) =>
      health.usable === isUsable ? health.findings.map((finding) => `${judge}: ${finding}`) : [],
    )
  const drawn =
    measured < labelled
      ? [
          `Habits, calibration and costs are measured on ${formatCount(measured)} of ${formatCount(labelled)} labelled instances, drawn at random, those that people labelled first.`,
        ]
      : []
  return {
    unusable: findings(false),
    others: [...findings(true), ...judges.flatMap(notesOf), ...drawn],
  }
}

function notesOf(row: JudgeTableRow): string[] {
  const { judge, calibration, ownFamily, usdPerThousand, unpriced, withPeople } = row
  return [
    ...(calibration.refusal === null || withPeople === 0
      ? []
      : [`${judge}: not calibrated: ${calibration.refusal}`]),
    ...(ownFamily === null
      ? []
      : [
          `${judge}: own family (${ownFamily.family}): it prefers its answers on ${formatShareInterval(ownFamily.judgeShare)}, people on ${formatShareInterval(ownFamily.humanShare)} of ${formatCount(ownFamily.pairs)} pairs with one answer of it`,
        ]),
    ...(usdPerThousand === null || unpriced === 0
      ? []
      : [`${judge}: the price of ${formatCount(unpriced)} of its labels is not known`]),
  ]
}

function tableOf(
  caption: string,
  columns: readonly Column[],
  judges: readonly JudgeTableRow[],
): ReportTable {
  return {
    caption,
    columns: columns.map(([name]) => name),
    rows: judges.map((row) => columns.map(([, cell]) => cell(row))),
  }
}

function share(interval: Interval | null): string {
  return formatShareInterval(interval)
}

/** A judge that gives no probabilities states none: the numbers that its verdicts count as are an order. */
function statedError({ calibration }: JudgeTableRow): string {
  if (calibration.quality !== null && calibration.scale === 'verdict') return 'not stated'
  return error(calibration.quality?.before)
}

function error(scores: { readonly expectedCalibrationError: Interval } | null | undefined): string {
  return formatInterval(scores?.expectedCalibrationError ?? null)
}

function points(difference: Interval | null): string {
  if (!isKnown(difference)) return 'unknown'
  const { value, lo, hi } = difference
  return `${formatDifference({ value: 100 * value, lo: 100 * lo, hi: 100 * hi }, 1)} points`
}

function usd(interval: Interval | null): string {
  if (!isKnown(interval)) return 'price unknown'
  return `$${formatInterval(interval, interval.value < 1 ? 4 : 2)}`
}
