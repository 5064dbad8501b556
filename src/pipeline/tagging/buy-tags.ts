import type { Ask, Purchase } from '../../collect/index.ts'
import { type AnswerShop, buyFrom, type InstanceSource } from '../judging/index.ts'
import { distinctWindows } from './distinct-prompts.ts'
import { type TaggerSeat, tagQuestioner } from './lm-tagger.ts'

/** What a tagger was asked. */
export interface TagPurchase {
  readonly tagger: string
  readonly purchase: Purchase
}

/** Buys what the journal lacks of the answers of all taggers, tagger after tagger, each distinct prompt once. @throws HyperError as `buyAnswers` */
export async function buyTags(
  source: InstanceSource,
  seats: readonly TaggerSeat[],
  shop: AnswerShop,
  { stage, total }: { readonly stage: string; readonly total: number },
): Promise<TagPurchase[]> {
  const purchases: TagPurchase[] = []
  for (const seat of seats) {
    const purchase = await buyFrom(seat, asksOf(source, seat), shop, { stage, total })
    purchases.push({ tagger: seat.tagger.id, purchase })
  }
  return purchases
}

async function* asksOf(
  source: InstanceSource,
  { tagger }: TaggerSeat,
): AsyncGenerator<Ask, void, undefined> {
  const ask = tagQuestioner(tagger)
  for await (const { first } of distinctWindows(source))
    for (const { prompt } of first) yield ask(prompt)
}
