import { describe, expect, it } from 'vitest'
import { rougeColumns, rougePair } from '../../src/features/index.ts'
import { createSubsequenceKernel } from '../../src/features/longest-common-subsequence.ts'
import { createRandom, drawIndex, type Random } from '../../src/kit/index.ts'

function drawTokens(random: Random, vocabulary: number): Int32Array {
  return Int32Array.from({ length: drawIndex(150, random) }, () => drawIndex(vocabulary, random))
}

/** The textbook table, O(|a| |b|). */
function tableLength(a: Int32Array, b: Int32Array): number {
  let previous = new Int32Array(b.length + 1)
  for (const token of a) {
    const current = new Int32Array(b.length + 1)
    for (let at = 1; at <= b.length; at++) {
      current[at] =
        b[at - 1] === token ? previous[at - 1]! + 1 : Math.max(previous[at]!, current[at - 1]!)
    }
    previous = current
  }
  return previous[b.length]!
}

describe('longest common subsequence', () => {
  it('equals the textbook table on 600 random pairs, on one kernel', () => {
    const kernel = createSubsequenceKernel()
    for (let seed = 0; seed < 600; seed++) {
      const random = createRandom(seed)
      const vocabulary = 1 + drawIndex(60, random)
      const a = drawTokens(random, vocabulary)
      const b = drawTokens(random, vocabulary)
      expect(kernel.length(a, b, vocabulary), `seed ${seed}`).toBe(tableLength(a, b))
    }
  })

  it('carries across words: 93 equal tokens against 94', () => {
    const kernel = createSubsequenceKernel()
    for (const size of [30, 31, 32, 61, 62, 63, 93]) {
      const a = new Int32Array(size)
      const b = Int32Array.from({ length: size + 1 }, (_, at) => (at === 0 ? 1 : 0))
      expect(kernel.length(b, a, 2)).toBe(size)
      expect(kernel.length(a, b, 2)).toBe(size)
    }
  })
})

describe('ROUGE', () => {
  const words = 'a cat sat mat running runner Runs the 12 3.5 — naïve 東京'.split(' ')
  const drawText = (random: Random): string =>
    Array.from(
      { length: drawIndex(40, random) },
      () => words[drawIndex(words.length, random)],
    ).join(' ')

  it('is symmetric in F1, 1 for equal texts with a word, within 0 and 1, and at least ROUGE-2 and ROUGE-L in ROUGE-1', () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = createRandom(seed)
      const [a, b] = [drawText(random), drawText(random)]
      const forth = rougePair(a, b)
      const back = rougePair(b, a)
      for (const name of ['rouge1', 'rouge2', 'rougeL'] as const) {
        expect(forth[name].f1).toBeCloseTo(back[name].f1, 14)
        expect(forth[name].precision).toBe(back[name].recall)
        expect(forth[name].f1).toBeGreaterThanOrEqual(0)
        expect(forth[name].f1).toBeLessThanOrEqual(1)
      }
      expect(forth.rouge1.f1).toBeGreaterThanOrEqual(forth.rougeL.f1 - 1e-15)
    }
    expect(rougePair('Same words.', 'same, words').rougeL.f1).toBe(1)
  })

  it('gives the same columns as pairs one by one', () => {
    const random = createRandom('columns')
    const pairs = Array.from({ length: 50 }, () => [drawText(random), drawText(random)] as const)
    const columns = rougeColumns(pairs, { measures: ['rouge1', 'rouge2', 'rougeL'] })
    pairs.forEach(([a, b], row) => {
      const scores = rougePair(a, b)
      for (const name of ['rouge1', 'rouge2', 'rougeL'] as const) {
        expect(columns[name][row]).toBe(scores[name].f1)
      }
    })
  })
})
