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
  /** P(Binomial(n, target) >= agree), or the p-value that was given for the level. */
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

/** Options of fixed-sequence tests. */
export interface SequenceOptions {
  readonly target: number
  readonly delta: number
  /** Levels with fewer rows are skipped untested; default 1. */
  readonly minN?: number
  /** A valid p-value per level, where rows are not independent; the exact binomial one by default. */
  readonly pValues?: ArrayLike<number>
}

/**
 * Returns fixed-sequence tests from the strictest to the loosest level. A level passes when p <= delta; the first failure ends the sequence;
 * levels with fewer than `minN` rows are skipped untested. The family-wise error is at most delta without further correction.
 */
export function fixedSequence(
  levels: readonly SequenceLevel[],
  options: SequenceOptions,
): FixedSequence {
  const { target, delta, minN = 1, pValues } = options
  let open = true
  let chosen: number | null = null
  const rows = levels.map((level, index): TestedLevel => {
    const tested = open && level.n >= minN
    const exact = (): number => (level.n > 0 ? binomialUpperTail(level.agree, level.n, target) : 1)
    const p = pValues?.[index] ?? exact()
    const passed = tested && p <= delta
    if (passed) chosen = level.threshold
    else if (tested) open = false
    const lower =
      level.agree === 0 ? 0 : betaQuantile(delta, level.agree, level.n - level.agree + 1)
    return { ...level, p, lower, tested, passed }
  })
  return { chosen, levels: rows }
}
