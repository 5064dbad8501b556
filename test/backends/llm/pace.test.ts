import { describe, expect, it } from 'vitest'
import { DEFAULT_ENDPOINT_LIMITS, type EndpointLimits } from '../../../src/backends/index.ts'
import { createAdaptiveWindow } from '../../../src/backends/llm/adaptive-window.ts'
import { backoffMs, createKeyPace } from '../../../src/backends/llm/key-pace.ts'
import { createKeyRing, type KeyRing } from '../../../src/backends/llm/key-ring.ts'
import { createRandom, drawIndex, type Random } from '../../../src/kit/index.ts'
import { createFakeClock, type FakeClock } from './fake-clock.ts'

const calm = new AbortController().signal

interface Start {
  readonly at: number
  readonly tokens: number
  readonly key: string
}

interface Load {
  readonly ring: KeyRing
  readonly clock: FakeClock
  readonly random: Random
  readonly calls: number
}

/** Sends calls of random size and length from 32 callers and returns their starts with the most that were in flight. */
async function load({ ring, clock, random, calls }: Load): Promise<[Start[], number]> {
  const starts: Start[] = []
  let flying = 0
  let most = 0
  const caller = async (): Promise<void> => {
    while (starts.length < calls) {
      const tokens = 1 + drawIndex(100, random)
      const lease = await ring.acquire(tokens, calm)
      if ('none' in lease) throw new Error(lease.none)
      starts.push({ at: clock.now(), tokens, key: lease.holder.key!.name })
      most = Math.max(most, ++flying)
      await new Promise<void>((done) => clock.after(drawIndex(3_000, random), done))
      flying--
      lease.holder.pace.succeed()
      // What was used is never more than what was guessed.
      ring.release(lease, drawIndex(tokens + 1, random))
    }
  }
  const all = Promise.all(Array.from({ length: 32 }, caller))
  while (await clock.step());
  await all
  return [starts, most]
}

function fullestMinute(starts: readonly Start[], size: (start: Start) => number): number {
  return Math.max(
    ...starts.map(({ at }) =>
      starts
        .filter((each) => each.at >= at && each.at < at + 60_000)
        .reduce((total, each) => total + size(each), 0),
    ),
  )
}

describe('the ring of keys', () => {
  it('keeps calls of a minute for each key, and calls in flight over all keys', async () => {
    for (let seed = 0; seed < 10; seed++) {
      const random = createRandom(seed)
      const limits: EndpointLimits = {
        ...DEFAULT_ENDPOINT_LIMITS,
        requestsPerMinute: 20 + drawIndex(60, random),
        concurrency: 1 + drawIndex(12, random),
      }
      const clock = createFakeClock()
      const keys = ['ONE', 'TWO'].map((name) => ({ name, value: 'x' }))
      const ring = createKeyRing(keys, limits, clock, random)
      const [starts, most] = await load({ ring, clock, random, calls: 400 })
      expect(most).toBeLessThanOrEqual(limits.concurrency)
      for (const { name } of keys) {
        const own = starts.filter((start) => start.key === name)
        expect(own.length).toBeGreaterThan(0)
        expect(fullestMinute(own, () => 1)).toBeLessThanOrEqual(limits.requestsPerMinute!)
      }
    }
  })

  it('keeps tokens of a minute where calls use all that was guessed', async () => {
    for (let seed = 0; seed < 10; seed++) {
      const random = createRandom(seed)
      const tokensPerMinute = 500 + drawIndex(2_000, random)
      const limits = { ...DEFAULT_ENDPOINT_LIMITS, tokensPerMinute, longestWaitSeconds: 100 }
      const clock = createFakeClock()
      const ring = createKeyRing([{ name: 'ONE', value: 'x' }], limits, clock, random)
      const starts: Start[] = []
      const callers = Array.from({ length: 8 }, async () => {
        while (starts.length < 200) {
          const tokens = 1 + drawIndex(300, random)
          const lease = await ring.acquire(tokens, calm)
          if ('none' in lease) throw new Error(lease.none)
          starts.push({ at: clock.now(), tokens, key: 'ONE' })
          await new Promise<void>((done) => clock.after(drawIndex(500, random), done))
          ring.release(lease, tokens)
        }
      })
      while (await clock.step());
      await Promise.all(callers)
      expect(fullestMinute(starts, ({ tokens }) => tokens)).toBeLessThanOrEqual(tokensPerMinute)
    }
  })

  it('serves in the order of asking and takes the key with the fewest calls in flight', async () => {
    const clock = createFakeClock()
    const keys = ['ONE', 'TWO', 'THREE'].map((name) => ({ name, value: 'x' }))
    const ring = createKeyRing(keys, DEFAULT_ENDPOINT_LIMITS, clock, createRandom(1))
    const names: string[] = []
    for (let call = 0; call < 6; call++) {
      const lease = await ring.acquire(1, calm)
      names.push('none' in lease ? lease.none : lease.holder.key!.name)
    }
    expect(names).toEqual(['ONE', 'TWO', 'THREE', 'ONE', 'TWO', 'THREE'])
  })

  it('ends waiting at once when the signal aborts, and leaves no timer', async () => {
    const clock = createFakeClock()
    const limits = { ...DEFAULT_ENDPOINT_LIMITS, requestsPerMinute: 1 }
    const ring = createKeyRing([], limits, clock, createRandom(1))
    await ring.acquire(1, calm)
    const stop = new AbortController()
    const waiting = ring.acquire(1, stop.signal)
    expect(clock.timers()).toBe(1)
    stop.abort(new Error('enough'))
    await expect(waiting).rejects.toThrow('enough')
    expect(clock.timers()).toBe(0)
  })

  it('says so when the wait is too long, the call too large, every key gone, or it was closed', async () => {
    const clock = createFakeClock()
    const limits = { ...DEFAULT_ENDPOINT_LIMITS, tokensPerMinute: 10, longestWaitSeconds: 30 }
    const ring = createKeyRing([], limits, clock, createRandom(1))
    expect(await ring.acquire(11, calm)).toEqual({ none: 'too-large' })
    const lease = await ring.acquire(10, calm)
    expect(await ring.acquire(10, calm)).toMatchObject({ none: 'late' })
    if ('none' in lease) throw new Error(lease.none)
    expect(ring.retire(lease.holder)).toBe(true)
    expect(ring.retire(lease.holder)).toBe(false)
    expect(await ring.acquire(1, calm)).toEqual({ none: 'retired' })
    ring.close()
    expect(await ring.acquire(1, calm)).toEqual({ none: 'closed' })
  })
})

