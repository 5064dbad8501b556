import type { PlannedAsker, PlanRange } from './estimate.ts'

/** Calls and tokens of one asker, as far as time depends on them. */
export interface TimedCalls {
  readonly calls: number
  readonly inputTokens: PlanRange
  readonly outputTokens: PlanRange
}

/** Seconds of a call that was not measured: before the answer starts, and for each token of the answer. */
const ASSUMED = {
  low: { start: 0.3, token: 0.005 },
  high: { start: 2, token: 0.05 },
} as const

/**
 * Returns the minutes of an asker's calls: the slowest of the limit of requests, the limit of tokens and the calls in flight. A call that was not
 * measured is assumed to take 0.3 s and 5 ms for each token of its answer at the low end, 2 s and 50 ms at the high end.
 */
export function askerMinutes(
  { limits, secondsPerCall }: PlannedAsker,
  timed: TimedCalls,
): PlanRange {
  const { calls, inputTokens, outputTokens } = timed
  if (calls === 0) return { low: 0, high: 0 }
  const at = (end: 'low' | 'high'): number => {
    const assumed = ASSUMED[end].start + (ASSUMED[end].token * outputTokens[end]) / calls
    const seconds = secondsPerCall?.[end] ?? assumed
    return Math.max(
      calls / (limits.requestsPerMinute ?? Number.POSITIVE_INFINITY),
      (inputTokens[end] + outputTokens[end]) / (limits.tokensPerMinute ?? Number.POSITIVE_INFINITY),
      (calls * seconds) / 60 / Math.min(calls, limits.concurrency),
    )
  }
  return { low: at('low'), high: at('high') }
}
