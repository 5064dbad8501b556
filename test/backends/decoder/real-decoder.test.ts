import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createChatTemplate } from '../../../src/backends/decoder/chat-template.ts'
import { CHECK_TEXTS } from '../../../src/backends/decoder/check-texts.ts'
import { type DecoderModel, openDecoderModel } from '../../../src/backends/decoder/decoder-model.ts'
import {
  DEFAULT_DECODER,
  type FoundDecoder,
  findDecoder,
  readDecoderFile,
} from '../../../src/backends/decoder/index.ts'
import { LEAST_LIKENESS, standardisedLikeness } from '../../../src/backends/decoder/likeness.ts'
import { readGguf } from '../../../src/backends/decoder/read-gguf.ts'
import { createTextTokenizer } from '../../../src/backends/decoder/text-tokenizer.ts'
import { readVocabulary, type Vocabulary } from '../../../src/backends/decoder/vocabulary.ts'
import type { PromptedResponse } from '../../../src/domain/index.ts'
import { HOSTILE } from './hostile-texts.ts'
import { plainMeanState } from './plain-decoder.ts'
import { readPlainModel } from './plain-model.ts'
import { plainTokens } from './plain-tokens.ts'

const WIDTH = 576
const LAYERS = 8

function findFile(): FoundDecoder | null {
  const cache = process.env.HYPER_CACHE ?? join(homedir(), '.cache', 'hyper-router')
  try {
    return findDecoder({ folders: ['.models', join(cache, 'models')] })
  } catch {
    return null
  }
}

const found = findFile()
const bytesOf = (values: Float32Array): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength)

describe.skipIf(found === null)('SmolLM2-135M-Instruct (needs npm run fetch:decoder)', () => {
  let bytes: Buffer
  let vocabulary: Vocabulary
  let plain: DecoderModel
  let rounded: DecoderModel
  beforeAll(async () => {
    const read = await readDecoderFile(found!)
    expect(read.hash).toBe(DEFAULT_DECODER.hash)
    bytes = Buffer.from(read.bytes)
    vocabulary = readVocabulary(readGguf(bytes))
    plain = await openDecoderModel(bytes, { layers: LAYERS, precision: 'float32' })
    rounded = await openDecoderModel(bytes, { layers: LAYERS, precision: 'int8' })
  })
  afterAll(async () => {
    await plain.dispose()
    await rounded.dispose()
  })

  it('writes the template with the ids that the model was trained on', () => {
    const { ids, from } = createChatTemplate(vocabulary)({ prompt: '7', response: '7 8' })!
    const [seven, eight, space] = ['7', '8', 'Ġ'].map((token) => vocabulary.ids.get(token))
    const before = [1, 4093, 198, seven, 2, 198, 1, 520, 9531, 198]
    expect(ids).toEqual([...before, seven, space, eight, 2])
    expect(from).toBe(before.length)
  })

  it('cuts hostile texts as a plain BPE does', () => {
    const tokenizer = createTextTokenizer(vocabulary)
    for (const text of HOSTILE) {
      expect([text, tokenizer.first(text, 1000)]).toEqual([text, plainTokens(text, vocabulary)])
    }
  })

  it('gives what a plain forward pass gives, to 1e-3', async () => {
    const items: readonly PromptedResponse[] = [
      { prompt: 'How many legs has a spider?', response: 'A spider has 8 legs, an ant has 6.' },
      { prompt: 'Sag etwas über Regen', response: '```js\nconst rain = true // ☔\n```' },
    ]
    const vectors = await plain.encode(items)
    const model = readPlainModel(bytes)
    const template = createChatTemplate(vocabulary)
    items.forEach((item, row) => {
      const expected = plainMeanState(model, LAYERS, template(item)!)
      const own = vectors.subarray(row * WIDTH, (row + 1) * WIDTH)
      const off = own.map((value, column) => Math.abs(value - expected[column]!))
      expect(Math.max(...off)).toBeLessThan(1e-3)
      // The states are large: a difference would show.
      expect(Math.max(...expected)).toBeGreaterThan(10)
    })
  })

  it('is close to itself in 8 bits', async () => {
    const [one, other] = await Promise.all([plain.encode(CHECK_TEXTS), rounded.encode(CHECK_TEXTS)])
    expect(standardisedLikeness(one!, other!, WIDTH)).toBeGreaterThan(LEAST_LIKENESS)
  })

  it('gives the same bytes alone and among others, for short and long responses', async () => {
    const items = Array.from({ length: 24 }, (_, index) => ({
      prompt: 'Why? '.repeat(1 + (index % 5)),
      response: `Because of ${index}. `.repeat(1 + (index % 12)),
    }))
    for (const model of [plain, rounded]) {
      const all = await model.encode(items)
      for (const [row, item] of items.entries()) {
        const alone = bytesOf(await model.encode([item]))
        expect(alone.equals(bytesOf(all.subarray(row * WIDTH, (row + 1) * WIDTH)))).toBe(true)
      }
    }
  })
})
