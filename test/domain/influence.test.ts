import { describe, expect, it } from 'vitest'
import {
  combineInfluence,
  expectInfluence,
  type InfluenceCertainty,
  type InfluenceTable,
} from '../../src/domain/index.ts'
import { createRandom, drawNormal } from '../../src/kit/index.ts'

function drawTable(seed: number, targets: number, rows = 40): InfluenceTable {
  const random = createRandom(seed).fork('table')
  const values = Float64Array.from({ length: targets * rows }, (_, at) =>
    at % rows < 10 ? 0 : drawNormal(random) * (1 + Math.floor(at / rows)),
  )
  return {
    targets: Array.from({ length: targets }, (_, target) => `t${target}`),
    rows,
    values,
    scores: new Float64Array(targets),
  }
}

function drawCertainty(table: InfluenceTable, seed: number): InfluenceCertainty {
  const random = createRandom(seed).fork('certainty')
  const sd = table.values.map((value) => (value === 0 ? 0 : 0.2 + random.next()))
  const t = table.values.map((value, at) => (value === 0 ? 0 : value / sd[at]!))
  const { targets, rows, values: mean } = table
  return { targets, rows, resamples: 60, mean, sd, t }
}

describe('combineInfluence', () => {
  it('leaves one target as it is, in points', () => {
    const table = drawTable(1, 1)
    const certainty = drawCertainty(table, 1)
    expect(combineInfluence(table)).toEqual({ values: table.values, t: null })
    expect(combineInfluence(table, { certainty }).t).toEqual(certainty.t)
  })

  it('is by mean the mean of the targets in units of their own root mean square', () => {
    const table: InfluenceTable = {
      targets: ['a', 'b'],
      rows: 3,
      // Root mean squares over the rows that change them: 5 and 2.
      values: Float64Array.of(5, -5, 0, 2, 2, -2),
      scores: new Float64Array(2),
    }
    expect([...combineInfluence(table).values]).toEqual([1, 0, -0.5])
    expect([...combineInfluence(table, { rule: 'smallest' }).values]).toEqual([1, -1, -1])
  })

  it('does not depend on the units of a target nor on the order of targets', () => {
    for (let seed = 0; seed < 30; seed++) {
      const table = drawTable(seed, 3)
      const { rows } = table
      const scaled = table.values.map((value, at) => value * [7, 0.01, 300][Math.floor(at / rows)]!)
      const turned = Float64Array.from(
        { length: 3 * rows },
        (_, at) => table.values[(at + rows) % (3 * rows)]!,
      )
      for (const rule of ['mean', 'smallest'] as const) {
        const { values } = combineInfluence(table, { rule })
        for (const other of [scaled, turned]) {
          combineInfluence({ ...table, values: other }, { rule }).values.forEach((value, row) => {
            expect(value).toBeCloseTo(values[row]!, 12)
          })
        }
      }
    }
  })

  it('is positive by smallest exactly where every target rises, and its t is the least sure one', () => {
    for (let seed = 0; seed < 30; seed++) {
      const table = drawTable(seed, 3)
      const certainty = drawCertainty(table, seed)
      const { values, t } = combineInfluence(table, { rule: 'smallest', certainty })
      values.forEach((value, row) => {
        const own = [0, 1, 2].map((target) => table.values[target * table.rows + row]!)
        expect(value > 0).toBe(own.every((one) => one > 0))
        expect(t![row]).toBe(
          Math.min(...[0, 1, 2].map((target) => certainty.t[target * table.rows + row]!)),
        )
      })
    }
  })

  it('has by mean the t of independent targets', () => {
    const table = drawTable(3, 2)
    const one = drawCertainty(table, 3)
    // Two targets with the same means and sds: t grows by the square root of two.
    const twice = (values: Float64Array): Float64Array =>
      Float64Array.from({ length: 80 }, (_, at) => values[at % 40]!)
    const certainty = { ...one, mean: twice(one.mean), sd: twice(one.sd), t: twice(one.t) }
    const { t } = combineInfluence({ ...table, values: twice(table.values) }, { certainty })
    t!.forEach((value, row) => {
      expect(value).toBeCloseTo(Math.SQRT2 * one.t[row]!, 12)
    })
  })

  it('keeps unknown rows unknown, and a target that nothing moves at zero', () => {
    const table = drawTable(4, 2)
    table.values[12] = Number.NaN
    table.values.fill(0, 40)
    for (const rule of ['mean', 'smallest'] as const) {
      const { values } = combineInfluence(table, { rule })
      expect(values[12]).toBeNaN()
      expect(values.filter(Number.isNaN)).toHaveLength(1)
    }
    expect(combineInfluence(table).values[20]).not.toBe(0)
  })

  it('refuses no target and the certainty of others', () => {
    const table = drawTable(5, 2)
    const other = drawCertainty({ ...table, targets: ['x', 'y'] }, 1)
    expect(() => combineInfluence(table, { certainty: other })).toThrow(/the same targets/)
    expect(() => combineInfluence({ ...table, targets: [] })).toThrow(/at least one/)
    expect(() => combineInfluence({ ...table, rows: 3 })).toThrow(/one a row/)
  })
})

describe('expectInfluence', () => {
  it('is worth times chance; nothing stays nothing, an unknown chance is unknown', () => {
    const table: InfluenceTable = {
      targets: ['a', 'b'],
      rows: 3,
      values: Float64Array.of(2, 0, -4, 1, 1, 1),
      scores: Float64Array.of(60, 70),
    }
    const { values, scores } = expectInfluence(table, [0.5, Number.NaN, 0.25])
    expect([...values]).toEqual([1, 0, -1, 0.5, Number.NaN, 0.25])
    expect(scores).toEqual(table.scores)
    expect(() => expectInfluence(table, [1])).toThrow(/1 chances, expected 3/)
  })
})
