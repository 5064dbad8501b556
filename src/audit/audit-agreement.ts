import { HyperError, type Random, shuffleInPlace } from '../kit/index.ts'
import type { AuditInput, AuditOptions, AuditRow } from './audit-input.ts'
import { auditNotes } from './audit-notes.ts'
import type { AuditReport } from './audit-report.ts'
import { type AuditTest, agreementAt, checkThreshold } from './check-threshold.ts'
import { type RowsNeeded, rowsNeeded } from './need-rows.ts'
import { judgeCeiling, peopleAgreement } from './people-agreement.ts'
import { roundSpending } from './round-spending.ts'
import { type ScoreLevel, scoreLevels } from './score-levels.ts'
import { type LevelTally, tallyLevels } from './tally-levels.ts'
import { startAlpha, testLevels } from './test-levels.ts'
import type { AuditUnit } from './unit-bounds.ts'

/**
 * Returns the loosest threshold on the agreement score for which the random slice proves that the judge agrees with people on at least `target` of the
 * rows at or above it; wrong with a chance of at most 1 - confidence. Thresholds are fixed by the scores alone and tested in fixed sequences, so that
 * trying many of them costs little: see `testLevels`.
 *
 * Where rows were drawn one by one with one chance for all and the claim ends with the pool, the exact binomial test is valid whatever the correlation
 * inside prompt groups, for chance is in the draw alone. In all other cases the test is a sequence of bets on the independent units, prompt
 * groups or rows drawn with chances of their own; it needs `random`, which puts them in order.
 *
 * @throws HyperError `config/bad-target`, `config/bad-round`, `config/error-spent`
 * @throws RangeError for arrays that are not parallel, or propensities that are not above 0, or differ while those of the pool are not given; without a stream where bets need one
 * @see Trust or Escalate (2024), fixed-sequence testing of a confidence threshold
 */
export function auditAgreement(
  input: AuditInput,
  options: AuditOptions,
  random?: Random,
): AuditReport {
  requireShare('target', options.target)
  requireShare('confidence', options.confidence)
  const { target, confidence, coverage = 0.5, verdicts = 3, labelsPerRow = 1 } = options
  const spending = roundSpending(options)
  const slice = openSlice(input, options, random)
  const { test } = slice
  const tallies = slice.over(scoreLevels(input.pool.scores, options.shares))
  const asked = reachCoverage(tallies, coverage)
  const levels = testLevels(tallies, { target, alpha: spending.alpha, test, asked })
  const chosen = levels.findLastIndex(({ passed }) => passed)
  const accepted = tallies[chosen] ?? null
  const humanHuman = peopleAgreement(
    (input.people ?? []).filter(({ score }) => accepted === null || score >= accepted.threshold),
  )
  const auditRows = input.audit.length
  const needed: RowsNeeded =
    chosen >= asked && accepted !== null
      ? { rows: auditRows, why: 'passed' }
      : rowsNeeded(tallies[asked], {
          target,
          alpha: startAlpha(spending.alpha),
          auditRows,
          test,
        })
  const report: Omit<AuditReport, 'notes'> = {
    format: 'hyper/audit@1',
    target,
    confidence,
    auditRows,
    threshold: accepted?.threshold ?? null,
    coverage: accepted?.coverage ?? 0,
    agreement: agreementAt(accepted ?? slice.at(Number.NEGATIVE_INFINITY), test),
    guaranteed: accepted !== null,
    needRows: needed.rows === null ? null : Math.ceil(needed.rows * labelsPerRow - 1e-9),
    coverageAsked: coverage,
    test,
    unit: slice.unit,
    claim: options.claim ?? 'new-prompts',
    levels,
    humanHuman,
    judgeCeiling: humanHuman === null ? null : judgeCeiling(humanHuman.value, verdicts),
    spending,
    alarm:
      options.previous === undefined
        ? null
        : checkThreshold(slice.at(options.previous.threshold), {
            target,
            alpha: 1 - confidence,
            test,
          }),
  }
  return { ...report, notes: auditNotes(report, { needed, verdicts }) }
}

