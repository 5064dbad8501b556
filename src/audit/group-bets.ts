import type { Interval } from '../domain/index.ts'

/** Sums over the rows of one independent unit (a prompt group, or a row drawn with a chance of its own); arrays are parallel, in random order. */
export interface UnitSums {
  /** Weight of the rows on which the judge agrees. */
  readonly agree: Float64Array
  /** Weight of all rows. */
  readonly total: Float64Array
}

/** Units that the first guess counts as, and the part of the way from target to 1 that it expects. */
const PRIOR_UNITS = 20
const PRIOR_GAIN = 0.5

/** Part of the largest safe bet that is ever placed: at 1 a single unit could end the game. */
const BOLDNESS = 0.9

/**
 * Returns a p-value of "the share sum(agree) / sum(total) of the population is at most the target" that holds for every law of the units, whatever the
 * correlation inside them: each unit pays D = agree - target x total, whose mean is then at most 0, and a player who bets on D with what she saw
 * before multiplies her wealth by 1 / p with a chance of at most p (Ville). The bet is mean / second moment of D so far, kept below what the
 * largest unit could ruin. `bound` is the most that one unit can weigh. O(units).
 *
 * @see Waudby-Smith and Ramdas, Estimating means of bounded random variables by betting (2023)
 */
export function betPValue(
  { agree, total }: UnitSums,
  { target, bound }: { readonly target: number; readonly bound: number },
): number {
  const most = BOLDNESS / (target * bound)
  let gains = 0
  let squares = 0
  let weight = bound
  let wealth = 0
  let best = 0
  for (let unit = 0; unit < total.length; unit++) {
    const size = weight / (unit + 1)
    const gain = gains + PRIOR_UNITS * PRIOR_GAIN * (1 - target) * size
    const square = squares + PRIOR_UNITS * target * (1 - target) * size * size
    const bet = Math.min(most, Math.max(0, gain / square))
    const pay = agree[unit]! - target * total[unit]!
    wealth += Math.log1p(bet * pay)
    if (wealth > best) best = wealth
    gains += pay
    squares += pay * pay
    weight += total[unit]!
  }
  return Math.exp(-best)
}

/** Returns sum(agree) / sum(total) with the interval of all shares that bets at half the error on either side do not rule out. */
export function betInterval(
  sums: UnitSums,
  { bound, level }: { readonly bound: number; readonly level: number },
): Interval {
  const agree = add(sums.agree)
  const total = add(sums.total)
  const against = {
    agree: sums.total.map((weight, unit) => weight - sums.agree[unit]!),
    total: sums.total,
  }
  const tail = (1 - level) / 2
  return {
    value: agree / total,
    lo: lowestShare(sums, bound, tail),
    hi: 1 - lowestShare(against, bound, tail),
  }
}

function lowestShare(sums: UnitSums, bound: number, tail: number): number {
  let low = 0
  let high = 1
  for (let step = 0; step < 40; step++) {
    const target = (low + high) / 2
    if (betPValue(sums, { target, bound }) <= tail) low = target
    else high = target
  }
  return low
}

const add = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)
