import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  cachedAnalyser,
  cachedEncoder,
  cacheName,
  openRecordCache,
  openVectorCache,
  type VectorCache,
} from '../../../src/backends/cache/index.ts'
import type { Encoder, TextAnalyser } from '../../../src/domain/index.ts'
import type { ProgressEvent } from '../../../src/kit/index.ts'

let folder: string
let cache: VectorCache
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hyper-cache-'))
  cache = openVectorCache({ folder, encoderId: 'counting@1' })
})
afterEach(() => {
  cache.close()
  rmSync(folder, { recursive: true, force: true })
})

/** An encoder that counts what it is asked: a vector is (length, first unit, 1). */
function countingEncoder(
  fail: (text: string) => boolean = () => false,
): Encoder & { texts: number; pairs: number } {
  const encoder = {
    id: 'counting@1',
    dimension: 3,
    texts: 0,
    pairs: 0,
    encode: async (texts: readonly string[]) => {
      if (texts.some(fail)) throw new Error('the lights went out')
      encoder.texts += texts.length
      return Float32Array.from(texts.flatMap((text) => [text.length, text.charCodeAt(0) || 0, 1]))
    },
    matchTokens: async (pairs: readonly (readonly [string, string])[]) => {
      encoder.pairs += pairs.length
      return Float32Array.from(
        pairs.flatMap(([one, other]) => [one.length, other.length, Number.NaN]),
      )
    },
    dispose: async () => {},
  }
  return encoder
}

describe('cachedEncoder', () => {
  it('encodes distinct texts once, and none in a second run, with the same bytes', async () => {
    const first = countingEncoder()
    const texts = ['a', 'bb', 'a', 'ccc', '']
    const vectors = await cachedEncoder(first, cache).encode(texts)
    expect([...vectors]).toEqual([1, 97, 1, 2, 98, 1, 1, 97, 1, 3, 99, 1, 0, 0, 1])
    expect(first.texts).toBe(4)
    cache.close()
    cache = openVectorCache({ folder, encoderId: 'counting@1' })
    const second = countingEncoder()
    expect(await cachedEncoder(second, cache).encode([...texts, 'dd'])).toEqual(
      Float32Array.from([...vectors, 2, 100, 1]),
    )
    expect(second.texts).toBe(1)
  })

  it('keeps scores of ordered pairs, unknown ones too', async () => {
    const first = countingEncoder()
    const pairs = [
      ['a', 'bb'],
      ['bb', 'a'],
      ['a', 'bb'],
    ] as const
    const scores = await cachedEncoder(first, cache).matchTokens(pairs)
    expect(first.pairs).toBe(2)
    const second = countingEncoder()
    const again = await cachedEncoder(second, cache).matchTokens(pairs)
    expect([...again]).toEqual([...scores])
    expect([...scores.subarray(3, 6)]).toEqual([2, 1, Number.NaN])
    expect(second.pairs).toBe(0)
  })

  it('keeps another encoder apart', async () => {
    await cachedEncoder(countingEncoder(), cache).encode(['a'])
    const other = openVectorCache({ folder, encoderId: 'counting@2' })
    expect(other.getVector('a')).toBeUndefined()
    other.close()
    expect(cacheName('encoder', 'a/b')).not.toBe(cacheName('encoder', 'a:b'))
  })

  it('tells progress in distinct texts: first those it has, at last all', async () => {
    await cachedEncoder(countingEncoder(), cache).encode(['a', 'b'])
    const events: ProgressEvent[] = []
    await cachedEncoder(countingEncoder(), cache).encode(['a', 'b', 'c', 'c'], {
      progress: (event) => events.push(event),
      stage: 'features',
    })
    const advance = { type: 'stage-advance', stage: 'features', total: 3, unit: 'texts' }
    expect(events).toEqual([
      { ...advance, done: 2 },
      { ...advance, done: 3 },
    ])
  })

  it('keeps the chunks that were done when a later one fails', async () => {
    const long = Array.from({ length: 12 }, (_, index) => `${index}`.padEnd(200_000, 'x'))
    const failing = countingEncoder((text) => text.startsWith('5x'))
    await expect(cachedEncoder(failing, cache).encode(long)).rejects.toThrow('the lights went out')
    expect(failing.texts).toBeGreaterThan(0)
    const second = countingEncoder()
    await cachedEncoder(second, cache).encode(long)
    expect(second.texts).toBe(12 - failing.texts)
  })

  it('stops when cancelled and keeps what it has', async () => {
    const controller = new AbortController()
    const long = Array.from({ length: 12 }, (_, index) => `${index}`.padEnd(400_000, 'x'))
    const first = countingEncoder()
    const run = cachedEncoder(first, cache).encode(long, {
      cancel: controller.signal,
      progress: (event) => {
        if (event.type === 'stage-advance' && event.done >= 3) controller.abort(new Error('stop'))
      },
    })
    await expect(run).rejects.toThrow('stop')
    expect(first.texts).toBeLessThan(12)
    const second = countingEncoder()
    await cachedEncoder(second, cache).encode(long)
    expect(second.texts).toBe(12 - first.texts)
  })

  it('hands an encoder without vectors through as it is', () => {
    const none = { ...countingEncoder(), dimension: 0 }
    expect(cachedEncoder(none, cache)).toBe(none)
  })
})

describe('cachedAnalyser', () => {
  it('analyses distinct texts once, and none in a second run; another version is another key', async () => {
    const records = openRecordCache({ folder, name: 'facts' })
    let asked = 0
    const analyser = (id: string): TextAnalyser => ({
      id,
      analyse: async (texts) => {
        asked += texts.length
        return texts.map((text) => ({ tokens: text.length, entities: [text], language: null }))
      },
      dispose: async () => {},
    })
    const texts = ['Zürich', 'b', 'Zürich']
    const facts = await cachedAnalyser(analyser('v1'), records).analyse(texts)
    expect(facts.map((fact) => fact.entities[0])).toEqual(texts)
    expect(await cachedAnalyser(analyser('v1'), records).analyse(texts)).toEqual(facts)
    expect(asked).toBe(2)
    await cachedAnalyser(analyser('v2'), records).analyse(texts)
    expect(asked).toBe(4)
    records.close()
  })
})
