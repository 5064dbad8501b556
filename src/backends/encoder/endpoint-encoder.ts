import type { Encoder, WorkContext } from '../../domain/index.ts'
import { type Cancel, HyperError, mapBounded } from '../../kit/index.ts'
import { cutCharacters } from './cut-characters.ts'
import { unitVector } from './encode-texts.ts'
import { countProgress, distinctItems, pickRows } from './rows.ts'

/**
 * Returns one vector per text, in their order, all of one length. What is bought, paid for and kept is the caller's concern; it throws where no
 * vectors are to be had.
 */
export type EmbedTexts = (
  texts: readonly string[],
  cancel?: Cancel,
) => Promise<readonly Float32Array[]>

/** An encoder behind an endpoint. */
export interface EndpointEncoderOptions {
  readonly embed: EmbedTexts
  /** Model and host, without a secret: what `openEmbeddingEndpoint` calls its id. */
  readonly endpointId: string
  /** Length of a vector; null finds it out by embedding one short text. */
  readonly dimension: number | null
  /** Texts of one call at most. Default 128. */
  readonly textsPerCall?: number
  /** UTF-16 units of one call at most. Default 200,000. */
  readonly charactersPerCall?: number
  /** UTF-16 units of a text that are read together; longer texts are read in windows. Default 8,000; models for 512 tokens want 1,500. */
  readonly windowCharacters?: number
  /** Calls under way at once. Default 4. */
  readonly concurrency?: number
  /** Lets the endpoint go. */
  readonly dispose?: () => Promise<void>
}

const DEFAULTS = {
  textsPerCall: 128,
  charactersPerCall: 200_000,
  windowCharacters: 8_000,
  concurrency: 4,
} as const

type Setting = Required<Omit<EndpointEncoderOptions, 'dispose' | 'dimension'>> & {
  readonly dimension: number
}

/**
 * Returns an encoder over an endpoint's embeddings: unit vectors, a long text as the mean of its windows weighted by their characters, zero for a text of
 * white space, which is never sent. The endpoint gives no token vectors: `matchTokens` is NaN for every pair and says so once a call.
 *
 * @throws HyperError `config/encoder-limits` for a limit out of range, `remote/bad-embedding` for vectors that are too few, of another length, zero or not finite
 */
export async function openEndpointEncoder(options: EndpointEncoderOptions): Promise<Encoder> {
  const { dispose = async () => {}, ...given } = options
  const limits = { ...DEFAULTS, ...given }
  checkLimits(limits)
  const dimension = options.dimension ?? (await findDimension(options))
  const setting: Setting = { ...limits, dimension }
  return {
    id: `endpoint@1:${options.endpointId}:d${dimension}:windows${setting.windowCharacters}`,
    dimension,
    encode: (texts, context = {}) => encodeAll(texts, setting, context),
    matchTokens: async (pairs, { progress, stage = 'encode' } = {}) => {
      progress?.({ type: 'warning', stage, message: NO_TOKENS })
      return new Float32Array(pairs.length * 3).fill(Number.NaN)
    },
    dispose,
  }
}

const NO_TOKENS =
  'an embeddings endpoint gives no token vectors: features of BERTScore are unknown for every row (features.bertScore: false leaves them out)'

async function encodeAll(
  texts: readonly string[],
  setting: Setting,
  context: WorkContext,
): Promise<Float32Array> {
  const { dimension, windowCharacters } = setting
  const [distinct, rowOf] = distinctItems(texts, (text) => text)
  const windows = distinct.flatMap((text, row) =>
    cutCharacters(text, windowCharacters).map((piece): Window => ({ row, piece })),
  )
  const sums = new Float64Array(distinct.length * dimension)
  const vectors = await embedWindows(windows, setting, context)
  windows.forEach(({ row, piece }, index) => {
    const vector = vectors[index]!
    for (let at = 0; at < dimension; at++) {
      sums[row * dimension + at]! += piece.length * vector[at]!
    }
  })
  const rows = new Float32Array(sums.length)
  for (let start = 0; start < sums.length; start += dimension) {
    rows.set(unitVector(sums.subarray(start, start + dimension)), start)
  }
  return pickRows(rows, rowOf, dimension)
}

