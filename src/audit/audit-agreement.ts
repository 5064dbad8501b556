import { HyperError, type Random, shuffleInPlace } from '../kit/index.ts'
import { fixedSequence } from '../stats/index.ts'
import type { AuditInput, AuditOptions, AuditRow, AuditUnit } from './audit-input.ts'
import { auditNotes } from './audit-notes.ts'
import type { AuditLevel, AuditReport } from './audit-report.ts'
import { type AuditTest, agreementAt, checkThreshold, pBelow } from './check-threshold.ts'
import { type RowsNeeded, type RowsQuestion, rowsNeeded } from './need-rows.ts'
import { judgeCeiling, peopleAgreement } from './people-agreement.ts'
import { roundSpending } from './round-spending.ts'
import { type ScoreLevel, scoreLevels } from './score-levels.ts'
import { leastRows } from './sequence-power.ts'
import { type LevelTally, tallyLevels } from './tally-levels.ts'

/**
 * Returns the loosest threshold on the agreement score for which the random slice proves that the judge agrees with people on at least `target` of the
 * rows at or above it; wrong with a chance of at most 1 - confidence. Thresholds are fixed by the scores alone and tested strictest first (fixed
 * sequence), so that trying many of them costs nothing.
 *
 * Where rows were drawn by row with one chance for all and the claim ends with the pool (`unit: 'row'`), the exact binomial test is valid whatever the
 * correlation inside prompt groups, for chance is in the draw alone. In all other cases the test is a sequence of bets on the independent units, prompt
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
  const { unit = 'group', target, confidence, coverage = 0.5, verdicts = 3 } = options
  const spending = roundSpending(options)
  const slice = openSlice(input, unit, random)
  const { test, tallies } = slice.over(scoreLevels(input.pool.scores, options.shares))
  const asks = { target, alpha: spending.alpha, test }
  const levels = testLevels(tallies, asks)
  const chosen = levels.findLastIndex(({ passed }) => passed)
  const accepted = tallies[chosen] ?? null
  const humanHuman = peopleAgreement(
    (input.people ?? []).filter(({ score }) => accepted === null || score >= accepted.threshold),
  )
  const needed = answerNeed(tallies, chosen, { ...asks, coverage, auditRows: input.audit.length })
  const report: Omit<AuditReport, 'notes'> = {
    format: 'hyper/audit@1',
    target,
    confidence,
    auditRows: input.audit.length,
    threshold: accepted?.threshold ?? null,
    coverage: accepted?.coverage ?? 0,
    agreement: agreementAt(accepted ?? slice.at(Number.NEGATIVE_INFINITY), test),
    guaranteed: accepted !== null,
    needRows: needed.rows,
    coverageAsked: coverage,
    test,
    unit,
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
  /** Tallies of levels, with the test that is valid for them. */
  readonly over: (levels: readonly ScoreLevel[]) => {
    readonly test: AuditTest
    readonly tallies: readonly LevelTally[]
  }
  /** Tally of all audit rows at or above one threshold. */
  readonly at: (threshold: number) => LevelTally
}

function openSlice(input: AuditInput, unit: AuditUnit, random: Random | undefined): Slice {
  const { weightOf, isUniform } = readPropensities(input)
  const { pool } = input
  const tallyOf = (
    levels: readonly ScoreLevel[],
    audit: readonly AuditRow[],
  ): readonly LevelTally[] => tallyLevels({ pool, audit }, levels, { unit, weightOf })
  let ordered: readonly AuditRow[] = input.audit
  return {
    over: (levels) => {
      const tallies = tallyOf(levels, ordered)
      const isAlone = isUniform && (unit === 'row' || (tallies.at(-1)?.bound ?? 0) <= 1)
      if (isAlone) return { test: 'exact', tallies }
      ordered = orderUnits(input.audit, unit, random)
      return { test: 'bets', tallies: tallyOf(levels, ordered) }
    },
    at: (threshold) => tallyOf([{ threshold, coverage: Number.NaN }], ordered)[0]!,
  }
}

/** What the coverage asked for still needs; nothing where the chosen threshold reaches it. */
function answerNeed(
  tallies: readonly LevelTally[],
  chosen: number,
  question: RowsQuestion & { readonly coverage: number },
): RowsNeeded {
  const found = tallies.findIndex(({ coverage }) => coverage >= question.coverage - 1e-9)
  const asked = found < 0 ? tallies.length - 1 : found
  return chosen >= asked && chosen >= 0
    ? { rows: question.auditRows, why: 'enough' }
    : rowsNeeded(tallies.slice(0, asked + 1), question)
}

function testLevels(
  tallies: readonly LevelTally[],
  { target, alpha, test }: { target: number; alpha: number; test: AuditTest },
): AuditLevel[] {
  const unitsOf = ({ rows, sums }: LevelTally): number =>
    test === 'exact' ? rows : sums.total.length
  const most = Math.max(0, ...tallies.map(unitsOf))
  const tested = fixedSequence(
    tallies.map((tally) => ({
      threshold: tally.threshold,
      n: unitsOf(tally),
      agree: tally.agree,
    })),
    {
      target,
      delta: alpha,
      minN: leastRows(most, { target, alpha }),
      pValues: tallies.map((tally) => pBelow(tally, target, test)),
    },
  )
  return tallies.map((tally, index) => {
    const { p, tested: isTested, passed } = tested.levels[index]!
    const { threshold, coverage, rows, groups, sums } = tally
    const total = sums.total.reduce((sum, weight) => sum + weight, 0)
    const agreement = sums.agree.reduce((sum, weight) => sum + weight, 0) / total
    return { threshold, coverage, rows, groups, agreement, p, tested: isTested, passed }
  })
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
