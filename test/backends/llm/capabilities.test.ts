import { describe, expect, it } from 'vitest'
import {
  type LmCapabilities,
  probeCapabilities,
  UNKNOWN_CAPABILITIES,
} from '../../../src/backends/index.ts'
import { adaptBody } from '../../../src/backends/llm/adapt-body.ts'
import { type LmRequest, requestBody } from '../../../src/domain/index.ts'
import { HOSTILE_REQUEST } from '../../endpoints/hostile-cases.ts'
import { complete, refuse } from '../../endpoints/scripted-answers.ts'
import type { ScriptedAnswer, ScriptedCall } from '../../endpoints/scripted-endpoint.ts'
import { withEndpoint } from './sit.ts'

const SCHEMA = { name: 'x', schema: { type: 'object' } }
const ASKED: LmRequest = { ...HOSTILE_REQUEST, topLogprobs: 20, schema: SCHEMA }
const signal = new AbortController().signal

/** Token probabilities with so many alternatives. */
const logprobs = (most: number): object => ({
  content: [
    {
      token: 'A',
      logprob: -0.1,
      top_logprobs: Array.from({ length: most }, (_, rank) => ({
        token: String.fromCharCode(65 + rank),
        logprob: -0.1 - rank,
      })),
    },
  ],
})

/** A server that refuses fields as vendors do, and answers whatever it does not refuse. */
const strict =
  (refusals: (body: Readonly<Record<string, unknown>>) => ScriptedAnswer | undefined) =>
  (call: ScriptedCall): ScriptedAnswer => {
    const body = call.json ?? {}
    const most = Number(body.top_logprobs ?? 0)
    const text = body.response_format === undefined ? 'A' : '{"letter":"A"}'
    return refusals(body) ?? complete(most > 0 ? { text, logprobs: logprobs(most) } : { text })
  }

describe('a parameter that a server refuses', () => {
  it.each([
    [
      'seed',
      (body) =>
        'seed' in body
          ? refuse(400, { message: 'Unknown name "seed": Cannot find field.' })
          : undefined,
      { seed: false },
    ],
    [
      'temperature',
      (body) =>
        'temperature' in body
          ? refuse(400, {
              message: "Unsupported value: 'temperature' does not support 0 with this model.",
              code: 'unsupported_value',
              param: 'temperature',
            })
          : undefined,
      { temperature: false },
    ],
    [
      'max_tokens',
      (body) =>
        'max_tokens' in body
          ? refuse(400, {
              message:
                "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
              code: 'unsupported_parameter',
              param: 'max_tokens',
            })
          : undefined,
      { limitField: 'max_completion_tokens' },
    ],
    [
      'response_format',
      (body) =>
        'response_format' in body
          ? refuse(400, {
              message: "'response_format' of type 'json_schema' is not supported with this model",
            })
          : undefined,
      { schema: false },
    ],
    [
      'more than five alternatives (vLLM)',
      (body) =>
        Number(body.top_logprobs) > 5
          ? refuse(400, {
              message: 'Requested sample logprobs of 20, which is greater than max allowed: 5',
            })
          : undefined,
      { topLogprobs: 5 },
    ],
    [
      'probabilities at all (403)',
      (body) =>
        'logprobs' in body
          ? refuse(403, { message: 'You are not allowed to request logprobs from this model' })
          : undefined,
      { topLogprobs: 0 },
    ],
    [
      'a forbidden extra field (422 of FastAPI)',
      (body) =>
        'seed' in body
          ? (response) => {
              response.writeHead(422, { 'content-type': 'application/json' })
              response.end(
                JSON.stringify({
                  detail: [
                    {
                      type: 'extra_forbidden',
                      loc: ['body', 'seed'],
                      msg: 'Extra inputs are not permitted',
                    },
                  ],
                }),
              )
            }
          : undefined,
      { seed: false },
    ],
  ] as [
    string,
    (body: Readonly<Record<string, unknown>>) => ScriptedAnswer | undefined,
    Partial<LmCapabilities>,
  ][])('%s: is left out from then on, with one warning', async (_, refusals, learnt) => {
    await withEndpoint(strict(refusals), {}, async ({ server, endpoint, call, warnings }) => {
      expect((await call(ASKED)).kind).toBe('reply')
      expect(endpoint.capabilities()).toEqual({ ...UNKNOWN_CAPABILITIES, ...learnt })
      const before = server.calls.length
      expect((await call(ASKED)).kind).toBe('reply')
      expect(server.calls.length).toBe(before + 1)
      expect(warnings).toHaveLength(1)
    })
  })

  it('all of them at once are found out in one call', async () => {
    const refusals = (body: Readonly<Record<string, unknown>>) => {
      const field = ['seed', 'temperature', 'response_format'].find((each) => each in body)
      if (field === undefined) return undefined
      return refuse(400, { message: `Unrecognized request argument: ${field}`, param: field })
    }
    await withEndpoint(strict(refusals), {}, async ({ server, call }) => {
      expect((await call(ASKED)).kind).toBe('reply')
      expect(server.calls).toHaveLength(4)
    })
  })

  it('is not learnt of where leaving it out does not help', async () => {
    const script = [refuse(400, { message: 'seed is not supported and neither are you' })]
    await withEndpoint(script, {}, async ({ server, endpoint, call, warnings }) => {
      expect(await call(ASKED)).toMatchObject({ kind: 'refused', status: 400, about: 'call' })
      expect(endpoint.capabilities()).toEqual(UNKNOWN_CAPABILITIES)
      expect(server.calls).toHaveLength(2)
      expect(warnings).toEqual([])
    })
  })

  it('stays where the user wrote it', async () => {
    const script = [refuse(400, { message: 'Unknown argument', param: 'seed' })]
    await withEndpoint(script, {}, async ({ server, call }) => {
      const outcome = await call({ ...ASKED, seed: null, parameters: { seed: 3 } })
      expect(outcome).toMatchObject({ kind: 'refused', again: false })
      expect(server.calls).toHaveLength(1)
    })
  })
})

