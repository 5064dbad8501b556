import { type AnswerJournal, isToAsk } from '../domain/index.ts'
import type { Ask } from './buy-options.ts'
import type { Tally } from './purchase.ts'

/** A question that has to be bought. */
export interface OpenAsk extends Ask {
  readonly key: string
}

/** What picking the open questions needs. */
export interface OpenAsksOptions {
  readonly journal: AnswerJournal
  readonly hash: (identity: string) => string
  readonly retryFailed: boolean
  readonly tally: Tally
  /** Keys that are being bought now. */
  readonly inHand: Set<string>
  /** Keys that failed in this purchase: they are not tried again in it. */
  readonly failedNow: ReadonlySet<string>
}

/** Questions of which the journal is asked at once, and held at most beside those in flight. */
export const WINDOW = 256

/** Yields the questions that nobody has answered, each once, and counts the others. Each yielded key is in `inHand` until its buyer takes it out. */
export async function* openAsks(
  asks: AsyncIterable<Ask> | Iterable<Ask>,
  options: OpenAsksOptions,
): AsyncGenerator<OpenAsk, void, void> {
  const { hash, tally, inHand } = options
  let window: OpenAsk[] = []
  for await (const ask of asks) {
    tally.take()
    const key = hash(ask.identity)
    if (inHand.has(key)) tally.answeredBefore()
    else {
      inHand.add(key)
      window.push({ ...ask, key })
    }
    if (window.length < WINDOW) continue
    yield* pickOpen(window, options)
    window = []
  }
  yield* pickOpen(window, options)
}

async function* pickOpen(
  window: readonly OpenAsk[],
  { journal, retryFailed, tally, inHand, failedNow }: OpenAsksOptions,
): AsyncGenerator<OpenAsk, void, void> {
  const states = await journal.states(window.map(({ key }) => key))
  for (const [index, ask] of window.entries()) {
    const state = states[index]!
    const failedHere = failedNow.has(ask.key)
    if (isToAsk(state, retryFailed && !failedHere)) {
      yield ask
      continue
    }
    inHand.delete(ask.key)
    if (state === 'answered' || failedHere) tally.answeredBefore()
    else tally.failedBefore()
  }
}
