import type { Ask } from '../collect/index.ts'
import { createEstimator, type PurchasePlan } from '../judge/index.ts'
import { canonicalJson, type Json } from '../kit/index.ts'
import { type AnswerShop, type AnswerSource, plannedAsker } from '../pipeline/index.ts'
import { embeddingRequest } from './embedding-endpoint.ts'

/** Calls for embeddings that are to be made. */
export interface EmbeddingAsks {
  readonly asks: readonly Ask[]
  /** Of them: paid for before, while their vectors are not kept any more. */
  readonly again: number
}

/**
 * Returns the questions of calls for vectors that are not kept. What a journal has answered is asked under a further identity: its vectors are gone, as happens
 * when the folder of caches was emptied.
 */
export async function embeddingAsks(
  calls: readonly (readonly string[])[],
  {
    model,
    facts,
    shop,
  }: {
    readonly model: string
    /** What the vectors of a text hang on. */
    readonly facts: Json
    readonly shop: Pick<AnswerShop, 'journal' | 'hash'>
  },
): Promise<EmbeddingAsks> {
  const askOf = (texts: readonly string[], time: number): Ask => ({
    identity: canonicalJson({ embeddings: facts, texts, ...(time > 1 ? { time } : {}) }),
    request: embeddingRequest(model, texts),
  })
  const asks = calls.map((texts) => askOf(texts, 1))
  const times = calls.map(() => 1)
  for (let left = [...calls.keys()]; left.length > 0; ) {
    const states = await shop.journal.states(left.map((call) => shop.hash(asks[call]!.identity)))
    left = left.filter((_, place) => states[place] === 'answered')
    for (const call of left) asks[call] = askOf(calls[call]!, ++times[call]!)
  }
  return { asks, again: times.filter((time) => time > 1).length }
}

/** Calls whose tokens are counted for a plan; each may hold a hundred texts. */
const COUNTED = 200

/** Returns what calls for embeddings would be: texts, tokens, money, minutes. */
export function planEmbeddings(
  calls: readonly (readonly string[])[],
  source: AnswerSource,
  shop: Pick<AnswerShop, 'countTokens' | 'random'>,
): PurchasePlan {
  const name = source.endpoint.id
  const estimator = createEstimator(
    {
      askers: [plannedAsker(name, source, { chat: false, answerTokens: { low: 0, high: 0 } })],
      countTokens: (text) => shop.countTokens(text),
      counted: COUNTED,
    },
    shop.random,
  )
  for (const texts of calls) {
    for (const _ of texts) estimator.addItem()
    estimator.add(name, { inputText: texts, maxTokens: 0 })
  }
  return estimator.plan()
}
