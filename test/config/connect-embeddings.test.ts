import { createHash } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import {
  countTokens,
  openFileJournal,
  openVectorCache,
  waitingClock,
} from '../../src/backends/index.ts'
import { connectEmbeddings, type Embeddings } from '../../src/config/connect-embeddings.ts'
import type { AnswerJournal, WalletTotals } from '../../src/domain/index.ts'
import type { PurchasePlan } from '../../src/judge/index.ts'
import { createRandom, HyperError, type ProgressEvent } from '../../src/kit/index.ts'
import type { EndpointEncoder } from '../../src/pipeline/index.ts'
import { CANARY_KEY, CANARY_NAME } from '../endpoints/hostile-cases.ts'
import { cutBefore, echo, refuse } from '../endpoints/scripted-answers.ts'
import { embed, textsOf, tokensOf, vectorOf } from '../endpoints/scripted-embeddings.ts'
import {
  openScriptedEndpoint,
  type ScriptedAnswer,
  type ScriptedCall,
  type ScriptedEndpoint,
} from '../endpoints/scripted-endpoint.ts'
import { filesBelow, makeFolder } from '../pipeline/support.ts'

const home = makeFolder('connect-embeddings')
const servers: ScriptedEndpoint[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close()
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const LENGTH = 8
const PRICE = 2
const TEXTS = Array.from(
  { length: 10 },
  (_, at) => `text ${at}: ${'so many words '.repeat(at + 1)}`,
)
const expected = TEXTS.map((text) => Float32Array.from(vectorOf(text, LENGTH)))
const costOf = (texts: readonly string[]): number =>
  (texts.reduce((sum, text) => sum + tokensOf(text), 0) * PRICE) / 1e6

async function serve(
  script: ((call: ScriptedCall) => ScriptedAnswer) | readonly ScriptedAnswer[],
): Promise<ScriptedEndpoint> {
  const server = await openScriptedEndpoint(script)
  servers.push(server)
  return server
}

function wantedOf(
  { baseUrl }: ScriptedEndpoint,
  parts: Partial<EndpointEncoder> = {},
): EndpointEncoder {
  return {
    kind: 'endpoint',
    baseUrl,
    model: 'some-embedder',
    keyEnv: CANARY_NAME,
    dimension: LENGTH,
    price: { inputPerMillion: PRICE },
    cap: null,
    limits: {
      requestsPerMinute: null,
      tokensPerMinute: null,
      concurrency: 2,
      textsPerCall: 2,
      windowCharacters: 8000,
    },
    ...parts,
  }
}

interface Session {
  readonly open: (wanted: EndpointEncoder) => Promise<Embeddings>
  readonly plans: PurchasePlan[]
  readonly events: ProgressEvent[]
  /** Ends the session as a process ends, and returns what its journal counts. */
  readonly end: () => Promise<WalletTotals>
}

interface SessionParts {
  readonly capUsd?: number | null
  readonly env?: Readonly<Record<string, string>>
  readonly approve?: (plan: PurchasePlan) => Promise<void>
  readonly wrap?: (journal: AnswerJournal) => AnswerJournal
}

/** Does what a process does on the folder of a test: opens caches, journal and shop. */
function begin(folder: string, parts: SessionParts = {}): Session {
  const { capUsd = null, env = { [CANARY_NAME]: CANARY_KEY }, wrap = (own) => own } = parts
  const place = join(home, folder)
  const plans: PurchasePlan[] = []
  const events: ProgressEvent[] = []
  const closers: (() => Promise<void> | void)[] = []
  const { signal } = new AbortController()
  const progress = (event: ProgressEvent): void => void events.push(event)
  let journal: Promise<AnswerJournal> | undefined
  const openJournal = (): Promise<AnswerJournal> =>
    (journal ??= openFileJournal({ folder: join(place, 'answers'), capUsd }))
  const open = connectEmbeddings({
    cacheFolder: join(place, 'cache'),
    env,
    signal,
    progress,
    random: createRandom(1),
    prices: async () => ({ option: null, file: null, allowUnpriced: false, capUsd }),
    shop: async () => ({
      journal: wrap(await openJournal()),
      clock: { ...waitingClock, sleep: async () => {} },
      random: createRandom(2),
      cancel: signal,
      progress,
      retryFailed: false,
      hash: (text) => createHash('sha256').update(text).digest('hex'),
      countTokens,
      approve: async (plan) => {
        plans.push(plan)
        await parts.approve?.(plan)
      },
    }),
    closeLater: (close) => void closers.push(close),
  })
  return {
    open: async (wanted) => {
      const embeddings = await open(wanted)
      closers.push(() => embeddings.dispose())
      return embeddings
    },
    plans,
    events,
    end: async () => {
      for (const close of closers.reverse()) await close()
      const held = await openJournal()
      const totals = await held.totals()
      await held.close()
      return totals
    },
  }
}

const sentTo = ({ calls }: ScriptedEndpoint): string[] => calls.flatMap(textsOf)

async function failure(work: Promise<unknown>): Promise<HyperError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(HyperError)
  return error as HyperError
}

