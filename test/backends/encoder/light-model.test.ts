import {
  cpSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeTexts } from '../../../src/backends/encoder/encode-texts.ts'
import { findLightFolder, readLightFiles } from '../../../src/backends/encoder/light-files.ts'
import { openLightModel } from '../../../src/backends/encoder/light-model.ts'
import type { WindowModel } from '../../../src/backends/encoder/window-model.ts'
import { createRandom, drawIndex } from '../../../src/kit/index.ts'

let model: WindowModel
beforeAll(async () => {
  model = await openLightModel()
})
afterAll(() => model.dispose())

const bytesOf = (values: Float32Array): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength)

describe('openLightModel', () => {
  // First six and last two numbers of @energetic-ai/embeddings 0.2.0 on TensorFlow.js (single-spaced texts, so folding changes nothing).
  it.each([
    [
      'The cat sat on the mat.',
      [0.0484796, -0.0037944, -0.0608852, -0.0592779, 0.032546, 0.0405544],
      [-0.0249341, -0.0081256],
    ],
    [
      'How do I bake sourdough bread at home?',
      [-0.0340836, -0.0045583, -0.0565004, -0.0606687, 0.0466832, 0.0082709],
      [-0.0618907, -0.0390114],
    ],
    [
      'x = [i**2 for i in range(10)]',
      [0.02863, -0.0580138, -0.051653, -0.0028167, 0.0325112, -0.0384677],
      [0.0563233, 0.0527025],
    ],
    [
      'naïve café – ＡＢＣ １２３ 😀😀 日本',
      [0.0208119, 0.007921, -0.0461367, -0.0079495, -0.0586139, 0.0213875],
      [0.0578483, 0.0162817],
    ],
  ])('gives the vector of the original model for %j within 1e-6', async (text, head, tail) => {
    const vector = [...(await encodeTexts(model, [text]))]
    const wanted = [...head, ...tail]
    const got = [...vector.slice(0, 6), ...vector.slice(-2)]
    for (const [index, value] of wanted.entries()) {
      expect(Math.abs(got[index]! - value)).toBeLessThan(1e-6)
    }
  })

  it('gives the same bytes for a window alone and among others, for every length and several batch sizes', async () => {
    const random = createRandom('windows')
    for (const length of [1, 2, 3, 5, 8, 15, 16, 17, 31, 64, 100, 127, 128]) {
      const windows = Array.from({ length: 9 }, () =>
        Int32Array.from({ length }, () => drawIndex(8000, random)),
      )
      for (const read of [model.encodeWindows, model.encodeTokens]) {
        const together = bytesOf(await read(windows))
        const size = together.length / windows.length
        for (const count of [1, 2, 4]) {
          const some = bytesOf(await read(windows.slice(4, 4 + count)))
          expect(some.equals(together.subarray(4 * size, (4 + count) * size)), `${length}`).toBe(
            true,
          )
        }
      }
    }
  })
})

describe('encodeTexts', () => {
  it('gives unit vectors, and zero where there is no token', async () => {
    const vectors = await encodeTexts(model, ['a text', '', ' \n ', 'word '.repeat(500)])
    const norms = [0, 1, 2, 3].map((row) =>
      Math.hypot(...vectors.subarray(row * 512, (row + 1) * 512)),
    )
    expect(norms[0]).toBeCloseTo(1, 6)
    expect(norms.slice(1, 3)).toEqual([0, 0])
    expect(norms[3]).toBeCloseTo(1, 6)
  })

  it('reads a long text to its end, as the mean of its windows by their tokens', async () => {
    const text = `${'the weather was fine and the road was long '.repeat(30)}then the bank failed`
    const tokens = model.tokenise(text)
    expect(tokens.length).toBeGreaterThan(256)
    const windows = [0, 128, 256].map((start) => tokens.subarray(start, start + 128))
    const mean = new Float64Array(512)
    for (const window of windows) {
      const vector = await model.encodeWindows([window])
      vector.forEach((value, index) => {
        mean[index]! += window.length * value
      })
    }
    const norm = Math.hypot(...mean)
    const [whole, other] = [
      await encodeTexts(model, [text]),
      await encodeTexts(model, [text.slice(0, -20)]),
    ]
    whole.forEach((value, index) => {
      expect(value).toBeCloseTo(mean[index]! / norm, 6)
    })
    expect(bytesOf(whole).equals(bytesOf(other))).toBe(false)
  })
})

describe('readLightFiles', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hyper-weights-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('refuses weights that differ in one bit, naming both checksums', async () => {
    cpSync(findLightFolder(), folder, { recursive: true })
    const shard = join(folder, 'group1-shard3of7')
    const bytes = readFileSync(shard)
    bytes[1000]! ^= 1
    writeFileSync(shard, bytes)
    await expect(readLightFiles(folder)).rejects.toMatchObject({
      code: 'config/encoder-checksum',
      message: expect.stringMatching(/weights.*got sha256 .*expected "713639df/),
    })
  })

  it('says which file is missing', async () => {
    unlinkSync(join(folder, 'vocab.json'))
    await expect(readLightFiles(folder)).rejects.toMatchObject({
      code: 'config/encoder-missing',
      message: expect.stringContaining('vocab.json'),
    })
    symlinkSync(join(findLightFolder(), 'vocab.json'), join(folder, 'vocab.json'))
  })
})
