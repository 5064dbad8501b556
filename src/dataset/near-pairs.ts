import { shingleHashes } from './shingles.ts'

/** Buckets in which the frequency of shingles is counted; a shared bucket costs time, never a pair. */
const FREQUENCY_BUCKETS = 1 << 22

/** Texts that one shingle may lead to; of more, the most recent are looked at. Bounds the time on data from one template. */
const MOST_CANDIDATES = 1000

/** Texts that share at least so much of their shingles. */
export interface NearSearch {
  /** Smallest Jaccard similarity of the shingle sets, above 0, at most 1. */
  readonly threshold: number
  /** Pairs for which this returns false are not looked at. */
  readonly wanted: (a: number, b: number) => boolean
  /** Called once for each pair found, a < b. */
  readonly found: (a: number, b: number, similarity: number) => void
}

/**
 * Finds the pairs of texts whose shingle sets have a Jaccard similarity of at least the threshold. Exact but for the bound on
 * candidates: two such sets must share one of their rarest shingles, |x| - ceil(threshold |x|) + 1 of each (prefix filter of
 * Bayardo, Ma and Srikant 2007, "Scaling up all pairs similarity search"). Texts without words are near to none.
 */
export function searchNearPairs(texts: readonly string[], search: NearSearch): void {
  const sets = texts.map((text) => shingleHashes(text))
  const frequency = countBuckets(sets)
  const keys = sets.map((hashes) => rarestFirst(hashes, frequency))
  const postings = new Map<number, number[]>()
  const lastSeenBy = new Int32Array(texts.length).fill(-1)
  for (let current = 0; current < keys.length; current++) {
    const own = keys[current]!
    const prefix = own.length - Math.ceil(search.threshold * own.length - 1e-9) + 1
    for (let position = 0; position < Math.min(prefix, own.length); position++) {
      const key = own[position]!
      if (key < SHARED_KEY) continue
      const listed = postings.get(key)
      if (listed === undefined) {
        postings.set(key, [current])
        continue
      }
      const oldest = Math.max(0, listed.length - MOST_CANDIDATES)
      for (let index = listed.length - 1; index >= oldest; index--) {
        const other = listed[index]!
        if (lastSeenBy[other] === current) continue
        lastSeenBy[other] = current
        if (!search.wanted(other, current)) continue
        const similarity = jaccardAtLeast(keys[other]!, own, search.threshold)
        if (similarity >= search.threshold) search.found(other, current, similarity)
      }
      listed.push(current)
    }
  }
}

/** A key is bucket count x 2^32 + hash; below this one the shingle stands in one text only. */
const SHARED_KEY = 2 * 0x100000000

function countBuckets(sets: readonly Uint32Array[]): Uint32Array {
  const counts = new Uint32Array(FREQUENCY_BUCKETS)
  for (const hashes of sets)
    for (let index = 0; index < hashes.length; index++)
      counts[hashes[index]! & (FREQUENCY_BUCKETS - 1)]!++
  return counts
}

function rarestFirst(hashes: Uint32Array, frequency: Uint32Array): Float64Array {
  const keys = new Float64Array(hashes.length)
  for (let index = 0; index < hashes.length; index++) {
    const hash = hashes[index]!
    const count = Math.min(frequency[hash & (FREQUENCY_BUCKETS - 1)]!, 0x1fffff)
    keys[index] = count * 0x100000000 + hash
  }
  return keys.sort()
}

/** Returns the Jaccard similarity of two ascending sets, or some smaller number once the threshold is out of reach. */
function jaccardAtLeast(a: Float64Array, b: Float64Array, threshold: number): number {
  const needed = (threshold / (1 + threshold)) * (a.length + b.length) - 1e-9
  let shared = 0
  let i = 0
  let j = 0
  while (i < a.length && j < b.length) {
    if (shared + Math.min(a.length - i, b.length - j) < needed) return 0
    const left = a[i]!
    const right = b[j]!
    if (left === right) shared++
    if (left <= right) i++
    if (right <= left) j++
  }
  return a.length + b.length === shared ? 0 : shared / (a.length + b.length - shared)
}
