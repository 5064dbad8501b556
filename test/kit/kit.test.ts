import { describe, expect, it } from 'vitest'
import {
  canonicalJson,
  exitStatus,
  HyperError,
  isHyperError,
  mapBounded,
  nearestName,
  show,
} from '../../src/kit/index.ts'

describe('mapBounded', () => {
  it('keeps the order of the items and never has more in flight than the limit', async () => {
    let inFlight = 0
    let most = 0
    const results = await mapBounded([5, 1, 4, 2, 3], 2, async (item) => {
      most = Math.max(most, ++inFlight)
      await new Promise((resolve) => setTimeout(resolve, item))
      inFlight--
      return item * 10
    })
    expect(results).toEqual([50, 10, 40, 20, 30])
    expect(most).toBe(2)
  })

  it('starts nothing new after a failure and throws the first one', async () => {
    const started: number[] = []
    const work = mapBounded([0, 1, 2, 3, 4, 5], 1, async (item) => {
      started.push(item)
      if (item === 2) throw new Error('two')
    })
    await expect(work).rejects.toThrow('two')
    expect(started).toEqual([0, 1, 2])
  })
})

describe('errors', () => {
  it('maps kinds to exit statuses', () => {
    expect(exitStatus(new HyperError('data/bad-row', 'x'))).toBe(3)
    expect(exitStatus(new HyperError('config/unknown-key', 'x'))).toBe(2)
    expect(exitStatus(new HyperError('interrupted/signal', 'x'))).toBe(130)
    expect(exitStatus(new Error('x'))).toBe(1)
    expect(isHyperError(new HyperError('cap/money', 'x'), 'cap/money')).toBe(true)
    expect(isHyperError(new Error('x'))).toBe(false)
  })

  it('names the nearest word, and none when none is near', () => {
    expect(nearestName('budgte', ['budget', 'router'])).toBe('budget')
    expect(nearestName('zzzzzz', ['budget', 'router'])).toBeUndefined()
  })

  it('shows long values cut', () => {
    expect(show('x'.repeat(200))).toHaveLength(80)
    expect(show(undefined)).toBe('nothing')
  })
})

describe('canonicalJson', () => {
  it('does not depend on the order of keys', () => {
    expect(canonicalJson({ b: [{ d: 1, c: 2 }], a: null })).toBe('{"a":null,"b":[{"c":2,"d":1}]}')
  })
})
