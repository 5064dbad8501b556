import { describe, expect, it } from 'vitest'
import { hasFixtures, readFixture } from '../parity/fixtures.ts'
import { compareRankMetrics, type RankMetricsFixture } from '../parity/rank-metrics.ts'
import { compareStats, type StatsFixture } from '../parity/stats.ts'

const missing = !hasFixtures()

describe('reference values', () => {
  it.skipIf(missing)('rank-metrics.json (needs ../shared/fixtures)', () => {
    const result = compareRankMetrics(readFixture<RankMetricsFixture>('rank-metrics.json'))
    expect(result).toMatchObject({ ok: true })
    expect(result.checked).toBeGreaterThan(800)
  })

  it.skipIf(missing)('stats.json (needs ../shared/fixtures)', () => {
    const result = compareStats(readFixture<StatsFixture>('stats.json'))
    expect(result).toMatchObject({ ok: true })
    expect(result.checked).toBeGreaterThan(1000)
  })
})
