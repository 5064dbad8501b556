import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { type Database, type JobQueue, openJobQueue, sha256Of } from '../backends/index.ts'
import { createTally, type Purchase, type Tally } from '../collect/index.ts'
import type { AnswerState, PaidAnswer } from '../domain/index.ts'
import { canonicalJson, HyperError, type Json } from '../kit/index.ts'
import {
  type AnswerShop,
  type BuyStep,
  type JudgeSeat,
  type KeyedAsk,
  withStates,
} from '../pipeline/index.ts'
import { type AnswerChunk, type ChunkHead, createChunkCutter, toChunk } from './answer-chunk.ts'
import type { EndpointSetup } from './judge-setup.ts'
import { QUEUE_PREFIX } from './serve-queues.ts'
import { INTERRUPTED, stopError, workShift } from './shift.ts'
import type { ChunkWorker } from './work-on-chunks.ts'

/** How answers are bought by the workers of a database. */
export interface QueueBuyer {
  readonly database: Database
  readonly journal: string
  readonly leaseSeconds: number
  /** Works beside the others; null leaves the work to them. */
  readonly worker: ChunkWorker | null
  readonly shop: AnswerShop
  readonly signal: AbortSignal
  /** What the questions are about, as text: purchases of one setup and one text share a queue, so that one that was interrupted goes on. */
  readonly about: string
  /** Setup of a judge. */
  readonly setupOf: (judge: string) => EndpointSetup
}

/**
 * Returns a way to buy through the database: questions go into the queue in chunks, any number of workers take them, and it ends when none is left. Chunks are cut by the
 * questions alone and known by their content, so that the same purchase sends nothing twice; those without an open question are not sent. What failed before is asked again only after
 * what was left of an earlier purchase is done.
 *
 * @throws HyperError from the way: what stopped all workers (`cap/reached`, `remote/refused`), `interrupted/signal`, `remote/chunk-failed`
 */
export function buyByQueue(buyer: QueueBuyer): BuyStep {
  const { shop, database, leaseSeconds } = buyer
  return async (seat, asks, { stage }) => {
    const startedAt = shop.clock.now()
    const before = await shop.journal.totals()
    const head = headOf(seat, buyer)
    const queue = await openJobQueue({ database, name: queueName(head, buyer), leaseSeconds })
    const states: AnswerState[] = []
    try {
      await queue.resume()
      await queue.retryFailed()
      const failed = await sendChunks(asks(), { queue, head, shop, states })
      await workOff(queue, buyer, stage)
      if (shop.retryFailed && failed) {
        await sendChunks(asks(), {
          queue,
          head: { ...head, retry: randomUUID() },
          shop,
          states: [],
        })
        await workOff(queue, buyer, stage)
      }
    } finally {
      if (buyer.signal.aborted) await queue.stop(INTERRUPTED)
      await queue.close()
    }
    const tally = createTally(seat.price !== null)
    await countAnswers(asks(), { states, tally, shop })
    const after = await shop.journal.totals()
    const isPriced = seat.price !== null
    return {
      ...tally.purchase((shop.clock.now() - startedAt) / 1000),
      lost: Math.max(0, after.lost - before.lost),
      uncertainUsd: isPriced ? Math.max(0, after.uncertainUsd - before.uncertainUsd) : null,
    } satisfies Purchase
  }
}

function headOf(
  { judge, price, attempts }: JudgeSeat,
  { journal, setupOf }: QueueBuyer,
): ChunkHead {
  const { model, baseUrl, keyEnv, limits } = setupOf(judge.id)
  const setup: EndpointSetup = { model, baseUrl, keyEnv, limits, price }
  return { journal, asker: judge.id, setup, attempts, retry: null }
}

function queueName(head: ChunkHead, { about }: QueueBuyer): string {
  const text = canonicalJson([head, about] as unknown as Json)
  return `${QUEUE_PREFIX}${sha256Of(text).slice(0, 20)}`
}

/** Chunks that are sent together. */
const TOGETHER = 8

interface Sending {
  readonly queue: JobQueue
  readonly head: ChunkHead
  readonly shop: AnswerShop
  /** Is filled with what was known of each question before. */
  readonly states: AnswerState[]
}

