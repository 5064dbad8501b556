import { PROMPT_TOKENS, RESPONSE_TOKENS, TEMPLATE_TOKENS } from './read-limits.ts'

/** Tokens that go through the model together: two long responses with their prompts. More is slower on one thread, the states then leave its cache. */
const BATCH_TOKENS = 320
/** Sequences are padded to a multiple of so many tokens. */
const STRIDE = 8

/** Sequences that go through the model together. */
export interface SequenceBatch {
  /** Indices of the sequences. */
  readonly sequences: readonly number[]
  /** Tokens of each with the padding. */
  readonly tokens: number
}

/** Returns the length to which a sequence is padded: it hangs on nothing but its own length. */
export function paddedLength(tokens: number): number {
  return Math.ceil(tokens / STRIDE) * STRIDE
}

/** Tokens of the longest sequence with its padding. */
export const LONGEST_SEQUENCE: number = paddedLength(
  PROMPT_TOKENS + RESPONSE_TOKENS + TEMPLATE_TOKENS,
)

/**
 * Groups sequences into batches of about 320 tokens, each of one padded length, the short ones first. The shape of a sequence does not depend on the sequences
 * beside it; that is what makes its vector independent of them.
 */
export function planBatches(lengths: readonly number[]): SequenceBatch[] {
  const byLength = new Map<number, number[]>()
  const order = lengths.map((_, index) => index).sort((a, b) => lengths[a]! - lengths[b]! || a - b)
  for (const index of order) {
    const tokens = paddedLength(lengths[index]!)
    const group = byLength.get(tokens)
    if (group === undefined) byLength.set(tokens, [index])
    else group.push(index)
  }
  return [...byLength].flatMap(([tokens, group]) => {
    const size = Math.max(1, Math.floor(BATCH_TOKENS / tokens))
    return Array.from({ length: Math.ceil(group.length / size) }, (_, batch) => ({
      sequences: group.slice(batch * size, (batch + 1) * size),
      tokens,
    }))
  })
}
