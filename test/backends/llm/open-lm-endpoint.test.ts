import { describe, expect, it } from 'vitest'
import { openLmEndpoint } from '../../../src/backends/index.ts'
import { createRandom } from '../../../src/kit/index.ts'
import { HOSTILE_LIMITS } from '../../endpoints/hostile-cases.ts'
import { complete, completionBody, hang, huge, refuse } from '../../endpoints/scripted-answers.ts'
import { openScriptedEndpoint, type ScriptedCall } from '../../endpoints/scripted-endpoint.ts'
import { withEndpoint } from './sit.ts'

const KEYS = ['ONE', 'TWO', 'THREE'].map((name) => ({
  name: `${name}_KEY`,
  value: `sk-${name}-0123456789abcdef`,
}))
const keyOf = (call: ScriptedCall): string =>
  /sk-([A-Z]+)-/.exec(String(call.headers.authorization))?.[1] ?? 'none'
const limited = { message: 'Rate limit reached', code: 'rate_limit_exceeded' }

describe('an endpoint', () => {
  it('sends the body of the question and reads text, probabilities and usage', async () => {
    const logprobs = {
      content: [
        {
          token: 'A',
          logprob: -0.1,
          top_logprobs: [
            { token: 'A', logprob: -0.1 },
            { token: 'B', logprob: -2.4 },
          ],
        },
      ],
    }
    const script = [complete({ text: 'A', logprobs, usage: { prompt: 40, completion: 1 } })]
    await withEndpoint(script, {}, async ({ server, call }) => {
      expect(await call({ parameters: { top_p: 0.5 } })).toEqual({
        kind: 'reply',
        reply: {
          text: 'A',
          finish: 'stop',
          tokens: [
            {
              token: 'A',
              logprob: -0.1,
              alternatives: [
                { token: 'A', logprob: -0.1 },
                { token: 'B', logprob: -2.4 },
              ],
            },
          ],
          usage: { inputTokens: 40, cachedInputTokens: 0, outputTokens: 1 },
          model: 'scripted',
        },
      })
      const [sent] = server.calls
      expect(sent!.path).toBe('/v1/chat/completions')
      expect(sent!.headers.authorization).toBeUndefined()
      expect(sent!.json).toMatchObject({
        model: 'scripted',
        max_tokens: 4,
        temperature: 0,
        seed: 7,
        logprobs: true,
        top_logprobs: 5,
        top_p: 0.5,
      })
    })
  })

  it('keeps its connections, no more than calls in flight', async () => {
    await withEndpoint([complete()], {}, async ({ server, call }) => {
      await Promise.all(Array.from({ length: 60 }, () => call()))
      expect(server.calls).toHaveLength(60)
      expect(server.connections()).toBeLessThanOrEqual(HOSTILE_LIMITS.concurrency)
    })
  })

  it('keeps a query of the base URL, further headers, and a header of its own for the key', async () => {
    const server = await openScriptedEndpoint([complete()])
    const endpoint = openLmEndpoint({
      baseUrl: `${server.baseUrl}/?api-version=2`,
      model: 'm',
      keys: [{ name: 'AZURE_KEY', value: 'secret-of-azure' }],
      keyHeader: 'api-key',
      headers: { 'X-Team': 'judges' },
      warn: () => {},
      random: createRandom(1),
    })
    const signal = new AbortController().signal
    const { HOSTILE_REQUEST } = await import('../../endpoints/hostile-cases.ts')
    expect((await endpoint.call(HOSTILE_REQUEST, signal)).kind).toBe('reply')
    await endpoint.dispose()
    await server.close()
    const [sent] = server.calls
    expect(sent!.path).toBe('/v1/chat/completions?api-version=2')
    expect(sent!.headers).toMatchObject({ 'api-key': 'secret-of-azure', 'x-team': 'judges' })
    expect(sent!.headers.authorization).toBeUndefined()
  })

  it('stops reading an answer that is too large', async () => {
    let written = 0
    const pour = huge(100 * 1024 * 1024)
    const script = [
      (...[response, call]: Parameters<typeof pour>) => {
        response.on('close', () => {
          written = response.socket?.bytesWritten ?? written
        })
        const { socket } = response
        socket?.on('close', () => {
          written = socket.bytesWritten
        })
        return pour(response, call)
      },
    ]
    await withEndpoint(script, {}, async ({ call }) => {
      expect(await call()).toMatchObject({ kind: 'lost', again: false })
      await new Promise((done) => setTimeout(done, 50))
    })
    // The limit of 1 MiB and what buffers of the system hold on the way.
    expect(written).toBeGreaterThan(0)
    expect(written).toBeLessThan(24 * 1024 * 1024)
  })

  it('refuses what cannot be reached, and stops all calls where it never answered', async () => {
    const server = await openScriptedEndpoint([complete()])
    await server.close()
    await withEndpoint([complete()], { baseUrl: server.baseUrl }, async ({ call }) => {
      expect(await call()).toMatchObject({
        kind: 'refused',
        status: null,
        about: 'all',
        again: false,
        reason: expect.stringMatching(/^cannot reach 127\.0\.0\.1:\d+: nothing listens there/),
      })
    })
  })

  it('lets a call be tried again where the server answered a moment ago', async () => {
    await withEndpoint([complete()], {}, async ({ call, server }) => {
      expect((await call()).kind).toBe('reply')
      await server.close()
      // The kept connection is seen to be closed first.
      await new Promise((done) => setTimeout(done, 50))
      expect(await call()).toMatchObject({ kind: 'refused', about: 'call', again: true })
    })
  })

  it('refuses an address or key that cannot be right, without printing the key', () => {
    const open = (change: object) => () =>
      openLmEndpoint({
        baseUrl: 'https://example.org/v1',
        model: 'm',
        keys: [],
        warn: () => {},
        random: createRandom(1),
        ...change,
      })
    const code = expect.objectContaining({ code: 'config/bad-endpoint' })
    expect(open({ baseUrl: 'example.org' })).toThrow(code)
    expect(open({ baseUrl: 'ftp://example.org' })).toThrow(code)
    expect(open({ baseUrl: 'https://me:secret@example.org/v1' })).toThrow(
      expect.objectContaining({ message: expect.not.stringContaining('secret') }),
    )
    expect(open({ limits: { concurrency: 0 } })).toThrow(code)
    expect(open({ limits: { requestsPerMinute: 0.5 } })).toThrow(code)
    expect(open({ keys: [{ name: 'MY_KEY', value: 'sk canary\n' }] })).toThrow(
      expect.objectContaining({
        message:
          'key MY_KEY: got a value with spaces or other characters, expected visible ASCII characters without spaces',
      }),
    )
  })

  it('warns where a key would travel in the clear, and not to this machine', () => {
    const warnings: string[] = []
    const options = {
      model: 'm',
      keys: KEYS,
      warn: (message: string) => void warnings.push(message),
      random: createRandom(1),
    }
    openLmEndpoint({ ...options, baseUrl: 'http://127.0.0.1:1/v1' })
    openLmEndpoint({ ...options, baseUrl: 'https://example.org/v1' })
    expect(warnings).toEqual([])
    openLmEndpoint({ ...options, baseUrl: 'http://example.org/v1' })
    expect(warnings).toHaveLength(1)
  })
})

