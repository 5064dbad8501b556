import { describe, expect, it } from 'vitest'
import {
  countMix,
  createSampler,
  decodeRows,
  designReport,
  drawMixes,
  encodeRows,
  estimatePropensities,
  fromMixRow,
  planBudgets,
  toMixRow,
} from '../../src/candidates/index.ts'
import { countRows } from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { madeUpMatrix, matrixOf, tallyRows } from './small-matrix.ts'

const matrix = madeUpMatrix(300, { bins: 3, tags: 12 })
const random = createRandom(42)

describe('drawMixes', () => {
  it.each(['direction', 'whole-tag', 'uniform', 'tilted'] as const)(
    'depends for mix i on the seed and on i alone: %s',
    (sampler) => {
      const budgets = [0, 300, 120, 33, 150, 270]
      const mixes = drawMixes(matrix, { sampler, budgets }, random)
      const later = drawMixes(matrix, { sampler, budgets: budgets.slice(3), firstIndex: 3 }, random)
      expect(later).toEqual(mixes.slice(3))
      mixes.forEach((mix, index) => {
        expect(mix.id).toBe(`mix-000${index}`)
        expect(mix.humans).toBe(budgets[index])
        expect(countRows(mix.rows)).toBe(budgets[index])
        expect(mix.counts).toEqual(countMix(matrix, mix.rows))
        expect(mix.sampler).toBe(index < 2 ? 'corner' : sampler)
      })
    },
  )

  it('says equal chance as null, exact chances as numbers, estimated ones strictly inside, unknown as NaN', () => {
    const budgets = [0, 300, 90, 150]
    const chances = (sampler: 'uniform' | 'tilted' | 'direction', propensityDraws?: number) =>
      drawMixes(
        matrix,
        { sampler, budgets, ...(propensityDraws === undefined ? {} : { propensityDraws }) },
        random,
      ).map((mix) => mix.propensity)
    expect(chances('uniform')).toEqual([null, null, null, null])
    const [, , tilted] = chances('tilted')
    expect(tilted!.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(90, 3)
    const [none, full, some, half] = chances('direction')
    expect([none, full, half]).toEqual([null, null, null])
    expect(some!.every((chance) => chance > 0 && chance < 1)).toBe(true)
    expect(some!.reduce((sum, chance) => sum + chance, 0)).toBeCloseTo(90, 2)
    expect(chances('direction', 0)[2]!.every(Number.isNaN)).toBe(true)
  })

  it('estimates the chances that fresh draws show', () => {
    const small = madeUpMatrix(40, { bins: 2, tags: 5 })
    for (const sampler of ['direction', 'whole-tag'] as const) {
      const made = createSampler(small, { sampler })
      const [estimate, again] = estimatePropensities(
        small,
        made,
        { budgets: [11, 11], draws: 6000 },
        random,
      )
      expect(again).toEqual(estimate)
      const fresh = Array.from({ length: 6000 }, (_, k) => made.draw(11, random.fork('f', k)).rows)
      tallyRows(fresh, 40).forEach((hits, row) => {
        expect(Math.abs(hits / 6000 - estimate![row]!)).toBeLessThan(0.046)
      })
    }
    const tilted = createSampler(small, { sampler: 'tilted' })
    expect(() => estimatePropensities(small, tilted, { budgets: [1], draws: 1 }, random)).toThrow(
      RangeError,
    )
  })

  it('pins the first mix of a seed', () => {
    const [mix] = drawMixes(
      madeUpMatrix(32, { bins: 1, tags: 2 }),
      { sampler: 'direction', budgets: [12] },
      createRandom(42),
    )
    expect(encodeRows(mix!.rows)).toMatchInlineSnapshot(`"xuDSAQ=="`)
  })

  it('refuses budgets beyond the pool', () => {
    expect(() => drawMixes(matrix, { sampler: 'uniform', budgets: [301] }, random)).toThrow(
      'budget of mix 0: got 301, expected a whole number from 0 to 300',
    )
    expect(() => drawMixes(matrix, { sampler: 'uniform', budgets: [1.5] }, random)).toThrow()
  })
})

describe('rows of mixes.jsonl', () => {
  it('writes sets of rows as base64 and reads them back', () => {
    for (const total of [0, 1, 31, 32, 33, 96, 300]) {
      const [mix] = drawMixes(
        madeUpMatrix(total, { bins: 1, tags: 1 }),
        { sampler: 'uniform', budgets: [total >> 1] },
        random,
      )
      const text = encodeRows(mix!.rows)
      expect(text).toBe(Buffer.from(mix!.rows.buffer).toString('base64'))
      expect(decodeRows(text, total)).toEqual(mix!.rows)
    }
  })

  it('keeps a mix, its chances to 8e-6', () => {
    for (const sampler of ['direction', 'tilted', 'uniform'] as const) {
      const [mix] = drawMixes(matrix, { sampler, budgets: [77] }, random)
      const read = fromMixRow(JSON.parse(JSON.stringify(toMixRow(mix!))))
      expect({ ...read, propensity: null }).toEqual({ ...mix, propensity: null })
      mix!.propensity?.forEach((chance, row) => {
        expect(Math.abs(read.propensity![row]! - chance)).toBeLessThan(8e-6)
      })
    }
    const [blind] = drawMixes(
      matrix,
      { sampler: 'direction', budgets: [77], propensityDraws: 0 },
      random,
    )
    expect(fromMixRow(toMixRow(blind!)).propensity!.every(Number.isNaN)).toBe(true)
  })

  it('refuses sets that do not fit', () => {
    const [mix] = drawMixes(matrix, { sampler: 'uniform', budgets: [77] }, random)
    const row = toMixRow(mix!)
    expect(() => fromMixRow({ ...row, humans: 78 })).toThrow('got 78, expected 77')
    expect(() => fromMixRow({ ...row, total: 600 })).toThrow('got 40 bytes, expected 76')
    expect(() => fromMixRow({ ...row, rows: 'a?==' })).toThrow('expected RFC 4648')
    expect(() => decodeRows(encodeRows(Uint32Array.of(0xffffffff)), 31)).toThrow('beyond 31')
  })
})

describe('designReport', () => {
  it('shows that directions teach more than whole tags, and uniform sets hardly anything', () => {
    const world = madeUpMatrix(2000, { bins: 3, tags: 20 })
    const report = (sampler: 'direction' | 'whole-tag' | 'uniform') => {
      const budgets = planBudgets({ total: 2000, mixes: 150 }, random)
      return designReport(drawMixes(world, { sampler, budgets, propensityDraws: 0 }, random), world)
    }
    const [direction, wholeTag, uniform] = [
      report('direction'),
      report('whole-tag'),
      report('uniform'),
    ]
    const meanSd = (r: typeof direction): number => r.deviationSds.reduce((a, b) => a + b, 0)
    expect(meanSd(direction)).toBeGreaterThan(2 * meanSd(uniform))
    expect(uniform.budget.raw).toBeGreaterThan(0.95)
    expect(direction.budget.raw).toBeLessThan(uniform.budget.raw)
    expect(direction.deviations.effectiveRank).toBeGreaterThan(10)
    expect(wholeTag.coverage.tenths.reduce((a, b) => a + b)).toBe(150)
    expect(wholeTag.coverage.allLm + wholeTag.coverage.allHuman).toBe(2)
    expect(wholeTag.coverage.widestGap).toBeLessThan(0.03)
  })

  it('names features without contrast and keeps the balance of every feature', () => {
    const tags = matrixOf(
      Array.from({ length: 64 }, (_, row) => `1${row % 2}${row === 0 ? 1 : 0}0`),
    )
    const mixes = drawMixes(tags, { sampler: 'uniform', budgets: new Array(80).fill(32) }, random)
    const report = designReport(mixes, tags)
    expect(report.weakFeatures.map(({ feature }) => feature)).toEqual(['tag:0', 'tag:2', 'tag:3'])
    expect(report.weakFeatures[0]!.deviationSd).toBe(0)
    const [everybody, second] = report.balance
    expect(everybody!.withFeature).toBe(0.5)
    expect(everybody!.withoutFeature).toBeNaN()
    expect(second!.withFeature + second!.withoutFeature).toBeCloseTo(1, 12)
    expect(Math.abs(second!.difference)).toBeLessThan(0.1)
    expect(report.contrastBound).toBe(2)
  })
})
