import type { Random } from '../../kit/index.ts'

/**
 * Returns 32 independent bits, each 1 with exactly the given chance: random words are compared with the binary digits of the chance until
 * all 32 lanes are decided, about seven words instead of 32 numbers.
 */
export function drawWord(chance: number, random: Random): number {
  if (chance <= 0) return 0
  if (chance >= 1) return -1
  let word = 0
  let open = -1
  let rest = chance
  while (open !== 0 && rest > 0) {
    rest *= 2
    const digits = (random.next() * 0x1_0000_0000) | 0
    if (rest >= 1) {
      rest -= 1
      word |= open & ~digits
      open &= digits
    } else open &= ~digits
  }
  return word
}

/** A run of columns of bits over so many places, 32 a word. */
export interface BitColumns {
  readonly places: number
  readonly words: number
  readonly bits: Uint32Array
}

/** Returns columns of zeros. */
export function createColumns(columns: number, places: number): BitColumns {
  const words = Math.ceil(places / 32)
  return { places, words, bits: new Uint32Array(columns * words) }
}

/**
 * Fills columns from the first on, each place by itself. In exclusive columns at most one bit of a place is set. A word is always drawn
 * whole, so more places do not change earlier ones.
 */
export function fillColumns(
  target: BitColumns,
  block: { readonly shares: readonly number[]; readonly exclusive: boolean },
  random: Random,
): void {
  const { words, bits } = target
  if (!block.exclusive) {
    for (const [column, share] of block.shares.entries()) {
      const stream = random.fork(column)
      for (let word = 0; word < words; word++) {
        bits[column * words + word] = drawWord(share, stream)
      }
    }
  } else {
    const chances = conditionalChances(block.shares)
    for (let word = 0; word < words; word++) {
      let free = -1
      for (const [column, chance] of chances.entries()) {
        const taken = free & drawWord(chance, random)
        bits[column * words + word] = taken
        free &= ~taken
      }
    }
  }
  clearTail(target)
}

/** Chance of each column given that none before it was taken. */
function conditionalChances(shares: readonly number[]): number[] {
  let left = 1
  return shares.map((share) => {
    const chance = left <= 1e-9 ? 0 : Math.min(1, share / left)
    left -= share
    return chance > 1 - 1e-9 ? 1 : chance
  })
}

function clearTail({ places, words, bits }: BitColumns): void {
  const tail = places & 31
  if (tail === 0) return
  for (let last = words - 1; last < bits.length; last += words) bits[last]! &= (1 << tail) - 1
}

/** Fills exclusive columns with the bins of a number per place; each column ends below its bound, bounds ascend, and beyond the last no bit is set. */
export function fillBins(
  target: BitColumns,
  values: Float64Array,
  bounds: readonly number[],
): void {
  const { places, words, bits } = target
  for (let place = 0; place < places; place++) {
    let bin = 0
    while (bin < bounds.length && values[place]! >= bounds[bin]!) bin++
    const at = bin * words + (place >> 5)
    if (at < bits.length) bits[at]! |= 1 << (place & 31)
  }
}

/** Returns one column over instances from a column over prompts; `promptOf` names the prompt of each instance. */
export function spreadColumn(
  column: Uint32Array,
  promptOf: Uint32Array,
  target: Uint32Array,
): void {
  for (let row = 0; row < promptOf.length; row++) {
    const prompt = promptOf[row]!
    target[row >> 5]! |= ((column[prompt >> 5]! >>> (prompt & 31)) & 1) << (row & 31)
  }
}
