import { describe, expect, it } from 'vitest'
import {
  type Ask,
  buyAnswers,
  createMemoryJournal,
  type Purchase,
} from '../../src/collect/index.ts'
import type { AnswerJournal } from '../../src/domain/index.ts'
import { type HyperError, isHyperError, type ProgressEvent } from '../../src/kit/index.ts'
import {
  ask,
  buyOptions,
  fastClock,
  hash,
  lost,
  refused,
  replied,
  scriptEndpoint,
} from './scripted-endpoint.ts'

const memory = (capUsd: number | null = null): AnswerJournal => createMemoryJournal({ capUsd })
const key = (name: string | number): string => hash(ask(name).identity)
const names = (count: number): Ask[] => Array.from({ length: count }, (_, name) => ask(name))
const errorOf = async (work: Promise<unknown>): Promise<HyperError> => {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  if (!isHyperError(error)) throw new Error('expected a HyperError', { cause: error })
  return error
}
const answering = () => scriptEndpoint((name) => replied(name, 10))

describe('answers', () => {
  it('are bought once, whether asked for again later or twice at once', async () => {
    const [journal, endpoint] = [memory(), answering()]
    const options = buyOptions({ journal, endpoint, concurrency: 3 })
    const asks = [...names(10), ...names(10), ask(3)]
    expect(await buyAnswers(asks, options)).toMatchObject({
      asked: 21,
      answeredBefore: 11,
      bought: 10,
      calls: 10,
      open: 0,
    })
    expect(await buyAnswers(asks, options)).toMatchObject({ answeredBefore: 21, calls: 0 })
    expect(endpoint.calls.sort()).toEqual(names(10).map((_, name) => String(name)))
    expect(endpoint.most()).toBe(3)
    const [answer] = await journal.read([key(7)])
    expect(answer).toMatchObject({ reply: { text: '7' }, attempts: 1, estimated: false })
    expect(answer!.costUsd).toBeCloseTo(0.0001, 12)
  })

  it('are asked for as the questions come: no more than a window is taken ahead', async () => {
    let taken = 0
    let furthest = 0
    const endpoint = scriptEndpoint((name) => {
      furthest = Math.max(furthest, taken - Number(name))
      return replied(name, 1)
    })
    async function* many(): AsyncGenerator<Ask> {
      for (; taken < 2000; taken++) yield ask(taken)
    }
    const bought = await buyAnswers(many(), buyOptions({ journal: memory(), endpoint }))
    expect(bought.bought).toBe(2000)
    expect(furthest).toBeLessThanOrEqual(256 + 4)
  })

  it('without usage cost their bound, and say so; without a price their cost is unknown', async () => {
    const endpoint = scriptEndpoint((name) => replied(name, null))
    const priced = memory()
    const purchase = await buyAnswers(names(2), buyOptions({ journal: priced, endpoint }))
    expect(purchase).toMatchObject({ spentUsd: 0.002, estimated: 2 })
    expect((await priced.read([key(0)]))[0]).toMatchObject({ costUsd: 0.001, estimated: true })
    const unpriced = memory()
    const options = buyOptions({ journal: unpriced, endpoint, costOf: null, boundOf: null })
    expect(await buyAnswers(names(2), options)).toMatchObject({
      spentUsd: null,
      uncertainUsd: null,
    })
    expect((await unpriced.read([key(0)]))[0]).toMatchObject({ costUsd: null, estimated: false })
    expect(await unpriced.totals()).toMatchObject({ unpriced: 2 })
  })

  it('above their bound are kept as charged, with a warning', async () => {
    const events: ProgressEvent[] = []
    const endpoint = scriptEndpoint((name) => replied(name, 500))
    const progress = (event: ProgressEvent): void => void events.push(event)
    const journal = memory()
    await buyAnswers([ask(1)], buyOptions({ journal, endpoint, progress, stage: 'judge' }))
    expect((await journal.totals()).spentUsd).toBeCloseTo(0.005, 12)
    expect(events).toContainEqual(
      expect.objectContaining({ type: 'warning', stage: 'judge', message: expect.any(String) }),
    )
  })
})

