import { binomialPmf, binomialUpperTail } from '../stats/index.ts'

/** What is expected of a slice, per level, strictest first. */
export interface ExpectedLevel {
  /** Share of the audit rows at or above the threshold, 0 to 1; does not fall from level to level. */
  readonly share: number
  /** Chance that the judge disagrees on a row that this level adds to the one before. */
  readonly disagreement: number
}

/** What the tests ask for. */
export interface SequenceTest {
  readonly target: number
  readonly alpha: number
}

/** Chances below this are dropped: a slice of 100,000 rows loses less than 1e-7 of its mass. */
const NEGLIGIBLE = 1e-13

/**
 * Returns the chance that a slice of so many rows passes every tested level up to the last of those given, the exact binomial test at each. The number
 * of disagreements so far is carried from level to level with its whole law. O(levels x spread squared).
 */
export function sequencePower(
  rows: number,
  levels: readonly ExpectedLevel[],
  { target, alpha }: SequenceTest,
): number {
  const least = leastRows(rows, { target, alpha })
  let law: Law = { from: 0, chances: Float64Array.of(1) }
  let before = 0
  levels.forEach(({ share, disagreement }, index) => {
    const count = Math.round(share * rows)
    law = addRows(law, count - before, disagreement)
    before = count
    if (count >= least) law = cut(law, mostDisagreements(count, { target, alpha }))
    else if (index === levels.length - 1) law = cut(law, -1)
  })
  return law.chances.reduce((sum, chance) => sum + chance, 0)
}

/**
 * Returns how many rows the strictest level that is tested must have: enough to pass with four disagreements, or two fifths of the slice if that is
 * less, but never so few that not even full agreement would pass. A sequence that starts with fewer ends at its first bad luck.
 */
export function leastRows(auditRows: number, test: SequenceTest): number {
  return Math.max(
    rowsForDisagreements(0, test),
    Math.min(rowsForDisagreements(4, test), Math.ceil(0.4 * auditRows)),
  )
}

/** Returns the fewest rows that pass with so many disagreements. */
export function rowsForDisagreements(disagreements: number, test: SequenceTest): number {
  let low = disagreements
  let high = disagreements + 1
  while (mostDisagreements(high, test) < disagreements) {
    low = high
    high *= 2
  }
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (mostDisagreements(middle, test) < disagreements) low = middle
    else high = middle
  }
  return high
}

/** Returns the most disagreements among so many rows with which the exact test still passes; -1 when even none is too many. */
export function mostDisagreements(rows: number, { target, alpha }: SequenceTest): number {
  const passes = (count: number): boolean =>
    binomialUpperTail(rows - count, rows, target) <= alpha && rows > 0
  if (!passes(0)) return -1
  let low = 0
  let high = rows
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (passes(middle)) low = middle
    else high = middle
  }
  return low
}

/** The law of a whole number: `chances[k]` is that of `from + k`. */
interface Law {
  readonly from: number
  readonly chances: Float64Array
}

function addRows(law: Law, rows: number, chance: number): Law {
  if (rows <= 0 || chance === 0) return law
  const more = binomialLaw(rows, chance)
  const chances = new Float64Array(law.chances.length + more.chances.length - 1)
  law.chances.forEach((own, i) => {
    for (let j = 0; j < more.chances.length; j++) chances[i + j]! += own * more.chances[j]!
  })
  return trim({ from: law.from + more.from, chances })
}

function binomialLaw(rows: number, chance: number): Law {
  if (chance >= 1) return { from: rows, chances: Float64Array.of(1) }
  const reach = 8 * Math.sqrt(rows * chance * (1 - chance)) + 40
  const from = Math.max(0, Math.floor(rows * chance - reach))
  const to = Math.min(rows, Math.ceil(rows * chance + reach))
  const chances = new Float64Array(to - from + 1)
  const mode = Math.min(to, Math.floor((rows + 1) * chance)) - from
  const odds = chance / (1 - chance)
  chances[mode] = binomialPmf(mode + from, rows, chance)
  for (let k = mode + 1; k < chances.length; k++)
    chances[k] = (chances[k - 1]! * odds * (rows - (k + from) + 1)) / (k + from)
  for (let k = mode - 1; k >= 0; k--)
    chances[k] = (chances[k + 1]! * (k + from + 1)) / (odds * (rows - (k + from)))
  return trim({ from, chances })
}

function trim({ from, chances }: Law): Law {
  let low = 0
  let high = chances.length
  while (low < high - 1 && chances[low]! < NEGLIGIBLE) low++
  while (high > low + 1 && chances[high - 1]! < NEGLIGIBLE) high--
  return { from: from + low, chances: chances.subarray(low, high) }
}

/** Drops what lies above a bound: there the sequence has ended. */
function cut({ from, chances }: Law, most: number): Law {
  const kept = Math.min(chances.length, most - from + 1)
  return kept <= 0
    ? { from: 0, chances: new Float64Array(1) }
    : { from, chances: chances.subarray(0, kept) }
}
