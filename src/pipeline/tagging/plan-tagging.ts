import type { LmMessage } from '../../domain/index.ts'
import { tagSchema } from '../../features/index.ts'
import { createEstimator, type Estimator, type PurchasePlan } from '../../judge/index.ts'
import { type AnswerShop, type InstanceSource, planAsks, plannedAsker } from '../judging/index.ts'
import { distinctWindows } from './distinct-prompts.ts'
import { type TaggerSeat, tagQuestioner } from './lm-tagger.ts'

/** What tagging would be, with one question of each tagger as it would be sent. */
export interface TaggingPlan {
  /** Its items are distinct prompts. */
  readonly plan: PurchasePlan
  readonly rows: number
  readonly prompts: number
  readonly examples: readonly {
    readonly tagger: string
    readonly prompt: string
    readonly messages: readonly LmMessage[]
  }[]
}

/**
 * Returns the plan of a purchase of tags: each distinct prompt is asked once a tagger; what the journal has answered is not bought again, and what
 * failed only where the shop says so.
 */
export async function planTagging(
  source: InstanceSource,
  seats: readonly TaggerSeat[],
  shop: AnswerShop,
): Promise<TaggingPlan> {
  const estimator = openEstimator(seats, shop)
  const askers = seats.map(({ tagger }) => ({ id: tagger.id, ask: tagQuestioner(tagger) }))
  let [rows, prompts, example]: [number, number, string | null] = [0, 0, null]
  for await (const window of distinctWindows(source)) {
    shop.cancel.throwIfAborted()
    rows += window.rows
    prompts += window.first.length
    example ??= window.first[0]?.prompt ?? null
    for (const _ of window.first) estimator.addItem()
    for (const { id, ask } of askers) {
      const asks = window.first.map(({ prompt }) => ask(prompt))
      await planAsks(id, asks, shop, estimator)
    }
  }
  const examples = seats.flatMap(({ tagger }, index) => {
    if (example === null) return []
    const { messages } = askers[index]!.ask(example).request
    return [{ tagger: tagger.id, prompt: tagger.prompt.name, messages }]
  })
  return { plan: estimator.plan(), rows, prompts, examples }
}

function openEstimator(seats: readonly TaggerSeat[], shop: AnswerShop): Estimator {
  return createEstimator(
    {
      askers: seats.map((seat) => {
        const { id, listLimit } = seat.tagger
        return plannedAsker(id, seat, { schema: tagSchema(listLimit) })
      }),
      countTokens: (text) => shop.countTokens(text),
    },
    shop.random,
  )
}
