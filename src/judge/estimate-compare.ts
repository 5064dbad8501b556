import type { PlanRange, PurchasePlan } from './estimate.ts'

/** What a purchase really was; null where nobody knows. */
export interface RealPurchase {
  readonly calls: number | null
  readonly inputTokens: number | null
  readonly outputTokens: number | null
  readonly usd: number | null
  readonly minutes: number | null
}

/** A figure of the plan with the real one beside it. */
export interface PurchaseRow {
  readonly figure: keyof RealPurchase
  /** Null where the plan did not know. */
  readonly planned: PlanRange | null
  readonly real: number | null
  /** Where the real figure lies; null where one of both is not known. */
  readonly verdict: 'below' | 'within' | 'above' | null
}

/** Returns the real figures beside the plan, one row a figure. */
export function compareWithReal(plan: PurchasePlan, real: RealPurchase): PurchaseRow[] {
  const planned: Readonly<Record<keyof RealPurchase, PlanRange | null>> = {
    calls: { low: plan.calls, high: plan.calls },
    inputTokens: plan.inputTokens,
    outputTokens: plan.outputTokens,
    usd: plan.usd,
    minutes: plan.minutes,
  }
  return (Object.keys(planned) as (keyof RealPurchase)[]).map((figure) => ({
    figure,
    planned: planned[figure],
    real: real[figure],
    verdict: place(planned[figure], real[figure]),
  }))
}

function place(planned: PlanRange | null, real: number | null): PurchaseRow['verdict'] {
  if (planned === null || real === null || Number.isNaN(real)) return null
  if (real < planned.low) return 'below'
  return real > planned.high ? 'above' : 'within'
}
