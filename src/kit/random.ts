/**
 * A seeded stream of numbers. It is always handed over, never global: what a stream yields depends on the
 * seed and on the labels it was forked with, not on how many others were drawn before.
 */
export interface Random {
  /** The next number, uniform on [0, 1), with 53 random bits. */
  next(): number
  /** An independent stream named by its labels; forking neither reads nor moves this stream. */
  fork(...labels: readonly (string | number)[]): Random
}

/**
 * Returns the stream of a seed. Generator: sfc32 (Chris Doty-Humphrey, PractRand), seeded by a 128-bit hash
 * of the seed and the path of labels.
 */
export function createRandom(seed: number | string): Random {
  return stream(String(seed))
}

function stream(path: string): Random {
  let [a, b, c, d] = hash128(path)
  const next32 = (): number => {
    const sum = (a + b + d) | 0
    d = (d + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let warmUp = 0; warmUp < 12; warmUp++) next32()
  return {
    next: () => ((next32() >>> 5) * 0x4000000 + (next32() >>> 6)) / 0x20000000000000,
    fork: (...labels) =>
      stream(`${path}/${labels.map((label) => JSON.stringify(label)).join('/')}`),
  }
}

/** Returns 128 well-mixed bits of a text as four 32-bit integers (four multiplicative lanes, murmur3 finish). */
export function hash128(text: string): [number, number, number, number] {
  let h1 = 0x9e3779b9 | 0
  let h2 = 0x243f6a88 | 0
  let h3 = 0xb7e15162 | 0
  let h4 = 0xdeadbeef | 0
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    h1 = h2 ^ Math.imul(h1 ^ unit, 597399067)
    h2 = h3 ^ Math.imul(h2 ^ unit, 2869860233)
    h3 = h4 ^ Math.imul(h3 ^ unit, 951274213)
    h4 = h1 ^ Math.imul(h4 ^ unit, 2716044179)
  }
  const mixed = finish(h1 ^ h2 ^ h3 ^ h4 ^ text.length)
  return [
    finish(h1 ^ mixed),
    finish(h2 + mixed),
    finish(h3 ^ (mixed << 1)),
    finish(h4 + (mixed << 2)),
  ]
}

function finish(value: number): number {
  let h = value | 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}

/** Returns a whole number uniform on 0 .. count - 1. */
export function drawIndex(count: number, random: Random): number {
  return Math.floor(random.next() * count)
}

/** Returns a standard normal number (Box and Muller; one of the pair is discarded so that streams stay simple). */
export function drawNormal(random: Random): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()))
  return radius * Math.cos(2 * Math.PI * random.next())
}

/** Shuffles in place, every order equally likely (Fisher and Yates), and returns the same array. */
export function shuffleInPlace<
  T extends { length: number; [index: number]: number | string | object },
>(items: T, random: Random): T {
  for (let last = items.length - 1; last > 0; last--) {
    const other = drawIndex(last + 1, random)
    const held = items[last]!
    items[last] = items[other]!
    items[other] = held
  }
  return items
}

/** Returns `count` of the indices 0 .. size - 1 without replacement, each subset equally likely, in ascending order. */
export function drawSubset(size: number, count: number, random: Random): Uint32Array {
  if (count > size) throw new RangeError(`drawSubset: got count ${count}, expected at most ${size}`)
  const indices = Uint32Array.from({ length: size }, (_, index) => index)
  for (let slot = 0; slot < count; slot++) {
    const other = slot + drawIndex(size - slot, random)
    const held = indices[slot]!
    indices[slot] = indices[other]!
    indices[other] = held
  }
  return indices.slice(0, count).sort()
}
