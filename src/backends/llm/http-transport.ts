import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type OutgoingHttpHeaders,
} from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import type { Socket } from 'node:net'
import { rootCertificates } from 'node:tls'
import type { AbortSignalLike } from '../../domain/index.ts'
import type { TimerClock } from './clock.ts'

/** How sending one call ended. */
export type HttpResult =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: IncomingHttpHeaders
      readonly body: Uint8Array
    }
  /** Nothing of the call left this machine: no connection came about. */
  | { readonly kind: 'unreached'; readonly code: string; readonly reason: string }
  /** The call went out; its answer did not come in whole. */
  | { readonly kind: 'lost'; readonly reason: string; readonly again: boolean }

/** One call. */
export interface HttpCall {
  readonly url: URL
  readonly headers: OutgoingHttpHeaders
  readonly body: Uint8Array
}

/** Sends calls over connections that are kept. Never follows a redirect, never sends twice. */
export interface HttpTransport {
  post(call: HttpCall, signal: AbortSignalLike): Promise<HttpResult>
  dispose(): void
}

/** Bounds of one call. */
export interface HttpLimits {
  readonly concurrency: number
  readonly deadlineSeconds: number
  readonly maxResponseBytes: number
}

// Idle connections are closed before most servers close them (5 s in Node): a call that meets the closing would count as lost.
const IDLE_MS = 4_000
// What an endpoint says beside a refusal is read up to here.
const MAX_REFUSAL_BYTES = 64 * 1024

/**
 * Returns a transport for one origin. A call is bounded in time from its first moment to the last byte of the answer, and in memory whatever the other side
 * sends. `ca` (PEM) is trusted beside the certificates that Node trusts.
 */
export function createHttpTransport(
  limits: HttpLimits,
  clock: TimerClock,
  options: { readonly ca?: string } = {},
): HttpTransport {
  const kept = { keepAlive: true, maxSockets: limits.concurrency, timeout: IDLE_MS }
  const ca = options.ca === undefined ? {} : { ca: [...rootCertificates, options.ca] }
  const plain = new HttpAgent(kept)
  const secure = new HttpsAgent({ ...kept, ...ca })
  const open = ({ url, headers }: HttpCall): ClientRequest =>
    url.protocol === 'https:'
      ? httpsRequest(url, { method: 'POST', headers, agent: secure })
      : httpRequest(url, { method: 'POST', headers, agent: plain })
  return {
    post: (call, signal) =>
      new Promise((resolve) => {
        const exchange = { request: open(call), sent: false, body: call.body }
        watchSending(exchange.request, call.url, () => {
          exchange.sent = true
        })
        settle(exchange, { limits, clock, signal, resolve })
      }),
    dispose: () => {
      plain.destroy()
      secure.destroy()
    },
  }
}

interface Exchange {
  readonly request: ClientRequest
  readonly body: Uint8Array
  /** True once bytes of the call may have reached the other side. */
  sent: boolean
}

// Sockets whose handshake is through: a call that gets one of them goes out at once.
const connected = new WeakSet<Socket>()

function watchSending(request: ClientRequest, url: URL, onSent: () => void): void {
  request.on('socket', (socket) => {
    if (connected.has(socket)) {
      onSent()
      return
    }
    socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
      connected.add(socket)
      onSent()
    })
  })
}

interface Ending {
  readonly limits: HttpLimits
  readonly clock: TimerClock
  readonly signal: AbortSignalLike
  readonly resolve: (result: HttpResult) => void
}

function settle(exchange: Exchange, { limits, clock, signal, resolve }: Ending): void {
  const { request } = exchange
  let response: IncomingMessage | null = null
  const chunks: Buffer[] = []
  let ended = false
  const end = (result: HttpResult): void => {
    if (ended) return
    ended = true
    stopDeadline()
    signal.removeEventListener('abort', onAbort)
    if (response === null || !response.complete) request.destroy()
    resolve(result)
  }
  const fail = (reason: string, again: boolean, code = ''): void => {
    // The status of a refusal says all, whatever becomes of its body.
    const refused = response !== null && (response.statusCode ?? 0) >= 300
    if (refused) end(answerOf(response!, chunks))
    else if (exchange.sent) end({ kind: 'lost', reason, again })
    else end({ kind: 'unreached', code, reason })
  }
  const seconds = limits.deadlineSeconds
  const stopDeadline = clock.after(seconds * 1_000, () =>
    fail(`no whole answer within ${seconds} s`, true, 'DEADLINE'),
  )
  const onAbort = (): void => fail('the call was cancelled', true, 'CANCELLED')
  signal.addEventListener('abort', onAbort, { once: true })
  request.on('error', (error: NodeJS.ErrnoException) => {
    const code = error.code ?? ''
    fail(`${describe(response)}: ${code || error.message}`, !code.startsWith('HPE_'), code)
  })
  request.on('response', (incoming) => {
    response = incoming
    const room = (incoming.statusCode ?? 0) >= 300 ? MAX_REFUSAL_BYTES : limits.maxResponseBytes
    let size = 0
    incoming.on('data', (chunk: Buffer) => {
      size += chunk.length
      if (size <= room) chunks.push(chunk)
      else fail(`got an answer of more than ${room} bytes`, false)
    })
    incoming.on('error', () => fail(`${describe(incoming)}: cut`, true))
    incoming.on('close', () => fail(`${describe(incoming)}: cut`, true))
    incoming.on('end', () => end(answerOf(incoming, chunks)))
  })
  request.end(exchange.body)
}

function describe(response: IncomingMessage | null): string {
  return response === null ? 'connection broke before an answer' : 'connection broke in the answer'
}

function answerOf(response: IncomingMessage, chunks: readonly Buffer[]): HttpResult {
  const { statusCode = 0, headers } = response
  return { kind: 'answer', status: statusCode, headers, body: Buffer.concat(chunks) }
}
