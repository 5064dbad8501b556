import { normalQuantile } from '../stats/index.ts'
import type { PlannedAsker, PlanRange } from './estimate.ts'
import { utf8Length } from './token-bytes.ts'

/** What an asker's calls add up to. */
export interface CallTotals {
  readonly calls: number
  readonly messages: number
  /** UTF-8 bytes of all messages. */
  readonly bytes: number
  /** Sum of the limits of the answers. */
  readonly answerLimit: number
}

/** One call of a sample. */
interface CountedCall {
  readonly bytes: number
  readonly tokens: number
  /** Bytes of characters beyond the first of each. */
  readonly foreign: number
}

const Z = normalQuantile(0.975)

/** Tokens of a chat template: for a message, and once for a call. */
const TEMPLATE = { low: { message: 3, call: 3 }, high: { message: 8, call: 64 } } as const

/** Tokens that an encoder puts around each text: a start and an end at most. */
const BARE = { low: { message: 0, call: 0 }, high: { message: 2, call: 0 } } as const

/** How far other vendors' tokenizers are from the one that counts. */
const OTHER_TOKENIZER: PlanRange = { low: 0.9, high: 1.3 }

/**
 * Returns the input tokens of an asker's calls. `low` is 0.9 of the count, `high` 1.3 of it and a further token for each byte of a character beyond its
 * first, which a vocabulary without that script may need; both are the count itself where the tokenizer is the same. Old vocabularies of 50,000
 * entries and fewer may pass `high` on indented code and on languages other than English. A template is 3 to 8 tokens a message and 3 to
 * 64 a call, none to 2 a text where there is none; a schema is counted at the high end only, since not every endpoint charges it. Calls outside the sample
 * are taken at the sample's tokens a byte (ratio estimate, Cochran, Sampling Techniques, chapter 6) with its 95 % interval.
 */
export function askerTokens(
  asker: PlannedAsker,
  totals: CallTotals,
  {
    sample,
    countTokens,
  }: {
    readonly sample: readonly (readonly string[])[]
    readonly countTokens: (text: string) => number
  },
): PlanRange {
  if (totals.calls === 0) return { low: 0, high: 0 }
  const count = rememberLast(countTokens)
  const calls = sample.map((texts) => countCall(texts, count))
  const factor = asker.sameTokenizer ? { low: 1, high: 1 } : OTHER_TOKENIZER
  const foreign = asker.sameTokenizer ? 0 : 1
  const low = extrapolate(calls, (call) => factor.low * call.tokens, totals)
  const high = extrapolate(
    calls,
    (call) => factor.high * call.tokens + foreign * call.foreign,
    totals,
  )
  const schema = asker.schema === null ? 0 : countTokens(JSON.stringify(asker.schema))
  return {
    low: Math.floor(Math.max(0, low.value - low.margin) + templateTokens(asker, totals, 'low')),
    high: Math.ceil(
      high.value +
        high.margin +
        templateTokens(asker, totals, 'high') +
        totals.calls * schema * factor.high,
    ),
  }
}

/** Returns the output tokens of an asker's calls: what was measured, or one token to the limit of each call. */
export function askerAnswerTokens({ answerTokens }: PlannedAsker, totals: CallTotals): PlanRange {
  if (answerTokens === null) return { low: totals.calls, high: totals.answerLimit }
  return {
    low: Math.floor(Math.min(answerTokens.low * totals.calls, totals.answerLimit)),
    high: Math.ceil(Math.min(answerTokens.high * totals.calls, totals.answerLimit)),
  }
}

function templateTokens(
  { chat = true }: PlannedAsker,
  { calls, messages }: CallTotals,
  end: 'low' | 'high',
): number {
  const { message, call } = (chat ? TEMPLATE : BARE)[end]
  return message * messages + call * calls
}

function countCall(
  texts: readonly string[],
  count: (text: string, place: number) => number,
): CountedCall {
  let bytes = 0
  let tokens = 0
  let foreign = 0
  for (const [place, text] of texts.entries()) {
    const size = utf8Length(text)
    bytes += size
    tokens += count(text, place)
    foreign += size - text.length
  }
  return { bytes, tokens, foreign }
}

// The system message is the same in every call: it is counted once.
function rememberLast(
  countTokens: (text: string) => number,
): (text: string, place: number) => number {
  const last: { text: string; tokens: number }[] = []
  return (text, place) => {
    if (last[place]?.text !== text) last[place] = { text, tokens: countTokens(text) }
    return last[place].tokens
  }
}

function extrapolate(
  calls: readonly CountedCall[],
  measure: (call: CountedCall) => number,
  totals: CallTotals,
): { readonly value: number; readonly margin: number } {
  const count = calls.length
  const bytes = calls.reduce((sum, call) => sum + call.bytes, 0)
  const values = calls.reduce((sum, call) => sum + measure(call), 0)
  if (count === totals.calls) return { value: values, margin: 0 }
  if (bytes === 0) return { value: 0, margin: totals.bytes }
  const ratio = values / bytes
  const squares = calls.reduce((sum, call) => sum + (measure(call) - ratio * call.bytes) ** 2, 0)
  // One call says nothing of the spread: then a token for every byte is the only margin there is.
  if (count < 2) return { value: ratio * totals.bytes, margin: totals.bytes }
  const spread = Math.sqrt(squares / (count - 1))
  const missing = Math.sqrt(1 - count / totals.calls)
  const error = (missing * spread * totals.bytes) / ((bytes / count) * Math.sqrt(count))
  return { value: ratio * totals.bytes, margin: Z * error }
}
