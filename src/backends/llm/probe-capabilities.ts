import type { AbortSignalLike, CallOutcome, LmReply, LmRequest } from '../../domain/index.ts'
import { type LmCapabilities, LOGPROB_STEPS } from './lm-capabilities.ts'
import type { HttpLmEndpoint } from './open-lm-endpoint.ts'

/** A call of a probe, so that its cost can be settled. */
export interface ProbeCall {
  readonly request: LmRequest
  readonly outcome: CallOutcome
}

/** What a probe found. */
export interface CapabilityProbe {
  readonly capabilities: LmCapabilities
  readonly calls: readonly ProbeCall[]
  /** One sentence for each thing the model does not do, with what happens instead, and for each that could not be found out. */
  readonly notes: readonly string[]
}

/** How a probe is made. */
export interface ProbeOptions {
  readonly signal: AbortSignalLike
  /** Makes one call, for callers that reserve its money first; the endpoint itself unless told. */
  readonly call?: (request: LmRequest) => Promise<CallOutcome>
}

const QUESTION = 'Which of the letters A and B comes first in the alphabet? Answer with the letter.'

/** Returns the questions of a probe of a model: one for token probabilities, one for a JSON schema. */
export function probeRequests(model: string): { letter: LmRequest; schema: LmRequest } {
  const letter: LmRequest = {
    model,
    messages: [{ role: 'user', content: QUESTION }],
    maxTokens: 16,
    temperature: 0,
    seed: 1,
    topLogprobs: LOGPROB_STEPS[0]!,
    schema: null,
    parameters: {},
  }
  return {
    letter,
    schema: { ...letter, maxTokens: 48, topLogprobs: 0, schema: LETTER_SCHEMA },
  }
}

const LETTER_SCHEMA = {
  name: 'letter',
  schema: {
    type: 'object',
    properties: { letter: { type: 'string', enum: ['A', 'B'] } },
    required: ['letter'],
    additionalProperties: false,
  },
}

/**
 * Tries a model with two tiny calls and returns what it can do; the endpoint goes by it from then on. A parameter that the server refuses is found out by the
 * endpoint itself; one that it ignores in silence shows in the answer: no probabilities, fewer alternatives than asked for, a text that is no JSON although
 * a schema was given (the question does not speak of JSON). That a seed is kept cannot be seen in two calls: only that it is taken.
 */
export async function probeCapabilities(
  endpoint: HttpLmEndpoint,
  model: string,
  options: ProbeOptions,
): Promise<CapabilityProbe> {
  const { call = (request: LmRequest) => endpoint.call(request, options.signal) } = options
  const requests = probeRequests(model)
  const letter = await call(requests.letter)
  const calls: ProbeCall[] = [{ request: requests.letter, outcome: letter }]
  if (letter.kind === 'reply') endpoint.adopt(readLetter(letter.reply, endpoint.capabilities()))
  if (letter.kind !== 'refused' || letter.about === 'call') {
    const schema = await call(requests.schema)
    calls.push({ request: requests.schema, outcome: schema })
    if (schema.kind === 'reply') endpoint.adopt(readSchema(schema.reply, endpoint.capabilities()))
  }
  const capabilities = endpoint.capabilities()
  return { capabilities, calls, notes: noteAll(capabilities, calls) }
}

/** What was sent and not refused is taken. */
function readLetter(reply: LmReply, known: LmCapabilities): LmCapabilities {
  const most = Math.max(0, ...(reply.tokens ?? []).map((token) => token.alternatives.length))
  // No token at all (an empty answer) tells nothing of probabilities.
  const unclear = reply.tokens?.length === 0 || (reply.tokens === null && reply.text === '')
  return {
    ...known,
    topLogprobs: unclear ? known.topLogprobs : Math.min(most, known.topLogprobs ?? most),
    seed: known.seed ?? true,
    temperature: known.temperature ?? true,
    limitField: known.limitField ?? 'max_tokens',
  }
}

function readSchema(reply: LmReply, known: LmCapabilities): LmCapabilities {
  if (known.schema === false || reply.finish === 'length' || reply.text === '') return known
  return { ...known, schema: fitsLetterSchema(reply.text) }
}

function fitsLetterSchema(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return value !== null && typeof value === 'object' && 'letter' in value
  } catch {
    return false
  }
}

function noteAll(known: LmCapabilities, calls: readonly ProbeCall[]): string[] {
  const failures = calls.flatMap(({ outcome }) =>
    outcome.kind === 'reply' ? [] : [`a call of the probe gave no answer: ${outcome.reason}`],
  )
  return [...failures, ...noteLogprobs(known.topLogprobs), ...noteOthers(known)]
}

function noteLogprobs(most: number | null): string[] {
  if (most === null) return ['token probabilities: not known, asked for all the same']
  if (most === 0) return ['token probabilities: none, verdicts are read from the text alone']
  const wanted = LOGPROB_STEPS[0]!
  return most < wanted ? [`token probabilities: ${most} alternatives instead of ${wanted}`] : []
}

function noteOthers(known: LmCapabilities): string[] {
  const notes: string[] = []
  if (known.schema === null) notes.push('JSON schema: not known, sent all the same')
  if (known.schema === false) notes.push('JSON schema: not kept, answers are parsed as free text')
  if (known.seed === false) notes.push('seed: not taken, equal questions may differ in answer')
  if (known.temperature === false) notes.push("temperature: not taken, the model's own is used")
  if (known.limitField === 'max_completion_tokens') {
    notes.push('limit of the answer: sent as max_completion_tokens')
  }
  return notes
}
