import type { EndpointLimits } from '../../src/backends/index.ts'
import type { CallOutcome, LmRequest } from '../../src/domain/index.ts'
import {
  answer,
  complete,
  completionBody,
  cutBefore,
  cutInside,
  drip,
  echo,
  hang,
  huge,
  rawBytes,
  refuse,
} from './scripted-answers.ts'
import type { ScriptedAnswer } from './scripted-endpoint.ts'

/** A key that must turn up nowhere. */
export const CANARY_KEY = 'sk-canary-7f3a9c51e2b84d06a1b2'
/** The variable that it is said to come from. */
export const CANARY_NAME = 'CANARY_API_KEY'
/** A text of a pair that must turn up in no reason. */
export const CANARY_TEXT = 'Private answer of a person: seventeen violet herons crossed the estuary'

/** The question that the cases are asked. */
export const HOSTILE_REQUEST: LmRequest = {
  model: 'scripted',
  messages: [{ role: 'user', content: `Which is better, A or B?\n${CANARY_TEXT}` }],
  maxTokens: 4,
  temperature: 0,
  seed: 7,
  topLogprobs: 5,
  schema: null,
  parameters: {},
}

/** The limits that the cases are met under. */
export const HOSTILE_LIMITS: Pick<
  EndpointLimits,
  'concurrency' | 'deadlineSeconds' | 'maxResponseBytes' | 'longestWaitSeconds'
> = {
  concurrency: 4,
  deadlineSeconds: 0.4,
  maxResponseBytes: 1024 * 1024,
  longestWaitSeconds: 5,
}

/** One way in which an endpoint behaves badly, and what a single call must make of it. */
export interface HostileCase {
  readonly name: string
  /** Answers in turn, the last one from then on. */
  readonly answers: readonly ScriptedAnswer[]
  /** Fields that the outcome of the first call must have. */
  readonly outcome: Partial<CallOutcome>
  /** What its reason or text must hold. */
  readonly says: RegExp
  /** Calls that reach the server for the first call of the endpoint; 1 unless told. */
  readonly sent?: number
}

const refused = (
  status: number,
  about: 'call' | 'all',
  again: boolean,
  waitMs: number | null = null,
): Partial<CallOutcome> => ({ kind: 'refused', status, about, again, waitMs })
const lost = (again: boolean): Partial<CallOutcome> => ({ kind: 'lost', again })
const reply: Partial<CallOutcome> = { kind: 'reply' }

const limit = { message: 'Rate limit reached', code: 'rate_limit_exceeded' }
const httpOne = (body: string): string =>
  `HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n${body}`

