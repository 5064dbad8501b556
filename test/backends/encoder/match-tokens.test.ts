import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { unitVector } from '../../../src/backends/encoder/encode-texts.ts'
import { openTokenMatcher, type TokenMatcher } from '../../../src/backends/encoder/match-tokens.ts'
import { createTokenStore } from '../../../src/backends/encoder/token-store.ts'
import type { WindowModel } from '../../../src/backends/encoder/window-model.ts'
import { createRandom, drawIndex, drawNormal } from '../../../src/kit/index.ts'

const DIMENSION = 24
let texts: string[] = []
let encoded = 0

/** Tokens are characters; a token's vector depends on the character alone. */
const model: WindowModel = {
  dimension: DIMENSION,
  windowTokens: 16,
  tokenise: (text) => Int32Array.from(text, (letter) => letter.charCodeAt(0)),
  encodeWindows: () => Promise.reject(new Error('not asked for')),
  encodeTokens: async (windows) => {
    encoded += windows.length
    return Float32Array.from(
      windows.flatMap((window) => [...window].flatMap((id) => [...vectorOf(id)])),
    )
  },
  dispose: async () => {},
}

function vectorOf(id: number): Float32Array {
  const random = createRandom(id)
  return unitVector(Float64Array.from({ length: DIMENSION }, () => drawNormal(random)))
}

function matchPlainly(reference: string, candidate: string): number[] {
  const [ours, theirs] = [reference, candidate].map((text) =>
    [...model.tokenise(text)].map((id) => vectorOf(id)),
  )
  const best = (from: Float32Array[], to: Float32Array[]): number =>
    from.reduce(
      (sum, a) => sum + Math.max(...to.map((b) => a.reduce((s, v, i) => s + v * b[i]!, 0))),
      0,
    ) / from.length
  const [precision, recall] = [best(theirs!, ours!), best(ours!, theirs!)]
  return [precision, recall, (2 * precision * recall) / (precision + recall)]
}

let matcher: TokenMatcher
beforeAll(async () => {
  const random = createRandom('texts')
  texts = Array.from({ length: 30 }, () =>
    Array.from({ length: 1 + drawIndex(50, random) }, () =>
      String.fromCharCode(97 + drawIndex(26, random)),
    ).join(''),
  )
  const store = createTokenStore(model, { tokensPerText: 64, bytes: 8 * 4 * DIMENSION * 50 })
  matcher = await openTokenMatcher(store, DIMENSION)
})
afterAll(() => matcher.dispose())

describe('openTokenMatcher', () => {
  it('equals the definition of BERTScore in plain code', async () => {
    const pairs = texts.map((text, index) => [text, texts[(index * 11 + 1) % 30]!] as const)
    const { scores, cut } = await matcher.match(pairs)
    expect(cut).toBe(false)
    pairs.forEach(([reference, candidate], row) => {
      matchPlainly(reference, candidate).forEach((value, index) => {
        expect(scores[3 * row + index]).toBeCloseTo(value, 5)
      })
    })
  })

  it('swaps precision and recall bit for bit when a pair is turned round', async () => {
    for (let index = 1; index < texts.length; index++) {
      const [one, other] = [texts[index - 1]!, texts[index]!]
      const { scores } = await matcher.match([
        [one, other],
        [other, one],
      ])
      expect([scores[0], scores[1], scores[2]]).toEqual([scores[4], scores[3], scores[5]])
    }
  })

  it('gives NaN where a text has no token, and 1 for equal texts', async () => {
    const { scores } = await matcher.match([
      ['', 'abc'],
      ['abc', 'abc'],
    ])
    expect([...scores.subarray(0, 3)]).toEqual([Number.NaN, Number.NaN, Number.NaN])
    for (const value of scores.subarray(3)) expect(value).toBeCloseTo(1, 6)
  })

  it('tells when a text was cut', async () => {
    expect((await matcher.match([['a'.repeat(65), 'b']])).cut).toBe(true)
    expect((await matcher.match([['a'.repeat(64), 'b']])).cut).toBe(false)
  })
})

describe('createTokenStore', () => {
  it('reads a text once while it is held, and again when it had to go', async () => {
    const store = createTokenStore(model, { tokensPerText: 64, bytes: 3 * 10 * DIMENSION * 4 })
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(10))
    encoded = 0
    await store.load([a!, b!, a!])
    await store.load([b!, a!, c!])
    expect(encoded).toBe(3)
    await store.load([d!])
    expect(encoded).toBe(4)
    await store.load([a!, c!])
    expect(encoded).toBe(4)
    await store.load([b!])
    expect(encoded).toBe(5)
  })
})
