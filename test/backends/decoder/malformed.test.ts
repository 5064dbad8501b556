import { describe, expect, it } from 'vitest'
import { openDecoderModel } from '../../../src/backends/decoder/decoder-model.ts'
import { inspectDecoder } from '../../../src/backends/decoder/inspect-decoder.ts'
import { isHyperError } from '../../../src/kit/index.ts'
import { TINY, type TinyParts, TOKENS, TYPE, writeTinyGguf } from './tiny-gguf.ts'

const bytes = writeTinyGguf()
/** Where the tensors begin. */
const dataStart = bytes.length - lengthOfData()

function lengthOfData(): number {
  let length = 0
  writeTinyGguf(({ tensors }) => {
    for (const { bytes: packed } of Object.values(tensors))
      length += Math.ceil(packed.length / 32) * 32
  })
  return length
}

/** Returns the code of the refusal, or null where the file is taken; anything else than a HyperError is thrown on. */
function refusal(content: Uint8Array, layers = 2): string | null {
  try {
    inspectDecoder(content, layers)
    return null
  } catch (error) {
    if (isHyperError(error) && /^config\/decoder-/.test(error.code)) return error.code
    throw error
  }
}

const DAMAGED = 'config/decoder-damaged'
const UNSUPPORTED = 'config/decoder-unsupported'

describe('a file that is cut', () => {
  it('is refused at every length', () => {
    expect(refusal(bytes)).toBeNull()
    expect(dataStart % 32).toBe(0)
    const lengths = [
      ...Array.from({ length: Math.floor(dataStart / 7) }, (_, index) => 7 * index),
      ...Array.from({ length: 40 }, (_, index) => dataStart + index * 331),
      bytes.length - 1,
    ].filter((length) => length < bytes.length)
    for (const length of lengths) {
      expect([length, refusal(bytes.subarray(0, length))]).toEqual([length, DAMAGED])
    }
  })
})

describe('a file with a byte changed', () => {
  it('is taken or refused, wherever the byte stands in the header', () => {
    let refused = 0
    for (let at = 0; at < dataStart; at++) {
      const changed = Buffer.from(bytes)
      changed[at]! ^= [0xff, 0x01, 0x80][at % 3]!
      if (refusal(changed) !== null) refused++
    }
    expect(refused).toBeGreaterThan(dataStart / 5)
  })

  it('gives finite vectors or a refusal where it is taken', async () => {
    let given = 0
    for (let at = 3; at < bytes.length; at += 211) {
      const changed = Buffer.from(bytes)
      changed[at]! ^= 0xff
      if (refusal(changed) !== null) continue
      const model = await openDecoderModel(changed, { layers: 2, precision: 'int8' })
      try {
        const vectors = await model.encode([{ prompt: 'the', response: 'and 7' }])
        expect(vectors.every(Number.isFinite)).toBe(true)
        given++
      } catch (error) {
        expect(isHyperError(error, DAMAGED), String(error)).toBe(true)
      } finally {
        await model.dispose()
      }
    }
    expect(given).toBeGreaterThan(10)
  })
})

