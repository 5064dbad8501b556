import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openFolderEncoder, type Pooling } from '../../../src/backends/encoder/index.ts'
import type { Encoder } from '../../../src/domain/index.ts'
import { ROWS, WORDS, writeLookUp, writeTinyFolder } from './tiny-folder.ts'

const folders: string[] = []
const makeFolder = (files?: Readonly<Record<string, unknown>>): string => {
  const folder = writeTinyFolder(files)
  folders.push(folder)
  return folder
}
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

const withEncoder = async <T>(
  options: Parameters<typeof openFolderEncoder>[0],
  work: (encoder: Encoder) => Promise<T>,
): Promise<T> => {
  const encoder = await openFolderEncoder({ workers: 1, ...options })
  try {
    return await work(encoder)
  } finally {
    await encoder.dispose()
  }
}

const rowOf = (word: string): readonly number[] => ROWS[4 + WORDS.indexOf(word)]!
const unit = (vector: readonly number[]): number[] => {
  const norm = Math.hypot(...vector)
  return vector.map((value) => value / norm)
}
const meanOf = (rows: readonly (readonly number[])[]): number[] =>
  rows[0]!.map((_, column) => rows.reduce((sum, row) => sum + row[column]!, 0) / rows.length)
const expectNear = (got: ArrayLike<number>, wanted: readonly number[]): void => {
  expect(got).toHaveLength(wanted.length)
  wanted.forEach((value, index) => {
    expect(got[index]).toBeCloseTo(value, 6)
  })
}
const CLS = ROWS[2]!
const SEP = ROWS[3]!

describe('openFolderEncoder', () => {
  it('averages over all tokens of a window by default, and gives zero for an empty text', async () => {
    await withEncoder({ folder: makeFolder() }, async (encoder) => {
      expect(encoder.dimension).toBe(3)
      const vectors = await encoder.encode(['Red two', ''])
      expectNear(vectors.subarray(0, 3), unit(meanOf([CLS, rowOf('red'), rowOf('two'), SEP])))
      expectNear(vectors.subarray(3), [0, 0, 0])
    })
  })

  it.each<[Pooling, string, readonly number[]]>([
    ['cls', 'pooling_mode_cls_token', CLS],
    ['max', 'pooling_mode_max_tokens', [3, 2, 1]],
    ['last', 'pooling_mode_lasttoken', SEP],
  ])('pools by %s when 1_Pooling/config.json says so', async (_, key, wanted) => {
    const folder = makeFolder({
      '1_Pooling/config.json': { pooling_mode_mean_tokens: false, [key]: true },
    })
    await withEncoder({ folder }, async (encoder) => {
      expectNear(await encoder.encode(['red two']), unit(wanted))
    })
  })

  it('reads long texts in windows, weighted by their tokens', async () => {
    const folder = makeFolder({ 'config.json': { max_position_embeddings: 8 } })
    await withEncoder({ folder }, async (encoder) => {
      expect(encoder.id).toMatch(/^onnx@[0-9a-f]{16}:mean:windows8:match512$/)
      const words = ['red', 'green', 'blue', 'one', 'two', 'red', 'blue']
      const first = unit(meanOf([CLS, ...words.slice(0, 6).map(rowOf), SEP]))
      const last = unit(meanOf([CLS, rowOf('blue'), SEP]))
      const wanted = unit(first.map((value, index) => 6 * value + last[index]!))
      expectNear(await encoder.encode([words.join(' ')]), wanted)
    })
  })

  it('matches token vectors without the special tokens', async () => {
    await withEncoder({ folder: makeFolder() }, async (encoder) => {
      const scores = await encoder.matchTokens([['red green', 'red']])
      expectNear(scores, [1, 0.5, 2 / 3])
    })
  })

  it('has an id that does not depend on where the folder lies, but on the model', async () => {
    const ids = []
    for (const folder of [makeFolder(), makeFolder()]) {
      ids.push(await withEncoder({ folder }, async (encoder) => encoder.id))
    }
    expect(ids[0]).toBe(ids[1])
    const other = makeFolder()
    writeFileSync(join(other, 'onnx/model.onnx'), writeLookUp('token_type_ids'))
    expect(await withEncoder({ folder: other }, async (encoder) => encoder.id)).not.toBe(ids[0])
  })

  it('finds the model in the other usual places', async () => {
    const folder = makeFolder()
    renameSync(join(folder, 'onnx/model.onnx'), join(folder, 'model_quantized.onnx'))
    await withEncoder({ folder }, async (encoder) => expect(encoder.dimension).toBe(3))
  })
})

