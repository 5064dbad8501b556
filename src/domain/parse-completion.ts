import type { LmReply, LmUsage } from './language-model.ts'
import { parseLogprobs } from './parse-logprobs.ts'

/** Why the body of an answer is none that can be used; one line. */
export interface CompletionProblem {
  readonly problem: string
}

type Fields = Readonly<Record<string, unknown>>

/**
 * Returns the reply in the body of a chat completion (parsed JSON), or what is wrong with it. Reads the fields it needs and ignores others:
 * text as a string or a list of parts, the only tool call's arguments where there is no text, token probabilities in the shapes of OpenAI, vLLM
 * and llama.cpp. A refusal is a reply with its text and the finish `filter`. Exactly one choice is expected.
 */
export function parseCompletion(body: unknown): LmReply | CompletionProblem {
  const fields = asFields(body)
  if (fields === null) return { problem: `got ${kindOf(body)}, expected an object with choices` }
  if (!Array.isArray(fields.choices)) return { problem: explainNoChoices(fields) }
  if (fields.choices.length !== 1) {
    return { problem: `got ${fields.choices.length} choices, expected 1` }
  }
  const choice = asFields(fields.choices[0])
  const message = asFields(choice?.message)
  if (choice === null || message === null) return { problem: 'got a choice without a message' }
  return {
    ...readMessage(message, choice.finish_reason),
    tokens: parseLogprobs(choice.logprobs),
    usage: parseUsage(fields.usage),
    model: typeof fields.model === 'string' && fields.model !== '' ? fields.model : null,
  }
}

/** Tells whether parsing found a problem instead of a reply. */
export function isCompletionProblem(
  parsed: LmReply | CompletionProblem,
): parsed is CompletionProblem {
  return 'problem' in parsed
}

/**
 * Returns the tokens that an answer says it was charged for; null where it does not say, or says what cannot be. Reasoning that an endpoint
 * counts in the total alone is counted as output.
 */
export function parseUsage(usage: unknown): LmUsage | null {
  const fields = asFields(usage)
  if (fields === null) return null
  const input = asCount(fields.prompt_tokens) ?? asCount(fields.input_tokens)
  if (input === null) return null
  const named = asCount(fields.completion_tokens) ?? asCount(fields.output_tokens)
  const total = asCount(fields.total_tokens)
  if (named === null && (total === null || total < input)) return null
  const details = asFields(fields.prompt_tokens_details) ?? asFields(fields.input_tokens_details)
  const cached = asCount(details?.cached_tokens) ?? asCount(fields.prompt_cache_hit_tokens) ?? 0
  return {
    inputTokens: input,
    cachedInputTokens: Math.min(cached, input),
    outputTokens: Math.max(named ?? 0, (total ?? 0) - input),
  }
}

/** Returns what stands behind `error` in an answer, as one line of at most 200 characters; null where there is none. */
export function errorText(body: unknown): string | null {
  const fields = asFields(body)
  const error = fields?.error
  const text = typeof error === 'string' ? error : asFields(error)?.message
  if (typeof text === 'string') return oneLine(text)
  return error === undefined || error === null ? null : oneLine(JSON.stringify(error))
}

function readMessage(message: Fields, finish: unknown): Pick<LmReply, 'text' | 'finish'> {
  const text = readContent(message.content)
  if (text !== null && text !== '') return { text, finish: readFinish(finish) }
  const refusal = readRefusal(message)
  if (refusal !== null) return { text: refusal, finish: 'filter' }
  return { text: readToolCall(message) ?? '', finish: readFinish(finish) }
}

function readContent(content: unknown): string | null {
  if (typeof content === 'string') return content
  if (!Array.isArray(content)) return null
  return content
    .map((part) => (typeof part === 'string' ? part : readPart(asFields(part))))
    .join('')
}

// Parts of other types (reasoning, images) are no text of the answer.
function readPart(part: Fields | null): string {
  if (part === null || (part.type !== undefined && !/text$/.test(String(part.type)))) return ''
  return typeof part.text === 'string' ? part.text : ''
}

function readRefusal(message: Fields): string | null {
  if (typeof message.refusal === 'string' && message.refusal !== '') return message.refusal
  if (!Array.isArray(message.content)) return null
  const refusal = message.content.map((part) => asFields(part)?.refusal)
  const text = refusal.filter((part) => typeof part === 'string').join('')
  return text === '' ? null : text
}

function readToolCall(message: Fields): string | null {
  if (!Array.isArray(message.tool_calls) || message.tool_calls.length !== 1) return null
  const given = asFields(asFields(message.tool_calls[0])?.function)?.arguments
  if (typeof given === 'string') return given
  return given === undefined || given === null ? null : JSON.stringify(given)
}

const FINISHES: Readonly<Record<string, LmReply['finish']>> = {
  stop: 'stop',
  eos: 'stop',
  end_turn: 'stop',
  stop_sequence: 'stop',
  tool_calls: 'stop',
  function_call: 'stop',
  tool_use: 'stop',
  length: 'length',
  max_tokens: 'length',
  content_filter: 'filter',
  refusal: 'filter',
  safety: 'filter',
}

function readFinish(reason: unknown): LmReply['finish'] {
  const word = String(reason).toLowerCase()
  return Object.hasOwn(FINISHES, word) ? FINISHES[word]! : 'other'
}

function explainNoChoices(fields: Fields): string {
  const said = errorText(fields)
  return said === null ? 'got an object without choices' : `the endpoint said: ${said}`
}

function asFields(value: unknown): Fields | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Fields)
    : null
}

function asCount(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim()
  return line.length > 200 ? `${line.slice(0, 197)}...` : line
}
