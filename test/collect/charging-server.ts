import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { LmReply, LmRequest } from '../../src/domain/index.ts'
import { drawIndex, type Random } from '../../src/kit/index.ts'

/** A question as it reached the server, and what became of it there. */
export interface ServedCall {
  readonly name: string
  /** Process that asked. */
  readonly run: string
  /** Tokens charged; 0 for a refusal. */
  readonly tokens: number
  /** Text of the answer; null for a refusal. */
  readonly text: string | null
  /** Whether the whole answer was handed to the network. */
  sent: boolean
  /** Whether the connection is cut in place of the answer, after charging for it. */
  readonly cut: boolean
}

/** A local endpoint that keeps its own account. */
export interface ChargingServer {
  readonly port: number
  readonly calls: readonly ServedCall[]
  /** Resolves at the next call. */
  nextCall(): Promise<void>
  close(): Promise<void>
}

/** Starts an endpoint that refuses one call in ten, cuts one in forty after charging for it, and answers the others within 12 ms. */
export async function openChargingServer(random: Random): Promise<ChargingServer> {
  const calls: ServedCall[] = []
  let listeners: (() => void)[] = []
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const served = note(await readBody(request), calls, random)
    for (const told of listeners.splice(0)) told()
    await new Promise((wait) => setTimeout(wait, random.next() * 12))
    if (served.cut) return void response.destroy()
    response.writeHead(served.text === null ? 429 : 200)
    response.end(JSON.stringify(replyOf(served)))
    served.sent = served.text !== null
  }
  const server = createServer((request, response) => {
    // A client that was killed in the middle of its question has asked nothing.
    serve(request, response).catch(() => response.destroy())
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  return {
    port: (server.address() as AddressInfo).port,
    calls,
    nextCall: () => new Promise((told) => listeners.push(told)),
    close: () => {
      listeners = []
      server.closeAllConnections()
      return new Promise((closed) => server.close(() => closed()))
    },
  }
}

interface Body {
  readonly run: string
  readonly name: string
  readonly request: LmRequest
}

function note({ run, name, request }: Body, calls: ServedCall[], random: Random): ServedCall {
  const isRefused = random.next() < 0.1
  const call: ServedCall = {
    name,
    run,
    tokens: isRefused ? 0 : 1 + drawIndex(request.maxTokens, random),
    text: isRefused ? null : `${name} at call ${calls.length}`,
    sent: false,
    cut: !isRefused && random.next() < 0.025,
  }
  calls.push(call)
  return call
}

function replyOf({ text, tokens }: ServedCall): LmReply {
  return {
    text: text ?? '',
    finish: 'stop',
    tokens: null,
    usage: { inputTokens: 0, cachedInputTokens: 0, outputTokens: tokens },
    model: 'local',
  }
}

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  return JSON.parse(Buffer.concat(chunks).toString())
}