describe('several keys', () => {
  it('share the calls', async () => {
    // Answers only when all four are there.
    const waiting: (() => void)[] = []
    const script = () => (response: Parameters<typeof hang>[0]) => {
      waiting.push(() => {
        response.writeHead(200, { 'content-type': 'application/json' })
        response.end(completionBody())
      })
      if (waiting.length === 3) for (const answerNow of waiting) answerNow()
    }
    await withEndpoint(script, { keys: KEYS }, async ({ server, call }) => {
      await Promise.all([call(), call(), call()])
      expect(server.calls.map(keyOf).sort()).toEqual(['ONE', 'THREE', 'TWO'])
    })
  })

  it('take over from a refused key within the same call, with one warning that names it', async () => {
    const script = (call: ScriptedCall) =>
      keyOf(call) === 'ONE'
        ? refuse(401, { message: `Incorrect API key ${call.headers.authorization}` })
        : complete()
    await withEndpoint(script, { keys: KEYS }, async ({ server, call, warnings }) => {
      expect((await call()).kind).toBe('reply')
      expect((await call()).kind).toBe('reply')
      expect(server.calls.map(keyOf)).toEqual(['ONE', 'TWO', 'TWO'])
      expect(warnings).toHaveLength(1)
      expect(warnings[0]).toMatch(/^the key in ONE_KEY is not used any more: HTTP 401: Incorrect/)
      expect(warnings[0]).not.toContain('0123456789')
    })
  })

  it('stop all calls when the last one is refused', async () => {
    const script = [refuse(402, { message: 'Insufficient credits' })]
    await withEndpoint(script, { keys: KEYS }, async ({ server, call, warnings }) => {
      expect(await call()).toMatchObject({ kind: 'refused', status: 402, about: 'all' })
      expect(server.calls.map(keyOf)).toEqual(['ONE', 'TWO', 'THREE'])
      expect(warnings).toHaveLength(3)
      expect(await call()).toMatchObject({ kind: 'refused', status: null, about: 'all' })
      expect(server.calls).toHaveLength(3)
    })
  })

  it('leave out one that has to wait, be it for a day', async () => {
    const script = (call: ScriptedCall) =>
      keyOf(call) === 'ONE' ? refuse(429, limited, { 'retry-after': 86_400 }) : complete()
    const keys = KEYS.slice(0, 2)
    await withEndpoint(script, { keys }, async ({ server, call }) => {
      expect(await call()).toMatchObject({ kind: 'refused', about: 'call', again: true, waitMs: 0 })
      expect((await call()).kind).toBe('reply')
      expect((await call()).kind).toBe('reply')
      expect(server.calls.map(keyOf)).toEqual(['ONE', 'TWO', 'TWO'])
    })
  })
})

