import type { LmUsage } from '../../domain/index.ts'

/** Tokens of answers, counted while they are read; null once one did not say. */
export interface TokenTotals {
  inputTokens: number | null
  outputTokens: number | null
}

/** Returns the totals of no answer. */
export function noTokens(): TokenTotals {
  return { inputTokens: 0, outputTokens: 0 }
}

/** Adds the tokens of an answer; null where it did not say. */
export function addTokens(
  total: TokenTotals,
  usage: Pick<LmUsage, 'inputTokens' | 'outputTokens'> | null,
): void {
  for (const side of ['inputTokens', 'outputTokens'] as const) {
    const held = total[side]
    total[side] = held === null || usage === null ? null : held + usage[side]
  }
}
