import { type InferenceSession, Tensor } from 'onnxruntime-node'
import { writeOnnxModel } from '../onnx/model.ts'
import { startGraph } from './graph-draft.ts'
import { openSession } from './session.ts'
import type { TokenStore, TokenVectors } from './token-store.ts'

/** Pairs whose token vectors are held at once. */
const BLOCK_PAIRS = 32

/** What matching found. */
export interface MatchedTokens {
  readonly scores: Float32Array<ArrayBuffer>
  /** Whether any text was longer than what is read of it. */
  readonly cut: boolean
}

/** Compares token vectors. */
export interface TokenMatcher {
  /**
   * Returns precision, recall and F1 of greedy matching (Zhang et al. 2020, arXiv:1904.09675, equation 3, no idf weights), row-major
   * (pairs x 3). The first text is the reference, the second the candidate: precision averages over the tokens of the second. NaN
   * where a text has no token. Turning a pair round swaps precision and recall bit for bit.
   */
  match(pairs: readonly (readonly [string, string])[]): Promise<MatchedTokens>
  dispose(): Promise<void>
}

/** Opens the matching graph over a store of token vectors of this length. */
export async function openTokenMatcher(
  store: TokenStore,
  dimension: number,
): Promise<TokenMatcher> {
  const session = await openSession(buildMatchGraph(dimension))
  return {
    match: async (pairs) => {
      const scores = new Float32Array(pairs.length * 3)
      let cut = false
      for (let start = 0; start < pairs.length; start += BLOCK_PAIRS) {
        const block = pairs.slice(start, start + BLOCK_PAIRS)
        const vectors = await store.load(block.flat())
        cut ||= vectors.some((text) => text.cut)
        for (let index = 0; index < block.length; index++) {
          const [first, second] = [vectors[2 * index]!, vectors[2 * index + 1]!]
          const swapped = block[index]![0] > block[index]![1]
          const [one, other] = swapped ? [second, first] : [first, second]
          const means = await matchPair(session, dimension, [one, other])
          const [recall, precision] = swapped ? [means[1], means[0]] : means
          scores.set([precision, recall, harmonicMean(precision, recall)], (start + index) * 3)
        }
      }
      return { scores, cut }
    },
    dispose: () => session.release(),
  }
}

function buildMatchGraph(dimension: number): Uint8Array {
  const draft = startGraph()
  const similarities = draft.node('Gemm', ['one', 'other'], { transB: 1 })
  draft.output('best_one', draft.node('ReduceMax', [similarities], { axes: [1], keepdims: 0 }))
  draft.output('best_other', draft.node('ReduceMax', [similarities], { axes: [0], keepdims: 0 }))
  return writeOnnxModel(
    draft.finish(
      [
        { name: 'one', type: 'float32', shape: ['ones', dimension] },
        { name: 'other', type: 'float32', shape: ['others', dimension] },
      ],
      [
        { name: 'best_one', type: 'float32', shape: ['ones'] },
        { name: 'best_other', type: 'float32', shape: ['others'] },
      ],
    ),
  )
}

async function matchPair(
  session: InferenceSession,
  dimension: number,
  [one, other]: readonly [TokenVectors, TokenVectors],
): Promise<[number, number]> {
  if (one.tokens === 0 || other.tokens === 0) return [Number.NaN, Number.NaN]
  const found = await session.run({
    one: new Tensor('float32', one.data, [one.tokens, dimension]),
    other: new Tensor('float32', other.data, [other.tokens, dimension]),
  })
  return [mean(found.best_one!.data as Float32Array), mean(found.best_other!.data as Float32Array)]
}

function mean(values: Float32Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum / values.length
}

function harmonicMean(precision: number, recall: number): number {
  return precision + recall === 0 ? 0 : (2 * precision * recall) / (precision + recall)
}
