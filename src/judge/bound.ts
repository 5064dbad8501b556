import { answerLimit, type LmRequest, requestBody, type TokenPrice } from '../domain/index.ts'
import { type PriceOptions, payShare } from './price.ts'
import { utf8Length } from './token-bytes.ts'

/** Tokens that a chat template puts around each message at most. */
const MESSAGE_TOKENS = 16

/** Tokens that a chat template puts before the messages at most: model name, dates, house rules. */
const TEMPLATE_TOKENS = 256

/** Tokens by which an endpoint explains a schema or tools to its model at most, beside the schema itself. */
const SCHEMA_TOKENS = 768

/** Sums of money are rounded in other orders than this one: a hair above keeps a bound a bound. */
const ROUNDING = 1 + 2 ** -40

/** Most tokens that one call can be charged for. */
export interface TokenBound {
  readonly inputTokens: number
  readonly outputTokens: number
}

/**
 * Returns the most tokens that one call can be charged for. Input: the UTF-8 bytes of the whole body, as a byte-level tokenizer never makes more
 * tokens than bytes, and what a chat template adds. Output: the largest limit that the body names, times the answers it asks for. Not covered:
 * pictures by URL, tools and service tiers that a vendor charges for beside tokens, and an endpoint that does not keep the limit of the body.
 *
 * @throws HyperError `config/no-answer-limit`
 */
export function boundTokens(request: LmRequest): TokenBound {
  const body = requestBody(request)
  const messages = Array.isArray(body.messages) ? body.messages.length : 1
  const explained = body.response_format !== undefined || body.tools !== undefined
  return {
    inputTokens:
      utf8Length(JSON.stringify(body)) +
      TEMPLATE_TOKENS +
      MESSAGE_TOKENS * messages +
      (explained ? SCHEMA_TOKENS : 0),
    outputTokens: answerLimit(request),
  }
}

/**
 * Returns the most that one call can cost, USD: what the wallet sets aside before the call. No usage within `boundTokens` costs more.
 *
 * @throws HyperError `config/no-answer-limit`
 */
export function boundOf(request: LmRequest, price: TokenPrice, options: PriceOptions = {}): number {
  const { inputTokens, outputTokens } = boundTokens(request)
  const dearest = Math.max(price.inputPerMillion, price.cachedInputPerMillion ?? 0)
  const micro = inputTokens * dearest + outputTokens * price.outputPerMillion
  return (micro / 1e6) * payShare(price, options) * ROUNDING
}
