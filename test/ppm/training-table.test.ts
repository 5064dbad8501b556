import { describe, expect, it } from 'vitest'
import { isHyperError } from '../../src/kit/index.ts'
import { createTrainingTable, selectMixes, type TrainingTableInput } from '../../src/ppm/index.ts'

const input: TrainingTableInput = {
  points: [
    { humans: 5, total: 10, counts: Float64Array.of(3, 1) },
    { humans: 0, total: 10, counts: Float64Array.of(0, 0) },
    { humans: 10, total: 10, counts: Float64Array.of(4, 2) },
  ],
  featureIds: ['a', 'b'],
  mixIds: ['m0', 'm1', 'm2'],
  total: 10,
  columnSums: Float64Array.of(4, 2),
  scores: Float64Array.of(60, 61, 62),
}

describe('createTrainingTable', () => {
  it('splits counts into the share and what the share would not give on average', () => {
    const table = createTrainingTable(input)
    expect([...table.shares]).toEqual([0.5, 0, 1])
    expect([...table.deviations.values]).toEqual([1, 0, 0, 0, 0, 0])
    expect([...table.weights]).toEqual([1, 1, 1])
  })

  it('takes column means as well as sums', () => {
    const { columnSums: _, ...rest } = input
    const table = createTrainingTable({ ...rest, columnMeans: Float64Array.of(0.4, 0.2) })
    expect([...table.deviations.values]).toEqual([1, 0, 0, 0, 0, 0])
  })

  it('keeps the order of selected mixes', () => {
    const selected = selectMixes(createTrainingTable(input), [2, 0])
    expect(selected.mixIds).toEqual(['m2', 'm0'])
    expect([...selected.counts.values]).toEqual([4, 2, 3, 1])
  })

  const point = input.points[0]!
  const refused: readonly [string, Partial<TrainingTableInput>, string][] = [
    [
      'a score that is not a number',
      { scores: Float64Array.of(60, Number.NaN, 1) },
      'data/bad-score',
    ],
    ['another number of scores', { scores: Float64Array.of(60) }, 'data/bad-mix'],
    ['a mix of another pool', { points: [{ ...point, total: 11 }, point, point] }, 'data/bad-mix'],
    ['more humans than rows', { points: [{ ...point, humans: 11 }, point, point] }, 'data/bad-mix'],
    [
      'a count too few',
      { points: [{ ...point, counts: Float64Array.of(1) }, point, point] },
      'data/bad-mix',
    ],
    ['a weight of zero', { weights: Float64Array.of(1, 0, 1) }, 'data/bad-mix'],
  ]
  it.each(refused)('refuses %s', (_, change, code) => {
    const error = catchError(() => createTrainingTable({ ...input, ...change }))
    expect(isHyperError(error, code)).toBe(true)
  })
})

function catchError(action: () => unknown): unknown {
  try {
    action()
  } catch (error) {
    return error
  }
  return undefined
}
