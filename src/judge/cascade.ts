import { isRawAnswer } from '../domain/index.ts'
import { HyperError, show } from '../kit/index.ts'
import type { JudgeReading } from './panel-reading.ts'

/** One judge of a cascade. */
export interface CascadeStep {
  readonly judge: string
  /**
   * The next judge is asked where the confidence max(p, 1 - p) is below it, 0.5 to 1. 0.5 asks only after a flip or without an answer, 1 asks always;
   * null at the last step, which decides.
   */
  readonly threshold: number | null
}

/** Judges that are asked one after the other, the cheapest first, until one is sure. */
export interface Cascade {
  /** Annotator of the combined answer. */
  readonly id: string
  readonly steps: readonly CascadeStep[]
}

/** What the judge of a step said; null where it was asked and gave no answer. */
export type StepReading = JudgeReading | null

/** How a step ended. */
export type StepOutcome =
  | 'decided'
  /** Confidence below the threshold, or unknown. */
  | 'unsure'
  /** Its answers in the two orders name opposite sides. */
  | 'flipped'
  | 'no-answer'

/**
 * Returns the cascade, checked.
 *
 * @throws HyperError `config/bad-cascade`
 */
export function createCascade({ id, steps }: Cascade): Cascade {
  const judges = steps.map(({ judge }) => judge)
  if (steps.length < 2 || new Set(judges).size < steps.length) {
    fail(id, 'steps', judges, 'two or more different judges')
  }
  if (id === '' || judges.includes(id) || isRawAnswer({ annotator: id })) {
    fail(id, 'id', id, 'a name of its own that does not end in @ab or @ba')
  }
  steps.forEach(({ judge, threshold }, at) => {
    const isLast = at === steps.length - 1
    const isShare = threshold !== null && threshold >= 0.5 && threshold <= 1
    if (isLast && threshold !== null)
      fail(id, `threshold of ${judge}`, threshold, 'none: it is last')
    if (!isLast && !isShare) fail(id, `threshold of ${judge}`, threshold, '0.5 to 1')
  })
  return { id, steps }
}

/** Returns the index of the step that is asked next for a pair, given what the steps so far said; null where the pair is decided. */
export function nextStep(cascade: Cascade, readings: readonly StepReading[]): number | null {
  const last = readings.length - 1
  if (last >= 0 && outcomeOf(cascade, last, readings[last] ?? null) === 'decided') return null
  return readings.length < cascade.steps.length ? readings.length : null
}

/**
 * Returns how a step of a cascade ended. The last step decides if it answered at all.
 *
 * @throws RangeError for a step that the cascade does not have
 */
export function outcomeOf({ id, steps }: Cascade, step: number, reading: StepReading): StepOutcome {
  const own = steps[step]
  if (own === undefined) {
    throw new RangeError(`cascade ${id}: got step ${step}, expected 0 to ${steps.length - 1}`)
  }
  if (reading === null) return 'no-answer'
  if (own.threshold === null) return 'decided'
  if (reading.flip) return 'flipped'
  const confidence = reading.pA === null ? Number.NaN : Math.max(reading.pA, 1 - reading.pA)
  return confidence >= own.threshold && own.threshold < 1 ? 'decided' : 'unsure'
}

/** How a pair went through a cascade. */
export interface CascadeDecision {
  /** What stands as the cascade's answer: the reading that decided, or the last answer where the last step gave none; null without any answer. */
  readonly reading: JudgeReading | null
  readonly outcomes: readonly StepOutcome[]
}

/** Returns the decision on a pair for which nothing more is asked; null while a step is open. */
export function decideCascade(
  cascade: Cascade,
  readings: readonly StepReading[],
): CascadeDecision | null {
  if (nextStep(cascade, readings) !== null) return null
  return {
    reading: readings.findLast((reading) => reading !== null) ?? null,
    outcomes: readings.map((reading, step) => outcomeOf(cascade, step, reading)),
  }
}

/** What a cascade asks next. */
export interface CascadePlan {
  /** One entry per step that has pairs to ask, in the order of the steps; rows ascending. */
  readonly asks: readonly {
    readonly step: number
    readonly judge: string
    readonly rows: readonly number[]
  }[]
  /** Rows for which nothing more is asked. */
  readonly done: readonly number[]
}

/** Returns which judge is asked next about which pairs; states hold the readings so far, one list per pair. */
export function planCascade(
  cascade: Cascade,
  states: readonly (readonly StepReading[])[],
): CascadePlan {
  const rows = cascade.steps.map((): number[] => [])
  const done: number[] = []
  states.forEach((readings, row) => {
    const step = nextStep(cascade, readings)
    if (step === null) done.push(row)
    else rows[step]!.push(row)
  })
  const asks = cascade.steps.map(({ judge }, step) => ({ step, judge, rows: rows[step]! }))
  return { asks: asks.filter((ask) => ask.rows.length > 0), done }
}

function fail(id: string, field: string, got: unknown, expected: string): never {
  throw new HyperError(
    'config/bad-cascade',
    `cascade ${show(id)} ${field}: got ${show(got)}, expected ${expected}`,
  )
}
