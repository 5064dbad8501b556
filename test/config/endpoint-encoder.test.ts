import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { connectEncoders, type EncoderSetting } from '../../src/config/connect-encoders.ts'
import { parseConfig } from '../../src/config/index.ts'
import { createRandom, isHyperError, noProgress } from '../../src/kit/index.ts'
import { describeInstances } from '../../src/pipeline/describe.ts'
import { endpointFacts } from '../../src/pipeline/endpoint-facts.ts'
import type { World } from '../../src/pipeline/index.ts'
import { madeFacts, madeInstance } from '../features/made-facts.ts'

const home = mkdtempSync(join(tmpdir(), 'hyper-endpoint-encoder-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const ADDRESS = 'http://127.0.0.1:9/v1'
const read = (encoder: object, key = 'features') =>
  parseConfig(JSON.stringify({ data: { files: ['a'] }, [key]: { encoder } }), 'hyper.yaml')

const BARE = { kind: 'endpoint', baseUrl: ADDRESS, model: 'some-embedder' }
const FULL = {
  ...BARE,
  keyEnv: null,
  dimension: null,
  price: null,
  cap: null,
  limits: {
    requestsPerMinute: null,
    tokensPerMinute: null,
    concurrency: 4,
    textsPerCall: 128,
    windowCharacters: 8000,
  },
}

function messageOf(encoder: object): string {
  try {
    read(encoder)
  } catch (error) {
    if (isHyperError(error, 'config/invalid')) return JSON.stringify([error.message, error.details])
    throw error
  }
  return 'accepted'
}

describe('an endpoint as encoder in a config', () => {
  it('needs address and model, for features and for probes', () => {
    expect(read(BARE).features.encoder).toEqual(FULL)
    expect(read(BARE, 'train').train.encoder).toEqual(FULL)
    expect(messageOf({ kind: 'endpoint', baseUrl: ADDRESS })).toContain('expected')
  })

  it('refuses a key in the place of its name, without showing it, and a password in the address', () => {
    for (const place of ['features', 'train']) {
      const message = messageOf({ ...BARE, keyEnv: 'sk-canary-81f3' })
      expect(message, place).toContain('not a key')
      expect(message, place).not.toContain('canary')
    }
    expect(messageOf({ ...BARE, baseUrl: 'http://me:pass@host/v1' })).toContain('password')
    expect(messageOf({ ...BARE, baseUrl: 'ftp://host/v1' })).toContain('http://')
  })

  it('takes the cap of "annotate" where there is one', () => {
    const judges = [{ id: 'one', model: 'm', baseUrl: ADDRESS }]
    const config = (cap: number | null): string =>
      JSON.stringify({
        data: { files: ['a'] },
        features: { encoder: { ...BARE, cap } },
        annotate: { judges },
      })
    expect(parseConfig(config(null), 'hyper.yaml').annotate).not.toBeNull()
    expect(() => parseConfig(config(1), 'hyper.yaml')).toThrow('annotate.cap')
  })

  it('makes stages anew for another model, length or window, not for another pace or price', () => {
    const facts = (fields: object): string =>
      endpointFacts(read({ ...BARE, ...fields }).features.encoder)
    const own = facts({})
    expect(facts({ price: { inputPerMillion: 1 }, keyEnv: 'KEY' })).toBe(own)
    expect(facts({ limits: { concurrency: 9 } })).toBe(own)
    expect(facts({ model: 'other' })).not.toBe(own)
    expect(facts({ dimension: 8 })).not.toBe(own)
    expect(facts({ limits: { windowCharacters: 1500 } })).not.toBe(own)
    expect(endpointFacts('same')).toBe('')
    expect(endpointFacts({ kind: 'light' })).toBe('')
  })
})

interface Opened {
  readonly setting: EncoderSetting
  readonly calls: string[][]
  readonly stocked: string[][]
  readonly close: () => Promise<void>
}

function open(encoder: object): Opened {
  const calls: string[][] = []
  const stocked: string[][] = []
  const closers: (() => Promise<void> | void)[] = []
  const setting: EncoderSetting = {
    options: read(encoder),
    version: 'test',
    concurrency: 1,
    progress: noProgress,
    cacheFolder: join(home, 'cache'),
    home,
    calledFrom: home,
    decoder: undefined,
    closeLater: (close) => void closers.push(close),
    openEmbeddings: async ({ model }) => ({
      endpointId: `${model}@host`,
      stock: async (texts) => {
        expect(calls).toEqual([])
        stocked.push([...texts])
      },
      embed: async (texts) => {
        calls.push([...texts])
        return texts.map((text) => Float32Array.of(text.length, 1, text.split('a').length))
      },
      dispose: async () => {},
    }),
  }
  const close = async (): Promise<void> => {
    for (const one of closers.reverse()) await one()
  }
  return { setting, calls, stocked, close }
}

describe('connectEncoders', () => {
  it('announces the pieces of all texts before a vector is read, and gives the vectors of every slice', async () => {
    const limits = { windowCharacters: 20 }
    const { setting, calls, stocked, close } = open({ ...BARE, dimension: 3, limits })
    const long = 'banana kiwi banana kiwi banana'
    const texts = Array.from({ length: 5000 }, (_, at) => `word ${at % 4999}`)
    const encoder = (await connectEncoders(setting).encoder())!
    const vectors = await encoder.encode([long, ...texts, '  '])
    await close()
    expect(stocked).toEqual([['banana kiwi banana ', 'kiwi banana', ...texts.slice(0, 4999)]])
    expect(new Set(calls.flat())).toEqual(new Set(stocked[0]))
    const rowOf = (row: number): number[] => [...vectors.subarray(3 * row, 3 * row + 3)]
    expect(vectors).toHaveLength(3 * 5002)
    expect(rowOf(1)).toEqual(rowOf(5000))
    const norm = Math.hypot(9, 1, 1)
    for (const [at, part] of [9, 1, 1].entries())
      expect(rowOf(4999)[at]).toBeCloseTo(part / norm, 6)
    expect(rowOf(5001)).toEqual([0, 0, 0])
  })

  it('refuses an endpoint where nothing opens one', async () => {
    const { setting } = open(BARE)
    const { openEmbeddings: _, ...without } = setting
    await expect(connectEncoders(without).encoder()).rejects.toMatchObject({
      code: 'config/no-embeddings',
    })
  })
})

describe('describeInstances', () => {
  it('leaves BERTScore unknown for an encoder without token vectors, never zero, and keeps likeness', async () => {
    const { setting, close } = open({ ...BARE, dimension: 3, model: 'describer' })
    const encoder = await connectEncoders(setting).encoder()
    const instances = Array.from({ length: 30 }, (_, at) =>
      madeInstance({
        id: `i${at}`,
        prompt: `Prompt ${at}?`,
        completionA: 'banana '.repeat((at % 7) + 1),
        completionB: 'kiwi '.repeat((at % 5) + 1),
      }),
    )
    const warnings: string[] = []
    const world = {
      encoder: async () => encoder,
      analyser: async () => ({
        id: 'made',
        analyse: async (texts: readonly string[]) => texts.map((text) => madeFacts(text)),
        dispose: async () => {},
      }),
      progress: (event: { readonly type: string; readonly message?: string }) => {
        if (event.type === 'warning') warnings.push(event.message!)
      },
      cancel: { throwIfAborted: () => {} },
    } as unknown as World
    const { matrix, fitted } = await describeInstances(
      {
        instances,
        groups: instances.map((_, at) => at),
        options: { ...setting.options.features, tags: 'none', minimumCount: 0 },
        world,
        stage: 'features',
      },
      createRandom(1),
    )
    await close()
    const groups = (name: string): number[] =>
      matrix.specs.flatMap(({ group }, column) => (group === name ? [column] : []))
    expect(warnings.join()).toContain('BERTScore')
    expect(groups('cosine').length).toBeGreaterThan(0)
    expect(fitted.bins?.withoutValues).toEqual(
      expect.arrayContaining(['bertScore', 'bertScoreLength']),
    )
    for (const name of ['bertScore', 'bertScoreLength']) expect(groups(name)).toEqual([])
  })
})
