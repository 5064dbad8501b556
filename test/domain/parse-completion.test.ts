import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  isCompletionProblem,
  type LmReply,
  parseCompletion,
  parseLogprobs,
  parseUsage,
} from '../../src/domain/index.ts'

function completion(message: object, more: object = {}, top: object = {}): object {
  return { model: 'm', choices: [{ index: 0, message, finish_reason: 'stop', ...more }], ...top }
}

function reply(body: unknown): LmReply {
  const parsed = parseCompletion(body)
  if (isCompletionProblem(parsed)) throw new Error(parsed.problem)
  return parsed
}

describe('parseCompletion', () => {
  it('reads the text wherever an endpoint puts it', () => {
    expect(reply(completion({ content: 'A' })).text).toBe('A')
    const parts = [{ type: 'text', text: 'A' }, 'B', { type: 'reasoning', text: 'hm' }, null]
    expect(reply(completion({ content: parts })).text).toBe('AB')
    expect(reply(completion({ content: [{ type: 'output_text', text: 'C' }] })).text).toBe('C')
    const call = [{ type: 'function', function: { name: 'answer', arguments: '{"x":1}' } }]
    expect(reply(completion({ content: null, tool_calls: call })).text).toBe('{"x":1}')
    expect(reply(completion({ content: 'A', tool_calls: call })).text).toBe('A')
    expect(reply(completion({ content: null })).text).toBe('')
    expect(reply(completion({})).text).toBe('')
  })

  it('takes a refusal for a filter, with its text', () => {
    const refused = { text: 'I cannot.', finish: 'filter' }
    expect(reply(completion({ content: null, refusal: 'I cannot.' }))).toMatchObject(refused)
    const part = [{ type: 'refusal', refusal: 'I cannot.' }]
    expect(reply(completion({ content: part }))).toMatchObject(refused)
    expect(reply(completion({ content: 'A', refusal: null })).finish).toBe('stop')
  })

  it.each([
    ['stop', 'stop'],
    ['tool_calls', 'stop'],
    ['length', 'length'],
    ['MAX_TOKENS', 'length'],
    ['content_filter', 'filter'],
    ['something', 'other'],
    ['constructor', 'other'],
    [null, 'other'],
  ])('reads the finish %j as %s', (given, finish) => {
    expect(reply(completion({ content: 'A' }, { finish_reason: given })).finish).toBe(finish)
  })

  it('names the problem where there is not exactly one choice with a message', () => {
    const choice = { message: { content: 'A' }, finish_reason: 'stop' }
    expect(parseCompletion({ choices: [choice, choice] })).toEqual({
      problem: 'got 2 choices, expected 1',
    })
    expect(parseCompletion({ choices: [] })).toEqual({ problem: 'got 0 choices, expected 1' })
    expect(parseCompletion({ choices: [{ text: 'A' }] })).toEqual({
      problem: 'got a choice without a message',
    })
    expect(parseCompletion({ id: 1 })).toEqual({ problem: 'got an object without choices' })
    expect(parseCompletion({ error: { message: 'no\nroom' } })).toEqual({
      problem: 'the endpoint said: no room',
    })
    for (const body of [null, undefined, 'A', 3, [choice]]) {
      expect(parseCompletion(body)).toHaveProperty('problem')
    }
  })

  it('never throws, whatever it is given', () => {
    const wild = fc.object({
      key: fc.constantFrom(
        ...['choices', 'message', 'content', 'usage', 'logprobs', 'top_logprobs', 'token'],
        ...['tool_calls', 'function', 'arguments', 'refusal', 'error', 'tokens', 'token_logprobs'],
      ),
      maxDepth: 5,
      values: [fc.string(), fc.integer(), fc.constant(null), fc.boolean()],
    })
    fc.assert(
      fc.property(wild, wild, (top, choice) => {
        for (const body of [
          top,
          { ...top, choices: [choice] },
          { choices: [{ message: choice, ...choice }] },
        ]) {
          const parsed = parseCompletion(body)
          if (!isCompletionProblem(parsed)) expect(typeof parsed.text).toBe('string')
        }
      }),
      { numRuns: 1000 },
    )
  })
})

