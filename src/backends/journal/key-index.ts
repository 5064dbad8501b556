/** Where a line lies in a journal file, and what it holds. */
export interface LinePlace {
  readonly offset: number
  /** Bytes, without the line's end. */
  readonly length: number
  readonly failed: boolean
}

/** Content keys with the places of their answers, in 29 bytes a slot: two million keys take 120 MB, not the 500 MB of a `Map`. */
export interface KeyIndex {
  readonly size: number
  get(key: string): LinePlace | undefined
  set(key: string, place: LinePlace): void
}

const FIRST_CAPACITY = 1 << 12
const LARGEST_LOAD = 0.7

interface Slots {
  readonly capacity: number
  /** Four words a slot: the first 128 bits of the key. */
  readonly words: Uint32Array
  readonly offsets: Float64Array
  /** 0 for an empty slot. */
  readonly lengths: Uint32Array
  readonly failed: Uint8Array
}

/** Returns an empty index. Keys are told apart by their first 128 bits: of SHA-256 values no two ever agree in them. */
export function createKeyIndex(): KeyIndex {
  let slots = makeSlots(FIRST_CAPACITY)
  let size = 0
  return {
    get size() {
      return size
    },
    get: (key) => {
      const slot = findSlot(slots, wordsOf(key))
      const length = slots.lengths[slot]!
      if (length === 0) return undefined
      return { offset: slots.offsets[slot]!, length, failed: slots.failed[slot] === 1 }
    },
    set: (key, place) => {
      if (size + 1 > slots.capacity * LARGEST_LOAD) slots = grow(slots)
      const words = wordsOf(key)
      const slot = findSlot(slots, words)
      if (slots.lengths[slot] === 0) size++
      slots.words.set(words, slot * 4)
      slots.offsets[slot] = place.offset
      slots.lengths[slot] = place.length
      slots.failed[slot] = place.failed ? 1 : 0
    },
  }
}

function makeSlots(capacity: number): Slots {
  return {
    capacity,
    words: new Uint32Array(capacity * 4),
    offsets: new Float64Array(capacity),
    lengths: new Uint32Array(capacity),
    failed: new Uint8Array(capacity),
  }
}

function wordsOf(key: string): Uint32Array {
  if (!/^[0-9a-f]{64}$/.test(key)) {
    throw new RangeError(`key: got ${JSON.stringify(key)}, expected a SHA-256 value, hex`)
  }
  return Uint32Array.of(
    Number.parseInt(key.slice(0, 8), 16),
    Number.parseInt(key.slice(8, 16), 16),
    Number.parseInt(key.slice(16, 24), 16),
    Number.parseInt(key.slice(24, 32), 16),
  )
}

/** Returns the slot of a key, or the empty one where it belongs (linear probing). */
function findSlot({ capacity, words, lengths }: Slots, key: Uint32Array): number {
  const mask = capacity - 1
  for (let slot = key[0]! & mask; ; slot = (slot + 1) & mask) {
    if (lengths[slot] === 0) return slot
    const at = slot * 4
    if (
      words[at] === key[0] &&
      words[at + 1] === key[1] &&
      words[at + 2] === key[2] &&
      words[at + 3] === key[3]
    )
      return slot
  }
}

function grow(old: Slots): Slots {
  const slots = makeSlots(old.capacity * 2)
  for (let from = 0; from < old.capacity; from++) {
    if (old.lengths[from] === 0) continue
    const words = old.words.subarray(from * 4, from * 4 + 4)
    const slot = findSlot(slots, words)
    slots.words.set(words, slot * 4)
    slots.offsets[slot] = old.offsets[from]!
    slots.lengths[slot] = old.lengths[from]!
    slots.failed[slot] = old.failed[from]!
  }
  return slots
}
