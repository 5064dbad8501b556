import { createHash } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Price of the stub, nano-dollars a token. */
export const STUB_PRICE = { input: 150, output: 600 } as const

/** What the stub has done. */
export interface StubCounts {
  readonly calls: number
  /** Calls with a body that came before. */
  readonly repeated: number
  /** Money charged, nano-dollars. */
  readonly chargedNano: number
}

/** A model that answers at once and knows nothing. */
export interface StubEndpoint {
  readonly url: string
  counts(): StubCounts
  stop(): Promise<void>
}

/**
 * Starts an OpenAI-compatible endpoint on this machine: one letter after `delayMs`, with token probabilities and usage. Equal questions get
 * equal answers.
 */
export async function startStubEndpoint(delayMs: number): Promise<StubEndpoint> {
  const seen = new Set<string>()
  const counts = { calls: 0, repeated: 0, chargedNano: 0 }
  const answer = (body: Buffer, response: ServerResponse): void => {
    const digest = createHash('sha1').update(body).digest()
    const id = digest.toString('base64', 0, 12)
    counts.calls++
    if (seen.has(id)) counts.repeated++
    seen.add(id)
    const inputTokens = Math.ceil(body.length / 4)
    counts.chargedNano += inputTokens * STUB_PRICE.input + STUB_PRICE.output
    const text = completion(digest.readUInt16BE(12) / 65536, inputTokens)
    response.writeHead(200, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
    })
    response.end(text)
  }
  const server = createServer((request: IncomingMessage, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => setTimeout(() => answer(Buffer.concat(parts), response), delayMs))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    counts: () => ({ ...counts }),
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function completion(share: number, inputTokens: number): string {
  const probability = 0.02 + 0.96 * share
  const [token, other] = probability < 0.5 ? ['B', 'A'] : ['A', 'B']
  const logprob = Math.log(Math.max(probability, 1 - probability))
  const alternatives = [
    { token, logprob },
    { token: other, logprob: Math.log(Math.min(probability, 1 - probability)) },
  ]
  return JSON.stringify({
    id: 'stub',
    object: 'chat.completion',
    model: 'stub',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: token },
        finish_reason: 'stop',
        logprobs: { content: [{ token, logprob, top_logprobs: alternatives }] },
      },
    ],
    usage: { prompt_tokens: inputTokens, completion_tokens: 1, total_tokens: inputTokens + 1 },
  })
}
