import { describe, expect, it } from 'vitest'
import {
  columnSums,
  countRows,
  createFeatureMatrix,
  formatBudget,
  hasFeature,
  hasRow,
  isUnknown,
  parseBudget,
  resolveBudget,
  rowBits,
  selectRows,
  setFeature,
} from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'

const specs = [0, 1, 2].map((index) => ({
  id: `flag:${index}`,
  kind: 'flag' as const,
  group: 'flag',
  exclusive: false,
  label: String(index),
}))

describe('FeatureMatrix', () => {
  it('reads what was written, over word borders, and selects rows', () => {
    const random = createRandom(1)
    const ids = Array.from({ length: 77 }, (_, index) => `id-${index}`)
    const matrix = createFeatureMatrix(ids, specs)
    const truth = ids.map(() => specs.map(() => (random.next() < 0.2 ? null : random.next() < 0.5)))
    for (const [r, row] of truth.entries())
      for (const [c, value] of row.entries()) setFeature(matrix, r, c, value)
    for (const [r, row] of truth.entries()) {
      for (const [c, value] of row.entries()) {
        expect(hasFeature(matrix, r, c)).toBe(value === true)
        expect(isUnknown(matrix, r, c)).toBe(value === null)
      }
    }
    expect([...columnSums(matrix)]).toEqual(
      specs.map((_, c) => truth.filter((row) => row[c] === true).length),
    )
    const rows = [76, 0, 33, 33]
    const selected = selectRows(matrix, rows)
    expect(selected.ids).toEqual(['id-76', 'id-0', 'id-33', 'id-33'])
    for (const [r, row] of rows.entries()) {
      for (const c of specs.keys()) {
        expect(hasFeature(selected, r, c)).toBe(truth[row]![c] === true)
        expect(isUnknown(selected, r, c)).toBe(truth[row]![c] === null)
      }
    }
  })
})

describe('budget', () => {
  it('reads share, count and money; 1 is one instance', () => {
    expect(parseBudget('25%')).toEqual({ unit: 'share', amount: 0.25 })
    expect(parseBudget(1)).toEqual({ unit: 'instances', amount: 1 })
    expect(parseBudget('usd:300')).toEqual({ unit: 'money', amount: 300, currency: 'usd' })
    for (const text of ['0', '0%', '100%', '12.5%', '500', 'usd:0.5'])
      expect(formatBudget(parseBudget(text))).toBe(text)
    for (const text of ['0.25', '-1', '101%', 'usd:', 'eur:3', ''])
      expect(() => parseBudget(text)).toThrow(/^budget: got /)
  })

  it('resolves money by the difference of the prices and refuses unknown prices', () => {
    const budget = parseBudget('usd:100')
    expect(resolveBudget(budget, 1000, { human: 0.51, lm: 0.01 })).toBe(180)
    expect(resolveBudget(budget, 100, { human: 0.5, lm: 0.01 })).toBe(100)
    expect(() => resolveBudget(budget, 1000, { human: 0.5, lm: null })).toThrow('no price for lm')
    expect(() => resolveBudget(budget, 100_000, { human: 0.5, lm: 0.01 })).toThrow(
      'expected at least',
    )
    expect(resolveBudget(parseBudget('100%'), 7, { human: null, lm: null })).toBe(7)
  })
})

describe('rowBits', () => {
  it('holds exactly its members', () => {
    const bits = rowBits(70, [0, 31, 32, 69])
    expect(countRows(bits)).toBe(4)
    expect([0, 31, 32, 69].every((row) => hasRow(bits, row))).toBe(true)
    expect(hasRow(bits, 33)).toBe(false)
  })
})
