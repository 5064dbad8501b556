/** What a feature says about an instance; its label is derived from the record and never parsed. */
export interface FeatureSpec {
  /** Stable id, `measure:bin` for bins (`rougeL:mid`), `dimension:value` for tags (`subject:chemistry`). Unique in a matrix. */
  readonly id: string
  /** `bin`: one of the exhaustive bins of a measure; `tag`: one value of a descriptive dimension; `flag`: a yes/no statement. */
  readonly kind: 'bin' | 'tag' | 'flag'
  /** The measure or dimension that the feature belongs to. Features of one group exclude each other when `exclusive`. */
  readonly group: string
  readonly exclusive: boolean
  /** What a person reads: `ROUGE-L 0.33 to 0.67`. */
  readonly label: string
  /** Only for bins: lower bound (inclusive) and upper bound (exclusive unless `closed`). */
  readonly bin?: { readonly lo: number; readonly hi: number; readonly closed: boolean }
}

/**
 * Binary features of instances, computed once and then only read. Bits lie by column, 32 instances a word, so that
 * counting the human-routed instances that carry a feature is an AND and a popcount.
 */
export interface FeatureMatrix {
  /** Instance ids in row order; n of them. */
  readonly ids: readonly string[]
  /** Features in column order; m of them. */
  readonly specs: readonly FeatureSpec[]
  /** Words of one column: ceil(n / 32). */
  readonly words: number
  /** m x words; bit (row & 31) of word column * words + (row >> 5). Bits beyond n are zero. */
  readonly bits: Uint32Array
  /** Same layout: 1 where the feature is unknown for the instance (then its bit is 0). */
  readonly unknown: Uint32Array
}

/** Returns an empty matrix (all bits 0, nothing unknown) to be filled with `setFeature` while it is built. */
export function createFeatureMatrix(
  ids: readonly string[],
  specs: readonly FeatureSpec[],
): FeatureMatrix {
  const words = Math.ceil(ids.length / 32)
  return {
    ids,
    specs,
    words,
    bits: new Uint32Array(specs.length * words),
    unknown: new Uint32Array(specs.length * words),
  }
}

/** Writes one cell of a matrix under construction; null means unknown. */
export function setFeature(
  matrix: FeatureMatrix,
  row: number,
  column: number,
  value: boolean | null,
): void {
  const word = column * matrix.words + (row >> 5)
  const bit = 1 << (row & 31)
  if (value === null) matrix.unknown[word]! |= bit
  else if (value) matrix.bits[word]! |= bit
}

/** Tells whether the instance carries the feature; unknown reads as false (ask `isUnknown`). */
export function hasFeature(matrix: FeatureMatrix, row: number, column: number): boolean {
  return ((matrix.bits[column * matrix.words + (row >> 5)]! >>> (row & 31)) & 1) === 1
}

/** Tells whether the feature is unknown for the instance. */
export function isUnknown(matrix: FeatureMatrix, row: number, column: number): boolean {
  return ((matrix.unknown[column * matrix.words + (row >> 5)]! >>> (row & 31)) & 1) === 1
}

/** Returns for every feature how many instances carry it; shape (m). */
export function columnSums(matrix: FeatureMatrix): Float64Array {
  const sums = new Float64Array(matrix.specs.length)
  for (let column = 0; column < sums.length; column++) {
    sums[column] = popcountRange(matrix.bits, column * matrix.words, matrix.words)
  }
  return sums
}

/** Returns the matrix of some of the rows, in the order given. */
export function selectRows(matrix: FeatureMatrix, rows: ArrayLike<number>): FeatureMatrix {
  const ids = Array.from({ length: rows.length }, (_, index) => matrix.ids[rows[index]!]!)
  const selected = createFeatureMatrix(ids, matrix.specs)
  for (let column = 0; column < matrix.specs.length; column++) {
    const from = column * matrix.words
    const to = column * selected.words
    for (let index = 0; index < rows.length; index++) {
      const row = rows[index]!
      const value = (matrix.bits[from + (row >> 5)]! >>> (row & 31)) & 1
      const missing = (matrix.unknown[from + (row >> 5)]! >>> (row & 31)) & 1
      selected.bits[to + (index >> 5)]! |= value << (index & 31)
      selected.unknown[to + (index >> 5)]! |= missing << (index & 31)
    }
  }
  return selected
}

/** Returns the number of set bits of a 32-bit word. */
export function popcount(word: number): number {
  let w = word - ((word >>> 1) & 0x55555555)
  w = (w & 0x33333333) + ((w >>> 2) & 0x33333333)
  return Math.imul((w + (w >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24
}

function popcountRange(words: Uint32Array, start: number, count: number): number {
  let sum = 0
  for (let index = start; index < start + count; index++) sum += popcount(words[index]!)
  return sum
}
