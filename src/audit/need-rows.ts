import { fitIsotonic, normalQuantile } from '../stats/index.ts'
import type { UnitSums } from './group-bets.ts'
import { type ExpectedLevel, type SequenceTest, sequencePower } from './sequence-power.ts'
import type { LevelTally } from './tally-levels.ts'

/** Chance with which a slice of `needRows` passes. */
export const POWER = 0.8

/** Beyond this nobody labels: the observed agreement lies too near the target. */
export const MOST_ROWS = 100_000

/** How many audit rows a guarantee needs; `rows` is null when no number helps, or none that anybody would pay for. */
export interface RowsNeeded {
  readonly rows: number | null
  readonly why: 'enough' | 'below-target' | 'too-near' | 'no-rows'
}

/** What is asked. */
export interface RowsQuestion extends SequenceTest {
  readonly auditRows: number
  readonly test: 'exact' | 'bets'
}

/**
 * Returns with how many audit rows the sequence passes down to the last of the given levels with a chance of 0.8, if the agreement is what was observed.
 * Exact test: the power of the whole sequence, agreement taken as not rising from level to level. Bets: that of the best constant bet at the
 * last level, a normal approximation.
 */
export function rowsNeeded(levels: readonly LevelTally[], question: RowsQuestion): RowsNeeded {
  const last = levels.at(-1)
  if (last === undefined || last.rows === 0) return { rows: null, why: 'no-rows' }
  const agreement = shareOf(last.sums)
  if (agreement <= question.target) return { rows: null, why: 'below-target' }
  const rows =
    question.test === 'exact'
      ? searchSequence(levels, question)
      : (unitsNeeded(last, question) * question.auditRows) / last.sums.total.length
  return rows > MOST_ROWS
    ? { rows: null, why: 'too-near' }
    : { rows: Math.max(question.auditRows, Math.ceil(rows)), why: 'enough' }
}

const shareOf = ({ agree, total }: UnitSums): number => {
  let above = 0
  let whole = 0
  total.forEach((weight, unit) => {
    above += agree[unit]!
    whole += weight
  })
  return above / whole
}

/** Doubles, then halves: the power rises with the rows but for small steps of whole disagreements. */
function searchSequence(levels: readonly LevelTally[], question: RowsQuestion): number {
  const expected = expectLevels(levels, question.auditRows)
  const passes = (rows: number): boolean => sequencePower(rows, expected, question) >= POWER
  const guess = lastLevelAlone(levels.at(-1)!, question)
  if (guess > MOST_ROWS) return guess
  let low = Math.max(question.auditRows - 1, Math.floor(guess / 2))
  let high = Math.max(low + 1, Math.ceil(guess))
  while (!passes(high)) {
    if (high > MOST_ROWS) return high
    low = high
    high *= 2
  }
  while (high - low > Math.max(1, high / 500)) {
    const middle = (low + high) >>> 1
    if (passes(middle)) high = middle
    else low = middle
  }
  return high
}

/** Normal approximation of the rows that the last level needs by itself. */
function lastLevelAlone(last: LevelTally, { target, alpha, auditRows }: RowsQuestion): number {
  const agreement = last.agree / last.rows
  const spread = (share: number): number => Math.sqrt(share * (1 - share))
  const distance =
    normalQuantile(1 - alpha) * spread(target) + normalQuantile(POWER) * spread(agreement)
  return ((distance / (agreement - target)) ** 2 * auditRows) / last.rows
}

function expectLevels(levels: readonly LevelTally[], auditRows: number): ExpectedLevel[] {
  const added = levels.map(({ rows, agree }, index) => {
    const before = levels[index - 1] ?? { rows: 0, agree: 0 }
    const more = rows - before.rows
    return { more, rate: more === 0 ? 0 : (more - (agree - before.agree)) / more }
  })
  const smooth = fitIsotonic(
    added.map((_, index) => index),
    added.map(({ rate }) => rate),
    added.map(({ more }) => more),
  )
  return levels.map(({ rows }, index) => ({
    share: rows / auditRows,
    disagreement: smooth.predict(index),
  }))
}

/** Units at which G mean - z sqrt(G) sd of the logarithm of the wealth reaches log(1 / alpha), for the best of some bets. */
function unitsNeeded({ sums, bound }: LevelTally, { target, alpha }: RowsQuestion): number {
  const goal = Math.log(1 / alpha)
  const z = normalQuantile(POWER)
  let best = Number.POSITIVE_INFINITY
  for (let bet = 0.9 / (target * bound); bet > 1e-4 / bound; bet *= 0.7) {
    const { mean, sd } = logWealth(sums, target, bet)
    if (mean <= 0) continue
    const root = (z * sd + Math.sqrt((z * sd) ** 2 + 4 * mean * goal)) / (2 * mean)
    best = Math.min(best, root * root)
  }
  return best
}

function logWealth(
  { agree, total }: UnitSums,
  target: number,
  bet: number,
): { readonly mean: number; readonly sd: number } {
  let sum = 0
  let squares = 0
  total.forEach((weight, unit) => {
    const growth = Math.log1p(bet * (agree[unit]! - target * weight))
    sum += growth
    squares += growth * growth
  })
  const mean = sum / total.length
  return { mean, sd: Math.sqrt(Math.max(0, squares / total.length - mean * mean)) }
}
