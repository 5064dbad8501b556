import {
  type CallOutcome,
  chargeOf,
  emptyAnswer,
  errorText,
  isCompletionProblem,
  type PaidAnswer,
  type Place,
  parseCompletion,
  type TokenPrice,
} from '../domain/index.ts'
import { show } from '../kit/index.ts'
import { costOf } from './price.ts'

/** How the request of one line ended. */
export interface BatchResult {
  readonly place: Place
  /** Content key of the question. */
  readonly key: string
  readonly outcome: CallOutcome
}

/** A line that belongs to no question. */
export interface BatchProblem {
  readonly place: Place
  /** `FILE:LINE WHAT: got X, expected Y`. */
  readonly problem: string
}

type Fields = Readonly<Record<string, unknown>>

/**
 * Returns how the request of one line of a result file ended (or of an error file: both have one format). An error that came with the line is
 * `refused`; an answer that cannot be used, or is missing without a word, is `lost`, since it may have been charged.
 */
export function readBatchLine(line: string, place: Place): BatchResult | BatchProblem {
  const fields = asFields(parseJson(line))
  if (fields === null) return problem(place, 'line: got no JSON object, expected a batch result')
  const key = fields.custom_id
  if (typeof key !== 'string' || key === '') {
    return problem(place, `custom_id: got ${show(key)}, expected the key of a question`)
  }
  return { place, key, outcome: readOutcome(fields) }
}

/**
 * Returns a reader that also names lines of questions that nobody asked and second answers to one question. An answer after an error of the
 * same question is no second one. `isAsked` tells whether a key belongs to the questions at hand.
 */
export function createBatchReader(
  isAsked: (key: string) => boolean,
): (line: string, place: Place) => BatchResult | BatchProblem {
  const answered = new Set<string>()
  return (line, place) => {
    const result = readBatchLine(line, place)
    if ('problem' in result) return result
    const { key, outcome } = result
    if (!isAsked(key)) {
      return problem(place, `custom_id: got ${show(key)}, expected the key of an asked question`)
    }
    if (answered.has(key)) {
      return problem(place, `custom_id: got ${show(key)} again, expected one answer to a question`)
    }
    if (outcome.kind === 'reply') answered.add(key)
    return result
  }
}

/**
 * Returns the answer that a batch result is worth, for the journal; null where the question stays open, to be asked again. `boundUsd` is the most
 * that the request can have cost: it stands for the cost where the result does not say what was charged.
 */
export function paidBatchAnswer(
  { key, outcome }: BatchResult,
  price: TokenPrice | null,
  { boundUsd }: { readonly boundUsd: number | null },
): PaidAnswer | null {
  if (outcome.kind !== 'reply') {
    if (outcome.again) return null
    return { ...emptyAnswer(key, Number.NaN, 1), failure: outcome.reason }
  }
  const { reply } = outcome
  const cost = chargeOf(
    reply.usage,
    boundUsd,
    price === null ? null : (usage) => costOf(usage, price, { batch: true }),
  )
  return { ...emptyAnswer(key, Number.NaN, 1), reply, ...cost }
}

function readOutcome(fields: Fields): CallOutcome {
  const response = asFields(fields.response)
  const body = response?.body ?? null
  const status = typeof response?.status_code === 'number' ? response.status_code : null
  const failed = (status !== null && status >= 400) || hasError(fields) || hasError(asFields(body))
  if (failed) return refuse(status, errorText(fields) ?? errorText(body))
  if (body === null) return { kind: 'lost', reason: 'got a result without a body', again: true }
  const parsed = parseCompletion(body)
  if (isCompletionProblem(parsed)) return { kind: 'lost', reason: parsed.problem, again: false }
  return { kind: 'reply', reply: parsed }
}

// A batch that ran out of time or was stopped names no status: its requests were never run.
function refuse(status: number | null, said: string | null): CallOutcome {
  const failing = status !== null && status >= 400 ? status : null
  return {
    kind: 'refused',
    status: failing,
    reason: said ?? `status ${failing}`,
    again: failing === null || failing === 408 || failing === 429 || failing >= 500,
    waitMs: null,
    about: 'call',
  }
}

function hasError(fields: Fields | null): boolean {
  return fields !== null && fields.error !== undefined && fields.error !== null
}

function problem({ file, line }: Place, what: string): BatchProblem {
  return { place: { file, line }, problem: `${file}:${line} ${what}` }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line) as unknown
  } catch {
    return null
  }
}

function asFields(value: unknown): Fields | null {
  return value !== null && typeof value === 'object' && !Array.isArray(value)
    ? (value as Fields)
    : null
}
