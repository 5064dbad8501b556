import { describe, expect, it } from 'vitest'
import { createRandom, drawIndex } from '../../src/kit/index.ts'
import { eachFold, foldRows } from '../../src/stats/index.ts'

const drawGroups = (seed: number): number[] => {
  const random = createRandom(seed)
  const count = 1 + drawIndex(40, random)
  return Array.from({ length: 150 }, () => 7 * drawIndex(count, random))
}

describe('folds by prompt group', () => {
  it('never split a group, and make no more folds than there are groups', () => {
    for (let seed = 0; seed < 200; seed++) {
      const groups = drawGroups(seed)
      const folds = foldRows(groups, 5, createRandom(`folds ${seed}`))
      const foldOf = new Map<number, number>()
      groups.forEach((group, row) => {
        expect(foldOf.get(group) ?? folds[row]).toBe(folds[row])
        foldOf.set(group, folds[row]!)
      })
      expect(new Set(folds).size).toBe(Math.min(5, new Set(groups).size))
    }
  })

  it('differ in size by the largest group at most', () => {
    for (let seed = 0; seed < 200; seed++) {
      const groups = drawGroups(seed)
      const countOf = (values: ArrayLike<number>, value: number): number =>
        Array.from(values).filter((own) => own === value).length
      const folds = foldRows(groups, 4, createRandom(seed))
      const loads = [...new Set(folds)].map((fold) => countOf(folds, fold))
      const largest = Math.max(...[...new Set(groups)].map((group) => countOf(groups, group)))
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(largest)
    }
  })

  it('put any two groups of equal size together as often as chance does', () => {
    const groups = Uint32Array.from({ length: 10 }, (_, row) => row)
    const trials = 4000
    let together = 0
    for (let seed = 0; seed < trials; seed++) {
      const folds = foldRows(groups, 5, createRandom(`pairs ${seed}`))
      together += Number(folds[0] === folds[7])
    }
    // Row 0 has one companion among nine.
    const chance = 1 / 9
    const error = Math.sqrt((chance * (1 - chance)) / trials)
    expect(Math.abs(together / trials - chance)).toBeLessThan(4 * error)
  })

  it('list every row once inside its fold and outside all others', () => {
    const folds = Uint8Array.of(2, 0, 0, 2, 1)
    expect(
      [...eachFold(folds)].map(({ fold, inside, outside }) => [fold, [...inside], [...outside]]),
    ).toEqual([
      [0, [1, 2], [0, 3, 4]],
      [1, [4], [0, 1, 2, 3]],
      [2, [0, 3], [1, 2, 4]],
    ])
    expect([...eachFold(new Uint8Array(0))]).toEqual([])
  })
})
