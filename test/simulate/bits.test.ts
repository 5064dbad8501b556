import { describe, expect, it } from 'vitest'
import { popcount } from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import {
  createColumns,
  drawWord,
  fillBins,
  fillColumns,
  spreadColumn,
} from '../../src/simulate/analytic/fill-bits.ts'
import { chiSquared, excessOf } from './support.ts'

describe('drawWord', () => {
  it.each([1e-4, 0.03, 0.25, 1 / 3, 0.5, 0.7, 0.999])('sets bits with chance %f', (chance) => {
    const random = createRandom(`word ${chance}`)
    const words = Array.from({ length: 6000 }, () => drawWord(chance, random))
    const set = words.reduce((sum, word) => sum + popcount(word), 0)
    expect(Math.abs(excessOf(set, chance, 32 * words.length))).toBeLessThan(4)
    for (let lane = 0; lane < 32; lane++) {
      const own = words.reduce((sum, word) => sum + ((word >>> lane) & 1), 0)
      expect(Math.abs(excessOf(own, chance, words.length))).toBeLessThan(4.8)
    }
  })

  it('draws the 32 bits independently: ones in a word are binomial, neighbours do not agree more often', () => {
    const random = createRandom('lanes')
    const counts = new Array<number>(33).fill(0)
    let both = 0
    for (let draw = 0; draw < 20_000; draw++) {
      const word = drawWord(0.3, random)
      counts[popcount(word)]!++
      both += popcount(word & (word >>> 1) & 0x7fffffff)
    }
    const choose = (k: number): number =>
      Array.from({ length: k }, (_, i) => (32 - i) / (i + 1)).reduce((a, b) => a * b, 1)
    const chances = counts.map((_, k) => choose(k) * 0.3 ** k * 0.7 ** (32 - k))
    const middle = counts.map((_, k) => k).filter((k) => chances[k]! * 20_000 > 5)
    const rest = (values: readonly number[]): number =>
      values.reduce((sum, value, k) => (middle.includes(k) ? sum : sum + value), 0)
    const p = chiSquared(
      [...middle.map((k) => counts[k]!), rest(counts)],
      [...middle.map((k) => chances[k]!), rest(chances)],
    )
    expect(p).toBeGreaterThan(1e-3)
    expect(Math.abs(excessOf(both, 0.09, 31 * 20_000))).toBeLessThan(6)
  })

  it('is all zeros or all ones at the ends', () => {
    const random = createRandom(1)
    expect([drawWord(0, random), drawWord(1, random) >>> 0]).toEqual([0, 0xffffffff])
  })
})

describe('columns of bits', () => {
  const shareOf = (bits: Uint32Array): number => bits.reduce((sum, word) => sum + popcount(word), 0)

  it('exclude each other, exhaust the places where their shares sum to 1, and leave the tail empty', () => {
    for (const shares of [
      [0.2, 0.5, 0.3],
      [0.1, 0.25],
    ]) {
      const target = createColumns(shares.length, 20_011)
      fillColumns(target, { shares, exclusive: true }, createRandom('exclusive'))
      const { words, bits } = target
      const columns = shares.map((_, index) => bits.subarray(index * words, (index + 1) * words))
      for (let word = 0; word < words; word++) {
        const taken = columns.reduce((sum, column) => sum + popcount(column[word]!), 0)
        const union = columns.reduce((all, column) => all | column[word]!, 0)
        expect(taken).toBe(popcount(union))
      }
      const counts = columns.map(shareOf)
      const none = 20_011 - counts.reduce((a, b) => a + b, 0)
      const left = 1 - shares.reduce((a, b) => a + b, 0)
      if (left < 1e-9) expect(none).toBe(0)
      else expect(chiSquared([...counts, none], [...shares, left])).toBeGreaterThan(1e-3)
      expect(columns.every((column) => column.at(-1)! >>> (20_011 & 31) === 0)).toBe(true)
    }
  })

  it.each([true, false])('keep earlier places when there are more (exclusive: %s)', (exclusive) => {
    const [small, large] = [45, 300].map((places) => {
      const target = createColumns(2, places)
      fillColumns(target, { shares: [0.3, 0.4], exclusive }, createRandom('grow'))
      return target
    })
    for (let column = 0; column < 2; column++) {
      expect(small!.bits[2 * column]).toBe(large!.bits[large!.words * column])
      expect(small!.bits[2 * column + 1]).toBe(large!.bits[large!.words * column + 1]! & 0x1fff)
    }
  })

  it('are bins of a number: below the first bound, between, and none beyond the last', () => {
    const target = createColumns(2, 5)
    fillBins(target, Float64Array.of(-3, 0.5, 0.49, 2, 1.99), [0.5, 2])
    expect([...target.bits]).toEqual([0b00101, 0b10010])
  })

  it('of prompts are spread over their instances', () => {
    const target = new Uint32Array(2)
    const groups = Uint32Array.from({ length: 40 }, (_, row) =>
      row < 35 ? row >> 1 : 17 + row - 34,
    )
    spreadColumn(Uint32Array.of(0b101), groups, target)
    expect([...target]).toEqual([0b110011, 0])
  })
})
