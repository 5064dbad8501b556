import { describe, expect, it } from 'vitest'
import { rowBits } from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import {
  CONTROLS,
  controlTargets,
  controlWarnings,
  disagreementWeights,
  priceSeconds,
  sumLedger,
  targetsOf,
} from '../../src/reward/index.ts'
import { makePool } from './pools.ts'
import { makeScore } from './scores.ts'

describe('targetsOf', () => {
  const pool = makePool('aBtb', 'bbat')

  it('takes people where the mix says so, and a tie as one half', () => {
    expect([...targetsOf(pool, rowBits(4, [0, 2]), 'hard').targets]).toEqual([1, 0, 0.5, 0.5])
    expect([...targetsOf(pool, rowBits(4, []), 'hard').targets]).toEqual([0, 0, 1, 0.5])
  })

  it('takes shares in soft mode and leads in margin mode', () => {
    const soft = targetsOf(pool, rowBits(4, [1]), 'soft').targets
    expect([...soft]).toEqual([...Float32Array.of(0.2, 0.2, 0.75, 0.5)])
    const { margins, targets } = targetsOf(pool, rowBits(4, [1]), 'margin')
    expect([...margins!]).toEqual([...Float32Array.of(1 / 3, 1, 1 / 3, 0)])
    expect([...targets]).toEqual([0, 0, 1, 0.5])
  })

  it('masks rows whose chosen label is a tie under the policy chosen', () => {
    const chosen = makePool('atb', 'tba', 'chosen')
    expect([...targetsOf(chosen, rowBits(3, [0]), 'hard').mask!]).toEqual([1, 1, 1])
    expect([...targetsOf(chosen, rowBits(3, [1]), 'hard').mask!]).toEqual([0, 0, 1])
    expect(targetsOf(pool, rowBits(4, []), 'hard').mask).toBeNull()
  })
})

describe('disagreementWeights', () => {
  it('weighs rows on which the sources differ', () => {
    expect([...disagreementWeights(makePool('aab', 'aba'), 3)]).toEqual([1, 3, 3])
    expect(() => disagreementWeights(makePool('a', 'b'), -1)).toThrow(/factor/)
  })
})

describe('controlTargets', () => {
  it('has all five controls, flips exactly a fifth, and repeats with its seed', () => {
    const pool = makePool('ab'.repeat(50), 'ba'.repeat(50))
    const longer = Float64Array.from({ length: 100 }, (_, row) => (row % 3) - 1)
    const make = (seed: number) =>
      controlTargets(pool, { mode: 'hard', longer }, createRandom(seed))
    const controls = make(1)
    expect(controls.map((control) => control.name)).toEqual([...CONTROLS])
    const [human, , long, coins, flipped] = controls.map((control) => control.labels.targets)
    expect([...long!.slice(0, 3)]).toEqual([0, 0.5, 1])
    expect(human!.filter((value, row) => value !== flipped![row])).toHaveLength(20)
    expect(make(1)).toEqual(controls)
    expect(make(2)[3]!.labels.targets).not.toEqual(coins)
  })

  it('draws coins that are fair and flips every row equally often', () => {
    const pool = makePool('a'.repeat(20), 'b'.repeat(20))
    const heads = new Float64Array(20)
    const flips = new Float64Array(20)
    for (let seed = 0; seed < 2000; seed++) {
      const drawn = controlTargets(
        pool,
        { mode: 'hard', longer: new Float64Array(20) },
        createRandom(seed),
      )
      drawn[3]!.labels.targets.forEach((value, row) => {
        heads[row]! += value
      })
      drawn[4]!.labels.targets.forEach((value, row) => {
        flips[row]! += 1 - value
      })
    }
    // Five standard deviations of a binomial of 2,000 draws.
    for (let row = 0; row < 20; row++) {
      expect(Math.abs(heads[row]! - 1000)).toBeLessThan(112)
      expect(Math.abs(flips[row]! - 400)).toBeLessThan(90)
    }
  })
})

describe('controlWarnings', () => {
  it('says nothing where clean labels win and categories lie above one half', () => {
    const clean = makeScore({ overall: 60, chat: 60 })
    const noisy = makeScore({ overall: 58, chat: 57 })
    expect(controlWarnings({ allHuman: clean, allLm: clean, flipped: noisy })).toEqual([])
  })

  it('warns when flipped labels beat clean ones and when a category lies below one half', () => {
    const clean = makeScore({ overall: 60, chat: 45 })
    const noisy = makeScore({ overall: 61, chat: 47 })
    const warnings = controlWarnings({ allHuman: clean, allLm: clean, flipped: noisy })
    expect(warnings.filter((text) => text.includes('beat clean human labels'))).toHaveLength(4)
    expect(warnings.at(-1)).toContain('category chat lies below one half')
  })
})

describe('sumLedger', () => {
  it('adds up, and an unknown price makes the total unknown', () => {
    const entry = {
      mix: 'm',
      seed: 1,
      trainer: 't',
      baseModel: null,
      rows: 10,
      seconds: 2,
      device: 'cpu',
      costUsd: 0.5,
    }
    expect(sumLedger([entry, entry])).toMatchObject({ trainings: 2, rows: 20, costUsd: 1 })
    expect(sumLedger([entry, { ...entry, costUsd: null }])).toMatchObject({
      costUsd: null,
      knownCostUsd: 0.5,
      unknownPrices: 1,
    })
    expect(priceSeconds(1800, 2)).toBe(1)
    expect(priceSeconds(1800, null)).toBeNull()
  })
})
