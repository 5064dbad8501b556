/** Responses of one prompt whose overlap is computed at most, the first in code-unit order; the others are unknown. */
const mostResponses = 64

/** Words that carry no content; lower case. */
const STOP_WORDS: ReadonlySet<string> = new Set(
  'the a an of in on to and or is was were are be been by for with at from it its that this as has have had which who not but they their he she his her you your we our i can will'.split(
    ' ',
  ),
)

/** How far the responses to one prompt say the same. */
export interface ResponseConsensus {
  /** Distinct responses. */
  readonly responses: number
  /** Returns the mean overlap of a response with the responses that are in neither side of a pair; NaN with fewer than one other. */
  support(response: string, opponent: string): number
}

/**
 * Returns how much support each response has among all responses to one prompt: overlap is F1 of the bags of content words that the prompt does not
 * hold. Where many writers were asked, what most of them say is more often right than what one says alone. O(k^2 words) for k <= 64 responses.
 */
export function measureConsensus(prompt: string, responses: readonly string[]): ResponseConsensus {
  // Sorted, so that neither the order of the rows nor the place of a response in its pair has a say.
  const every = [...new Set(responses)].sort()
  const distinct = every.slice(0, mostResponses)
  const index = new Map(distinct.map((text, at) => [text, at]))
  const known = new Set(wordsOf(prompt))
  const bags = distinct.map((text) => countWords(wordsOf(text).filter((word) => !known.has(word))))
  const count = distinct.length
  const overlaps = new Float64Array(count * count)
  const totals = new Float64Array(count)
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < a; b++) {
      const overlap = bagOverlap(bags[a]!, bags[b]!)
      overlaps[a * count + b] = overlap
      overlaps[b * count + a] = overlap
      totals[a]! += overlap
      totals[b]! += overlap
    }
  }
  return {
    responses: every.length,
    support: (response, opponent) => {
      const own = index.get(response)
      const other = index.get(opponent)
      if (own === undefined || other === undefined || own === other || count < 3) return Number.NaN
      return (totals[own]! - overlaps[own * count + other]!) / (count - 2)
    },
  }
}

interface WordBag {
  readonly counts: ReadonlyMap<string, number>
  readonly size: number
}

function wordsOf(text: string): string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}\p{M}]+/gu) ?? []).filter(
    (word) => !STOP_WORDS.has(word),
  )
}

function countWords(words: readonly string[]): WordBag {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return { counts, size: words.length }
}

function bagOverlap(a: WordBag, b: WordBag): number {
  const [small, large] = a.counts.size <= b.counts.size ? [a, b] : [b, a]
  let shared = 0
  for (const [word, count] of small.counts) shared += Math.min(count, large.counts.get(word) ?? 0)
  return (2 * shared) / Math.max(1, a.size + b.size)
}