describe('calls in flight', () => {
  it('halve once for all calls that were out at the moment of a refusal', () => {
    const window = createAdaptiveWindow(64)
    for (let answer = 0; answer < 100; answer++) window.grow()
    expect(window.size()).toBe(64)
    const flying = Array.from({ length: 64 }, () => window.start())
    expect(flying.map((call) => window.shrink(call)).filter(Boolean)).toHaveLength(1)
    expect(window.size()).toBe(32)
    expect(window.shrink(window.start())).toBe(true)
    expect(window.size()).toBe(16)
  })

  it('come back to the ceiling after refusals, one more for a round of answers', () => {
    const window = createAdaptiveWindow(16)
    for (let refusal = 0; refusal < 10; refusal++) window.shrink(window.start())
    expect(window.size()).toBe(1)
    let rounds = 0
    for (; window.size() < 16; rounds++) {
      for (let answer = window.size(); answer > 0; answer--) window.grow()
    }
    // From 1 to 16 by one a round; a round of a size that is not whole adds a little less.
    expect(rounds).toBeGreaterThanOrEqual(15)
    expect(rounds).toBeLessThanOrEqual(20)
  })
})

describe('a refusal for too many calls', () => {
  it('blocks the key for at least as long as asked and at most a tenth longer', () => {
    for (let seed = 0; seed < 200; seed++) {
      const pace = createKeyPace(DEFAULT_ENDPOINT_LIMITS, createRandom(seed))
      const ticket = pace.start(1, 0)
      const wait = pace.throttle(ticket, 4_000, 100)
      expect(wait).toBeGreaterThanOrEqual(4_000)
      expect(wait).toBeLessThanOrEqual(4_400)
      expect(pace.msUntil(1, 100)).toBe(wait)
      expect(pace.msUntil(1, 100 + wait)).toBe(0)
    }
  })

  it('doubles the wait where none is asked, up to a minute, and starts anew after an answer', () => {
    const pace = createKeyPace(DEFAULT_ENDPOINT_LIMITS, createRandom(3))
    let now = 0
    const next = (): number => {
      const wait = pace.throttle(pace.start(1, now), null, now)
      now += wait
      return wait
    }
    for (const full of [500, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      const wait = next()
      expect(wait).toBeGreaterThanOrEqual(full / 2)
      expect(wait).toBeLessThanOrEqual(full)
    }
    pace.succeed()
    expect(next()).toBeLessThanOrEqual(500)
  })

  it('draws the wait evenly between half and all of it', () => {
    const random = createRandom('backoff')
    const draws = Array.from({ length: 4_000 }, () => backoffMs(2, random) / 1_000).sort(
      (a, b) => a - b,
    )
    // Kolmogorov-Smirnov against the uniform law on [0.5, 1]; 1.95 / sqrt(n) is passed once in a thousand.
    const distance = Math.max(
      ...draws.map((draw, rank) => Math.abs((draw - 0.5) * 2 - (rank + 0.5) / draws.length)),
    )
    expect(distance).toBeLessThan(1.95 / Math.sqrt(draws.length))
  })
})