interface Window {
  /** Place of its text among the distinct ones. */
  readonly row: number
  readonly piece: string
}

async function embedWindows(
  windows: readonly Window[],
  setting: Setting,
  context: WorkContext,
): Promise<Float32Array[]> {
  const [pieces, placeOf] = distinctItems(windows, ({ piece }) => piece)
  const report = countProgress(context, { total: pieces.length, unit: 'texts' })
  const batches = await mapBounded(
    planEmbeddingCalls(
      pieces.map(({ piece }) => piece),
      setting,
    ),
    setting.concurrency,
    async (batch) => {
      const vectors = readVectors(await setting.embed(batch, context.cancel), batch, setting)
      report(batch.length)
      return vectors
    },
    context.cancel,
  )
  const vectors = batches.flat()
  return Array.from(placeOf, (place) => vectors[place]!)
}

/** Returns texts cut into calls, in order; a call holds at least one. What is not told is as in `EndpointEncoderOptions`. */
export function planEmbeddingCalls(
  texts: readonly string[],
  limits: Pick<EndpointEncoderOptions, 'textsPerCall' | 'charactersPerCall'>,
): string[][] {
  const { textsPerCall, charactersPerCall } = { ...DEFAULTS, ...limits }
  const calls: string[][] = []
  let characters = 0
  for (const text of texts) {
    const open = calls.at(-1)
    const fits = open && open.length < textsPerCall && characters + text.length <= charactersPerCall
    if (fits) open.push(text)
    else calls.push([text])
    characters = fits ? characters + text.length : text.length
  }
  return calls
}

function readVectors(
  vectors: readonly Float32Array[],
  texts: readonly string[],
  { dimension, endpointId }: Pick<Setting, 'dimension' | 'endpointId'>,
): Float32Array[] {
  if (vectors.length !== texts.length) {
    throw badEmbedding(endpointId, `${vectors.length} vectors`, String(texts.length))
  }
  return vectors.map((vector) => {
    if (vector.length !== dimension) {
      throw badEmbedding(endpointId, `a vector of ${vector.length}`, `${dimension} numbers`)
    }
    const isUsable = vector.every(Number.isFinite) && vector.some((value) => value !== 0)
    if (!isUsable) throw badEmbedding(endpointId, 'a vector without a direction', 'finite numbers')
    return unitVector(vector)
  })
}

async function findDimension({ embed, endpointId }: EndpointEncoderOptions): Promise<number> {
  const [vector] = await embed(['How long is a vector?'])
  if (vector !== undefined && vector.length > 0) return vector.length
  throw badEmbedding(endpointId, 'no vector', 'one')
}

function badEmbedding(endpointId: string, got: string, expected: string): HyperError {
  return new HyperError(
    'remote/bad-embedding',
    `embeddings of ${endpointId}: got ${got}, expected ${expected}`,
  )
}

function checkLimits(
  limits: Record<keyof typeof DEFAULTS, number> & { readonly dimension: number | null },
): void {
  const least = { textsPerCall: 1, charactersPerCall: 1, windowCharacters: 2, concurrency: 1 }
  for (const [name, smallest] of Object.entries(least)) {
    checkWhole(name, limits[name as keyof typeof DEFAULTS], smallest)
  }
  if (limits.dimension !== null) checkWhole('dimension', limits.dimension, 1)
}

function checkWhole(name: string, value: number, smallest: number): void {
  if (Number.isSafeInteger(value) && value >= smallest) return
  throw new HyperError(
    'config/encoder-limits',
    `encoder.${name}: got ${value}, expected a whole number from ${smallest} on`,
  )
}
