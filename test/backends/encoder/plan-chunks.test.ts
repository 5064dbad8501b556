import { describe, expect, it } from 'vitest'
import { planPairChunks, planTextChunks } from '../../../src/backends/encoder/index.ts'
import { createRandom, drawIndex } from '../../../src/kit/index.ts'

const drawTexts = (seed: number, count: number): string[] => {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, index) => `${index} `.repeat(drawIndex(40, random)))
}

describe('planTextChunks', () => {
  it('holds every text once and no chunk beyond its work but for a single long text', () => {
    for (let seed = 0; seed < 100; seed++) {
      const texts = drawTexts(seed, 1 + seed)
      const chunks = planTextChunks(texts, 150)
      expect(chunks.flat().sort((a, b) => a - b)).toEqual(texts.map((_, index) => index))
      for (const chunk of chunks) {
        const work = chunk.reduce((sum, index) => sum + texts[index]!.length, 0)
        expect(work <= 150 || chunk.length === 1).toBe(true)
      }
    }
  })

  it('gives nothing for nothing', () => {
    expect(planTextChunks([], 100)).toEqual([])
  })
})

describe('planPairChunks', () => {
  it('holds every pair once', () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = createRandom(seed)
      const texts = drawTexts(seed, 30)
      const pairs = Array.from(
        { length: seed * 4 },
        () => [texts[drawIndex(30, random)]!, texts[drawIndex(30, random)]!] as const,
      )
      const chunks = planPairChunks(pairs, 400)
      expect(chunks.flat().sort((a, b) => a - b)).toEqual(pairs.map((_, index) => index))
      for (const chunk of chunks) expect(chunk.length).toBeLessThanOrEqual(256)
    }
  })

  it('keeps pairs that share texts in one chunk, wherever they stand in the list', () => {
    const prompts = 40
    const answers = (prompt: number): string[] =>
      [0, 1, 2].map((n) => `answer ${n} of ${prompt}`.repeat(5))
    const turns: [number, number][] = [
      [0, 1],
      [1, 2],
      [0, 2],
    ]
    const pairs = turns.flatMap(([a, b]) =>
      Array.from({ length: prompts }, (_, prompt) => {
        const texts = answers(prompt)
        return [texts[a]!, texts[b]!] as const
      }),
    )
    const chunks = planPairChunks(pairs, 1000)
    expect(chunks.length).toBeGreaterThan(5)
    const chunkOf = new Map(
      chunks.flatMap((chunk, at) => chunk.map((index) => [index, at] as const)),
    )
    for (let prompt = 0; prompt < prompts; prompt++) {
      expect(new Set([0, 1, 2].map((turn) => chunkOf.get(turn * prompts + prompt))).size).toBe(1)
    }
  })

  it('is not tied together by empty answers', () => {
    const pairs = Array.from(
      { length: 100 },
      (_, index) => ['', `text ${index} `.repeat(20)] as const,
    )
    expect(planPairChunks(pairs, 1000).length).toBeGreaterThan(10)
  })
})
