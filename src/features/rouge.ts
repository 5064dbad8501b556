import { createSubsequenceKernel } from './longest-common-subsequence.ts'
import { createRougeIndex, type RougeIndex } from './rouge-tokens.ts'

/** Which of the three ROUGE measures. */
export type RougeName = 'rouge1' | 'rouge2' | 'rougeL'

/** Precision, recall and their harmonic mean, each 0 to 1; all 0 where a text has no token. */
export interface RougeScore {
  readonly precision: number
  readonly recall: number
  readonly f1: number
}

/** How tokens are made: with `stem` (default true) words longer than 3 characters count by their Porter stem. */
export interface RougeOptions {
  readonly stem?: boolean
}

/**
 * Returns ROUGE-1, ROUGE-2 and ROUGE-L of a prediction against a reference; F1 does not depend on which is which.
 *
 * @see Lin, "ROUGE: a package for automatic evaluation of summaries", 2004; equal to the Python package `rouge-score`
 */
export function rougePair(
  reference: string,
  prediction: string,
  options: RougeOptions = {},
): Record<RougeName, RougeScore> {
  const index = createRougeIndex({ stem: options.stem ?? true })
  const score = createScorer(index)
  const a = index.tokens(reference)
  const b = index.tokens(prediction)
  return { rouge1: score.rouge1(a, b), rouge2: score.rouge2(a, b), rougeL: score.rougeL(a, b) }
}

/** Returns F1 columns, one value per pair, of the measures asked for (default ROUGE-1 and ROUGE-L). */
export function rougeColumns<Name extends RougeName = 'rouge1' | 'rougeL'>(
  pairs: readonly (readonly [string, string])[],
  options: RougeOptions & { readonly measures?: readonly Name[] } = {},
): Record<Name, Float64Array> {
  const measures = options.measures ?? (['rouge1', 'rougeL'] as unknown as readonly Name[])
  const index = createRougeIndex({ stem: options.stem ?? true })
  const score = createScorer(index)
  const columns = Object.fromEntries(
    measures.map((name) => [name, new Float64Array(pairs.length)]),
  ) as Record<Name, Float64Array>
  for (let row = 0; row < pairs.length; row++) {
    const a = index.tokens(pairs[row]![0])
    const b = index.tokens(pairs[row]![1])
    for (const name of measures) columns[name][row] = score[name](a, b).f1
  }
  return columns
}

type Scorer = Record<RougeName, (a: Int32Array, b: Int32Array) => RougeScore>

function createScorer(index: RougeIndex): Scorer {
  const subsequences = createSubsequenceKernel()
  let counts = new Int32Array(1024)
  const sharedTokens = (a: Int32Array, b: Int32Array): number => {
    if (counts.length < index.size) counts = new Int32Array(index.size * 2)
    for (let at = 0; at < a.length; at++) counts[a[at]!]!++
    let shared = 0
    for (let at = 0; at < b.length; at++) if (counts[b[at]!]!-- > 0) shared++
    for (let at = 0; at < a.length; at++) counts[a[at]!] = 0
    for (let at = 0; at < b.length; at++) counts[b[at]!] = 0
    return shared
  }
  return {
    rouge1: (a, b) => scoreOf(sharedTokens(a, b), a.length, b.length),
    rouge2: (a, b) => scoreOf(sharedBigrams(a, b), a.length - 1, b.length - 1),
    rougeL: (a, b) => scoreOf(subsequences.length(a, b, index.size), a.length, b.length),
  }
}

function sharedBigrams(a: Int32Array, b: Int32Array): number {
  const counts = new Map<number, number>()
  for (let at = 1; at < a.length; at++) {
    const key = bigramKey(a, at)
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  let shared = 0
  for (let at = 1; at < b.length; at++) {
    const key = bigramKey(b, at)
    const left = counts.get(key) ?? 0
    if (left > 0) {
      counts.set(key, left - 1)
      shared++
    }
  }
  return shared
}

/** Exact while there are fewer than 2^26 distinct tokens: the key stays below 2^53. */
function bigramKey(tokens: Int32Array, at: number): number {
  return tokens[at - 1]! * 0x4000000 + tokens[at]!
}

function scoreOf(shared: number, referenceSize: number, predictionSize: number): RougeScore {
  const precision = shared / Math.max(predictionSize, 1)
  const recall = shared / Math.max(referenceSize, 1)
  const f1 = precision + recall > 0 ? (2 * precision * recall) / (precision + recall) : 0
  return { precision, recall, f1 }
}
