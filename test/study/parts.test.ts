import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/kit/index.ts'
import { splitParts } from '../../src/study/split-groups.ts'
import {
  cutTransferSets,
  listTransfers,
  OTHERS,
  readTransferName,
  transferName,
} from '../../src/study/transfer-sets.ts'

const groupsOf = (rows: ArrayLike<number>, groups: ArrayLike<number>): Set<number> =>
  new Set(Array.from(rows, (row) => groups[row]!))

describe('splitParts', () => {
  it('never puts a prompt group into two parts and loses no row', () => {
    for (let seed = 0; seed < 30; seed++) {
      const random = createRandom(seed)
      const groups = Uint32Array.from({ length: 300 }, () => Math.floor(random.next() * 60))
      const parts = splitParts(groups, 60, { pilot: 0.3, judging: 0.25 }, random.fork('split'))
      const sets = [parts.pilot, parts.routed, parts.judging].map((rows) => groupsOf(rows, groups))
      for (const [a, b] of [
        [0, 1],
        [0, 2],
        [1, 2],
      ] as const)
        expect([...sets[a]!].filter((group) => sets[b]!.has(group))).toEqual([])
      const all = [...parts.pilot, ...parts.routed, ...parts.judging].sort((a, b) => a - b)
      expect(all).toEqual([...groups.keys()])
    }
  })

  it('gives every group the stated chance to be in the pilot', () => {
    const groups = Uint32Array.from({ length: 50 }, (_, row) => row)
    const often = new Uint32Array(50)
    const draws = 2000
    for (let seed = 0; seed < draws; seed++) {
      const { pilot } = splitParts(groups, 50, { pilot: 0.2, judging: 0 }, createRandom(seed))
      expect(pilot.length).toBe(10)
      for (const row of pilot) often[row]! += 1
    }
    // Chi-squared of 50 shares; a fixed number of draws without replacement makes them even a little less spread.
    const expected = 0.2 * draws
    const statistic = often.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
    expect(statistic).toBeLessThan(49 + 4 * Math.sqrt(2 * 49))
  })
})

describe('cutTransferSets', () => {
  const sources = Array.from({ length: 120 }, (_, row) => ['x', 'y', 'z'][row % 3]!)
  // Groups 0 to 3 occur in every set, the others in one.
  const groups = Uint32Array.from({ length: 120 }, (_, row) =>
    row < 12 ? Math.floor(row / 3) : 4 + row,
  )

  it('fits nothing on a prompt that occurs in two sets, and keeps sets apart', () => {
    const sets = cutTransferSets(sources, groups, { share: 0.5, least: 10 }, createRandom(1))
    expect(sets.map(({ name }) => name)).toEqual(['x', 'y', 'z'])
    for (const { name, fit, routed } of sets) {
      expect([...fit, ...routed].every((row) => sources[row] === name)).toBe(true)
      expect([...fit].every((row) => groups[row]! >= 4)).toBe(true)
      expect([...groupsOf(fit, groups)].filter((g) => groupsOf(routed, groups).has(g))).toEqual([])
    }
  })

  it('leaves out sets that are too small', () => {
    expect(cutTransferSets(sources, groups, { share: 0.5, least: 41 }, createRandom(1))).toEqual([])
  })

  it('lists every ordered pair, each set with itself, and all others onto each', () => {
    const sets = cutTransferSets(sources, groups, { share: 0.5, least: 10 }, createRandom(1))
    const pairs = listTransfers(sets)
    expect(pairs).toHaveLength(9 + 3)
    const toY = pairs.find(({ from, to }) => from === OTHERS && to.name === 'y')!
    expect([...toY.fit]).toEqual([...sets[0]!.fit, ...sets[2]!.fit].sort((a, b) => a - b))
  })

  it('names a pair so that its sets can be read back', () => {
    expect(readTransferName(transferName('a b', 'c'))).toEqual({ from: 'a b', to: 'c' })
    expect(readTransferName('all')).toBeNull()
  })
})
