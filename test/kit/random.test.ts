import { describe, expect, it } from 'vitest'
import {
  createRandom,
  drawIndex,
  drawNormal,
  drawSubset,
  shuffleInPlace,
} from '../../src/kit/index.ts'

describe('createRandom', () => {
  it('pins the first values of the stream: changing them changes every result', () => {
    const random = createRandom(42)
    expect([random.next(), random.next(), random.next()]).toMatchInlineSnapshot(`
      [
        0.833176016910089,
        0.746007932628221,
        0.683363587420314,
      ]
    `)
  })

  it('forks by label, without reading or moving the parent', () => {
    const parent = createRandom(7)
    const before = parent.fork('mix', 3).next()
    parent.next()
    expect(parent.fork('mix', 3).next()).toBe(before)
    expect(parent.fork('mix', 4).next()).not.toBe(before)
    expect(parent.fork('mix/3').next()).not.toBe(before)
  })

  it('is uniform: chi-squared over 100 cells of 100,000 draws lies in its 99.99 % band', () => {
    for (const seed of [1, 2, 3, 'a', 'b']) {
      const random = createRandom(seed)
      const cells = new Float64Array(100)
      for (let draw = 0; draw < 100_000; draw++) cells[drawIndex(100, random)]!++
      const statistic = cells.reduce((sum, count) => sum + (count - 1000) ** 2 / 1000, 0)
      expect(statistic).toBeGreaterThan(50)
      expect(statistic).toBeLessThan(165)
    }
  })

  it('gives uncorrelated streams to neighbouring forks', () => {
    const parent = createRandom(1)
    let product = 0
    for (let index = 0; index < 20_000; index++) {
      product += (parent.fork(index).next() - 0.5) * (parent.fork(index + 1).next() - 0.5)
    }
    expect(Math.abs(product / 20_000) * 12).toBeLessThan(4 / Math.sqrt(20_000))
  })
})

describe('drawSubset', () => {
  it('includes every index equally often', () => {
    const random = createRandom(5)
    const seen = new Float64Array(6)
    for (let draw = 0; draw < 60_000; draw++)
      for (const index of drawSubset(6, 2, random)) seen[index]!++
    for (const count of seen)
      expect(Math.abs(count - 20_000)).toBeLessThan(4 * Math.sqrt(60_000 * (1 / 3) * (2 / 3)))
  })

  it('takes nothing and everything', () => {
    expect([...drawSubset(4, 0, createRandom(1))]).toEqual([])
    expect([...drawSubset(4, 4, createRandom(1))]).toEqual([0, 1, 2, 3])
    expect(() => drawSubset(2, 3, createRandom(1))).toThrow('expected at most 2')
  })
})

describe('shuffleInPlace', () => {
  it('makes each of the 24 orders of four items equally often', () => {
    const random = createRandom(9)
    const seen = new Map<string, number>()
    for (let draw = 0; draw < 48_000; draw++) {
      const order = shuffleInPlace([0, 1, 2, 3], random).join('')
      seen.set(order, (seen.get(order) ?? 0) + 1)
    }
    expect(seen.size).toBe(24)
    for (const count of seen.values())
      expect(Math.abs(count - 2000)).toBeLessThan(5 * Math.sqrt(2000))
  })
})

describe('drawNormal', () => {
  it('has mean 0 and variance 1', () => {
    const random = createRandom(3)
    let sum = 0
    let squares = 0
    for (let draw = 0; draw < 50_000; draw++) {
      const value = drawNormal(random)
      sum += value
      squares += value * value
    }
    expect(Math.abs(sum / 50_000)).toBeLessThan(0.02)
    expect(Math.abs(squares / 50_000 - 1)).toBeLessThan(0.03)
  })
})