describe('waiting', () => {
  it('holds back the next call for as long as the server asked', async () => {
    const arrivals: number[] = []
    const script = (call: ScriptedCall) => {
      arrivals.push(performance.now())
      return call.index === 0 ? refuse(429, limited, { 'retry-after-ms': 120 }) : complete()
    }
    await withEndpoint(script, {}, async ({ call }) => {
      expect(await call()).toMatchObject({ kind: 'refused', waitMs: 120 })
      expect((await call()).kind).toBe('reply')
      expect(arrivals[1]! - arrivals[0]!).toBeGreaterThanOrEqual(119)
    })
  })

  it('holds back a call that the headers of an answer leave no room for', async () => {
    const headers = { 'x-ratelimit-remaining-requests': 0, 'x-ratelimit-reset-requests': '150ms' }
    const arrivals: number[] = []
    const script = () => {
      arrivals.push(performance.now())
      return complete({}, headers)
    }
    await withEndpoint(script, {}, async ({ call }) => {
      await call()
      await call()
      expect(arrivals[1]! - arrivals[0]!).toBeGreaterThanOrEqual(149)
    })
  })

  it('ends at once when it is cancelled, and nothing is sent', async () => {
    const script = [refuse(429, limited, { 'retry-after': 4 }), complete()]
    await withEndpoint(script, {}, async ({ server, call }) => {
      await call()
      const stop = new AbortController()
      const waiting = call({}, stop.signal)
      setTimeout(() => stop.abort(new Error('enough')), 10)
      await expect(waiting).rejects.toThrow('enough')
      await expect(call({}, stop.signal)).rejects.toThrow('enough')
      expect(server.calls).toHaveLength(1)
    })
  })

  it('makes a call that is cancelled in flight a lost one', async () => {
    await withEndpoint([hang], {}, async ({ server, call }) => {
      const stop = new AbortController()
      const flying = call({}, stop.signal)
      while (server.calls.length === 0) await new Promise((done) => setTimeout(done, 5))
      stop.abort()
      expect(await flying).toMatchObject({ kind: 'lost', reason: 'the call was cancelled' })
    })
  })

  it('says no to a call that is larger than the limit of a minute', async () => {
    const limits = { ...HOSTILE_LIMITS, tokensPerMinute: 20 }
    await withEndpoint([complete()], { limits }, async ({ server, call }) => {
      expect(await call()).toMatchObject({ kind: 'refused', about: 'call', again: false })
      expect(server.calls).toHaveLength(0)
    })
  })
})
