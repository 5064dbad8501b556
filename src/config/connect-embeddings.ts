import {
  DEFAULT_ENDPOINT_LIMITS,
  type EmbedTexts,
  openEmbeddingEndpoint,
  openVectorCache,
  planEmbeddingCalls,
  sha256Of,
  type VectorCache,
} from '../backends/index.ts'
import type { WorkContext } from '../domain/index.ts'
import { HyperError, type Progress, type Random } from '../kit/index.ts'
import type { AnswerShop, AnswerSource, EndpointEncoder } from '../pipeline/index.ts'
import { buyEmbeddings } from './buy-embeddings.ts'
import { keepingEndpoint } from './embedding-endpoint.ts'
import { findSourcePrice, type PriceRules, readKeys } from './open-source.ts'

/** An embeddings endpoint with what pays for it and keeps what was bought. */
export interface Embeddings {
  /** Gives the vectors that are kept, and buys those that are not. */
  readonly embed: EmbedTexts
  /** Model and host, without a secret. */
  readonly endpointId: string
  /** Prices the texts whose vectors are not kept, lets the user agree, and buys them; each text goes into a call as it is. */
  stock(texts: readonly string[], context?: WorkContext): Promise<void>
  dispose(): Promise<void>
}

/** What embeddings of a run are bought with. */
export interface EmbeddingsSetting {
  /** Folder of all caches. */
  readonly cacheFolder: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  readonly progress: Progress
  readonly random: Random
  readonly prices: () => Promise<PriceRules>
  /** The shop of the run, opened when there is something to buy. */
  readonly shop: () => Promise<AnswerShop>
  readonly closeLater: (close: () => Promise<void> | void) => void
}

/** Calls for the same texts at most, as for a judge unless its config says otherwise. */
const ATTEMPTS = 5

/**
 * Returns how embeddings endpoints are opened in a run. Nothing is connected, no key read and no journal opened before there is something to buy; vectors are kept in the
 * folder of caches by endpoint, model, length and text, so that runs share them.
 */
export function connectEmbeddings(
  setting: EmbeddingsSetting,
): (wanted: EndpointEncoder) => Promise<Embeddings> {
  const caches = new Map<string, VectorCache>()
  // One cache for equal endpoints: two would not see what the other one keeps.
  const cacheOf = (wanted: EndpointEncoder): VectorCache => {
    const encoderId = vectorsId(wanted)
    const known = caches.get(encoderId)
    if (known !== undefined) return known
    const cache = openVectorCache({ folder: setting.cacheFolder, encoderId })
    setting.closeLater(() => cache.close())
    caches.set(encoderId, cache)
    return cache
  }
  return async (wanted) => {
    const price = findSourcePrice('encoder', pricedModel(wanted), await setting.prices())
    return openEmbeddings(wanted, {
      setting,
      vectors: cacheOf(wanted),
      price: price?.price ?? null,
    })
  }
}

function pricedModel({ model, price }: EndpointEncoder): Parameters<typeof findSourcePrice>[1] {
  if (price === null) return { model, price }
  const { inputPerMillion } = price
  return {
    model,
    price: { inputPerMillion, cachedInputPerMillion: null, outputPerMillion: 0, batchDiscount: 0 },
  }
}

const endpointIdOf = ({ model, baseUrl }: EndpointEncoder): string =>
  `${model}@${new URL(baseUrl).host}`

/** Returns what names the kept vectors of an endpoint; an address may hold a secret, so that only its hash is written. */
function vectorsId(wanted: EndpointEncoder): string {
  const { baseUrl, dimension } = wanted
  const address = sha256Of(baseUrl).slice(0, 16)
  return `embeddings@1:${endpointIdOf(wanted)}:${address}:d${dimension ?? 'own'}`
}

interface Opening {
  readonly setting: EmbeddingsSetting
  readonly vectors: VectorCache
  readonly price: AnswerSource['price']
}

