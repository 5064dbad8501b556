import type { WorkContext } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import {
  type AnswerShop,
  type AnswerSource,
  buyFrom,
  type EndpointEncoder,
} from '../pipeline/index.ts'
import { embeddingAsks, planEmbeddings } from './embedding-asks.ts'

/** Where vectors are bought, and for whom. */
export interface BuyEmbeddings {
  readonly source: AnswerSource
  readonly shop: AnswerShop
  readonly wanted: EndpointEncoder
  readonly context: WorkContext
}

/**
 * Says what calls would cost, lets the user agree, and buys them; afterwards every text has its vector.
 *
 * @throws HyperError `remote/no-embedding` where calls failed, `usage/not-confirmed`, and as `buyAnswers`
 */
export async function buyEmbeddings(
  calls: readonly (readonly string[])[],
  { source, shop, wanted, context }: BuyEmbeddings,
): Promise<void> {
  const { model, baseUrl, dimension } = wanted
  const { id } = source.endpoint
  const stage = context.stage ?? 'encode'
  const { asks, again } = await embeddingAsks(calls, {
    ...{ model, shop, facts: { model, baseUrl, dimension } },
  })
  if (again > 0) {
    const message = `${again} calls to ${id} were paid for before, but their vectors are not in the cache any more: they are bought again`
    shop.progress({ type: 'warning', stage, message })
  }
  await shop.approve(planEmbeddings(calls, source, shop))
  const purchase = await buyFrom(
    source,
    asks,
    {
      ...shop,
      progress: (event) =>
        shop.progress(event.type === 'stage-advance' ? { ...event, unit: 'calls' } : event),
    },
    { stage, total: asks.length },
  )
  const count = calls.reduce((sum, texts) => sum + texts.length, 0)
  const { seconds, spentUsd: costUsd, failures, failed } = purchase
  context.spend?.({ what: `embeddings of ${id}`, count, seconds, costUsd })
  if (failures > 0)
    throw noEmbedding(id, `${failures} of ${calls.length} calls failed`, Object.keys(failed))
}

function noEmbedding(id: string, got: string, reasons: readonly string[]): HyperError {
  return new HyperError(
    'remote/no-embedding',
    `embeddings of ${id}: got no vectors, for ${got} (${reasons.slice(0, 3).join('; ')}), expected one for each text`,
    {
      hint: 'run again: what was bought is kept, and what failed is tried again; texts that are too long for the model want a smaller limits.windowCharacters',
      details: { reasons },
    },
  )
}
