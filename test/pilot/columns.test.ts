import { describe, expect, it } from 'vitest'
import { createRandom, drawNormal } from '../../src/kit/index.ts'
import { fitColumnScaler, scaleColumns, selectMatrixRows } from '../../src/pilot/design-columns.ts'
import { gainColumns } from '../../src/pilot/gain-columns.ts'
import { createMatrix } from '../../src/stats/index.ts'
import { expectClose } from './expect-close.ts'
import { exchangeSides, makePilot } from './made-pilot.ts'

const column = (name: string, ...values: number[]) => ({ name, values: Float64Array.from(values) })

describe('scaled columns', () => {
  it('have mean 0 and spread 1 where known, and stay at the mean where not', () => {
    const columns = [column('a', 1, 3, Number.NaN), column('b', 5, 5, 5)]
    const scaled = scaleColumns(fitColumnScaler(columns), columns)
    // Two columns, and the gaps of the first: one of three, spread sqrt(2) / 3.
    const root = Math.SQRT2
    expect([scaled.rows, scaled.columns]).toEqual([3, 3])
    expectClose(scaled.values, [-1, 0, -1 / root, 1, 0, -1 / root, 0, 0, root], 1e-12)
  })

  it('scale other rows by the rows that they were fitted on', () => {
    const scaler = fitColumnScaler([column('a', 0, 2), column('b', Number.NaN, Number.NaN)])
    const { values } = scaleColumns(scaler, [column('a', 5), column('b', 7)])
    expect([...values]).toEqual([4, 0])
    expect(() => scaleColumns(scaler, [column('b', 5), column('a', 7)])).toThrow(
      /got b,a, expected a,b/,
    )
  })

  it('tell gaps once where columns share them, and not at all where they are rare', () => {
    const random = createRandom('gaps')
    const values = Array.from({ length: 200 }, () => drawNormal(random))
    const gapped = values.map((value, row) => (row % 3 === 0 ? Number.NaN : value))
    const { gaps } = fitColumnScaler([
      column('first', ...gapped),
      column('twin', ...gapped.map((value) => 2 * value)),
      column('rare', ...values.with(0, Number.NaN)),
      column('own', ...values.map((value, row) => (row % 5 === 0 ? Number.NaN : value))),
    ])
    expect(gaps.map((gap) => gap.column)).toEqual([0, 3])
  })

  it('select rows in the order given', () => {
    const matrix = createMatrix(3, 2, Float64Array.of(1, 2, 3, 4, 5, 6))
    expect([...selectMatrixRows(matrix, [2, 0]).values]).toEqual([5, 6, 1, 2])
  })
})

describe('what the gain is learned from', () => {
  it('stays when A and B change places', () => {
    const { evidence } = makePilot({ groups: 20 }, createRandom('columns'))
    const random = createRandom('expected')
    const draw = (): Float64Array => evidence.judge.map(() => drawNormal(random))
    const expected = { forest: draw(), ridge: draw() }
    const turned = {
      forest: expected.forest.map((value) => -value),
      ridge: expected.ridge.map((value) => -value),
    }
    const other = gainColumns(exchangeSides(evidence), turned)
    const columns = gainColumns(evidence, expected)
    expect(other.map(({ name }) => name)).toEqual(columns.map(({ name }) => name))
    columns.forEach(({ values }, at) => {
      expectClose(other[at]!.values, values, 0)
    })
  })

  it('measures people from the judge', () => {
    const { evidence } = makePilot({ groups: 10 }, createRandom('distance'))
    const expected = { forest: evidence.judge.map(() => 0.5), ridge: evidence.judge.map(() => -1) }
    const columns = new Map(
      gainColumns(evidence, expected).map(({ name, values }) => [name, values]),
    )
    evidence.judge.forEach((judge, row) => {
      expect(columns.get('people forest from judge')![row]).toBe(Math.abs(0.5 - judge))
      expect(columns.get('people ridge with judge')![row]).toBe(-judge)
      expect(columns.get('hint with judge')![row]).toBe(evidence.leads.columns.hint![row]! * judge)
      expect(columns.get('|hint|')![row]).toBe(Math.abs(evidence.leads.columns.hint![row]!))
    })
    expect(columns.has('judgeVerdict with judge')).toBe(false)
  })
})
