import { binomialUpperTail, normalQuantile } from '../stats/index.ts'

/** What the exact test asks for. */
export interface ExactTest {
  readonly target: number
  readonly alpha: number
}

/** Returns the most disagreements among so many rows with which the exact test still passes; -1 when even none is too many. Few tails: a guess is walked home. */
export function mostDisagreements(rows: number, { target, alpha }: ExactTest): number {
  const passes = (count: number): boolean =>
    count < 0 || (rows > 0 && binomialUpperTail(rows - count, rows, target) <= alpha)
  const below = normalQuantile(1 - alpha) * Math.sqrt(rows * target * (1 - target))
  let count = Math.max(-1, Math.floor(rows * (1 - target) - below))
  while (!passes(count)) count--
  while (passes(count + 1)) count++
  return count
}

/** Returns the fewest rows that pass with so many disagreements. */
export function rowsForDisagreements(disagreements: number, { target, alpha }: ExactTest): number {
  const passes = (rows: number): boolean =>
    binomialUpperTail(rows - disagreements, rows, target) <= alpha
  let low = disagreements
  let high = disagreements + 1
  while (!passes(high)) {
    low = high
    high *= 2
  }
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (passes(middle)) high = middle
    else low = middle
  }
  return high
}

/** Returns the chance that the exact test passes on so many rows when the judge agrees with this chance. */
export function exactPower(rows: number, agreement: number, test: ExactTest): number {
  const most = mostDisagreements(rows, test)
  return most < 0 ? 0 : binomialUpperTail(rows - most, rows, agreement)
}

/**
 * Returns the fewest rows from which on the exact test passes with at least this chance, for an agreement above the target. The power falls by a little
 * wherever one more disagreement is not yet allowed: the last such step below the chance decides. Beyond `most` the normal approximation.
 */
export function rowsForPower(
  agreement: number,
  test: ExactTest,
  { power, most }: { readonly power: number; readonly most: number },
): number {
  const guess = normalRows(agreement, test, power)
  if (guess > most) return Math.ceil(guess)
  const passes = (rows: number): boolean => exactPower(rows, agreement, test) >= power
  let low = 0
  let high = Math.ceil(guess) + 1
  while (!passes(high)) {
    low = high
    high *= 2
  }
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (passes(middle)) high = middle
    else low = middle
  }
  const step = Math.ceil(2 / (1 - test.target))
  for (let rows = high; rows < high + step; rows++) if (!passes(rows)) high = rows + 1
  return high
}

function normalRows(agreement: number, { target, alpha }: ExactTest, power: number): number {
  const spread = (share: number): number => Math.sqrt(share * (1 - share))
  const distance =
    normalQuantile(1 - alpha) * spread(target) + normalQuantile(power) * spread(agreement)
  return (distance / (agreement - target)) ** 2
}
