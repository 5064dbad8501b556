import { normalQuantile } from '../stats/index.ts'
import { rowsForPower } from './exact-rows.ts'
import type { UnitSums } from './group-bets.ts'
import type { LevelTally } from './tally-levels.ts'

/** Chance with which a slice of `needRows` passes. */
export const POWER = 0.8

/** Beyond this nobody labels: the observed agreement lies too near the target. */
const MOST_ROWS = 100_000

/**
 * How many audit rows a guarantee needs; `rows` is null when no number helps, or none that anybody would pay for. `unlucky`: so many rows as there are pass
 * more often than not, this slice did not.
 */
export interface RowsNeeded {
  readonly rows: number | null
  readonly why: 'passed' | 'more' | 'unlucky' | 'below-target' | 'too-near' | 'no-rows'
}

/** What is asked. */
export interface RowsQuestion {
  readonly target: number
  /** Error that the test at this threshold may make. */
  readonly alpha: number
  readonly auditRows: number
  readonly test: 'exact' | 'bets'
}

/**
 * Returns with how many audit rows the test at one threshold passes with a chance of 0.8, if the agreement is what was observed there. Exact test: its
 * power. Bets: the units at which the best constant bet reaches 1 / alpha, a normal approximation.
 */
export function rowsNeeded(level: LevelTally | undefined, question: RowsQuestion): RowsNeeded {
  if (level === undefined || level.rows === 0) return { rows: null, why: 'no-rows' }
  const { agreement } = level
  if (agreement <= question.target) return { rows: null, why: 'below-target' }
  const { auditRows, test } = question
  const rows =
    test === 'exact'
      ? (rowsForPower(agreement, question, { power: POWER, most: MOST_ROWS }) * auditRows) /
        level.rows
      : (unitsForPower(level, question) * auditRows) / level.units
  if (rows > MOST_ROWS) return { rows: null, why: 'too-near' }
  return rows > auditRows
    ? { rows: Math.ceil(rows), why: 'more' }
    : { rows: auditRows, why: 'unlucky' }
}

/** What the players lose, in nats, by not knowing the best bet: found by simulation on five laws of groups. */
const LEARNING = 0.7

/** Units at which G mean - z sqrt(G) sd of the logarithm of the wealth reaches log(1 / alpha), for the best of some bets. */
function unitsForPower(level: LevelTally, { target, alpha }: RowsQuestion): number {
  const { sums } = level
  const bound = Math.max(level.bound, level.most)
  const goal = Math.log(1 / alpha) + LEARNING
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
