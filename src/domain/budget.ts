import { HyperError, show } from '../kit/index.ts'

/** How much human annotation may be used; always with its unit. */
export type Budget =
  | { readonly unit: 'share'; readonly amount: number }
  | { readonly unit: 'instances'; readonly amount: number }
  | { readonly unit: 'money'; readonly amount: number; readonly currency: 'usd' }

/**
 * Reads a budget as people write it: `25%` is a share, `500` a number of instances, `usd:300` money. `1` is one instance.
 *
 * @throws HyperError `config/bad-budget`
 */
export function parseBudget(text: string | number): Budget {
  const written = String(text).trim()
  const share = /^(\d+(?:\.\d+)?)\s*%$/.exec(written)
  if (share && Number(share[1]) <= 100) return { unit: 'share', amount: Number(share[1]) / 100 }
  if (/^\d+$/.test(written)) return { unit: 'instances', amount: Number(written) }
  const money = /^usd:\s*(\d+(?:\.\d+)?)$/i.exec(written)
  if (money) return { unit: 'money', amount: Number(money[1]), currency: 'usd' }
  throw new HyperError(
    'config/bad-budget',
    `budget: got ${show(text)}, expected a share ("25%", at most 100%), a number of instances ("500") or money ("usd:300")`,
  )
}

/** Returns a budget as people write it; the inverse of `parseBudget`. */
export function formatBudget(budget: Budget): string {
  if (budget.unit === 'share') return `${Number((budget.amount * 100).toPrecision(12))}%`
  return budget.unit === 'money' ? `usd:${budget.amount}` : String(budget.amount)
}

/** What one label costs per source, in USD; null where the price is not known, which is never read as zero. */
export interface Prices {
  readonly human: number | null
  readonly lm: number | null
}

/**
 * Returns how many of `total` instances people label under the budget. Money pays for a judge label on every other
 * instance first; what remains buys people at the difference of the prices.
 *
 * @throws HyperError `config/unknown-price` for a money budget with a price missing; `config/bad-budget` where the
 * money does not even pay for the cheapest labelling
 */
export function resolveBudget(budget: Budget, total: number, prices: Prices): number {
  if (budget.unit === 'share') return Math.round(budget.amount * total)
  if (budget.unit === 'instances') return Math.min(budget.amount, total)
  const { human, lm } = prices
  if (human === null || lm === null) {
    throw new HyperError(
      'config/unknown-price',
      `budget ${formatBudget(budget)}: got no price for ${human === null ? 'human' : 'lm'} labels, expected prices.human and prices.lm in USD`,
      {
        hint: 'add "prices: {human: 0.5, lm: 0.002}" to the config, or give the budget as a share or a count',
      },
    )
  }
  if (human * total <= budget.amount) return total
  const left = budget.amount - lm * total
  if (left < -1e-9 * total) {
    throw new HyperError(
      'config/bad-budget',
      `budget ${formatBudget(budget)}: got less than ${total} judge labels cost, expected at least usd:${lm * total}`,
    )
  }
  if (human <= lm) return Math.min(total, Math.floor(budget.amount / human))
  return Math.min(total, Math.floor(left / (human - lm) + 1e-9))
}
