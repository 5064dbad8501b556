import { createHash } from 'node:crypto'
import type { Ask } from '../src/collect/index.ts'
import { type LmRequest, type LmUsage, requestBody } from '../src/domain/index.ts'
import { STUB_PRICE } from './stub-endpoint.ts'

/** A chunk of questions: their numbers from `start`. */
export interface SoakChunk {
  readonly start: number
  readonly count: number
}

const WORDS = 'the answer that names a source is better than one that only sounds sure of itself '

/** Returns the questions of a chunk; about as long as a short pair with its instructions. */
export function* soakAsks({ start, count }: SoakChunk): Generator<Ask> {
  for (let index = start; index < start + count; index++) {
    const content = `Question ${index}: which one is better?\n\nA: ${WORDS.repeat(6)}\n\nB: ${WORDS.repeat(4)}`
    const request: LmRequest = {
      model: 'stub',
      messages: [{ role: 'user', content }],
      maxTokens: 1,
      temperature: 0,
      seed: null,
      topLogprobs: 5,
      schema: null,
      parameters: {},
    }
    yield { identity: content, request }
  }
}

/** Returns the content key of a question. */
export const soakKey = (identity: string): string =>
  createHash('sha256').update(identity).digest('hex')

/** Returns what a usage costs at the stub, USD. */
export const soakCost = (usage: LmUsage): number =>
  (usage.inputTokens * STUB_PRICE.input + usage.outputTokens * STUB_PRICE.output) / 1e9

/** Returns the most that a question costs at the stub, USD: a token is never shorter than a byte. */
export const soakBound = (request: LmRequest): number =>
  soakCost({
    inputTokens: Buffer.byteLength(JSON.stringify(requestBody(request))),
    cachedInputTokens: 0,
    outputTokens: request.maxTokens,
  })
