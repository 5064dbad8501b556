import { HyperError, isHyperError, noProgress } from '../kit/index.ts'
import { buyOne, type Counter } from './buy-one.ts'
import type { Ask, BuyOptions } from './buy-options.ts'
import { type OpenAsk, openAsks } from './open-asks.ts'
import { createTally, type Purchase } from './purchase.ts'
import { createStop } from './stop.ts'
import { createTill } from './till.ts'

const ATTEMPTS = 5

/**
 * Buys the answers that the journal lacks and returns what became of the questions. Money is set aside before a call and settled after it;
 * questions are taken in windows of 256; equal ones are bought once. Whatever ends a purchase early, calls in flight are let finish
 * and are settled first, and the same call goes on from there.
 *
 * @throws HyperError `cap/reached` where the cap leaves no room for a call and none is in flight that could give some back;
 * `remote/refused` where the endpoint refuses every call; both with the `purchase` in their details. Whatever `cancel`, the journal or the
 * source of the questions throws. RangeError for options that do not fit together
 */
export async function buyAnswers(
  asks: AsyncIterable<Ask> | Iterable<Ask>,
  options: BuyOptions,
): Promise<Purchase> {
  const { journal, clock, hash, total } = options
  const attempts = options.attempts ?? ATTEMPTS
  checkOptions(options, attempts)
  const { progress = noProgress, stage = 'collect' } = options
  const startedAt = clock.now()
  const tally = createTally(options.boundOf !== null)
  const stop = createStop(options.cancel)
  const inHand = new Set<string>()
  const failedNow = new Set<string>()
  const counter: Counter = {
    options: { ...options, attempts },
    till: createTill(journal, clock, stop),
    tally,
    stop,
    failedNow,
    warn: (message) => progress({ type: 'warning', stage, message }),
  }
  const retryFailed = options.retryFailed ?? false
  const feed = openAsks(asks, { journal, hash, retryFailed, tally, inHand, failedNow })
  const advance = (): void =>
    progress({
      type: 'stage-advance',
      stage,
      done: tally.done(),
      unit: 'questions',
      ...(total !== undefined && { total }),
    })
  try {
    await serve(feed, counter, (ask) => {
      inHand.delete(ask.key)
      advance()
    })
  } finally {
    stop.dispose()
  }
  advance()
  const purchase = tally.purchase((clock.now() - startedAt) / 1000)
  try {
    stop.throwIfWanted()
  } catch (error) {
    throw withPurchase(error, purchase, total)
  }
  return purchase
}

/** Lets as many buyers as calls may be in flight work off the feed; returns when all have ended. */
async function serve(
  feed: AsyncGenerator<OpenAsk, void, void>,
  counter: Counter,
  onEnd: (ask: OpenAsk) => void,
): Promise<void> {
  const { stop, options } = counter
  const buyer = async (): Promise<void> => {
    try {
      while (!stop.isWanted()) {
        const next = await feed.next()
        if (next.done) return
        await buyOne(next.value, counter)
        onEnd(next.value)
      }
    } catch (error) {
      stop.because(error)
    }
  }
  await Promise.all(Array.from({ length: options.concurrency }, buyer))
  await feed.return()
}

function checkOptions({ concurrency, costOf, boundOf }: BuyOptions, attempts: number): void {
  for (const [name, value] of Object.entries({ concurrency, attempts })) {
    if (!(Number.isInteger(value) && value >= 1))
      throw new RangeError(`${name}: got ${value}, expected a whole number from 1`)
  }
  if ((costOf === null) !== (boundOf === null))
    throw new RangeError('costOf and boundOf: got one of them, expected both or none')
}

/** Tells whether an error ended a purchase that others may go on with: the cap is reached, or the endpoint refuses every call. */
export function stopsPurchase(error: unknown): boolean {
  return isHyperError(error, 'cap/reached') || isHyperError(error, 'remote/refused')
}

/** Returns an error of ours with what was bought before it, and itself as the cause; every other one as it is. */
function withPurchase(error: unknown, purchase: Purchase, total: number | undefined): unknown {
  if (!isHyperError(error)) return error
  const left = total === undefined ? null : total - (purchase.asked - purchase.open)
  const rest = left === null ? 'the rest' : `${left} questions`
  const kind = error.code as ConstructorParameters<typeof HyperError>[0]
  return new HyperError(
    kind,
    `${error.message}; ${purchase.bought} answers were bought, ${rest} left`,
    {
      ...(error.hint !== undefined && { hint: error.hint }),
      cause: error,
      details: { ...error.details, purchase, left },
    },
  )
}