describe('calls that fail', () => {
  it('by refusal are tried again after the wait asked for and a doubling one, at no charge', async () => {
    const clock = fastClock()
    const endpoint = scriptEndpoint((name, asked) =>
      asked < 3 ? refused({ waitMs: asked === 0 ? 7000 : null }) : replied(name, 10),
    )
    const journal = memory()
    const purchase = await buyAnswers([ask(1)], buyOptions({ journal, endpoint, clock }))
    expect(purchase).toMatchObject({ bought: 1, calls: 4, lost: 0, uncertainUsd: 0 })
    expect((await journal.read([key(1)]))[0]).toMatchObject({ attempts: 4 })
    const [first, second, third] = clock.sleeps
    expect(first).toBeGreaterThanOrEqual(7250)
    expect(first).toBeLessThanOrEqual(7500)
    expect(second).toBeGreaterThanOrEqual(500)
    expect(second).toBeLessThanOrEqual(1000)
    expect(third).toBeGreaterThanOrEqual(1000)
    expect(third).toBeLessThanOrEqual(2000)
  })

  it('for good are failures with their reason, asked again only on demand', async () => {
    let isBroken = true
    const endpoint = scriptEndpoint((name) =>
      isBroken && name !== '0' ? refused({ again: false, reason: 'too long' }) : replied(name, 1),
    )
    const journal = memory()
    const options = buyOptions({ journal, endpoint })
    expect(await buyAnswers(names(3), options)).toMatchObject({
      bought: 1,
      failures: 2,
      failed: { 'too long': 2 },
    })
    expect((await journal.read([key(1)]))[0]).toMatchObject({ reply: null, failure: 'too long' })
    isBroken = false
    expect(await buyAnswers(names(3), options)).toMatchObject({ failedBefore: 2, calls: 0 })
    const again = await buyAnswers(names(3), { ...options, retryFailed: true })
    expect(again).toMatchObject({ bought: 2, answeredBefore: 1, failedBefore: 0 })
    expect(await journal.totals()).toMatchObject({ answers: 3, failures: 0 })
  })

  it('are not tried more often than told, nor again in the purchase in which they failed', async () => {
    for (const outcome of [refused(), lost(true)]) {
      const endpoint = scriptEndpoint(() => outcome)
      const options = buyOptions({ journal: memory(), endpoint, attempts: 3, retryFailed: true })
      const asks = [...names(300), ask(0)]
      expect(await buyAnswers(asks, options)).toMatchObject({
        failures: 300,
        answeredBefore: 1,
        calls: 900,
      })
      const once = buyOptions({ journal: memory(), endpoint, attempts: 1 })
      expect(await buyAnswers([ask(1)], once)).toMatchObject({ failures: 1, calls: 1 })
    }
  })

  it('without an answer keep their bound counted, each of them', async () => {
    const endpoint = scriptEndpoint((name, asked) => (asked < 2 ? lost(true) : replied(name, 10)))
    const journal = memory()
    const purchase = await buyAnswers([ask(1)], buyOptions({ journal, endpoint }))
    expect(purchase).toMatchObject({ bought: 1, lost: 2, uncertainUsd: 0.002, spentUsd: 0.0001 })
    expect(await journal.totals()).toMatchObject({ uncertainUsd: 0.002, lost: 2, reservedUsd: 0 })
  })

  it('because the endpoint threw count as lost and stop the purchase', async () => {
    const endpoint = scriptEndpoint((name) => {
      if (name === '5') throw new TypeError('a bug')
      return replied(name, 1)
    })
    const journal = memory()
    await expect(buyAnswers(names(50), buyOptions({ journal, endpoint }))).rejects.toThrow('a bug')
    expect(await journal.totals()).toMatchObject({ lost: 1, reservedUsd: 0 })
  })
})