describe('a body for a model that can do less', () => {
  const nothing: LmCapabilities = {
    topLogprobs: 0,
    schema: false,
    seed: false,
    temperature: false,
    limitField: 'max_completion_tokens',
  }

  it('holds nothing that the model does not take', () => {
    expect(adaptBody(requestBody(ASKED), ASKED, nothing)).toEqual({
      model: 'scripted',
      messages: ASKED.messages,
      max_completion_tokens: 4,
    })
  })

  it('is the body as it was where nothing is known, and asks for fewer alternatives where they are', () => {
    const body = requestBody(ASKED)
    expect(adaptBody(body, ASKED, UNKNOWN_CAPABILITIES)).toEqual(body)
    const five = { ...UNKNOWN_CAPABILITIES, topLogprobs: 5 }
    expect(adaptBody(body, ASKED, five)).toEqual({ ...body, top_logprobs: 5 })
  })
})

describe('a probe', () => {
  it('finds everything where everything works, in two calls', async () => {
    await withEndpoint(
      strict(() => undefined),
      {},
      async ({ endpoint }) => {
        const probe = await probeCapabilities(endpoint, 'scripted', { signal })
        expect(probe.capabilities).toEqual({
          topLogprobs: 20,
          schema: true,
          seed: true,
          temperature: true,
          limitField: 'max_tokens',
        })
        expect(probe.notes).toEqual([])
        expect(probe.calls.map(({ outcome }) => outcome.kind)).toEqual(['reply', 'reply'])
        expect(JSON.parse(JSON.stringify(probe.capabilities))).toEqual(endpoint.capabilities())
      },
    )
  })

  it.each([10, 5, 1])('finds that %i alternatives are the most', async (most) => {
    const refusals = (body: Readonly<Record<string, unknown>>) =>
      Number(body.top_logprobs) > most
        ? refuse(400, { message: `top_logprobs must be at most ${most}`, param: 'top_logprobs' })
        : undefined
    await withEndpoint(strict(refusals), {}, async ({ endpoint }) => {
      const probe = await probeCapabilities(endpoint, 'scripted', { signal })
      expect(probe.capabilities.topLogprobs).toBe(most)
      expect(probe.notes).toEqual([`token probabilities: ${most} alternatives instead of 20`])
    })
  })

  it('sees what a server ignores in silence', async () => {
    await withEndpoint([complete({ text: 'A' })], {}, async ({ endpoint, server }) => {
      const probe = await probeCapabilities(endpoint, 'scripted', { signal })
      expect(probe.capabilities).toMatchObject({ topLogprobs: 0, schema: false, seed: true })
      expect(probe.notes).toHaveLength(2)
      await endpoint.call(ASKED, signal)
      expect(server.calls.at(-1)!.json).not.toHaveProperty('logprobs')
      expect(server.calls.at(-1)!.json).not.toHaveProperty('response_format')
    })
  })

  it('stops at a refusal of all calls and knows nothing', async () => {
    const script = [refuse(401, { message: 'no' })]
    await withEndpoint(script, {}, async ({ endpoint, server }) => {
      const probe = await probeCapabilities(endpoint, 'scripted', { signal })
      expect(probe.capabilities).toEqual(UNKNOWN_CAPABILITIES)
      expect(server.calls).toHaveLength(1)
      expect(probe.calls).toHaveLength(1)
      expect(probe.notes[0]).toMatch(/^a call of the probe gave no answer: HTTP 401: no$/)
    })
  })

  it('asks through the caller, who may have to reserve money first', async () => {
    await withEndpoint(
      strict(() => undefined),
      {},
      async ({ endpoint }) => {
        const asked: LmRequest[] = []
        const probe = await probeCapabilities(endpoint, 'scripted', {
          signal,
          call: (request) => {
            asked.push(request)
            return endpoint.call(request, signal)
          },
        })
        expect(probe.calls.map(({ request }) => request)).toEqual(asked)
      },
    )
  })
})