describe('a sound file of something else', () => {
  const change = (edit: (parts: TinyParts) => void): string | null => refusal(writeTinyGguf(edit))
  const key = (name: string, value: TinyParts['metadata'][string] | null): string | null =>
    change(({ metadata }) => {
      if (value === null) delete metadata[name]
      else metadata[name] = value
    })

  it.each([
    ['another architecture', 'general.architecture', [8, 'qwen2'], UNSUPPORTED],
    ['no architecture', 'general.architecture', null, UNSUPPORTED],
    ['another way to cut words', 'tokenizer.ggml.pre', [8, 'llama-bpe'], UNSUPPORTED],
    ['no way to cut words', 'tokenizer.ggml.pre', null, UNSUPPORTED],
    ['another tokenizer', 'tokenizer.ggml.model', [8, 'llama'], UNSUPPORTED],
    ['scaled angles', 'llama.rope.scaling.type', [8, 'linear'], UNSUPPORTED],
    ['a factor of angles', 'llama.rope.scaling.factor', [6, 2], UNSUPPORTED],
    ['experts', 'llama.expert_count', [4, 8], UNSUPPORTED],
    ['a short context', 'llama.context_length', [4, 128], UNSUPPORTED],
    ['keys of another size', 'llama.attention.key_length', [4, 8], UNSUPPORTED],
    ['heads that do not divide', 'llama.attention.head_count', [4, 3], UNSUPPORTED],
    ['no width', 'llama.embedding_length', null, DAMAGED],
    ['a width of zero', 'llama.embedding_length', [4, 0], DAMAGED],
    [
      'an epsilon that is no number',
      'llama.attention.layer_norm_rms_epsilon',
      [6, Number.NaN],
      DAMAGED,
    ],
    ['a width in words', 'llama.embedding_length', [8, '32'], DAMAGED],
    ['no tokens', 'tokenizer.ggml.tokens', null, DAMAGED],
    [
      'one token twice',
      'tokenizer.ggml.tokens',
      [9, [8, TOKENS.map((t, i) => (i === 9 ? TOKENS[8]! : t))]],
      DAMAGED,
    ],
    ['types for fewer tokens', 'tokenizer.ggml.token_type', [9, [5, [1, 1, 1]]], DAMAGED],
    [
      'no mark that is special',
      'tokenizer.ggml.token_type',
      [9, [5, TOKENS.map(() => 1)]],
      UNSUPPORTED,
    ],
    ['a strange alignment', 'general.alignment', [4, 12], DAMAGED],
  ] as const)('is refused: %s', (_, name, value, code) => {
    expect(key(name, value as TinyParts['metadata'][string] | null)).toBe(code)
  })

  it('is refused with the names of the packings that are read', () => {
    const content = writeTinyGguf(({ tensors }) => {
      tensors['blk.1.ffn_up.weight'] = { ...tensors['blk.1.ffn_up.weight']!, type: 14 }
    })
    expect(() => inspectDecoder(content, 2)).toThrow(
      'decoder model: got tensor blk.1.ffn_up.weight as Q6_K, expected F32, F16, Q4_0, Q4_1, Q8_0',
    )
    // The second block is not read, so that its packing does not matter.
    expect(refusal(content, 1)).toBeNull()
  })

  it('is refused where a tensor lacks, is of another shape, or is one too many', () => {
    expect(change(({ tensors }) => delete tensors['blk.0.attn_q.weight'])).toBe(DAMAGED)
    expect(
      change(({ tensors }) => {
        const { bytes: packed } = tensors['blk.0.attn_q.weight']!
        tensors['blk.0.attn_q.weight'] = { shape: [64, 16], type: TYPE.q4of1, bytes: packed }
      }),
    ).toBe(UNSUPPORTED)
    const bias = { shape: [32], type: TYPE.f32, bytes: new Uint8Array(128) }
    const add = (name: string): string | null =>
      change(({ tensors }) => {
        tensors[name] = bias
      })
    expect(add('blk.1.attn_q.bias')).toBe(UNSUPPORTED)
    expect(add('rope_freqs.weight')).toBe(UNSUPPORTED)
    expect(add('output_norm.weight')).toBeNull()
  })

  it.each([0, -1, 1.5, 3, Number.NaN])('is refused for %d layers', (layers) => {
    expect(refusal(bytes, layers)).toBe('config/decoder-layers')
  })

  it('names the layers that the file has', () => {
    expect(() => inspectDecoder(bytes, 3)).toThrow(
      `decoder layers: got 3, expected a whole number from 1 to ${TINY.layers}, the layers of the file`,
    )
  })

  it('is refused for other beginnings', () => {
    expect(refusal(Buffer.from('GGML'))).toBe(DAMAGED)
    expect(refusal(Buffer.alloc(0))).toBe(DAMAGED)
    const version = Buffer.from(bytes)
    version.writeUInt32LE(1, 4)
    expect(refusal(version)).toBe(DAMAGED)
    const reversed = Buffer.from(bytes)
    reversed.writeUInt32BE(3, 4)
    expect(refusal(reversed)).toBe(DAMAGED)
  })
})
