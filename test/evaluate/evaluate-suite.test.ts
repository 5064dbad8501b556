import { describe, expect, it } from 'vitest'
import type { SuiteRow } from '../../src/domain/index.ts'
import { evaluateSuite } from '../../src/evaluate/index.ts'

const row = (id: string, chosen: string, rejected: string, category = 'c'): SuiteRow => ({
  id,
  subset: category,
  category,
  prompt: 'p',
  chosen,
  rejected,
  group: id,
  meta: {},
})
const byLength = (items: readonly { response: string }[]): number[] =>
  items.map(({ response }) => response.length)

describe('evaluateSuite', () => {
  it('scores each row by the difference of its completions, level ones counting half', async () => {
    const rows = [row('1', 'long', 'x'), row('2', 'x', 'long'), row('3', 'ab', 'cd', 'd')]
    const { overall, categories } = await evaluateSuite(rows, byLength)
    expect(categories.c!.accuracy).toBe(50)
    expect(categories.d!.accuracy).toBe(50)
    expect(overall.accuracy).toBe(50)
  })

  it('asks for every completion of a prompt once', async () => {
    const asked: string[] = []
    await evaluateSuite(
      [row('1', 'a', 'b'), row('2', 'b', 'a'), row('3', 'a', 'c')],
      async (items) => {
        asked.push(...items.map(({ response }) => response))
        return Float64Array.from(items, (_, index) => index)
      },
    )
    expect(asked).toEqual(['a', 'b', 'c'])
  })

  it('reads the soft score in the unit that is given', async () => {
    const { overall } = await evaluateSuite([row('1', 'xxx', 'x')], byLength, { marginScale: 4 })
    expect(overall.soft).toBeCloseTo(100 / (1 + Math.exp(-1)), 9)
  })

  it('refuses scores that are not one per completion', async () => {
    await expect(evaluateSuite([row('1', 'a', 'b')], () => [1])).rejects.toThrow(
      'scores: got 1 numbers, expected 2',
    )
  })
})
