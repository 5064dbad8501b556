import { describe, expect, it } from 'vitest'
import { createRandom, drawNormal } from '../../src/kit/index.ts'
import { argsort, argsortDescending } from '../../src/stats/index.ts'

describe('argsortDescending', () => {
  const size = 20_000
  const random = createRandom('row-order')
  const odd = [
    0,
    -0,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    5e-324,
    -5e-324,
  ]
  it.each<[string, () => number]>([
    ['numbers of all sizes', () => drawNormal(random) * 10 ** Math.round(20 * drawNormal(random))],
    ['few levels', () => Math.round(2 * drawNormal(random))],
    [
      'numbers that differ in their last bits',
      () => 1 + Math.floor(8 * random.next()) * Number.EPSILON,
    ],
    ['odd numbers', () => odd[Math.floor(random.next() * odd.length)]!],
    ['one level', () => 0.3],
  ])('is the stable falling order: %s', (_name, draw) => {
    const values = Float64Array.from({ length: size }, draw)
    expect(argsortDescending(values)).toEqual(argsort(values, 'descending'))
    expect(argsortDescending(values.subarray(7, 4000))).toEqual(
      argsort(values.subarray(7, 4000), 'descending'),
    )
    expect(argsortDescending(values.subarray(0, 9))).toEqual(
      argsort(values.subarray(0, 9), 'descending'),
    )
  })
})
