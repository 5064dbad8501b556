import { createHash, randomUUID, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { ApiError, errorBody } from './api-error.ts'
import { chatReply } from './chat-reply.ts'
import { type ChatQuestion, parseChatRequest } from './chat-request.ts'
import type { LocalAnswer } from './local-model.ts'
import { readBody } from './read-body.ts'

/** What is served. */
export interface ServedModel {
  /** Name that requests must give. */
  readonly id: string
  /** Seconds since 1970 at which it was loaded. */
  readonly loadedAt: number
  /** Null for no key. */
  readonly key: string | null
  readonly answer: (question: ChatQuestion, signal: AbortSignal) => Promise<LocalAnswer>
}

type Handler = (
  served: ServedModel,
  request: IncomingMessage,
  signal: AbortSignal,
) => object | Promise<object>

const ROUTES: Readonly<Record<string, Handler>> = {
  'GET /v1/models': ({ id, loadedAt }) => ({
    object: 'list',
    data: [{ id, object: 'model', created: loadedAt, owned_by: 'local' }],
  }),
  'POST /v1/chat/completions': async (served, request, signal) => {
    const question = parseChatRequest(await readBody(request))
    if (question.model !== served.id)
      throw new ApiError(`model: got ${JSON.stringify(question.model)}, expected "${served.id}"`, {
        status: 404,
        code: 'model_not_found',
        param: 'model',
      })
    const answer = await served.answer(question, signal)
    const created = Math.floor(Date.now() / 1000)
    return chatReply(answer, { id: `chatcmpl-${randomUUID()}`, created, model: served.id })
  },
  'POST /v1/embeddings': () => {
    throw new ApiError('embeddings: this endpoint has none, it answers chat completions', {
      status: 404,
      code: 'not_supported',
    })
  },
}

/** Returns a server that is not listening yet. */
export function createHttpServer(served: ServedModel): Server {
  const server = createServer((request, response) => {
    void handle(served, request, response)
  })
  // Clients keep connections for the next question; one that is closed under them is a lost call.
  server.keepAliveTimeout = 60_000
  return server
}

async function handle(
  served: ServedModel,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  try {
    guard(served, request)
    const path = new URL(request.url ?? '/', 'http://local').pathname
    const route = ROUTES[`${request.method} ${path}`]
    if (route === undefined)
      throw new ApiError(`${request.method} ${path}: not served`, { status: 404 })
    send(response, 200, await route(served, request, gone.signal))
  } catch (error) {
    if (!gone.signal.aborted) sendError(request, response, error)
  }
}

// Without a key, whatever runs on this machine may ask, but no page in a browser: those name their origin.
function guard({ key }: ServedModel, { headers }: IncomingMessage): void {
  if (headers.origin !== undefined)
    throw new ApiError('origin: requests of web pages are not answered', { status: 403 })
  if (key !== null && !isEqual(headers.authorization ?? '', `Bearer ${key}`))
    throw new ApiError('authorization: expected the key of this endpoint', {
      status: 401,
      code: 'invalid_api_key',
    })
}

function isEqual(got: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(got), digest(expected))
}

function sendError(request: IncomingMessage, response: ServerResponse, error: unknown): void {
  const known =
    error instanceof ApiError
      ? error
      : new ApiError(`answer: ${(error as Error).message}`, { status: 500 })
  if (known.facts.retryAfter !== undefined)
    response.setHeader('retry-after', String(known.facts.retryAfter))
  // What is left of a body that was not read would be taken for the next request.
  if (!request.complete) response.setHeader('connection', 'close')
  send(response, known.facts.status, errorBody(known))
}

function send(response: ServerResponse, status: number, body: object): void {
  const text = Buffer.from(JSON.stringify(body))
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': text.length })
  response.end(text)
}
