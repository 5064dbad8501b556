import { type AnswerSchema, answerLimit, type LmRequest, type TokenPrice } from '../domain/index.ts'

/** A lowest and a highest value. */
export interface PlanRange {
  readonly low: number
  readonly high: number
}

/** One call that would be made: all that the estimate knows of a question. */
export interface PlannedCall {
  /** Contents of the messages, in order. */
  readonly inputText: readonly string[]
  /** Tokens of the answer at most. */
  readonly maxTokens: number
}

/** A judge or a tagger, as the estimate sees it. */
export interface PlannedAsker {
  /** Unique in a plan. */
  readonly name: string
  /** Null where the price is not known: the plan's money is then null. */
  readonly price: TokenPrice | null
  /** Sent with each call; null for free text. */
  readonly schema: AnswerSchema | null
  /** True where the model counts tokens as the counting function of the plan does. */
  readonly sameTokenizer: boolean
  /** False where texts go in as they are, without a chat template around them. Default true. */
  readonly chat?: boolean
  /** Mean tokens of an answer where it was measured; null takes 1 token as the low and the limit of each call as the high end. */
  readonly answerTokens: PlanRange | null
  /** Seconds of a call where they were measured; null assumes them. */
  readonly secondsPerCall: PlanRange | null
  readonly limits: PlanLimits
}

/** What keeps calls back, of all keys of an asker together; null for no limit. */
export interface PlanLimits {
  readonly requestsPerMinute: number | null
  readonly tokensPerMinute: number | null
  /** Calls in flight at most. */
  readonly concurrency: number
}

/** What one asker would buy. */
export interface AskerPlan {
  readonly name: string
  /** Calls to be made. */
  readonly calls: number
  /** Questions that are answered already and not bought again. */
  readonly answered: number
  /** Questions that failed before and are not asked again. */
  readonly failed: number
  /** Calls whose tokens were counted; the others were measured in bytes. */
  readonly counted: number
  /** UTF-8 bytes of all messages. */
  readonly inputBytes: number
  readonly inputTokens: PlanRange
  readonly outputTokens: PlanRange
  /** Null where the price is not known and there is something to buy. */
  readonly usd: PlanRange | null
  /** Null in a batch file, whose vendor says when it is done. */
  readonly minutes: PlanRange | null
}

/**
 * What a purchase would be, before a call is made. Tokens: `low` and `high` cover how vendors' tokenizers differ (see `askerTokens`), what chat templates
 * add, the error of sampling at 95 %, and answers from their shortest to their limit. Money follows from them at the list price. Not covered:
 * tokens that a cache makes cheaper (below `low`), and calls that are lost and made again (above `high`; the cap holds all the same). Two equal
 * questions are counted twice and bought once.
 */
export interface PurchasePlan {
  readonly items: number
  readonly batch: boolean
  /** True where the tokens of every call were counted. */
  readonly exact: boolean
  readonly calls: number
  readonly answered: number
  readonly failed: number
  readonly counted: number
  readonly inputTokens: PlanRange
  readonly outputTokens: PlanRange
  readonly usd: PlanRange | null
  /** Low: all askers at once; high: one after another. */
  readonly minutes: PlanRange | null
  readonly askers: readonly AskerPlan[]
}

/**
 * Returns what the estimate needs of a request.
 *
 * @throws HyperError `config/no-answer-limit`
 */
export function planCall(request: LmRequest): PlannedCall {
  return {
    inputText: request.messages.map(({ content }) => content),
    maxTokens: answerLimit(request),
  }
}

/** Returns the sum of ranges, end by end. */
export function addRanges(ranges: readonly PlanRange[]): PlanRange {
  return {
    low: ranges.reduce((sum, { low }) => sum + low, 0),
    high: ranges.reduce((sum, { high }) => sum + high, 0),
  }
}
