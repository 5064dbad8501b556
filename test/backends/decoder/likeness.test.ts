import { describe, expect, it } from 'vitest'
import { standardisedLikeness } from '../../../src/backends/decoder/likeness.ts'
import { paddedLength, planBatches } from '../../../src/backends/decoder/plan-batches.ts'
import { createRandom, drawIndex, drawNormal } from '../../../src/kit/index.ts'

describe('standardisedLikeness', () => {
  it('is what is worked out by hand', () => {
    // Columns (1, 3) and (2, 6): means 2 and 4, deviations 1 and 2; the third column never moves.
    const reference = Float32Array.of(1, 2, 7, 3, 6, 7)
    expect(standardisedLikeness(reference, reference, 3)).toBeCloseTo(1, 12)
    // Standardised rows (-1, -1) and (1, 1) against (-1, 0) and (1, 0), whatever the third column says.
    const other = Float32Array.of(1, 4, 0, 3, 4, 9)
    expect(standardisedLikeness(reference, other, 3)).toBeCloseTo(Math.SQRT1_2, 12)
    const turned = Float32Array.of(3, 6, 7, 1, 2, 7)
    expect(standardisedLikeness(reference, turned, 3)).toBeCloseTo(-1, 12)
  })

  it('is not flattered by a large column, as a plain cosine is', () => {
    const random = createRandom(1)
    const draw = (): Float32Array =>
      Float32Array.from({ length: 30 * 20 }, (_, at) => (at % 20 === 0 ? 1000 : drawNormal(random)))
    expect(Math.abs(standardisedLikeness(draw(), draw(), 20))).toBeLessThan(0.2)
  })
})

describe('planBatches', () => {
  it('puts every sequence into one batch of its own padded length, at most 320 tokens together', () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = createRandom(seed)
      const lengths = Array.from(
        { length: drawIndex(200, random) },
        () => 1 + drawIndex(700, random),
      )
      const batches = planBatches(lengths)
      const seen = batches.flatMap(({ sequences }) => sequences)
      expect([...seen].sort((a, b) => a - b)).toEqual(lengths.map((_, index) => index))
      for (const { sequences, tokens } of batches) {
        expect(sequences.length === 1 || sequences.length * tokens <= 320).toBe(true)
        for (const index of sequences) expect(paddedLength(lengths[index]!)).toBe(tokens)
      }
    }
  })

  it('pads by at most seven tokens', () => {
    expect([1, 8, 9, 154].map(paddedLength)).toEqual([8, 8, 16, 160])
  })
})