describe('parseUsage', () => {
  it('reads tokens and those from the cache, under the names of several vendors', () => {
    expect(
      parseUsage({
        prompt_tokens: 100,
        completion_tokens: 7,
        total_tokens: 107,
        prompt_tokens_details: { cached_tokens: 64 },
      }),
    ).toEqual({ inputTokens: 100, cachedInputTokens: 64, outputTokens: 7 })
    expect(parseUsage({ input_tokens: 5, output_tokens: 2 })).toEqual({
      inputTokens: 5,
      cachedInputTokens: 0,
      outputTokens: 2,
    })
    const hit = { prompt_tokens: 5, completion_tokens: 2, prompt_cache_hit_tokens: 4 }
    expect(parseUsage(hit)?.cachedInputTokens).toBe(4)
  })

  it('counts reasoning that stands in the total alone', () => {
    const usage = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 312 }
    expect(parseUsage(usage)?.outputTokens).toBe(302)
  })

  it('is unknown rather than wrong', () => {
    for (const usage of [
      null,
      undefined,
      {},
      { prompt_tokens: 5 },
      { completion_tokens: 5 },
      { prompt_tokens: -1, completion_tokens: 1 },
      { prompt_tokens: 1.5, completion_tokens: 1 },
      { prompt_tokens: '5', completion_tokens: 1 },
      { prompt_tokens: 9, total_tokens: 5 },
    ]) {
      expect(parseUsage(usage)).toBeNull()
    }
  })
})

describe('parseLogprobs', () => {
  it('reads the shape of OpenAI and vLLM, most probable alternative first', () => {
    const top_logprobs = [
      { token: 'B', logprob: -1.2, bytes: [66] },
      { token: 'A', logprob: -0.4 },
      { token: 'C', logprob: null },
    ]
    const content = [{ token: 'A', logprob: -0.4, bytes: [65], top_logprobs }]
    expect(parseLogprobs({ content, refusal: null })).toEqual([
      {
        token: 'A',
        logprob: -0.4,
        alternatives: [
          { token: 'A', logprob: -0.4 },
          { token: 'B', logprob: -1.2 },
        ],
      },
    ])
  })

  it('reads probabilities as llama.cpp writes them after sampling', () => {
    const content = [
      {
        id: 3,
        token: 'A',
        prob: 0.5,
        top_probs: [
          { token: 'B', prob: 0.25 },
          { token: 'C', prob: 0 },
        ],
      },
    ]
    expect(parseLogprobs({ content })).toEqual([
      {
        token: 'A',
        logprob: Math.log(0.5),
        alternatives: [{ token: 'B', logprob: Math.log(0.25) }],
      },
    ])
  })

  it('reads the older form in columns', () => {
    const older = {
      tokens: ['A', '.'],
      token_logprobs: [-0.1, null],
      top_logprobs: [{ A: -0.1, B: -3 }],
    }
    expect(parseLogprobs(older)).toEqual([
      {
        token: 'A',
        logprob: -0.1,
        alternatives: [
          { token: 'A', logprob: -0.1 },
          { token: 'B', logprob: -3 },
        ],
      },
      { token: '.', logprob: -9999, alternatives: [] },
    ])
  })

  it('keeps the place of a token without a number, and no probability above 1', () => {
    const content = [
      { token: 'x', logprob: null },
      { token: 'A', logprob: 1e-9 },
    ]
    expect(parseLogprobs({ content })?.map(({ logprob }) => logprob)).toEqual([-9999, 0])
  })

  it('is null where there is none', () => {
    for (const given of [null, undefined, {}, { content: null }, { content: [] }, 'x']) {
      expect(parseLogprobs(given)).toBeNull()
    }
  })
})
