import type { AnswerToken, LmReply } from '../domain/index.ts'
import { trimMarks } from './read-text.ts'

/** Probabilities of labels at one place of an answer. */
export interface LabelProbabilities {
  /** By label, in the order given; sums to 1. */
  readonly shares: readonly number[]
  /** Share of all probability that lay on the labels, 0 to 1. */
  readonly mass: number
}

/**
 * Returns the probabilities of labels (lower case) at the token where `tail`, the end of the answer from its label on, begins: variants of a label that
 * differ in white space around it or in case are summed, then divided by the sum over all labels. Null where the reply has no probabilities, where
 * its tokens do not spell the answer, or where the label is not a token of its own.
 */
export function labelProbabilities(
  reply: LmReply,
  tail: string,
  labels: readonly string[],
): LabelProbabilities | null {
  const token = reply.tokens === null ? undefined : tokenAt(reply.tokens, tail)
  if (token === undefined || !labels.includes(bareToken(token.token))) return null
  const masses = labels.map(() => 0)
  for (const [text, logprob] of choicesOf(token)) {
    const label = labels.indexOf(bareToken(text))
    if (label >= 0) masses[label]! += Math.exp(logprob)
  }
  const mass = masses.reduce((sum, value) => sum + value, 0)
  if (!(mass > 0)) return null
  return { shares: masses.map((value) => value / mass), mass: Math.min(1, mass) }
}

/** Returns a token without white space around it (some endpoints show it as `▁` or `Ġ`), lower case. */
export function bareToken(token: string): string {
  return trimMarks(token.trim(), { before: '▁Ġ', after: '▁Ċ' }).toLowerCase()
}

/** Returns the token and its alternatives, each text once. */
export function choicesOf(token: AnswerToken): Map<string, number> {
  const choices = new Map(token.alternatives.map((choice) => [choice.token, choice.logprob]))
  if (!choices.has(token.token)) choices.set(token.token, token.logprob)
  return choices
}

/** The token that holds the first character of the last occurrence of `tail`; tokens after it (an end mark) do not matter. */
export function tokenAt(tokens: readonly AnswerToken[], tail: string): AnswerToken | undefined {
  const place = tokens
    .map(({ token }) => token)
    .join('')
    .lastIndexOf(tail)
  if (place < 0 || tail === '') return undefined
  let end = 0
  return tokens.find(({ token }) => {
    end += token.length
    return end > place
  })
}
