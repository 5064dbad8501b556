import { createTally } from '../../collect/index.ts'
import { fromNanoDollars, toNanoDollars } from '../../domain/index.ts'
import { boundOf, writeBatchLine } from '../../judge/index.ts'
import type { AnswerShop } from './answer-shop.ts'
import { type BuyStep, buyJudgements } from './buy-judgements.ts'
import type { InstanceSource, JudgeSeat, Judging } from './judging.ts'
import { isWanted, withStates } from './open-questions.ts'

/** Takes one line of a batch file, without its end, for the file of a judge's model. */
export type BatchSink = (seat: JudgeSeat, line: string) => Promise<void>

/** What went into batch files. */
export interface BatchWritten {
  readonly requests: number
  /** The most that they can cost at the batch price, USD; null where a price is not known. */
  readonly boundUsd: number | null
  /** Questions for which the cap has no room now. */
  readonly leftOut: number
  /** Judge of a cascade whose answers must be read before the next one is asked; null where all was written. */
  readonly waitsFor: string | null
}

/**
 * Writes the questions that the journal lacks as lines of batch files; buys nothing. Each question is written once, also where judges share it. Under a cap only as many
 * are written as it has room for at the most that they can cost. Of a cascade the first step with open questions is written.
 *
 * @throws HyperError as `boundOf`; whatever `sink` throws
 */
export async function writeBatch(
  source: InstanceSource,
  judging: Judging,
  shop: AnswerShop,
  sink: BatchSink,
): Promise<BatchWritten> {
  const { capUsd, spentUsd, uncertainUsd, reservedUsd } = await shop.journal.totals()
  const counted = [spentUsd, uncertainUsd, reservedUsd].reduce(
    (sum, usd) => sum + toNanoDollars(usd),
    0,
  )
  const room = capUsd === null ? Number.POSITIVE_INFINITY : toNanoDollars(capUsd) - counted
  const seen = new Set<string>()
  let [requests, leftOut, bound] = [0, 0, 0]
  const buy: BuyStep = async (seat, asks) => {
    const tally = createTally(seat.price !== null)
    for await (const ask of withStates(asks(), shop)) {
      shop.cancel.throwIfAborted()
      if (!isWanted(ask, { seen, tally, retryFailed: shop.retryFailed })) continue
      const own =
        seat.price === null ? 0 : toNanoDollars(boundOf(ask.request, seat.price, { batch: true }))
      if (leftOut > 0 || bound + own > room) {
        leftOut++
        continue
      }
      await sink(seat, writeBatchLine(ask.key, ask.request))
      requests++
      bound += own
    }
    return tally.purchase(0)
  }
  const { purchases } = await buyJudgements(source, judging, shop, {
    stage: 'judge',
    totals: new Map(),
    buy,
  })
  const isPriced = judging.seats.every(({ price }) => price !== null)
  const isCut = purchases.length < judging.seats.length
  return {
    requests,
    boundUsd: isPriced ? fromNanoDollars(bound) : null,
    leftOut,
    waitsFor: isCut ? purchases.at(-1)!.judge : null,
  }
}

/** Returns a way to buy that buys nothing and counts what is open: for a cascade, so that it goes as far as its answers do. */
export function countOnly(shop: AnswerShop): BuyStep {
  return async ({ price }, asks) => {
    const tally = createTally(price !== null)
    const seen = new Set<string>()
    for await (const ask of withStates(asks(), shop))
      isWanted(ask, { seen, tally, retryFailed: false })
    return tally.purchase(0)
  }
}
