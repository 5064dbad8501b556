import { betaQuantile } from './beta.ts'
import { binomialUpperTail } from './shares.ts'

/** One level of a sequence: of `n` rows at this threshold or stricter, `agree` agree. */
export interface SequenceLevel {
  readonly threshold: number
  readonly n: number
  readonly agree: number
}

/** A level with its test. */
export interface TestedLevel extends SequenceLevel {
  /** P(Binomial(n, target) >= agree). */
  readonly p: number
  /** Exact one-sided lower bound of the agreement at confidence 1 - delta. */
  readonly lower: number
  readonly tested: boolean
  readonly passed: boolean
}

/** What a sequence proves: the loosest threshold of the unbroken run of passes, null when none passed. */
export interface FixedSequence {
  readonly chosen: number | null
  readonly levels: readonly TestedLevel[]
}

/** What became of one test of an ordered list. */
export interface OrderedTest {
  readonly tested: boolean
  readonly passed: boolean
}

/**
 * Returns tests made in the order given: one passes when p <= delta, the first failure ends the list, tests that may not be made (NaN) are skipped.
 * With valid p-values of any kind, a true null hypothesis is passed with a chance of at most delta over the whole list.
 */
export function testInOrder(pValues: ArrayLike<number>, delta: number): OrderedTest[] {
  let open = true
  return Array.from(pValues, (p) => {
    const tested = open && !Number.isNaN(p)
    const passed = tested && p <= delta
    if (tested && !passed) open = false
    return { tested, passed }
  })
}

/**
 * Returns fixed-sequence tests from the strictest to the loosest level. A level passes when p <= delta; the first failure ends the sequence;
 * levels with fewer than `minN` rows are skipped untested. The family-wise error is at most delta without further correction.
 */
export function fixedSequence(
  levels: readonly SequenceLevel[],
  options: { readonly target: number; readonly delta: number; readonly minN?: number },
): FixedSequence {
  const { target, delta, minN = 1 } = options
  const pValues = levels.map(({ n, agree }) => (n > 0 ? binomialUpperTail(agree, n, target) : 1))
  const tests = testInOrder(
    levels.map(({ n }, index) => (n >= minN ? pValues[index]! : Number.NaN)),
    delta,
  )
  const rows = levels.map((level, index): TestedLevel => {
    const lower =
      level.agree === 0 ? 0 : betaQuantile(delta, level.agree, level.n - level.agree + 1)
    return { ...level, p: pValues[index]!, lower, ...tests[index]! }
  })
  const chosen = rows.findLast(({ passed }) => passed)?.threshold ?? null
  return { chosen, levels: rows }
}
