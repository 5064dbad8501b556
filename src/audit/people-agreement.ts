import type { Interval } from '../domain/index.ts'
import { wilsonInterval } from '../stats/index.ts'
import type { PeopleRow } from './audit-input.ts'

/**
 * Returns how often two people agree about a row, every pair of people counted, with a 95 % interval; null without pairs. Pairs of one prompt group are
 * not independent: Wilson's interval at the number of independent pairs that the spread between groups stands for.
 *
 * @see Korn and Graubard, Confidence intervals for proportions with small expected number of positive counts (1998)
 */
export function peopleAgreement(people: readonly PeopleRow[]): Interval | null {
  const groups = new Map<number, { agree: number; pairs: number }>()
  let agree = 0
  let pairs = 0
  for (const row of people) {
    if (row.pairs === 0) continue
    const sums = groups.get(row.group) ?? { agree: 0, pairs: 0 }
    groups.set(row.group, { agree: sums.agree + row.agree, pairs: sums.pairs + row.pairs })
    agree += row.agree
    pairs += row.pairs
  }
  if (pairs === 0) return null
  const share = agree / pairs
  const independent = independentPairs([...groups.values()], share, pairs)
  return { value: share, ...wilsonInterval(share * independent, independent, 0.95) }
}

/** Never more than there are pairs; the number of groups where nothing can be seen of the spread. */
function independentPairs(
  groups: readonly { readonly agree: number; readonly pairs: number }[],
  share: number,
  pairs: number,
): number {
  const spread = groups.reduce((sum, own) => sum + (own.agree - share * own.pairs) ** 2, 0)
  if (groups.length < 2 || spread === 0) return groups.length
  const variance = (groups.length / (groups.length - 1)) * (spread / pairs ** 2)
  return Math.max(1, Math.min(pairs, (share * (1 - share)) / variance))
}

/**
 * Returns the most that any judge can agree with one person on rows on which two people agree this often: on each row the best verdict is the likeliest
 * one, and its chance is largest when the others share the rest evenly. It lies above the agreement of two people, for a judge that always
 * gives the majority's verdict errs less than a second person. Concave in the agreement, so that the mean over rows is a bound.
 */
export function judgeCeiling(peopleAgree: number, verdicts: 2 | 3): number {
  const spare = Math.max(0, (verdicts - 1) * (verdicts * peopleAgree - 1))
  return (1 + Math.sqrt(spare)) / verdicts
}