describe('connectEmbeddings', () => {
  it('prices all texts before the first call, buys each once, and never again', async () => {
    const server = await serve([embed(LENGTH)])
    const callsAtConsent: number[] = []
    const first = begin('once', {
      approve: async () => void callsAtConsent.push(server.calls.length),
    })
    const spent: unknown[] = []
    const embeddings = await first.open(wantedOf(server))
    await embeddings.stock([...TEXTS, TEXTS[3]!], {
      stage: 'features',
      spend: ({ what, count }) => void spent.push([what, count]),
    })
    expect(await embeddings.embed(TEXTS)).toEqual(expected)
    const totals = await first.end()
    expect(callsAtConsent).toEqual([0])
    expect(server.calls).toHaveLength(5)
    expect(server.calls[0]!.headers.authorization).toBe(`Bearer ${CANARY_KEY}`)
    expect(sentTo(server).sort()).toEqual([...TEXTS].sort())
    expect(totals).toMatchObject({ answers: 5, uncertainUsd: 0, lost: 0 })
    expect(totals.spentUsd).toBeCloseTo(costOf(TEXTS), 9)
    expect(spent).toEqual([[`embeddings of ${embeddings.endpointId}`, 10]])
    const [plan] = first.plans
    expect(plan).toMatchObject({
      items: 10,
      calls: 5,
      exact: true,
      outputTokens: { low: 0, high: 0 },
    })
    expect(plan!.usd!.high).toBeCloseTo((plan!.inputTokens.high * PRICE) / 1e6, 12)
    const counted = TEXTS.reduce((sum, text) => sum + countTokens(text), 0)
    expect(plan!.inputTokens.low).toBe(Math.floor(0.9 * counted))

    const second = begin('once')
    expect(await (await second.open(wantedOf(server))).embed(TEXTS)).toEqual(expected)
    expect((await second.end()).spentUsd).toBe(totals.spentUsd)
    expect([server.calls.length, second.plans.length]).toEqual([5, 0])
  })

  it('has every vector on disk when its answer is counted: killed just before, it is not bought again', async () => {
    const server = await serve([embed(LENGTH)])
    const cacheFolder = join(home, 'killed', 'cache')
    const atSettle: boolean[] = []
    const first = begin('killed', {
      wrap: (journal) => ({
        ...journal,
        settle: async () => {
          const [name] = filesBelow(cacheFolder)
          expect(name).toBeDefined()
          // What another process would see at this moment.
          const encoderId = `embeddings@1:some-embedder@${new URL(server.baseUrl).host}:${createHash('sha256').update(server.baseUrl).digest('hex').slice(0, 16)}:d${LENGTH}`
          const seen = openVectorCache({ folder: cacheFolder, encoderId })
          atSettle.push(textsOf(server.calls[0]!).every((text) => seen.hasVector(text)))
          seen.close()
          throw new Error('killed')
        },
      }),
    })
    const texts = TEXTS.slice(0, 2)
    await expect((await first.open(wantedOf(server))).stock(texts)).rejects.toThrow('killed')
    await first.end()
    expect(atSettle).toEqual([true])
    const second = begin('killed')
    const embeddings = await second.open(wantedOf(server))
    await embeddings.stock(texts)
    expect(await embeddings.embed(texts)).toEqual(expected.slice(0, 2))
    const totals = await second.end()
    expect(server.calls).toHaveLength(1)
    // Nobody knows whether it was charged: its bound stays counted.
    expect(totals).toMatchObject({ answers: 0, lost: 1, spentUsd: 0 })
    expect(totals.uncertainUsd).toBeGreaterThan(costOf(texts))
  })

  it('never passes the cap, and goes on where it stopped', async () => {
    const server = await serve([embed(LENGTH)])
    const capUsd = 0.0015
    const first = begin('cap', { capUsd })
    const error = await failure((await first.open(wantedOf(server))).stock(TEXTS))
    expect(error.code).toBe('cap/reached')
    const before = await first.end()
    expect(before.spentUsd + before.uncertainUsd).toBeLessThanOrEqual(capUsd)
    expect(before.answers).toBeGreaterThan(0)
    expect(server.calls).toHaveLength(before.answers)
    const second = begin('cap', { capUsd: 1 })
    const embeddings = await second.open(wantedOf(server))
    expect(await embeddings.embed(TEXTS)).toEqual(expected)
    expect(second.plans[0]!.calls).toBe(5 - before.answers)
    expect((await second.end()).spentUsd).toBeCloseTo(costOf(TEXTS), 9)
    expect(sentTo(server).sort()).toEqual([...TEXTS].sort())
  })

  it.each([
    ['another length', embed(LENGTH + 1), `got a vector of ${LENGTH + 1}`],
    ['zeros', zeros, 'a vector of zeros'],
    ['too few vectors', tooFew, 'got 1 vectors, expected 2'],
  ])(
    'stops at once for %s, keeps nothing of it and counts what it may have cost',
    async (name, script, says) => {
      const server = await serve([script])
      const session = begin(`bad ${name}`)
      const error = await failure((await session.open(wantedOf(server))).stock(TEXTS))
      expect([error.code, error.message]).toEqual([
        'remote/bad-embedding',
        expect.stringContaining(says),
      ])
      const totals = await session.end()
      // Two calls may be under way.
      expect(server.calls.length).toBeLessThanOrEqual(2)
      expect(totals.lost).toBe(server.calls.length)
      expect(totals.uncertainUsd).toBeGreaterThan(0)
      const again = begin(`bad ${name}`)
      expect((await failure((await again.open(wantedOf(server))).stock(TEXTS))).code).toBe(
        error.code,
      )
      expect(again.plans[0]!.calls).toBe(5)
      await again.end()
    },
  )

  it("takes the length of the first vector where none is asked for, that of an earlier process's too", async () => {
    const server = await serve((call) => embed(call.index === 0 ? LENGTH : LENGTH + 1))
    const wanted = wantedOf(server, { dimension: null })
    const first = begin('own')
    await (await first.open(wanted)).embed(TEXTS.slice(0, 1))
    await first.end()
    expect(server.calls[0]!.json).not.toHaveProperty('dimensions')
    const second = begin('own')
    const embeddings = await second.open(wanted)
    await embeddings.embed(TEXTS.slice(0, 1))
    expect((await failure(embeddings.stock(TEXTS))).code).toBe('remote/bad-embedding')
    await second.end()
  })

  it('tries again after 429, 500 and a cut, and buys the rest where one call is refused for good', async () => {
    const flaky = [refuse(429, { message: 'slow' }), refuse(500, { message: 'oops' }), cutBefore]
    const tooLong = TEXTS[4]!
    let lenient = false
    const server = await serve((call) => {
      if (flaky[call.index] !== undefined) return flaky[call.index]!
      const isRefused = !lenient && textsOf(call).includes(tooLong)
      return isRefused ? refuse(400, { message: 'too many tokens' }) : embed(LENGTH)
    })
    const first = begin('retry')
    const error = await failure((await first.open(wantedOf(server))).stock(TEXTS))
    expect(error.code).toBe('remote/no-embedding')
    expect(error.message).toContain('1 of 5 calls failed')
    expect(error.message).not.toContain(tooLong)
    const before = await first.end()
    expect(before).toMatchObject({ answers: 4, failures: 1 })
    lenient = true
    const made = server.calls.length
    const second = begin('retry')
    expect(await (await second.open(wantedOf(server))).embed(TEXTS)).toEqual(expected)
    await second.end()
    expect(server.calls.slice(made).flatMap(textsOf)).toContain(tooLong)
    expect(server.calls).toHaveLength(made + 1)
  })

  it('takes answers as large as many long vectors are', async () => {
    const length = 3072
    const vector = `[${Array(length).fill('-0.01234567890123456789').join(',')}]`
    const server = await serve([
      (response, call) => {
        const rows = textsOf(call).map((_, index) => `{"index":${index},"embedding":${vector}}`)
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(`{"data":[${rows.join(',')}],"usage":{"prompt_tokens":128}}`)
      },
    ])
    const session = begin('large')
    const own = wantedOf(server, { dimension: length })
    const wanted = { ...own, limits: { ...own.limits, textsPerCall: 128 } }
    const texts = Array.from({ length: 128 }, (_, at) => `text ${at}`)
    await (await session.open(wanted)).stock(texts)
    expect(await session.end()).toMatchObject({ answers: 1, lost: 0 })
  })

  it('says so and buys again where the folder of caches was emptied', async () => {
    const server = await serve([embed(LENGTH)])
    for (const time of [1, 2, 3]) {
      const session = begin('emptied')
      await (await session.open(wantedOf(server))).stock(TEXTS)
      const totals = await session.end()
      const warnings = session.events.filter(({ type }) => type === 'warning')
      expect([totals.answers, server.calls.length]).toEqual([5 * time, 5 * time])
      expect(JSON.stringify(warnings).includes('5 calls')).toBe(time > 1)
      rmSync(join(home, 'emptied', 'cache'), { recursive: true })
    }
  })

  it('makes no call without a price, without consent, and without its key', async () => {
    const server = await serve([embed(LENGTH)])
    const unpriced = begin('refused')
    const error = await failure(unpriced.open(wantedOf(server, { price: null })))
    expect([error.code, error.message]).toEqual([
      'config/unknown-price',
      expect.stringContaining('some-embedder'),
    ])
    await unpriced.end()
    const no = begin('refused', {
      approve: async () => {
        throw new HyperError('usage/not-confirmed', 'paid work: got no, expected yes')
      },
    })
    expect((await failure((await no.open(wantedOf(server))).stock(TEXTS))).code).toBe(
      'usage/not-confirmed',
    )
    await no.end()
    const keyless = begin('refused', { env: {} })
    const missing = await failure((await keyless.open(wantedOf(server))).stock(TEXTS))
    expect([missing.code, missing.message]).toEqual([
      'config/missing-key',
      expect.stringContaining(CANARY_NAME),
    ])
    await keyless.end()
    expect(server.calls).toEqual([])
  })

  it('shows no key, whatever the endpoint repeats', async () => {
    const server = await serve([echo(401)])
    const session = begin('canary')
    const error = await failure((await session.open(wantedOf(server))).stock(TEXTS))
    expect(error.code).toBe('remote/refused')
    await session.end()
    const written = filesBelow(join(home, 'canary')).map((file) =>
      readFileSync(join(home, 'canary', file), 'latin1'),
    )
    const told = JSON.stringify([error.message, error.hint, error.details, session.events, written])
    for (const part of [CANARY_KEY, CANARY_KEY.slice(3, -4)]) expect(told).not.toContain(part)
  })
})

function zeros(...[response, call]: Parameters<ScriptedAnswer>): void {
  const data = textsOf(call).map((_, index) => ({ index, embedding: [0, 0, 0, 0, 0, 0, 0, 0] }))
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ data }))
}

function tooFew(...[response]: Parameters<ScriptedAnswer>): void {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ data: [{ index: 0, embedding: vectorOf('one', LENGTH) }] }))
}
