import { describe, expect, it } from 'vitest'
import type { BestOfRow } from '../../src/domain/index.ts'
import { bestOfN, expectedPicks } from '../../src/evaluate/index.ts'
import { createRandom, drawIndex } from '../../src/kit/index.ts'
import { isShared, readRows, readTable } from '../annotate/shared-files.ts'

/** Every subset, every order of equal rewards: the definition itself. */
function enumerate(rewards: readonly number[], scores: readonly number[], n: number): number {
  let total = 0
  let subsets = 0
  for (let bits = 0; bits < 1 << rewards.length; bits++) {
    const members = rewards.map((_, index) => index).filter((index) => (bits >> index) & 1)
    if (members.length !== n) continue
    const top = Math.max(...members.map((index) => rewards[index]!))
    const leaders = members.filter((index) => rewards[index] === top)
    total += leaders.reduce((sum, index) => sum + scores[index]!, 0) / leaders.length
    subsets += 1
  }
  return total / subsets
}

describe('expected pick among n of M', () => {
  it('equals enumeration, with ties, for many seeds', () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = createRandom(seed)
      const size = 1 + drawIndex(8, random)
      const rewards = Array.from({ length: size }, () => drawIndex(4, random))
      const scores = Array.from({ length: size }, () => random.next())
      const found = expectedPicks(rewards, scores, 'even')
      for (let n = 1; n <= size; n++) {
        expect(found[n - 1]).toBeCloseTo(enumerate(rewards, scores, n), 12)
      }
    }
  })

  it('gives ties to the earliest when asked', () => {
    expect([...expectedPicks([1, 1, 0], [0.2, 0.8, 0.5], 'first')]).toEqual([
      expect.closeTo(0.5, 12),
      expect.closeTo((0.2 + 0.2 + 0.8) / 3, 12),
      expect.closeTo(0.2, 12),
    ])
    expect(() => expectedPicks([Number.NaN], [1], 'even')).toThrow(RangeError)
  })
})

describe('best of N', () => {
  const present = isShared('data/README.md')
  const files = present ? readTable(['file', 'prompts', 'responses a prompt']) : []

  it.skipIf(!present)('reads the table (needs ../shared/data)', () => {
    expect(files).toHaveLength(4)
  })

  it.each(files)(
    'table of the data README: %s',
    (file, prompts, range, anyOne, longest, oracle) => {
      const path = [`data/${file}.jsonl.gz`, `data/${file}.jsonl`].find(isShared)!
      const rows = readRows<BestOfRow>(path)
      const sizes = rows.map((row) => row.responses.length)
      expect(String(rows.length)).toBe(prompts)
      expect(`${Math.min(...sizes)}–${Math.max(...sizes)}`).toBe(range)
      const constant = sizes.map((size) => new Float64Array(size))
      const found = bestOfN(rows, constant, { resamples: 50 }, createRandom(1))
      const last = found.at(-1)!
      expect(found).toHaveLength(Math.max(...sizes))
      expect(last.random.value.toFixed(3)).toBe(anyOne)
      expect(last.longest.value.toFixed(3)).toBe(longest)
      expect(last.oracle.value.toFixed(3)).toBe(oracle)
      expect(last.picked.value).toBeCloseTo(last.random.value, 12)
    },
  )

  it('oracle never falls with n, the true score as reward is the oracle, intervals hold the value', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = createRandom(seed)
      const rows = Array.from({ length: 30 }, (_, index) => ({
        id: `${index}`,
        prompt: '',
        responses: Array.from({ length: 1 + drawIndex(6, random) }, () => ({
          model: 'm',
          text: 'x'.repeat(drawIndex(9, random)),
          score: random.next(),
        })),
      }))
      const rewards = rows.map((row) => Float64Array.from(row.responses, ({ score }) => score))
      const found = bestOfN(rows, rewards, { resamples: 100 }, random)
      found.forEach((row, index) => {
        expect(row.picked).toEqual(row.oracle)
        expect(row.oracle.value).toBeGreaterThanOrEqual(found[index - 1]?.oracle.value ?? 0)
        expect(row.versusRandom.lo).toBeLessThanOrEqual(row.versusRandom.hi)
      })
      expect(found[0]!.picked.value).toBeCloseTo(found[0]!.random.value, 12)
    }
  })

  it('refuses rewards that do not fit', () => {
    const rows = [{ id: 'p', prompt: '', responses: [{ model: 'm', text: 'x', score: 1 }] }]
    expect(() => bestOfN(rows, [new Float64Array(2)], {}, createRandom(1))).toThrow(RangeError)
    expect(() => bestOfN([], [], {}, createRandom(1))).toThrow(
      expect.objectContaining({ code: 'data/empty-suite' }),
    )
  })
})
