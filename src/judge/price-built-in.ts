import type { TokenPrice } from '../domain/index.ts'
import type { PriceEntry } from './price-entry.ts'

/** When the figures below were known; prices change, so check your vendor's page. */
const AS_OF = '2025-08'

const OPENAI = "https://openai.com/api/pricing (check your vendor's page)"
const ANTHROPIC = "https://www.anthropic.com/pricing (check your vendor's page)"

/**
 * List prices of a few well-known models at their own vendors, as of August 2025. They are a convenience and no promise: check your vendor's page,
 * and write your own price where a gateway or a contract has another. Only whole names are listed: a name that merely looks alike has no price.
 */
export const BUILT_IN_PRICES: readonly PriceEntry[] = [
  ...entries(['gpt-4o-mini', 'gpt-4o-mini-2024-07-18'], usd(0.15, 0.075, 0.6), OPENAI),
  ...entries(['gpt-4o', 'gpt-4o-2024-08-06', 'gpt-4o-2024-11-20'], usd(2.5, 1.25, 10), OPENAI),
  ...entries(['gpt-4.1', 'gpt-4.1-2025-04-14'], usd(2, 0.5, 8), OPENAI),
  ...entries(['gpt-4.1-mini', 'gpt-4.1-mini-2025-04-14'], usd(0.4, 0.1, 1.6), OPENAI),
  ...entries(['gpt-4.1-nano', 'gpt-4.1-nano-2025-04-14'], usd(0.1, 0.025, 0.4), OPENAI),
  ...entries(['gpt-5', 'gpt-5-2025-08-07'], usd(1.25, 0.125, 10), OPENAI),
  ...entries(['gpt-5-mini', 'gpt-5-mini-2025-08-07'], usd(0.25, 0.025, 2), OPENAI),
  ...entries(['gpt-5-nano', 'gpt-5-nano-2025-08-07'], usd(0.05, 0.005, 0.4), OPENAI),
  ...entries(['claude-3-haiku-20240307'], usd(0.25, 0.03, 1.25), ANTHROPIC),
  ...entries(['claude-3-5-haiku-20241022'], usd(0.8, 0.08, 4), ANTHROPIC),
  ...entries(['claude-3-5-sonnet-20241022'], usd(3, 0.3, 15), ANTHROPIC),
  ...entries(['claude-sonnet-4-20250514'], usd(3, 0.3, 15), ANTHROPIC),
]

function entries(models: readonly string[], price: TokenPrice, source: string): PriceEntry[] {
  return models.map((model) => ({ model, price, source, asOf: AS_OF }))
}

function usd(input: number, cachedInput: number, output: number): TokenPrice {
  return {
    inputPerMillion: input,
    cachedInputPerMillion: cachedInput,
    outputPerMillion: output,
    batchDiscount: 0.5,
  }
}