interface Slice {
  readonly unit: AuditUnit
  /** The test that is valid for it. */
  readonly test: AuditTest
  /** Tallies of levels, strictest first. */
  readonly over: (levels: readonly ScoreLevel[]) => readonly LevelTally[]
  /** Tally of all audit rows at or above one threshold. */
  readonly at: (threshold: number) => LevelTally
}

function openSlice(
  input: AuditInput,
  { drawn = 'groups', claim = 'new-prompts', labelsPerRow = 1 }: AuditOptions,
  random: Random | undefined,
): Slice {
  const { weightOf, isUniform } = readPropensities(input)
  const { pool } = input
  const unit: AuditUnit = drawn === 'rows' && claim === 'pool' ? 'row' : 'group'
  const share = Math.min(1, (input.audit.length * labelsPerRow) / Math.max(1, pool.scores.length))
  const rowChance = drawn === 'rows' && isUniform ? share : null
  const how = { unit, weightOf, rowChance }
  const levelAt = (threshold: number): ScoreLevel[] => [{ threshold, coverage: Number.NaN }]
  const hasLoneUnits = (): boolean => {
    const whole = levelAt(Number.NEGATIVE_INFINITY)
    const { bound, most, risk } = tallyLevels(input, whole, { ...how, keepsSums: false })[0]!
    return Math.max(bound, most) <= 1 && risk === 0
  }
  const isExact = isUniform && (unit === 'row' || hasLoneUnits())
  const audit = isExact ? input.audit : orderUnits(input.audit, unit, random)
  const over = (levels: readonly ScoreLevel[]): LevelTally[] =>
    tallyLevels({ pool, audit }, levels, { ...how, keepsSums: !isExact })
  return {
    unit,
    test: isExact ? 'exact' : 'bets',
    over,
    at: (threshold) => over(levelAt(threshold))[0]!,
  }
}

/** Index of the strictest level that accepts the share asked for; the loosest level where none does. */
function reachCoverage(tallies: readonly LevelTally[], asked: number): number {
  const found = tallies.findIndex(({ coverage }) => coverage >= asked - 1e-9)
  return found < 0 ? tallies.length - 1 : found
}

/** Rows unit by unit, units in random order: bets must not see them in an order that has to do with their size or their labels. */
function orderUnits(
  audit: readonly AuditRow[],
  unit: AuditUnit,
  random: Random | undefined,
): readonly AuditRow[] {
  if (random === undefined)
    throw new RangeError('audit: got no stream, expected one (bets see the units in random order)')
  const stream = random.fork('audit-order')
  if (unit === 'row') return shuffleInPlace([...audit], stream)
  const groups = [...new Set(audit.map(({ group }) => group))].sort((a, b) => a - b)
  const ranks = new Map(shuffleInPlace(groups, stream).map((group, rank) => [group, rank]))
  return [...audit].sort((a, b) => ranks.get(a.group)! - ranks.get(b.group)!)
}

function readPropensities({ pool, audit }: AuditInput): {
  readonly weightOf: (propensity: number) => number
  readonly isUniform: boolean
} {
  for (const [name, array] of [
    ['groups', pool.groups],
    ['propensities', pool.propensities],
  ] as const) {
    if (array && array.length !== pool.scores.length)
      throw new RangeError(
        `audit pool.${name}: got ${array.length} values, expected ${pool.scores.length}`,
      )
  }
  const drawn = audit.map(({ propensity }) => propensity)
  const all = [...drawn, ...(pool.propensities ?? [])]
  if (all.some((propensity) => !(propensity > 0)))
    throw new RangeError('audit: got a propensity that is not above 0, expected positive numbers')
  if (all.every((propensity) => propensity === all[0]))
    return { weightOf: () => 1, isUniform: true }
  if (!pool.propensities)
    throw new RangeError(
      'audit: got propensities that differ without those of the pool, expected pool.propensities',
    )
  const least = pool.propensities.reduce((low, propensity) => Math.min(low, propensity))
  return { weightOf: (propensity) => least / propensity, isUniform: false }
}

function requireShare(name: string, value: number): void {
  if (!(value > 0 && value < 1))
    throw new HyperError(
      'config/bad-target',
      `audit ${name}: got ${value}, expected a number above 0 and below 1`,
    )
}
