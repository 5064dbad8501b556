import type { Preference } from './preference-words.ts'
import type { PairRules } from './preset.ts'

/** Two completions of one prompt, by their position in the row, and what their ratings say. */
export interface CompletionPair {
  readonly a: number
  readonly b: number
  readonly preference: Preference
}

/**
 * Returns the pairs of completions with a rating each, higher is better: every two, neighbours in the ranking, or the best with the
 * worst. The lower position is A. A lead below `margin`, or none, is a tie. Equal ratings rank by position. Completions without a rating
 * (NaN) make no pair.
 */
export function pairCompletions(ratings: readonly number[], rules: PairRules): CompletionPair[] {
  const ranked = ratings
    .map((_, position) => position)
    .filter((position) => !Number.isNaN(ratings[position]))
    .sort((one, other) => ratings[other]! - ratings[one]! || one - other)
  return chosenPairs(ranked, rules).map(([one, other]) => {
    const [a, b] = one < other ? [one, other] : [other, one]
    return { a, b, preference: rate(ratings[a]! - ratings[b]!, rules.margin) }
  })
}

/** Returns the preference of a lead of A over B. */
export function rate(lead: number, margin: number): Preference {
  if (lead === 0 || Math.abs(lead) < margin) return { verdict: 'tie' }
  return { verdict: lead > 0 ? 'a' : 'b' }
}

function chosenPairs(
  ranked: readonly number[],
  { pairs }: PairRules,
): (readonly [number, number])[] {
  if (ranked.length < 2) return []
  if (pairs === 'best-worst') return [[ranked[0]!, ranked.at(-1)!]]
  if (pairs === 'adjacent')
    return ranked.slice(1).map((position, index) => [ranked[index]!, position] as const)
  return ranked.flatMap((one, index) =>
    ranked.slice(index + 1).map((other) => [one, other] as const),
  )
}
