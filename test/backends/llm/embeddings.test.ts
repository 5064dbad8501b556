import { describe, expect, it } from 'vitest'
import { type EmbeddingOutcome, openEmbeddingEndpoint } from '../../../src/backends/index.ts'
import { createRandom } from '../../../src/kit/index.ts'
import { CANARY_KEY, CANARY_NAME, HOSTILE_LIMITS } from '../../endpoints/hostile-cases.ts'
import { answer, cutInside, hang, refuse } from '../../endpoints/scripted-answers.ts'
import {
  openScriptedEndpoint,
  type ScriptedAnswer,
  type ScriptedCall,
} from '../../endpoints/scripted-endpoint.ts'

async function embed(
  script: readonly ScriptedAnswer[],
  texts: readonly string[] = ['one', 'two'],
): Promise<{ outcome: EmbeddingOutcome; calls: readonly ScriptedCall[] }> {
  const server = await openScriptedEndpoint(script)
  const endpoint = openEmbeddingEndpoint({
    baseUrl: server.baseUrl,
    model: 'encoder',
    keys: [{ name: CANARY_NAME, value: CANARY_KEY }],
    limits: HOSTILE_LIMITS,
    dimensions: 2,
    warn: () => {},
    random: createRandom(1),
  })
  try {
    const outcome = await endpoint.embed(texts, new AbortController().signal)
    return { outcome, calls: server.calls }
  } finally {
    await endpoint.dispose()
    await server.close()
  }
}

const body = (data: unknown): ScriptedAnswer =>
  answer(200, JSON.stringify({ data, model: 'encoder-1', usage: { prompt_tokens: 6 } }))

describe('an endpoint of an encoder', () => {
  it('gives the vectors in the order of the texts, whatever the order of the answer', async () => {
    const rows = [
      { index: 1, embedding: [0.5, -1] },
      { index: 0, embedding: [0, 2] },
    ]
    const { outcome, calls } = await embed([body(rows)])
    expect(outcome).toEqual({
      kind: 'vectors',
      vectors: [Float32Array.of(0, 2), Float32Array.of(0.5, -1)],
      usage: { inputTokens: 6, cachedInputTokens: 0, outputTokens: 0 },
      model: 'encoder-1',
    })
    expect(calls[0]!.path).toBe('/v1/embeddings')
    expect(calls[0]!.json).toEqual({
      model: 'encoder',
      input: ['one', 'two'],
      encoding_format: 'float',
      dimensions: 2,
    })
  })

  it('reads base64 of little-endian float32', async () => {
    // 1 and -2 in IEEE 754: 00 00 80 3f and 00 00 00 c0.
    const embedding = Buffer.from('0000803f000000c0', 'hex').toString('base64')
    const { outcome } = await embed([body([{ embedding }])], ['one'])
    expect(outcome).toMatchObject({ vectors: [Float32Array.of(1, -2)] })
  })

  it.each([
    ['too few', [{ embedding: [1, 2] }], /got 1 vectors, expected 2/],
    ['different lengths', [{ embedding: [1, 2] }, { embedding: [1] }], /different lengths/],
    ['no number', [{ embedding: [1, 2] }, { embedding: [1, null] }], /no number/],
    ['too large a number', [{ embedding: [1, 2] }, { embedding: [1, 1e300] }], /no number/],
    ['empty vectors', [{ embedding: [] }, { embedding: [] }], /different lengths/],
    [
      'one place twice',
      [
        { index: 0, embedding: [1, 2] },
        { index: 0, embedding: [1, 2] },
      ],
      /different lengths/,
    ],
    ['no list', 'nothing', /no list/],
  ])('makes %s a lost call that is not asked again', async (_, data, says) => {
    const { outcome } = await embed([body(data)])
    expect(outcome).toMatchObject({
      kind: 'lost',
      again: false,
      reason: expect.stringMatching(says),
    })
  })

  it.each([
    ['429', refuse(429, { message: 'slow' }), { kind: 'refused', about: 'call', again: true }],
    ['401', refuse(401, { message: CANARY_KEY }), { kind: 'refused', about: 'all', again: false }],
    ['hang', hang, { kind: 'lost', again: true }],
    ['cut', cutInside, { kind: 'lost', again: true }],
  ])('takes %s as a question does, without the key', async (_, script, expected) => {
    const { outcome } = await embed([script])
    expect(outcome).toMatchObject(expected)
    expect(JSON.stringify(outcome)).not.toContain(CANARY_KEY.slice(0, 12))
  })
})
