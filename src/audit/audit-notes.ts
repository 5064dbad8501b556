import type { AuditReport } from './audit-report.ts'
import { POWER, type RowsNeeded } from './need-rows.ts'
import { judgeCeiling } from './people-agreement.ts'

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

const SEQUENCES =
  'Two sequences of thresholds share the error: one from the coverage asked for, one from the strictest threshold, both towards looser ones.'

/** What the notes need beside the report. */
export interface NoteFacts {
  readonly needed: RowsNeeded
  readonly verdicts: 2 | 3
}

/** Returns plain sentences about what an audit means and where it ends. */
export function auditNotes(report: Omit<AuditReport, 'notes'>, facts: NoteFacts): string[] {
  return [
    claimNote(report),
    ...scopeNotes(report),
    ...needNotes(report, facts.needed),
    ...peopleNotes(report, facts.verdicts),
    ...roundNotes(report),
    ...alarmNotes(report),
  ]
}

function claimNote({
  guaranteed,
  target,
  confidence,
  coverage,
  threshold,
  auditRows,
}: Omit<AuditReport, 'notes'>): string {
  return guaranteed
    ? `With a confidence of ${percent(confidence)} the judge agrees with people on at least ${percent(target)} of the rows with a score of ${threshold!.toPrecision(4)} or more: ${percent(coverage)} of all rows.`
    : `Nothing is guaranteed: ${auditRows} audit rows do not show an agreement of ${percent(target)} at any threshold.`
}

function scopeNotes({ test, unit, claim, guaranteed }: Omit<AuditReport, 'notes'>): string[] {
  const reach =
    claim === 'pool'
      ? 'The claim is about the rows of this pool and does not reach to new prompts.'
      : 'The claim is about rows of prompts like these, each row counting once.'
  const independent =
    unit === 'row'
      ? 'The slice is a random draw by row, so rows of one prompt group do no harm to it.'
      : 'Prompt groups are the independent units of the test.'
  const method =
    test === 'exact'
      ? 'Test: exact binomial.'
      : 'Test: bets on the sums of the units; it needs about twice the labels of a test of independent rows, more where some groups are large.'
  const interval = guaranteed
    ? [
        'The interval of the agreement is that of the accepted part alone; what is guaranteed is the target.',
      ]
    : []
  return [`${reach} ${independent}`, `${method} ${SEQUENCES}`, ...interval]
}

function needNotes(
  { coverageAsked, target, needRows, levels }: Omit<AuditReport, 'notes'>,
  { why }: RowsNeeded,
): string[] {
  const asked = `a coverage of ${percent(coverageAsked)}`
  if (why === 'below-target') {
    const reach = levels.filter(({ agreement }) => agreement > target).at(-1)
    const hope =
      reach === undefined
        ? ''
        : ` The loosest threshold with an observed agreement above it covers ${percent(reach.coverage)}.`
    return [
      `No number of audit labels helps at ${asked}: the observed agreement there is not above the target.${hope}`,
    ]
  }
  if (why === 'too-near')
    return [
      `The observed agreement at ${asked} is so near the target that more than 100,000 audit labels would be needed.`,
    ]
  if (why === 'no-rows')
    return [`How many labels ${asked} needs cannot be said: no audit row reaches that threshold.`]
  if (why === 'passed') return []
  const power = `with a chance of ${percent(POWER)} if the agreement is what was observed`
  return [
    why === 'more'
      ? `For ${asked} about ${needRows} audit labels are needed: so many pass ${power}.`
      : `This slice did not pass at ${asked}, though so many labels pass ${power}: a new slice of that size may.`,
  ]
}

function peopleNotes(
  { humanHuman, target, guaranteed, judgeCeiling: ceiling }: Omit<AuditReport, 'notes'>,
  verdicts: 2 | 3,
): string[] {
  if (humanHuman === null)
    return ['No row carries two human labels: how far people agree with each other is unknown.']
  const where = guaranteed ? 'In the accepted part' : 'On all rows'
  const noise = `${where} two people agree on ${percent(humanHuman.value)} (${percent(humanHuman.lo)} to ${percent(humanHuman.hi)}); no judge can agree with one person on more than ${percent(ceiling!)} of such rows.`
  if (target <= humanHuman.value) return [noise]
  return [
    noise,
    target > judgeCeiling(humanHuman.hi, verdicts)
      ? `The target of ${percent(target)} lies above that: no judge can be guaranteed at that level against single persons on these rows.`
      : `The target of ${percent(target)} lies above the agreement of two people: only a judge that predicts a person better than another person does can meet it against single persons.`,
  ]
}

function roundNotes({ spending, confidence }: Omit<AuditReport, 'notes'>): string[] {
  const delta = 1 - confidence
  if (spending.alpha >= delta) return []
  return [
    `Round ${spending.round} may err with a chance of ${spending.alpha.toPrecision(3)}; ${spending.spent.toPrecision(3)} of ${delta.toPrecision(3)} is spent over all rounds.`,
  ]
}

function alarmNotes({ alarm, target }: Omit<AuditReport, 'notes'>): string[] {
  if (alarm === null) return []
  const seen = `At the earlier threshold ${alarm.threshold.toPrecision(4)} the judge agrees on ${percent(alarm.agreement.value)} of ${alarm.rows} new audit rows`
  if (alarm.status === 'broken')
    return [
      `Alarm: ${seen}, which contradicts the guarantee of ${percent(target)} (p = ${alarm.p.toPrecision(2)}).`,
    ]
  return alarm.status === 'holds'
    ? [`${seen}: the guarantee holds.`]
    : [`${seen}: too few rows to prove the guarantee again, nothing that contradicts it.`]
}
