/**
 * Longest common subsequences of token numbers, bit-parallel: one addition handles 31 positions of the first text
 * (Hyyrö, "Bit-parallel LCS-length computation revisited", 2004). Words hold 31 bits so that the carry is the sign bit.
 */
export interface SubsequenceKernel {
  /** Returns the length of the longest common subsequence of two lists of token numbers below `vocabulary`. */
  length(a: Int32Array, b: Int32Array, vocabulary: number): number
}

const WORD_BITS = 31
const WORD_MASK = 0x7fffffff

/** Returns a kernel with its own scratch memory. O(|a| |b| / 31) at most: tokens of b that a lacks cost nothing. */
export function createSubsequenceKernel(): SubsequenceKernel {
  let slots = new Int32Array(0)
  let masks = new Int32Array(0)
  let state = new Int32Array(0)

  const buildMasks = (a: Int32Array, from: number, to: number, words: number): number => {
    let used = 0
    for (let index = from; index < to; index++) {
      const token = a[index]!
      let slot = slots[token]!
      if (slot === 0) {
        slot = ++used
        slots[token] = slot
      }
      const position = index - from
      masks[slot * words + ((position / WORD_BITS) | 0)]! |= 1 << (position % WORD_BITS)
    }
    return used
  }

  return {
    length(a, b, vocabulary) {
      let from = 0
      let endA = a.length
      let endB = b.length
      while (from < endA && from < endB && a[from] === b[from]) from++
      while (endA > from && endB > from && a[endA - 1] === b[endB - 1]) {
        endA--
        endB--
      }
      const outside = from + a.length - endA
      const size = endA - from
      if (size === 0 || endB === from) return outside
      if (slots.length < vocabulary) slots = new Int32Array(Math.max(vocabulary, slots.length * 2))
      const words = Math.ceil(size / WORD_BITS)
      if (masks.length < (size + 1) * words) masks = new Int32Array((size + 1) * words * 2)
      if (state.length < words) state = new Int32Array(words * 2)
      const used = buildMasks(a, from, endA, words)
      state.fill(WORD_MASK, 0, words)
      for (let index = from; index < endB; index++) {
        const slot = slots[b[index]!]!
        if (slot !== 0) step(state, masks, slot * words, words)
      }
      for (let index = from; index < endA; index++) slots[a[index]!] = 0
      masks.fill(0, 0, (used + 1) * words)
      return outside + countZeros(state, words, size)
    },
  }
}

function step(state: Int32Array, masks: Int32Array, offset: number, words: number): void {
  let carry = 0
  for (let word = 0; word < words; word++) {
    const current = state[word]!
    const match = current & masks[offset + word]!
    const sum = (((current + match) | 0) + carry) | 0
    carry = sum >>> 31
    state[word] = (sum | (current ^ match)) & WORD_MASK
  }
}

function countZeros(state: Int32Array, words: number, size: number): number {
  let zeros = 0
  for (let word = 0; word < words; word++) {
    const bits = Math.min(WORD_BITS, size - word * WORD_BITS)
    let open = ~state[word]! & (WORD_MASK >>> (WORD_BITS - bits))
    while (open !== 0) {
      open &= open - 1
      zeros++
    }
  }
  return zeros
}
