import { describe, expect, it } from 'vitest'
import { countMix, prepareCounter } from '../../src/candidates/index.ts'
import { hasFeature, hasRow, rowBits } from '../../src/domain/index.ts'
import { createRandom, drawSubset } from '../../src/kit/index.ts'
import { type CountsFixture, compareCounts } from '../parity/counts.ts'
import { hasFixtures, readFixture } from '../parity/fixtures.ts'
import { madeUpMatrix } from './small-matrix.ts'

describe('countMix', () => {
  it.skipIf(!hasFixtures())('equals numpy on counts.json (needs ../shared/fixtures)', () => {
    const result = compareCounts(readFixture<CountsFixture>('counts.json'))
    expect(result.ok, result.worst).toBe(true)
    expect(result.checked).toBeGreaterThan(3000)
  })

  it('equals a count row by row, whatever the size, and so does the prepared counter', () => {
    const random = createRandom('count')
    for (const total of [0, 1, 31, 32, 33, 95, 96, 97, 640, 961, 2000]) {
      const matrix = madeUpMatrix(total, { bins: 3, tags: 30 }, random.fork(total))
      const counter = prepareCounter(matrix)
      for (const humans of new Set([0, total, total >> 1, total >> 3])) {
        const rows = rowBits(total, drawSubset(total, humans, random))
        const expected = matrix.specs.map((_, column) =>
          matrix.ids.reduce(
            (sum, _id, row) => sum + Number(hasRow(rows, row) && hasFeature(matrix, row, column)),
            0,
          ),
        )
        expect(Array.from(countMix(matrix, rows))).toEqual(expected)
        expect(Array.from(counter.count(rows))).toEqual(expected)
      }
    }
  })

  it('does not take an exclusive group with gaps for a partition', () => {
    const matrix = madeUpMatrix(100, { bins: 1, tags: 2 })
    matrix.bits[0] = 0
    const rows = rowBits(100, drawSubset(100, 60, createRandom(1)))
    expect(prepareCounter(matrix).count(rows)).toEqual(countMix(matrix, rows))
  })
})
