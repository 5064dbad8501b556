import { describe, expect, it } from 'vitest'
import { createSuite, splitSuite } from '../../src/evaluate/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { drawRows } from './made-suite.ts'

describe('splits of a suite', () => {
  it('never put a prompt group on both sides, keep every row once and the share per subset', () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = createRandom(seed)
      const suite = createSuite(drawRows(600, random))
      const [first, second] = splitSuite(suite, 0.3, random)
      const groups = new Set(first.groupOfRow)
      expect([...second.groupOfRow].some((group) => groups.has(group))).toBe(false)
      const all = [...first.sourceRows, ...second.sourceRows].sort((a, b) => a - b)
      expect(all).toEqual([...suite.sourceRows])
      expect(first.ids.length / 600).toBeGreaterThan(0.25)
      expect(first.ids.length / 600).toBeLessThan(0.35)
      suite.subsets.forEach((_, subset) => {
        const count = [...suite.subsetOfRow].filter((own) => own === subset).length
        const taken = [...first.subsetOfRow].filter((own) => own === subset).length
        expect(Math.abs(taken / count - 0.3)).toBeLessThan(0.15)
      })
    }
  })

  it('give every group the same chance', () => {
    const suite = createSuite(drawRows(60, createRandom(2)))
    const taken = new Float64Array(suite.groupCount)
    for (let seed = 0; seed < 3000; seed++) {
      const [first] = splitSuite(suite, 0.5, createRandom(`half ${seed}`))
      for (const group of new Set(first.groupOfRow)) taken[group]! += 1 / 3000
    }
    for (const share of taken) {
      expect(share).toBeGreaterThan(0.46)
      expect(share).toBeLessThan(0.54)
    }
  })

  it('share 0 and 1 leave one side empty', () => {
    const suite = createSuite(drawRows(50, createRandom(1)))
    expect(splitSuite(suite, 0, createRandom(1))[0].ids).toHaveLength(0)
    expect(splitSuite(suite, 1, createRandom(1))[1].ids).toHaveLength(0)
  })
})
