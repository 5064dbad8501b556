import type { LmUsage, TokenPrice } from '../domain/index.ts'
import { HyperError, show } from '../kit/index.ts'

/** How requests go in: one by one, or as a batch file with its discount. */
export interface PriceOptions {
  /** Default false. */
  readonly batch?: boolean
}

/** Returns what an answer costs, USD. Tokens read from a cache cost what others cost where the price does not name them. */
export function costOf(usage: LmUsage, price: TokenPrice, options: PriceOptions = {}): number {
  const cached = Math.min(usage.cachedInputTokens, usage.inputTokens)
  const micro =
    (usage.inputTokens - cached) * price.inputPerMillion +
    cached * (price.cachedInputPerMillion ?? price.inputPerMillion) +
    usage.outputTokens * price.outputPerMillion
  return (micro / 1e6) * payShare(price, options)
}

/** Returns the share of the list price that is paid: 1, or less in a batch file. */
export function payShare(price: TokenPrice, { batch = false }: PriceOptions): number {
  return batch ? 1 - price.batchDiscount : 1
}

/**
 * Returns the price in the text `IN,OUT`, USD for a million tokens; no discount for caches or batch files.
 *
 * @throws HyperError `usage/bad-price`
 */
export function parsePrice(text: string): TokenPrice {
  const parts = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const [inputPerMillion, outputPerMillion] = parts
  if (parts.length !== 2 || !parts.every((part) => Number.isFinite(part) && part >= 0)) {
    throw new HyperError(
      'usage/bad-price',
      `price: got ${show(text)}, expected IN,OUT in USD for a million tokens, such as 0.15,0.6`,
      { hint: 'a model that costs nothing is 0,0' },
    )
  }
  return {
    inputPerMillion: inputPerMillion!,
    cachedInputPerMillion: null,
    outputPerMillion: outputPerMillion!,
    batchDiscount: 0,
  }
}
