import { describe, expect, it } from 'vitest'
import { createRandom, drawIndex, drawNormal } from '../../src/kit/index.ts'
import { binMatrix, mostBins } from '../../src/pilot/bin-matrix.ts'
import { createMatrix } from '../../src/stats/index.ts'

const columnOf = (values: readonly number[]) =>
  createMatrix(values.length, 1, Float64Array.from(values))
const everyRow = (rows: number): Uint32Array => Uint32Array.from({ length: rows }, (_, row) => row)

describe('bins', () => {
  it('of few values lie between neighbours', () => {
    const { cuts, bins } = binMatrix(columnOf([3, 1, 1, 10, 3]), everyRow(5))
    expect([...cuts[0]!]).toEqual([2, 6.5])
    expect([...bins[0]!]).toEqual([1, 0, 0, 2, 1])
  })

  it('are cut by the rows named and hold the others all the same', () => {
    const { cuts, bins } = binMatrix(columnOf([0, 2, -50, 50, 1]), Uint32Array.of(0, 1))
    expect([...cuts[0]!]).toEqual([1])
    // A value on a cut is not above it.
    expect([...bins[0]!]).toEqual([0, 1, 0, 1, 0])
  })

  it('of a constant column have no cut', () => {
    expect(binMatrix(columnOf([4, 4, 4]), everyRow(3)).cuts[0]).toHaveLength(0)
    expect(binMatrix(columnOf([4, 4, 4]), new Uint32Array(0)).cuts[0]).toHaveLength(0)
  })

  it('number every value by the cuts below it, and hold about the same number of rows where values are many', () => {
    for (let seed = 0; seed < 30; seed++) {
      const random = createRandom(seed)
      const values = Array.from({ length: 640 }, () =>
        seed % 2 === 0 ? drawNormal(random) : Math.floor(10 * drawNormal(random)),
      )
      const { cuts, bins } = binMatrix(columnOf(values), everyRow(640))
      expect(cuts[0]!.length).toBeLessThan(mostBins)
      values.forEach((value, row) => {
        expect(bins[0]![row]).toBe(cuts[0]!.filter((cut) => cut < value).length)
      })
      for (const cut of cuts[0]!) expect(values).not.toContain(cut)
      if (seed % 2 === 1) continue
      for (let bin = 0; bin < mostBins; bin++) {
        expect(bins[0]!.filter((own) => own === bin)).toHaveLength(640 / mostBins)
      }
    }
  })

  it('give common values one cut each where one value fills several bins', () => {
    const random = createRandom('common')
    const values = Array.from({ length: 500 }, () =>
      random.next() < 0.9 ? 0 : drawIndex(1000, random),
    )
    const [cuts] = binMatrix(columnOf(values), everyRow(500)).cuts
    expect(new Set(cuts).size).toBe(cuts!.length)
    expect([...cuts!]).toEqual([...cuts!].sort((a, b) => a - b))
    expect(cuts![0]).toBeGreaterThan(0)
  })
})
