import { describe, expect, it } from 'vitest'
import { createRandom, drawNormal } from '../../src/kit/index.ts'
import {
  differenceMatrix,
  type FeatureBlock,
  fitProbeScaler,
  parseProbeScaler,
  scaleResponses,
} from '../../src/reward/index.ts'

function makeBlocks(rows: number): FeatureBlock[] {
  const random = createRandom('blocks')
  const block = (name: string, columns: number, offset: number): FeatureBlock => ({
    name,
    columns,
    values: Float64Array.from({ length: rows * columns }, () => offset + 3 * drawNormal(random)),
  })
  const surface = block('surface', 4, 10)
  for (let row = 0; row < rows; row++) surface.values[row * 4 + 2] = 7
  return [surface, block('encoder', 160, -1)]
}

describe('fitProbeScaler', () => {
  it('gives each active column variance 1, a wide block the weight of 40 columns, a constant one nothing', () => {
    const blocks = makeBlocks(500)
    const { x, columns } = scaleResponses(fitProbeScaler({ blocks }), blocks)
    const variance = (column: number): number => {
      let squares = 0
      for (let row = 0; row < 500; row++) squares += x[row * columns + column]! ** 2
      return squares / 500
    }
    expect(variance(0)).toBeCloseTo(1, 4)
    expect(variance(2)).toBe(0)
    const encoder = Array.from({ length: 160 }, (_, index) => variance(4 + index))
    expect(encoder.reduce((sum, value) => sum + value, 0)).toBeCloseTo(40, 2)
  })

  it('makes differences that equal the difference of scaled responses', () => {
    const blocks = makeBlocks(30)
    const scaler = parseProbeScaler(JSON.parse(JSON.stringify(fitProbeScaler({ blocks }))))
    const single = scaleResponses(scaler, blocks)
    const first = Uint32Array.of(0, 5, 29, 3)
    const second = Uint32Array.of(1, 5, 0, 2)
    const { x, columns } = differenceMatrix(scaler, blocks, { first, second })
    for (let row = 0; row < first.length; row++) {
      for (let column = 0; column < columns; column++) {
        const wanted =
          single.x[first[row]! * columns + column]! - single.x[second[row]! * columns + column]!
        expect(x[row * columns + column]).toBeCloseTo(wanted, 4)
      }
    }
  })

  it('refuses blocks of another shape, indices outside, and values that are not finite', () => {
    const blocks = makeBlocks(10)
    const scaler = fitProbeScaler({ blocks })
    const pair = { first: Uint32Array.of(0), second: Uint32Array.of(10) }
    expect(() => differenceMatrix(scaler, blocks, pair)).toThrow(/got response 10, expected below/)
    expect(() => scaleResponses(scaler, blocks.toReversed())).toThrow(/blocks: got encoder/)
    const broken = { name: 'x', columns: 1, values: Float64Array.of(1, Number.NaN) }
    expect(() => fitProbeScaler({ blocks: [broken] })).toThrow(/not finite/)
  })

  it('names the field of a broken artifact', () => {
    const scaler = fitProbeScaler({ blocks: makeBlocks(10) })
    expect(() => parseProbeScaler(null)).toThrow(/format: got nothing/)
    const short = { ...scaler, blocks: [{ ...scaler.blocks[0]!, mean: [1] }] }
    expect(() => parseProbeScaler(short)).toThrow(/blocks\[0\]\.mean/)
  })
})