describe('refusals of openFolderEncoder', () => {
  const refuse = async (folder: string, text: string | RegExp): Promise<void> => {
    await expect(openFolderEncoder({ folder, workers: 1 })).rejects.toMatchObject({
      code: 'config/encoder-folder',
      message: expect.stringMatching(text),
    })
  }

  it('names what is missing and what was expected', async () => {
    await refuse('/no/such/folder', 'no such folder')
    const folder = makeFolder()
    rmSync(join(folder, 'onnx/model.onnx'))
    await refuse(folder, /no model file, expected onnx\/model.onnx or model.onnx or/)
    rmSync(join(folder, 'tokenizer.json'))
    await refuse(folder, 'no tokenizer.json')
  })

  it('refuses a pooling or a module it does not have', async () => {
    await refuse(
      makeFolder({ '1_Pooling/config.json': { pooling_mode_weightedmean_tokens: true } }),
      'pooling_mode_weightedmean_tokens',
    )
    await refuse(
      makeFolder({ 'modules.json': [{ type: 'sentence_transformers.models.Dense' }] }),
      'models.Dense',
    )
  })

  it('refuses a model that is none, or wants other inputs', async () => {
    const folder = makeFolder()
    writeFileSync(join(folder, 'onnx/model.onnx'), 'not a model')
    await refuse(folder, 'ONNX Runtime refuses')
    writeFileSync(join(folder, 'onnx/model.onnx'), writeLookUp('pixel_values'))
    await refuse(folder, 'inputs pixel_values')
  })

  it('refuses a tokenizer.json that is none', async () => {
    await refuse(makeFolder({ 'tokenizer.json': { version: '1.0' } }), 'tokenizer.json')
  })

  it('refuses more tokens than the model has positions', async () => {
    const folder = makeFolder({ 'config.json': { max_position_embeddings: 16 } })
    await expect(openFolderEncoder({ folder, maxTokens: 64 })).rejects.toMatchObject({
      code: 'config/encoder-tokens',
    })
  })
})

const real = process.env.HYPER_HF_FOLDER
const present = real !== undefined && existsSync(real)

describe('a real model folder', () => {
  it.skipIf(!present)(
    'puts paraphrases above others, equal bytes for one and two workers (needs HYPER_HF_FOLDER)',
    async () => {
      const texts = [
        'A man is playing a guitar.',
        'Someone plays an instrument.',
        'The stock market fell sharply today.',
        'Shares dropped steeply on Wall Street.',
        'word salad with dressing '.repeat(200),
      ]
      const read = (workers: number): Promise<Float32Array> =>
        withEncoder({ folder: real!, workers }, (encoder) => encoder.encode(texts))
      const [one, two] = [await read(1), await read(2)]
      expect([...two]).toEqual([...one])
      const width = one.length / texts.length
      const cosine = (a: number, b: number): number => {
        let sum = 0
        for (let i = 0; i < width; i++) sum += one[a * width + i]! * one[b * width + i]!
        return sum
      }
      expect(Math.min(cosine(0, 1), cosine(2, 3))).toBeGreaterThan(
        Math.max(cosine(0, 2), cosine(1, 3)) + 0.2,
      )
    },
  )
})
