import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createHttpServer, type ServedModel } from '../../../src/backends/local-lm/http-server.ts'
import { ask } from './ask.ts'

let server: Server | undefined
afterEach(async () => {
  server?.closeAllConnections()
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(null)))
  server = undefined
})

async function serve(
  given: Partial<ServedModel> = {},
): Promise<{ readonly baseUrl: string; readonly model: string }> {
  server = createHttpServer({
    id: 'm',
    loadedAt: 1,
    key: null,
    answer: async () => ({
      text: 'Héllo',
      tokens: [{ token: '\uFFFD', logprob: -1, alternatives: [{ token: 'é', logprob: -1 }] }],
      finish: 'stop',
      inputTokens: 3,
      outputTokens: 2,
    }),
    ...given,
  })
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { baseUrl: `http://127.0.0.1:${port}/v1`, model: 'm' }
}

describe('createHttpServer', () => {
  it('answers as OpenAI clients read it', async () => {
    const at = await serve()
    const { status, text, finish, tokens, usage } = await ask(at, 'hi')
    expect([status, text, finish]).toEqual([200, 'Héllo', 'stop'])
    expect(usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 })
    expect(tokens).toEqual([
      {
        token: '\uFFFD',
        logprob: -1,
        bytes: null,
        top_logprobs: [{ token: 'é', logprob: -1, bytes: [0xc3, 0xa9] }],
      },
    ])
  })

  it('names its model, and knows no other', async () => {
    const at = await serve()
    const models = (await (await fetch(`${at.baseUrl}/models`)).json()) as {
      data: { id: string }[]
    }
    expect(models.data.map(({ id }) => id)).toEqual(['m'])
    const { status, error } = await ask({ ...at, model: 'gpt' }, 'hi')
    expect([status, error?.code]).toEqual([404, 'model_not_found'])
  })

  it('asks for its key on every path', async () => {
    const at = await serve({ key: 'secret' })
    expect((await fetch(`${at.baseUrl}/models`)).status).toBe(401)
    const wrong = await ask(at, 'hi', { headers: { authorization: 'Bearer Secret' } })
    expect([wrong.status, wrong.error?.code]).toEqual([401, 'invalid_api_key'])
    expect(JSON.stringify(wrong)).not.toContain('secret')
    expect((await ask(at, 'hi', { headers: { authorization: 'Bearer secret' } })).status).toBe(200)
  })

  it('answers no web page', async () => {
    const at = await serve()
    const page = await ask(at, 'hi', { headers: { origin: 'https://example.org' } })
    expect(page.status).toBe(403)
    expect(page.headers.get('access-control-allow-origin')).toBeNull()
    expect((await ask(at, 'hi', { headers: { 'content-type': 'text/plain' } })).status).toBe(415)
  })

  it('refuses what it does not serve, and bodies that are no JSON', async () => {
    const at = await serve()
    const post = (path: string, body: string): Promise<Response> =>
      fetch(`${at.baseUrl}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      })
    const refused = await Promise.all([
      post('/embeddings', '{}'),
      post('/completions', '{}'),
      fetch(`${at.baseUrl}/chat/completions`),
      post('/chat/completions', '{"model": '),
      post('/chat/completions', '{}'),
      post('/chat/completions', `"${'x'.repeat(1 << 20)}"`),
    ])
    expect(refused.map(({ status }) => status)).toEqual([404, 404, 404, 400, 400, 413])
    for (const response of refused)
      expect(((await response.json()) as { error: { message: string } }).error.message).not.toBe('')
  })

  it('aborts the answer to a caller that left', async () => {
    const seen: AbortSignal[] = []
    const at = await serve({
      answer: (_question, signal) => {
        seen.push(signal)
        return new Promise((_, reject) =>
          signal.addEventListener('abort', () => reject(signal.reason)),
        )
      },
    })
    const leave = new AbortController()
    const call = ask(at, 'hi', { signal: leave.signal })
    while (seen.length === 0) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(seen[0]!.aborted).toBe(false)
    leave.abort()
    await expect(call).rejects.toThrow()
    while (!seen[0]!.aborted) await new Promise((resolve) => setTimeout(resolve, 5))
    expect(seen).toHaveLength(1)
  })

  it('says 500 for a fault of its own and goes on', async () => {
    let calls = 0
    const at = await serve({
      answer: async () => {
        calls++
        throw new Error('out of order')
      },
    })
    expect((await ask(at, 'hi')).status).toBe(500)
    expect((await ask(at, 'hi')).error?.message).toContain('out of order')
    expect(calls).toBe(2)
  })
})
