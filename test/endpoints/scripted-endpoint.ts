import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'

/** A call as it reached the server. */
export interface ScriptedCall {
  /** 0 for the first. */
  readonly index: number
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly text: string
  /** The parsed body; undefined where it is no JSON. */
  readonly json: Readonly<Record<string, unknown>> | undefined
}

/** Answers one call; whatever it does not end stays open until the server closes. */
export type ScriptedAnswer = (response: ServerResponse, call: ScriptedCall) => void | Promise<void>

/** A server on 127.0.0.1 that answers by a script. */
export interface ScriptedEndpoint {
  /** Base URL with `/v1`. */
  readonly baseUrl: string
  readonly calls: readonly ScriptedCall[]
  /** Connections accepted so far. */
  connections(): number
  close(): Promise<void>
}

/** Key and certificate in PEM of a server over TLS. */
export interface ServerIdentity {
  readonly key: string
  readonly cert: string
}

/** Starts a server on a free port. The script picks the answer of each call; a list answers in turn, its last entry from then on. */
export async function openScriptedEndpoint(
  script: ((call: ScriptedCall) => ScriptedAnswer) | readonly ScriptedAnswer[],
  options: { readonly identity?: ServerIdentity } = {},
): Promise<ScriptedEndpoint> {
  const calls: ScriptedCall[] = []
  const sockets = new Set<Socket>()
  let connections = 0
  const pick = (call: ScriptedCall): ScriptedAnswer =>
    typeof script === 'function' ? script(call) : script[Math.min(call.index, script.length - 1)]!
  const listener = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const call = await readCall(request, calls.length)
    calls.push(call)
    response.on('error', () => {})
    await pick(call)(response, call)
  }
  const server =
    options.identity === undefined
      ? createServer(listener)
      : createSecureServer({ ...options.identity }, listener)
  server.on('connection', (socket: Socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => sockets.delete(socket))
  })
  server.on('tlsClientError', () => {})
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    baseUrl: `${options.identity === undefined ? 'http' : 'https'}://127.0.0.1:${port}/v1`,
    calls,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        for (const socket of sockets) socket.destroy()
      }),
  }
}

async function readCall(request: IncomingMessage, index: number): Promise<ScriptedCall> {
  const chunks: Buffer[] = []
  // A client that hangs up in the middle of its question is no failure of the test.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) chunks.push(chunk)
  const text = Buffer.concat(chunks).toString()
  return { index, path: request.url ?? '', headers: request.headers, text, json: parse(text) }
}

function parse(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
