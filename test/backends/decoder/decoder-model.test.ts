import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createChatTemplate } from '../../../src/backends/decoder/chat-template.ts'
import { type DecoderModel, openDecoderModel } from '../../../src/backends/decoder/decoder-model.ts'
import { standardisedLikeness } from '../../../src/backends/decoder/likeness.ts'
import { readGguf } from '../../../src/backends/decoder/read-gguf.ts'
import { readVocabulary } from '../../../src/backends/decoder/vocabulary.ts'
import type { PromptedResponse } from '../../../src/domain/index.ts'
import { createRandom, drawIndex } from '../../../src/kit/index.ts'
import { plainMeanState } from './plain-decoder.ts'
import { readPlainModel } from './plain-model.ts'
import { TINY, writeTinyGguf } from './tiny-gguf.ts'

const bytes = writeTinyGguf()
const template = createChatTemplate(readVocabulary(readGguf(bytes)))
const plain = readPlainModel(bytes)

/** Made-up responses of many lengths. */
const items: readonly PromptedResponse[] = Array.from({ length: 40 }, (_, index) => {
  const random = createRandom(index)
  const words = ['the', 'and', 'in', 'x', '7', 'über', '\n', '  ', '<|im_end|>', 'you']
  const write = (count: number): string =>
    Array.from({ length: count }, () => words[drawIndex(words.length, random)]!).join(' ')
  return { prompt: write(index % 9), response: write(1 + ((index * 7) % 31)) }
})

const rowOf = (vectors: Float32Array, row: number): Float32Array =>
  vectors.subarray(row * TINY.width, (row + 1) * TINY.width)
const bytesOf = (values: Float32Array): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength)

const models = new Map<string, DecoderModel>()
beforeAll(async () => {
  for (const precision of ['float32', 'int8'] as const) {
    for (const layers of [1, 2]) {
      models.set(`${precision} ${layers}`, await openDecoderModel(bytes, { layers, precision }))
    }
  }
})
afterAll(async () => {
  for (const model of models.values()) await model.dispose()
})

describe('openDecoderModel', () => {
  it.each([1, 2])('gives what a plain forward pass gives after %i layers', async (layers) => {
    const vectors = await models.get(`float32 ${layers}`)!.encode(items)
    let largest = 0
    items.forEach((item, row) => {
      const expected = plainMeanState(plain, layers, template(item)!)
      rowOf(vectors, row).forEach((value, column) => {
        expect(Math.abs(value - expected[column]!)).toBeLessThan(1e-4)
        largest = Math.max(largest, Math.abs(expected[column]!))
      })
    })
    // States of a size that a difference would show in.
    expect(largest).toBeGreaterThan(0.5)
  })

  it('is close to single precision in 8 bits', async () => {
    const [one, other] = await Promise.all(
      ['float32 2', 'int8 2'].map((name) => models.get(name)!.encode(items)),
    )
    expect(standardisedLikeness(one!, other!, TINY.width)).toBeGreaterThan(0.98)
    expect(bytesOf(one!).equals(bytesOf(other!))).toBe(false)
  })

  it.each(['float32', 'int8'])(
    'gives the same bytes in %s for an item alone, in any order and among others',
    async (precision) => {
      const model = models.get(`${precision} 2`)!
      const all = await model.encode(items)
      const turned = await model.encode([...items].reverse())
      for (const [row, item] of items.entries()) {
        const alone = await model.encode([item])
        expect(bytesOf(alone).equals(bytesOf(rowOf(all, row)))).toBe(true)
        expect(
          bytesOf(rowOf(turned, items.length - 1 - row)).equals(bytesOf(rowOf(all, row))),
        ).toBe(true)
      }
    },
  )

  it('gives zeros for a response without a token, wherever it stands', async () => {
    const model = models.get('int8 2')!
    const nothing = { prompt: 'the', response: '' }
    const vectors = await model.encode([nothing, items[3]!, nothing])
    expect(rowOf(vectors, 0).every((value) => value === 0)).toBe(true)
    expect(rowOf(vectors, 2).every((value) => value === 0)).toBe(true)
    expect(
      bytesOf(rowOf(vectors, 1)).equals(bytesOf(rowOf(await model.encode([items[3]!]), 0))),
    ).toBe(true)
    expect(await model.encode([])).toHaveLength(0)
  })

  it('reads the prompt too, 48 tokens of it, and 96 of the response', async () => {
    const model = models.get('float32 1')!
    const response = 'in the'
    const [short, other] = await Promise.all(
      ['the', 'and'].map((prompt) => model.encode([{ prompt, response }])),
    )
    expect(bytesOf(short!).equals(bytesOf(other!))).toBe(false)
    const same = async (one: PromptedResponse, two: PromptedResponse): Promise<boolean> =>
      bytesOf(await model.encode([one])).equals(bytesOf(await model.encode([two])))
    const x = (count: number): string => '7'.repeat(count)
    expect(await same({ prompt: `${x(48)}1`, response }, { prompt: `${x(48)}2`, response })).toBe(
      true,
    )
    expect(await same({ prompt: `${x(47)}1`, response }, { prompt: `${x(47)}2`, response })).toBe(
      false,
    )
    const prompt = 'the'
    expect(await same({ prompt, response: `${x(96)}1` }, { prompt, response: `${x(96)}2` })).toBe(
      true,
    )
    expect(await same({ prompt, response: `${x(95)}1` }, { prompt, response: `${x(95)}2` })).toBe(
      false,
    )
  })

  it('refuses weights that give no finite state', async () => {
    const broken = writeTinyGguf(({ tensors }) => {
      const { bytes: packed } = tensors['blk.0.ffn_down.weight']!
      new DataView(packed.buffer).setUint16(0, 0x7e00, true)
    })
    const model = await openDecoderModel(broken, { layers: 2, precision: 'float32' })
    await expect(model.encode(items)).rejects.toMatchObject({ code: 'config/decoder-damaged' })
    await model.dispose()
  })
})
