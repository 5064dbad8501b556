import type { TokenChoice } from '../../domain/index.ts'
import type { LlamaModel, LlamaStep } from './runtime.ts'

/** How the probabilities of one token are read. */
export interface ChoiceOptions {
  /** Alternatives wanted. */
  readonly count: number
  /** Temperature that the token was drawn at. */
  readonly temperature: number
}

/** A drawn token's own probability and the alternatives at its place, most probable first. */
export interface TokenChoices {
  readonly logprob: number
  readonly alternatives: readonly TokenChoice[]
}

/**
 * Returns the natural logarithms of probability at temperature 1, among the tokens that could be drawn: with a grammar those that it allows,
 * with `top_p` those that it leaves. The runtime gives p ~ exp(x / T) for logits x at a temperature T above 0, so that p^T is what they are at 1.
 */
export function readChoices(
  { token, probabilities }: LlamaStep,
  model: Pick<LlamaModel, 'detokenize'>,
  { count, temperature }: ChoiceOptions,
): TokenChoices {
  const power = temperature === 0 ? 1 : temperature
  let total = 0
  for (const p of probabilities?.values() ?? []) total += p ** power
  const log = (p: number): number => Math.min(0, power * Math.log(p) - Math.log(total))
  const alternatives: TokenChoice[] = []
  for (const [id, p] of probabilities ?? []) {
    if (alternatives.length >= count || p <= 0) break
    alternatives.push({ token: model.detokenize([id], true), logprob: log(p) })
  }
  const own = probabilities?.get(token) ?? 0
  return { logprob: own > 0 ? log(own) : LEAST_LOGPROB, alternatives }
}

/** Stands for a probability too small for the runtime's numbers, as it does in OpenAI's answers: JSON has no infinity. */
const LEAST_LOGPROB = -9999