function openEmbeddings(wanted: EndpointEncoder, { setting, vectors, price }: Opening): Embeddings {
  const id = endpointIdOf(wanted)
  const { requestsPerMinute, tokensPerMinute, concurrency, textsPerCall } = wanted.limits
  const problemOf = lengthCheck(wanted.dimension)
  const useless = new AbortController()
  const source: AnswerSource = {
    endpoint: keepingEndpoint({
      ...{ id, vectors, problemOf },
      open: () => openClient(wanted, setting),
      onUseless: (reason) => useless.abort(badEmbedding(id, reason)),
    }),
    price,
    limits: { requestsPerMinute, tokensPerMinute, concurrency },
    attempts: ATTEMPTS,
  }
  const stock = async (texts: readonly string[], context: WorkContext = {}): Promise<void> => {
    const missing = [...new Set(texts)].filter((text) => !vectors.hasVector(text))
    if (missing.length === 0) return
    const calls = planEmbeddingCalls(missing, { textsPerCall })
    // What is useless stops all calls at once: each may be charged. Failures of an earlier run are tried again.
    const cancel = AbortSignal.any([setting.signal, useless.signal])
    const shop = { ...(await setting.shop()), retryFailed: true, cancel }
    await buyEmbeddings(calls, { source, shop, wanted, context })
  }
  let last: Promise<void> = Promise.resolve()
  const inTurn: Embeddings['stock'] = (texts, context) => {
    last = last.catch(() => {}).then(() => stock(texts, context))
    return last
  }
  return {
    endpointId: id,
    stock: inTurn,
    embed: async (texts, cancel) => {
      const kept = texts.map((text) => vectors.getVector(text))
      // New vectors must be as long as those that are kept.
      for (const vector of kept) if (vector !== undefined) problemOf(vector)
      if (kept.every((vector) => vector !== undefined)) return kept
      await inTurn(texts, cancel === undefined ? {} : { cancel })
      return texts.map((text) => vectors.getVector(text)!)
    },
    dispose: async () => {
      await last.catch(() => {})
      await source.endpoint.dispose()
    },
  }
}

/** Numbers of a vector at most, where no length is asked for. */
const LONGEST = 8192
/** Bytes of a number as endpoints write it, with room to spare. */
const NUMBER_BYTES = 32

function openClient(
  { baseUrl, model, keyEnv, dimension, limits }: EndpointEncoder,
  { env, progress, random }: EmbeddingsSetting,
): ReturnType<typeof openEmbeddingEndpoint> {
  const { requestsPerMinute, tokensPerMinute, concurrency, textsPerCall } = limits
  const maxResponseBytes = Math.max(
    DEFAULT_ENDPOINT_LIMITS.maxResponseBytes,
    textsPerCall * (dimension ?? LONGEST) * NUMBER_BYTES,
  )
  return openEmbeddingEndpoint({
    ...{ baseUrl, model },
    keys: readKeys({ model, keyEnv: keyEnv === null ? [] : [keyEnv] }, env),
    limits: { requestsPerMinute, tokensPerMinute, concurrency, maxResponseBytes },
    warn: (message) => progress({ type: 'warning', stage: 'encode', message }),
    random: random.fork('endpoint', model),
    ...(dimension === null ? {} : { dimensions: dimension }),
  })
}

/** Returns a check of vectors: one that has a direction and the length that was asked for, or else that of the first one. */
function lengthCheck(wanted: number | null): (vector: Float32Array) => string | null {
  let length = wanted
  return (vector) => {
    length ??= vector.length
    if (vector.length !== length)
      return `got a vector of ${vector.length}, expected ${length} numbers`
    return vector.some((value) => value !== 0)
      ? null
      : 'got a vector of zeros, expected a direction'
  }
}

function badEmbedding(id: string, reason: string): HyperError {
  return new HyperError('remote/bad-embedding', `embeddings of ${id}: ${reason}`, {
    hint: 'such calls may have been charged: set the model and "dimension" right before you run again',
  })
}