/** Sends the chunks with open questions, or with `retry` those that failed, and tells whether any failed. */
async function sendChunks(
  asks: AsyncIterable<{ readonly identity: string; readonly request: KeyedAsk['request'] }>,
  { queue, head, shop, states }: Sending,
): Promise<boolean> {
  const isRetry = head.retry !== null
  const cutter = createChunkCutter<KeyedAsk>()
  const seen = new Set<string>()
  let failed = false
  let waiting: Json[] = []
  const send = async (chunk: readonly KeyedAsk[], least: number): Promise<void> => {
    if (chunk.some(({ state }) => state === 'open' || isRetry)) waiting.push(chunkOf(head, chunk))
    if (waiting.length < least) return
    await queue.send(waiting)
    waiting = []
  }
  for await (const ask of withStates(asks, shop)) {
    shop.cancel.throwIfAborted()
    if (seen.has(ask.key)) continue
    seen.add(ask.key)
    states.push(ask.state)
    if (ask.state === 'failed') failed = true
    if (isRetry && ask.state !== 'failed') continue
    const full = cutter.add(ask, Buffer.byteLength(ask.identity))
    if (full !== null) await send(full, TOGETHER)
  }
  await send(cutter.rest(), 1)
  return failed
}

function chunkOf(head: ChunkHead, asks: readonly KeyedAsk[]): Json {
  const questions: AnswerChunk['asks'] = asks.map(({ key, request }) => ({ key, request }))
  return toChunk(head, questions)
}

/** Milliseconds between looks at how far the work is. */
const LOOK_MS = 1000

async function workOff(queue: JobQueue, buyer: QueueBuyer, stage: string): Promise<void> {
  const { signal, worker, shop } = buyer
  const stopAll = (): void => void queue.stop(INTERRUPTED).catch(() => {})
  if (signal.aborted) stopAll()
  signal.addEventListener('abort', stopAll, { once: true })
  const ended = new AbortController()
  const watching = watch(queue, ended.signal, (done, total) =>
    shop.progress({ type: 'stage-advance', stage, done, total, unit: 'chunks' }),
  )
  try {
    if (worker !== null) {
      const { stop } = await workShift(queue, worker, signal)
      if (stop !== null) throw stopError(stop)
    } else await waitForOthers(queue, signal)
    if (signal.aborted) throw stopError(INTERRUPTED)
    await refuseFailures(queue)
  } finally {
    signal.removeEventListener('abort', stopAll)
    ended.abort()
    await watching
  }
}

async function watch(
  queue: JobQueue,
  ended: AbortSignal,
  tell: (done: number, total: number) => void,
): Promise<void> {
  while (!ended.aborted) {
    const found = await queue.progress().catch(() => null)
    if (found !== null) {
      const { done, active, waiting, failed } = found
      tell(done + failed, done + active + waiting + failed)
    }
    await wait(LOOK_MS, undefined, { signal: ended }).catch(() => {})
  }
}

async function waitForOthers(queue: JobQueue, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const stop = await queue.stopReason()
    if (stop !== null) throw stopError(stop)
    const { active, waiting } = await queue.progress()
    if (active + waiting === 0) return
    await wait(LOOK_MS, undefined, { signal }).catch(() => {})
  }
}

async function refuseFailures(queue: JobQueue): Promise<void> {
  const { failed } = await queue.progress()
  if (failed === 0) return
  const [first] = await queue.failures(1)
  throw new HyperError(
    'remote/chunk-failed',
    `workers: got ${failed} chunks that failed (${first?.reason ?? 'unknown'}), expected their answers`,
    { hint: 'run the same command again: they are tried once more' },
  )
}

/** Counts what became of the questions, by their answers in the journal. */
async function countAnswers(
  asks: AsyncIterable<{ readonly identity: string; readonly request: KeyedAsk['request'] }>,
  { states, tally, shop }: { states: readonly AnswerState[]; tally: Tally; shop: AnswerShop },
): Promise<void> {
  const seen = new Set<string>()
  let window: { readonly key: string; readonly before: AnswerState }[] = []
  const flush = async (): Promise<void> => {
    const answers = await shop.journal.read(window.map(({ key }) => key))
    for (const [index, { before }] of window.entries())
      countOne(before, answers[index], tally, shop)
    window = []
  }
  for await (const { identity } of asks) {
    tally.take()
    const key = shop.hash(identity)
    if (seen.has(key)) {
      tally.answeredBefore()
      continue
    }
    window.push({ key, before: states[seen.size] ?? 'open' })
    seen.add(key)
    if (window.length >= 256) await flush()
  }
  await flush()
}

function countOne(
  before: AnswerState,
  answer: PaidAnswer | undefined,
  tally: Tally,
  { retryFailed }: AnswerShop,
): void {
  if (before === 'answered') tally.answeredBefore()
  else if (before === 'failed' && !retryFailed) tally.failedBefore()
  else if (answer !== undefined) {
    for (let call = 0; call < answer.attempts; call++) tally.call()
    if (answer.failure === null) tally.bought(answer.costUsd, answer.estimated)
    else tally.fail(answer.failure)
  }
}