describe('a purchase stops', () => {
  it('where every key is refused: calls in flight are settled, and it goes on from there', async () => {
    let isRefused = true
    const endpoint = scriptEndpoint(
      (name) =>
        isRefused && name === '3'
          ? refused({ status: 401, about: 'all', again: false, reason: 'bad key' })
          : replied(name, 1),
      (name) => (name === '3' ? 1 : 5),
    )
    const journal = memory()
    const options = buyOptions({ journal, endpoint, total: 20 })
    const error = await errorOf(buyAnswers(names(20), options))
    expect(error.code).toBe('remote/refused')
    expect(error.message).toContain('401 bad key')
    expect(error.details.purchase).toMatchObject({
      bought: 3,
      failures: 0,
    } satisfies Partial<Purchase>)
    expect(error.details.left).toBe(17)
    expect(await journal.totals()).toMatchObject({ answers: 3, reservedUsd: 0, failures: 0 })
    isRefused = false
    expect(await buyAnswers(names(20), options)).toMatchObject({ bought: 17, answeredBefore: 3 })
  })

  it('at the cap, after money that calls in flight gave back is spent too', async () => {
    // Room for one bound of 100 tokens and 90 more: ten answers of 10 tokens leave no room for an eleventh bound.
    const journal = memory(0.0019)
    const endpoint = answering()
    const options = buyOptions({ journal, endpoint, concurrency: 8, total: 30 })
    const error = await errorOf(buyAnswers(names(30), options))
    expect(error.code).toBe('cap/reached')
    expect(error.hint).toContain('raise the cap')
    expect(error.details).toMatchObject({ left: 20, purchase: { bought: 10, calls: 10 } })
    expect(await journal.totals()).toMatchObject({ spentUsd: 0.001, reservedUsd: 0 })
  })

  it('at the cap only when others who share the journal hold no money either', async () => {
    const journal = memory(0.001)
    const other = await journal.reserve(key('other'), 0.001)
    let waits = 0
    const clock = {
      ...fastClock(),
      sleep: async () => {
        if (++waits === 3) await journal.settle(other!, { released: true })
      },
    }
    const options = buyOptions({ journal, endpoint: answering(), clock })
    expect(await buyAnswers([ask(1)], options)).toMatchObject({ bought: 1 })
    expect(waits).toBe(3)
  })

  it('when cancelled: no call begins, those in flight are settled, waits end', async () => {
    const stop = new AbortController()
    const endpoint = scriptEndpoint(
      (name) => {
        if (name === '2') stop.abort(new Error('enough'))
        return name === '0' ? refused() : replied(name, 1)
      },
      (name) => ({ 0: 1, 2: 3 })[name] ?? 6,
    )
    const journal = memory()
    const clock = {
      now: () => 0,
      // Only the signal ends it.
      sleep: (_: number, signal: { addEventListener: AbortSignal['addEventListener'] }) =>
        new Promise<void>((end) => signal.addEventListener('abort', () => end())),
    }
    const options = buyOptions({
      journal,
      endpoint,
      clock: clock as never,
      concurrency: 4,
      cancel: stop.signal,
    })
    await expect(buyAnswers(names(50), options)).rejects.toThrow('enough')
    expect(endpoint.calls.length).toBe(4)
    expect(await journal.totals()).toMatchObject({
      answers: 3,
      failures: 0,
      lost: 0,
      reservedUsd: 0,
    })
    await expect(buyAnswers(names(50), options)).rejects.toThrow('enough')
    expect(endpoint.calls.length).toBe(4)
  })

  it('when cancelled while money is set aside: the money is given back and no call made', async () => {
    const stop = new AbortController()
    const inner = memory()
    const journal: AnswerJournal = {
      ...inner,
      reserve: async (...facts) => {
        const reservation = await inner.reserve(...facts)
        stop.abort(new Error('enough'))
        return reservation
      },
    }
    const endpoint = answering()
    const options = buyOptions({ journal, endpoint, cancel: stop.signal })
    await expect(buyAnswers(names(3), options)).rejects.toThrow('enough')
    expect(endpoint.calls).toEqual([])
    expect(await journal.totals()).toMatchObject({ reservedUsd: 0, lost: 0, answers: 0 })
  })

  it('when the source of questions or the journal fails, with that error', async () => {
    async function* broken(): AsyncGenerator<Ask> {
      yield* names(300)
      throw new Error('no more rows')
    }
    const journal = memory()
    const options = buyOptions({ journal, endpoint: answering() })
    await expect(buyAnswers(broken(), options)).rejects.toThrow('no more rows')
    expect(await journal.totals()).toMatchObject({ answers: 256, reservedUsd: 0 })
    const full: AnswerJournal = {
      ...memory(),
      settle: async () => {
        throw new Error('disk full')
      },
    }
    await expect(
      buyAnswers(names(300), buyOptions({ journal: full, endpoint: answering() })),
    ).rejects.toThrow('disk full')
  })
})

it('tells how far it is, in absolute counts', async () => {
  const events: ProgressEvent[] = []
  const progress = (event: ProgressEvent): void => void events.push(event)
  await buyAnswers(
    names(5),
    buyOptions({ journal: memory(), endpoint: answering(), progress, total: 5 }),
  )
  expect(events.at(-1)).toEqual({
    type: 'stage-advance',
    stage: 'collect',
    done: 5,
    total: 5,
    unit: 'questions',
  })
})

it('refuses options that do not fit together', async () => {
  const options = buyOptions({ journal: memory(), endpoint: answering() })
  await expect(buyAnswers([], { ...options, concurrency: 0 })).rejects.toThrow(RangeError)
  await expect(buyAnswers([], { ...options, attempts: 1.5 })).rejects.toThrow(RangeError)
  await expect(buyAnswers([], { ...options, costOf: null })).rejects.toThrow(RangeError)
})
