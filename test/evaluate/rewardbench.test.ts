import { describe, expect, it } from 'vitest'
import { REWARDBENCH, scoreRewardBench } from '../../src/evaluate/index.ts'
import { hasFixtures, readFixture } from '../parity/fixtures.ts'
import { compareRewardBench, type RewardBenchFixture } from '../parity/rewardbench.ts'

const missing = !hasFixtures()
const NAME = 'rewardbench-26-runs.json'

describe('RewardBench', () => {
  it.skipIf(missing)('26 published runs (needs ../shared/fixtures)', () => {
    const found = compareRewardBench(readFixture(NAME))
    expect(found).toMatchObject({ ok: true, checked: 130 })
    expect(found.maxDifference).toBeLessThan(1e-10)
  })

  it.skipIf(missing)('row numbers fit the published accuracies (needs ../shared/fixtures)', () => {
    const subsets = REWARDBENCH.flatMap((category) => category.subsets)
    for (const { run, subsets: accuracies } of readFixture<RewardBenchFixture>(NAME).runs) {
      for (const { name, rows } of subsets) {
        const right = accuracies[name]! * rows
        expect(Math.abs(right - Math.round(right)), `run ${run} ${name}`).toBeLessThan(1e-6)
      }
    }
  })

  it.skipIf(missing)('swapped weights move Safety only (needs ../shared/fixtures)', () => {
    const { subsets } = readFixture<RewardBenchFixture>(NAME).runs[0]!
    const rows = scoreRewardBench(subsets, { weights: 'rows' })
    const published = scoreRewardBench(subsets, { weights: 'published' })
    expect(rows.categories.chat).toBe(published.categories.chat)
    expect(rows.categories.safety).not.toBe(published.categories.safety)
    expect(rows.categories.reasoning).not.toBe(published.categories.reasoning)
  })

  it('has no overall where a category is missing, and says which subsets are', () => {
    const found = scoreRewardBench({ 'hep-cpp': 0.5, 'hep-go': 1 }, { weights: 'rows' })
    expect(found.categories).toEqual({
      chat: null,
      'chat-hard': null,
      safety: null,
      reasoning: 0.75,
    })
    expect(found.overall).toBeNull()
    expect(found.missing).toHaveLength(21)
  })

  it('refuses an unknown subset and names the nearest', () => {
    expect(() => scoreRewardBench({ 'hep-rst': 1 }, { weights: 'rows' })).toThrow(
      expect.objectContaining({
        code: 'data/unknown-subset',
        hint: expect.stringContaining('hep-rust'),
      }),
    )
  })
})