/** Every case by itself: a fresh server, one call. */
export const HOSTILE_CASES: readonly HostileCase[] = [
  {
    name: '429 without headers',
    answers: [refuse(429, limit)],
    outcome: refused(429, 'call', true),
    says: /HTTP 429: Rate limit reached/,
  },
  {
    name: '429 with Retry-After in seconds',
    answers: [refuse(429, limit, { 'retry-after': 2 })],
    outcome: refused(429, 'call', true, 2_000),
    says: /429/,
  },
  {
    name: '429 with Retry-After as a date',
    answers: [
      refuse(429, limit, {
        date: 'Fri, 01 May 2026 10:00:00 GMT',
        'retry-after': 'Fri, 01 May 2026 10:00:03 GMT',
      }),
    ],
    outcome: refused(429, 'call', true, 3_000),
    says: /429/,
  },
  {
    name: '429 with retry-after-ms',
    answers: [refuse(429, limit, { 'retry-after-ms': 50, 'retry-after': 1 })],
    outcome: refused(429, 'call', true, 50),
    says: /429/,
  },
  {
    name: '429 for a day',
    answers: [refuse(429, limit, { 'retry-after': 86_400 })],
    outcome: refused(429, 'all', false, 86_400_000),
    says: /429/,
  },
  {
    name: '429 with a used-up quota',
    answers: [refuse(429, { message: 'You exceeded your quota', code: 'insufficient_quota' })],
    outcome: refused(429, 'all', false),
    says: /quota/,
  },
  {
    name: '401',
    answers: [refuse(401, { message: `Incorrect API key provided: ${CANARY_KEY}` })],
    outcome: refused(401, 'all', false),
    says: /Incorrect API key provided: \[CANARY_API_KEY\]/,
  },
  {
    name: '403',
    answers: [answer(403, 'forbidden', { 'content-type': 'text/plain' })],
    outcome: refused(403, 'all', false),
    says: /HTTP 403: forbidden/,
  },
  {
    name: '403 of a filter',
    answers: [refuse(403, { message: 'Your input was flagged by moderation' })],
    outcome: refused(403, 'call', false),
    says: /flagged/,
  },
  {
    name: '402',
    answers: [refuse(402, { message: 'Insufficient credits' })],
    outcome: refused(402, 'all', false),
    says: /credits/,
  },
  {
    name: '404 for the model',
    answers: [refuse(404, { message: 'The model does not exist', code: 'model_not_found' })],
    outcome: refused(404, 'all', false),
    says: /does not exist/,
  },
  {
    name: '400 for a context that is too long',
    answers: [
      refuse(400, {
        message: "This model's maximum context length is 4096 tokens, max_tokens is too large",
        code: 'context_length_exceeded',
        param: 'messages',
      }),
    ],
    outcome: refused(400, 'call', false),
    says: /maximum context length/,
  },
  {
    name: '413 in HTML',
    answers: [answer(413, '<html><h1>Too large</h1></html>', { 'content-type': 'text/html' })],
    outcome: refused(413, 'call', false),
    says: /HTTP 413: Too large/,
  },
  {
    name: '422 of FastAPI that repeats the question',
    answers: [
      (response, call) => {
        response.writeHead(422, { 'content-type': 'application/json' })
        response.end(JSON.stringify({ detail: [{ loc: ['body', 'messages'], input: call.json }] }))
      },
    ],
    outcome: refused(422, 'call', false),
    says: /HTTP 422/,
  },
  {
    name: '400 that repeats everything',
    answers: [echo(400)],
    outcome: refused(400, 'call', false),
    says: /HTTP 400: got Bearer \[/,
  },
  {
    name: '401 that repeats everything',
    answers: [echo(401)],
    outcome: refused(401, 'all', false),
    says: /HTTP 401/,
  },
  {
    name: '500 that repeats everything',
    answers: [echo(500)],
    outcome: refused(500, 'call', true),
    says: /HTTP 500/,
  },
  {
    name: '500 without a body',
    answers: [answer(500, '')],
    outcome: refused(500, 'call', true),
    says: /HTTP 500: without a word/,
  },
  {
    name: '502 of a gateway',
    answers: [answer(502, '<h1>Bad Gateway</h1>', { 'content-type': 'text/html' })],
    outcome: refused(502, 'call', true),
    says: /Bad Gateway/,
  },
  {
    name: '503 with Retry-After',
    answers: [answer(503, 'busy', { 'retry-after': 1 })],
    outcome: refused(503, 'call', true, 1_000),
    says: /busy/,
  },
  {
    name: '504 of a gateway whose model may have answered',
    answers: [answer(504, 'timeout')],
    outcome: lost(true),
    says: /HTTP 504: timeout/,
  },
  {
    name: '500 that is cut in its body',
    answers: [
      (response) => {
        response.writeHead(500, { 'content-length': 500 })
        response.write('half of', () => response.socket?.destroy())
      },
    ],
    outcome: refused(500, 'call', true),
    says: /HTTP 500: half of/,
  },
  {
    name: 'a parameter that the model does not take',
    answers: [
      refuse(400, {
        message: "Unsupported parameter: 'seed' is not supported with this model.",
        code: 'unsupported_parameter',
        param: 'seed',
      }),
      complete({ text: 'B' }),
    ],
    outcome: reply,
    says: /^B$/,
    sent: 2,
  },
  { name: 'hang', answers: [hang], outcome: lost(true), says: /no whole answer within 0.4 s/ },
  {
    name: 'cut before the answer',
    answers: [cutBefore],
    outcome: lost(true),
    says: /broke before/,
  },
  { name: 'cut inside the answer', answers: [cutInside], outcome: lost(true), says: /broke in/ },
  { name: 'slow drip', answers: [drip(20)], outcome: lost(true), says: /no whole answer/ },
  {
    name: 'a web page with 200',
    answers: [answer(200, '<html>Please log in</html>', { 'content-type': 'text/html' })],
    outcome: lost(false),
    says: /got text\/html, expected JSON/,
  },
  {
    name: 'a completion that claims to be text',
    answers: [complete({ text: 'A' }, { 'content-type': 'text/plain' })],
    outcome: reply,
    says: /^A$/,
  },
  {
    name: 'a stream of events',
    answers: [answer(200, 'data: {"choices":[]}\n\n', { 'content-type': 'text/event-stream' })],
    outcome: lost(false),
    says: /text\/event-stream/,
  },
  {
    name: 'JSON that stops in the middle',
    answers: [answer(200, completionBody().slice(0, 60))],
    outcome: lost(true),
    says: /stops in the middle/,
  },
  {
    name: 'JSON of something else',
    answers: [answer(200, '{"hello":"world"}')],
    outcome: lost(false),
    says: /without choices/,
  },
  {
    name: 'an error with 200',
    answers: [answer(200, '{"error":{"message":"the provider failed","code":502}}')],
    outcome: lost(true),
    says: /the provider failed/,
  },
  {
    name: '100 MB of JSON',
    answers: [huge(100 * 1024 * 1024)],
    outcome: lost(false),
    says: /more than 1048576 bytes/,
  },
  {
    name: 'no choice',
    answers: [complete({ choices: 0 })],
    outcome: lost(false),
    says: /0 choices/,
  },
  {
    name: 'two choices',
    answers: [complete({ choices: 2 })],
    outcome: lost(false),
    says: /2 choices/,
  },
  {
    name: 'missing probabilities and usage',
    answers: [complete({ text: 'A', usage: null })],
    outcome: { kind: 'reply', reply: { tokens: null, usage: null } } as Partial<CallOutcome>,
    says: /^A$/,
  },
  {
    name: 'an answer in another language',
    answers: [complete({ text: '答案是 B — ответ Б' })],
    outcome: reply,
    says: /^答案是 B — ответ Б$/,
  },
  {
    name: 'null as text',
    answers: [complete({ text: null })],
    outcome: { kind: 'reply', reply: { text: '' } } as Partial<CallOutcome>,
    says: /^$/,
  },
  {
    name: 'an empty body',
    answers: [answer(200, '')],
    outcome: lost(true),
    says: /empty answer/,
  },
  { name: '204', answers: [answer(204, '')], outcome: lost(true), says: /empty answer/ },
  {
    name: 'broken UTF-8',
    answers: [answer(200, brokenUtf8())],
    outcome: reply,
    says: /^A\ufffd$/,
  },
  {
    name: 'HTTP/1.0 that ends by closing',
    answers: [rawBytes(httpOne(completionBody({ text: 'B' })))],
    outcome: reply,
    says: /^B$/,
  },
  {
    name: 'HTTP/1.0 that closes in the middle',
    answers: [rawBytes(httpOne(completionBody().slice(0, 50)))],
    outcome: lost(true),
    says: /stops in the middle/,
  },
  {
    name: 'bytes that are no HTTP',
    answers: [rawBytes('SSH-2.0-OpenSSH_9.2\r\n')],
    outcome: lost(false),
    says: /broke/,
  },
  {
    name: 'a redirect to another host',
    answers: [answer(307, '', { location: `https://elsewhere.invalid/v1?key=${CANARY_KEY}` })],
    outcome: refused(307, 'all', false),
    says: /redirects to https:\/\/elsewhere\.invalid, which is never followed/,
  },
  {
    name: 'a redirect within the host',
    answers: [answer(301, '', { location: '/v2/chat/completions' })],
    outcome: refused(301, 'all', false),
    says: /redirects/,
  },
]

function brokenUtf8(): Uint8Array {
  const bytes = Buffer.from(completionBody({ text: 'A#' }))
  bytes[bytes.indexOf('#')] = 0xff
  return bytes
}
