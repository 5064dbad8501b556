import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/kit/index.ts'
import { drawStratified } from '../../src/pipeline/draw-stratified.ts'

const NAMES = ['a', 'b', 'c', 'd'] as const
const SIZES: Readonly<Record<string, number>> = { a: 17, b: 9, c: 4, d: 1 }
const ITEMS = NAMES.flatMap((stratum) =>
  Array.from({ length: SIZES[stratum]! }, (_, index) => ({ stratum, name: `${stratum}${index}` })),
)
const draw = (count: number, seed: number): ReturnType<typeof drawStratified<(typeof ITEMS)[0]>> =>
  drawStratified(ITEMS, { count, stratumOf: ({ stratum }) => stratum }, createRandom(seed))

describe('drawStratified', () => {
  it('takes from each stratum its share, rounded, and in all what was asked for', () => {
    for (let count = 0; count <= ITEMS.length + 3; count++) {
      const drawn = draw(count, count)
      const wanted = Math.min(count, ITEMS.length)
      expect(drawn).toHaveLength(wanted)
      expect(new Set(drawn.map(({ item }) => item.name)).size).toBe(wanted)
      for (const name of NAMES) {
        const own = drawn.filter(({ stratum }) => stratum === name)
        expect(Math.abs(own.length - (SIZES[name]! * wanted) / ITEMS.length)).toBeLessThan(1)
        for (const { propensity } of own) expect(propensity).toBe(own.length / SIZES[name]!)
      }
    }
  })

  it('keeps the order of the items', () => {
    const places = draw(13, 3).map(({ item }) => ITEMS.indexOf(item))
    expect(places).toEqual([...places].sort((a, b) => a - b))
  })

  it('draws every item of a stratum with the chance that it writes down', () => {
    const seeds = 4000
    const times = new Map<string, number>()
    const chance = new Map<string, number>()
    for (let seed = 0; seed < seeds; seed++) {
      for (const { item, propensity } of draw(13, seed)) {
        times.set(item.name, (times.get(item.name) ?? 0) + 1)
        chance.set(item.name, propensity)
      }
    }
    // Chi-square of each stratum: draws without replacement vary less than independent ones, by the share left.
    for (const stratum of NAMES.filter((name) => SIZES[name]! > 1)) {
      const size = SIZES[stratum]!
      const propensity = chance.get(`${stratum}0`)!
      const expected = seeds * propensity
      let square = 0
      for (let index = 0; index < size; index++)
        square += ((times.get(`${stratum}${index}`) ?? 0) - expected) ** 2 / expected
      const scaled = (square * (size - 1)) / (size * (1 - propensity))
      // Six standard deviations of a chi-square with size - 1 degrees of freedom.
      expect(scaled).toBeLessThan(size - 1 + 6 * Math.sqrt(2 * (size - 1)))
    }
  })
})
