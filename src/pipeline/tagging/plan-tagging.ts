import type { Ask } from '../../collect/index.ts'
import type { LmMessage } from '../../domain/index.ts'
import { tagSchema } from '../../features/index.ts'
import { createEstimator, type Estimator, type PurchasePlan, planCall } from '../../judge/index.ts'
import type { AnswerShop, InstanceSource } from '../judging/index.ts'
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
    const texts = window.first.map(({ prompt }) => prompt)
    for (const asker of askers) await addPrompts(texts, asker, shop, estimator)
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
      askers: seats.map(({ tagger, price, limits }) => ({
        name: tagger.id,
        ...{ price, limits },
        schema: tagSchema(tagger.listLimit),
        sameTokenizer: false,
        answerTokens: null,
        secondsPerCall: null,
      })),
      countTokens: (text) => shop.countTokens(text),
    },
    shop.random,
  )
}

async function addPrompts(
  prompts: readonly string[],
  { id, ask }: { readonly id: string; readonly ask: (prompt: string) => Ask },
  { journal, hash, retryFailed }: AnswerShop,
  estimator: Estimator,
): Promise<void> {
  if (prompts.length === 0) return
  const asks = prompts.map(ask)
  const states = await journal.states(asks.map(({ identity }) => hash(identity)))
  asks.forEach(({ request }, index) => {
    const state = states[index]!
    if (state === 'open' || (state === 'failed' && retryFailed))
      estimator.add(id, planCall(request))
    else estimator.addKnown(id, state)
  })
}
