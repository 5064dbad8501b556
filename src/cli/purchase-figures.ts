import type { Purchase } from '../collect/index.ts'
import { compareWithReal, type PurchasePlan, type PurchaseRow } from '../judge/index.ts'
import type { TokenTotals } from '../pipeline/index.ts'

/** Returns the real figures of purchases beside their plan; none where nothing was bought. `tokens` are those of all answers, old and new. */
export function besidePlan(
  plan: PurchasePlan,
  purchases: readonly Purchase[],
  tokens: TokenTotals,
): PurchaseRow[] {
  const calls = sumOf(purchases.map((purchase) => purchase.calls))
  if (calls === 0) return []
  return compareWithReal(plan, {
    calls,
    // Tokens are those of all answers; they are this purchase's where nothing was answered before.
    inputTokens: plan.answered === 0 ? tokens.inputTokens : null,
    outputTokens: plan.answered === 0 ? tokens.outputTokens : null,
    usd: sumOf(purchases.map(({ spentUsd }) => spentUsd)),
    minutes: sumOf(purchases.map(({ seconds }) => seconds / 60)),
  })
}

/** Returns a sum; null where one part is not known. */
export function sumOf(parts: readonly (number | null)[]): number | null {
  return parts.reduce<number | null>(
    (total, part) => (total === null || part === null ? null : total + part),
    0,
  )
}

/** Returns a line for each reason why questions of somebody failed. */
export function failureLines(who: string, { failed }: Purchase): string[] {
  return Object.entries(failed).map(
    ([reason, count]) => `${who}: ${count} questions failed: ${reason}`,
  )
}
