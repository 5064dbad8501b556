import type { Ask } from '../../collect/index.ts'
import { isToAsk } from '../../domain/index.ts'
import {
  type Estimator,
  type PlannedAsker,
  type PurchasePlan,
  planCall,
} from '../../judge/index.ts'
import type { AnswerShop, AnswerSource } from './answer-shop.ts'

/** Returns who is asked as an estimate sees it; nothing of its answers was measured. */
export function plannedAsker(
  name: string,
  { price, limits }: Pick<AnswerSource, 'price' | 'limits'>,
  more: Partial<PlannedAsker> = {},
): PlannedAsker {
  return {
    ...{ name, price, limits, schema: null, sameTokenizer: false },
    ...{ answerTokens: null, secondsPerCall: null, ...more },
  }
}

/** Adds questions to an estimate: those that are to be asked as calls, others as known. */
export async function planAsks(
  name: string,
  asks: readonly Ask[],
  shop: Pick<AnswerShop, 'journal' | 'hash' | 'retryFailed'>,
  estimator: Estimator,
): Promise<void> {
  if (asks.length === 0) return
  const states = await shop.journal.states(asks.map(({ identity }) => shop.hash(identity)))
  asks.forEach(({ request }, index) => {
    const state = states[index]!
    if (isToAsk(state, shop.retryFailed)) estimator.add(name, planCall(request))
    else estimator.addKnown(name, state as 'answered' | 'failed')
  })
}

/** Returns how many questions each one who is asked has in a plan, answered ones included. */
export function askerTotals({ askers }: Pick<PurchasePlan, 'askers'>): ReadonlyMap<string, number> {
  return new Map(
    askers.map(({ name, calls, answered, failed }) => [name, calls + answered + failed]),
  )
}
