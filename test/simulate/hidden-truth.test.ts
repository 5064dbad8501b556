import { describe, expect, it } from 'vitest'
import { revealTruth } from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { simulateAnalyticWorld, simulateWorld, WORLD_PRESETS } from '../../src/simulate/index.ts'

/** Every array that can be reached through own enumerable properties, functions excluded, as text. */
function arraysIn(value: unknown, seen: Set<unknown> = new Set()): string[] {
  if (value === null || typeof value !== 'object' || seen.has(value)) return []
  seen.add(value)
  if (ArrayBuffer.isView(value)) return [Array.from(value as Float64Array).join()]
  const own = Array.isArray(value) ? [value.join()] : []
  return [...own, ...Object.values(value).flatMap((inner) => arraysIn(inner, seen))]
}

describe('the truth of an analytic world', () => {
  it.each(WORLD_PRESETS)('cannot be reached through what is seen: %s', (preset) => {
    const world = simulateAnalyticWorld(
      { preset, instances: 300, features: 20 },
      createRandom(preset),
    )
    const truth = revealTruth(world.truth)
    const seen = arraysIn(world)
    expect(seen.length).toBeGreaterThan(25)
    const hidden = [
      truth.trueGains,
      truth.verdicts,
      ...Object.values(truth.expectedUtility),
      ...Object.values(truth.labelUtility),
    ]
    // Without signal, gains and utilities are the same number everywhere: nothing to hide.
    const telling = hidden.filter((column) => new Set(column).size > 1)
    expect(telling.length).toBe(preset === 'no-signal' ? 5 : 10)
    for (const column of telling) {
      expect(seen).not.toContain(Array.from(column).join())
      expect(seen).not.toContain(Array.from(column, (value) => -value).join())
    }
    // The walk does find what is there.
    expect(seen).toContain(Array.from(world.labels[world.primary.lm]![0]!).join())
    expect(Object.keys(world).sort()).toEqual([
      'annotators',
      'groups',
      'labels',
      'matrix',
      'pointOf',
      'primary',
      'signals',
      'trainMix',
      'truth',
    ])
  })

  it('is not in its JSON', () => {
    const world = simulateAnalyticWorld({ instances: 200, features: 10 }, createRandom('json'))
    const { trueGains, expectedUtility } = revealTruth(world.truth)
    const text = JSON.stringify(world)
    for (const values of [trueGains, ...Object.values(expectedUtility)])
      for (const value of values) expect(text).not.toContain(String(value))
    expect(JSON.parse(text)).toMatchObject({ truth: {} })
    expect(Object.keys((JSON.parse(text) as { truth: object }).truth)).toEqual([])
  })
})

describe('the truth of a world of texts', () => {
  it('cannot be reached through what is seen, and is not in its JSON', () => {
    const world = simulateWorld({ instances: 60, suite: 8, seedStream: createRandom('hidden') })
    const truth = revealTruth(world.truth)
    expect(truth).toHaveLength(60)
    expect(Object.keys(world).sort()).toEqual(['instances', 'suite', 'truth'])
    const text = JSON.stringify(world)
    for (const { utilityA, utilityB } of truth) {
      // Round numbers such as 1 occur anywhere.
      for (const value of [utilityA, utilityB].filter((own) => String(own).length > 8))
        expect(text).not.toContain(String(value))
    }
    for (const word of ['utility', 'gainSign', 'lapse', 'profile', 'chances'])
      expect(text.toLowerCase()).not.toContain(`"${word.toLowerCase()}`)
  })
})
