import { describe, expect, it } from 'vitest'
import type { SourceLabel, Verdict } from '../../src/domain/index.ts'
import { measureWorth, type WorthTask } from '../../src/pipeline/probe-evidence.ts'
import { createPlainEngine } from '../../src/reward/index.ts'

const label = (verdict: Verdict): SourceLabel => ({
  verdict,
  pA: verdict === 'a' ? 1 : verdict === 'b' ? 0 : 0.5,
  votes: 1,
})

const task = (lm: readonly (SourceLabel | null)[]): WorthTask => ({
  x: Float32Array.from({ length: lm.length * 2 }, (_, at) => Math.sin(at + 1)),
  columns: 2,
  l2: 1,
  lm,
  target: {
    name: 'main',
    score: 'soft',
    x: Float32Array.of(1, 0, 0, 1, 1, 1),
    rows: 3,
  },
  options: { labels: { human: 'majority', lm: 'primary', ties: 'half', target: 'hard' } },
  engine: createPlainEngine(),
})

describe('measureWorth', () => {
  it('knows nothing where the judge says nothing but tie', async () => {
    const { worth, gap } = await measureWorth(task(Array.from({ length: 6 }, () => label('tie'))))
    expect([...worth, ...gap].every(Number.isNaN)).toBe(true)
  })

  it('knows the worth of ties beside a label with a side', async () => {
    const { worth } = await measureWorth(task([label('a'), label('tie'), label('b'), null]))
    expect([...worth].map(Number.isNaN)).toEqual([false, false, false, true])
  })
})
