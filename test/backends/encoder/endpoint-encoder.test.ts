import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  cutCharacters,
  type EndpointEncoderOptions,
  openEndpointEncoder,
} from '../../../src/backends/index.ts'
import type { Encoder } from '../../../src/domain/index.ts'
import type { ProgressEvent } from '../../../src/kit/index.ts'

/** A stand-in for an endpoint: counts of a, b and of all else, not of unit length. */
function toVector(text: string): Float32Array {
  const count = (letter: string): number => text.split(letter).length - 1
  return Float32Array.of(count('a'), count('b'), text.length - count('a') - count('b') + 0.5)
}

interface Opened {
  readonly encoder: Encoder
  readonly calls: string[][]
}

async function open(options: Partial<EndpointEncoderOptions> = {}): Promise<Opened> {
  const calls: string[][] = []
  const encoder = await openEndpointEncoder({
    endpointId: 'model@host',
    dimension: 3,
    embed: async (texts) => {
      calls.push([...texts])
      return texts.map(toVector)
    },
    ...options,
  })
  return { encoder, calls }
}

function unit(values: readonly number[]): number[] {
  const length = Math.hypot(...values)
  return values.map((value) => (length === 0 ? 0 : value / length))
}

function expectClose(found: Float32Array, expected: readonly number[]): void {
  expect(found).toHaveLength(expected.length)
  // 32-bit figures.
  expected.forEach((value, at) => {
    expect(found[at]).toBeCloseTo(value, 6)
  })
}

describe('openEndpointEncoder', () => {
  it('gives unit vectors in the order of the texts and asks for equal texts once', async () => {
    const { encoder, calls } = await open()
    const found = await encoder.encode(['aab', 'x', 'aab'])
    const aab = unit([2, 1, 0.5])
    expectClose(found, [...aab, 0, 0, 1, ...aab])
    expect(calls).toEqual([['aab', 'x']])
  })

  it('never sends white space: its vector is zero', async () => {
    const { encoder, calls } = await open()
    expectClose(await encoder.encode(['', ' \n\t']), [0, 0, 0, 0, 0, 0])
    expect(await encoder.encode([])).toHaveLength(0)
    expect(calls).toEqual([])
  })

  it('reads a long text in windows, averaged by their characters', async () => {
    const { encoder, calls } = await open({ windowCharacters: 8 })
    const found = await encoder.encode(['aaaaaa bb'])
    expect(calls).toEqual([['aaaaaa ', 'bb']])
    const first = unit([6, 0, 1.5]).map((value) => 7 * value)
    const second = unit([0, 2, 0.5]).map((value) => 2 * value)
    expectClose(found, unit(first.map((value, at) => value + second[at]!)))
  })

  it('keeps calls within both limits and gives the same vectors for any of them', async () => {
    const texts = Array.from({ length: 40 }, (_, at) => `${'ab'.repeat(at % 7)} text ${at}`)
    const whole = await (await open()).encoder.encode(texts)
    for (const [textsPerCall, charactersPerCall, concurrency] of [
      [3, 1000, 1],
      [100, 50, 4],
      [1, 1, 8],
    ] as const) {
      const { encoder, calls } = await open({ textsPerCall, charactersPerCall, concurrency })
      expect(await encoder.encode(texts)).toEqual(whole)
      for (const call of calls) {
        expect(call.length).toBeLessThanOrEqual(textsPerCall)
        if (call.length > 1) expect(call.join('').length).toBeLessThanOrEqual(charactersPerCall)
      }
    }
  })

  it('has an id with model, host, length and windows, and finds the length out where it is not given', async () => {
    const { encoder, calls } = await open({ dimension: null })
    expect(encoder).toMatchObject({ id: 'endpoint@1:model@host:d3:windows8000', dimension: 3 })
    expect(calls).toHaveLength(1)
    expect((await open({ windowCharacters: 9 })).encoder.id).not.toBe(encoder.id)
  })

  it('says unknown for pairs, with one warning a call', async () => {
    const { encoder, calls } = await open()
    const events: ProgressEvent[] = []
    const scores = await encoder.matchTokens(
      [
        ['a', 'a'],
        ['a', 'b'],
      ],
      { progress: (event) => events.push(event) },
    )
    expect([...scores]).toEqual(new Array(6).fill(Number.NaN))
    expect(events).toMatchObject([{ type: 'warning', message: expect.stringMatching(/unknown/) }])
    expect(calls).toEqual([])
  })

  it.each([
    ['too few', () => []],
    ['another length', (texts: readonly string[]) => texts.map(() => Float32Array.of(1, 2))],
    ['no number', (texts: readonly string[]) => texts.map(() => Float32Array.of(1, Number.NaN, 0))],
    ['zero', (texts: readonly string[]) => texts.map(() => new Float32Array(3))],
  ])('refuses vectors with %s', async (_name, answer) => {
    const { encoder } = await open({ embed: async (texts) => answer(texts) })
    await expect(encoder.encode(['secret text'])).rejects.toMatchObject({
      code: 'remote/bad-embedding',
      message: expect.not.stringContaining('secret'),
    })
  })

  it('refuses limits out of range', async () => {
    for (const limit of [{ textsPerCall: 0 }, { windowCharacters: 1 }, { dimension: 1.5 }]) {
      await expect(open(limit)).rejects.toMatchObject({ code: 'config/encoder-limits' })
    }
  })

  it('stops between calls when it is cancelled', async () => {
    let asked = 0
    const cancel = {
      throwIfAborted: () => {
        if (asked > 1) throw new Error('stopped')
      },
    }
    const embed = async (texts: readonly string[]): Promise<Float32Array[]> => {
      asked++
      return texts.map(toVector)
    }
    const { encoder } = await open({ embed, textsPerCall: 1, concurrency: 1 })
    await expect(encoder.encode(['a', 'b', 'c', 'd'], { cancel })).rejects.toThrow('stopped')
    expect(asked).toBe(2)
  })
})

describe('cutCharacters', () => {
  it('loses nothing but white space, keeps the limit, and parts no surrogate pair', () => {
    const texts = fc.string({
      unit: fc.constantFrom('a', ' ', '\n', '😀', 'é', 'word '),
      maxLength: 60,
    })
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 20 }), (text, limit) => {
        const pieces = cutCharacters(text, limit)
        expect(pieces.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(limit)
          expect(piece.trim()).not.toBe('')
          expect(piece).toBe(piece.replace(/\p{Surrogate}/gu, '?'))
        }
      }),
      { numRuns: 300, seed: 11 },
    )
  })
})
