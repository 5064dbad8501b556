import type { Interval } from '../domain/index.ts'

/** Sums over the rows of one independent unit (a prompt group, or a row drawn with a chance of its own); arrays are parallel, in random order. */
export interface UnitSums {
  /** Weight of the rows on which the judge agrees. */
  readonly agree: Float64Array
  /** Weight of all rows. */
  readonly total: Float64Array
}

/** Four players with a quarter of the money each: the part of the way from target to 1 that each expects the agreement to lie above the target. */
const EXPECTED_GAINS: readonly number[] = [0.1, 0.25, 0.5, 0.8]

/** Units that the first guess of the second moment counts as; it takes the rows of a unit to go together. */
const PRIOR_UNITS = 20

/** Part of the largest safe bet that is ever placed: at 1 a single unit could end the game. */
const BOLDNESS = 0.9

/**
 * Returns a p-value of "the share sum(agree) / sum(total) of the population is at most the target" that holds for every law of the units, whatever the
 * correlation inside them: each unit pays D = agree - target x total, whose mean is then at most 0, and players who bet on D with what they saw
 * before multiply their money by 1 / p with a chance of at most p (Ville). Each bets expected gain / second moment of D so far (what is best if
 * her guess is right), kept below what the largest unit could ruin. `bound` is the most that one unit can weigh. O(units).
 *
 * @see Waudby-Smith and Ramdas, Estimating means of bounded random variables by betting (2023)
 */
export function betPValue(
  { agree, total }: UnitSums,
  { target, bound }: { readonly target: number; readonly bound: number },
): number {
  const most = BOLDNESS / (target * bound)
  const money = EXPECTED_GAINS.map(() => 1 / EXPECTED_GAINS.length)
  let squares = 0
  let weight = bound
  let best = 1
  for (let unit = 0; unit < total.length && best < 1e300; unit++) {
    const size = weight / (unit + 1)
    const square = squares + PRIOR_UNITS * target * (1 - target) * size * size
    const scale = ((1 - target) * size * (unit + PRIOR_UNITS)) / square
    const pay = agree[unit]! - target * total[unit]!
    let wealth = 0
    for (let player = 0; player < money.length; player++) {
      money[player]! *= 1 + Math.min(most, EXPECTED_GAINS[player]! * scale) * pay
      wealth += money[player]!
    }
    if (wealth > best) best = wealth
    squares += pay * pay
    weight += total[unit]!
  }
  return 1 / best
}

/** Returns sum(agree) / sum(total) with the interval of all shares that bets at half the error on either side do not rule out. */
export function betInterval(
  sums: UnitSums,
  { bound, level }: { readonly bound: number; readonly level: number },
): Interval {
  const share = add(sums.agree) / add(sums.total)
  const against = {
    agree: sums.total.map((weight, unit) => weight - sums.agree[unit]!),
    total: sums.total,
  }
  const tail = (1 - level) / 2
  return {
    value: share,
    // Money may have been made early on against what all units together show.
    lo: Math.min(share, lowestShare(sums, bound, tail)),
    hi: Math.max(share, 1 - lowestShare(against, bound, tail)),
  }
}

function lowestShare(sums: UnitSums, bound: number, tail: number): number {
  let low = 0
  let high = 1
  for (let step = 0; step < 30; step++) {
    const target = (low + high) / 2
    if (betPValue(sums, { target, bound }) <= tail) low = target
    else high = target
  }
  return low
}

const add = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0)
