import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countTokens } from '../../../src/backends/text-analyser/count-tokens.ts'
import { answerLimit, requestBody } from '../../../src/domain/index.ts'
import {
  BUILT_IN_PRICES,
  boundOf,
  boundTokens,
  costOf,
  findPrice,
  matchesModel,
  parsePrice,
  priceTables,
  usesO200k,
  utf8Length,
} from '../../../src/judge/index.ts'
import { anyPrice, anyRequest, madeRequest } from './made-requests.ts'

const PRICE = {
  inputPerMillion: 2,
  cachedInputPerMillion: 0.5,
  outputPerMillion: 8,
  batchDiscount: 0.5,
}

describe('costOf', () => {
  it('charges plain, cached and output tokens, less the discount of a batch', () => {
    const usage = { inputTokens: 1_000_000, cachedInputTokens: 400_000, outputTokens: 250_000 }
    expect(costOf(usage, PRICE)).toBeCloseTo(0.6 * 2 + 0.4 * 0.5 + 0.25 * 8, 12)
    expect(costOf(usage, PRICE, { batch: true })).toBeCloseTo(1.7, 12)
    expect(costOf(usage, { ...PRICE, cachedInputPerMillion: null })).toBeCloseTo(4, 12)
  })

  it('takes no more tokens from the cache than there were', () => {
    const usage = { inputTokens: 10, cachedInputTokens: 99, outputTokens: 0 }
    expect(costOf(usage, PRICE)).toBeCloseTo(10 * 0.5e-6, 15)
  })
})

describe('boundOf', () => {
  it('is never below the cost of any usage within its tokens', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true })
    fc.assert(
      fc.property(
        anyRequest,
        anyPrice,
        fc.tuple(share, share, share, fc.boolean()),
        (request, price, [input, cached, output, batch]) => {
          const most = boundTokens(request)
          const inputTokens = Math.round(input * most.inputTokens)
          const usage = {
            inputTokens,
            cachedInputTokens: Math.round(cached * inputTokens),
            outputTokens: Math.round(output * most.outputTokens),
          }
          expect(costOf(usage, price, { batch })).toBeLessThanOrEqual(
            boundOf(request, price, { batch }),
          )
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('is never below the cost at the very limit, whatever part is cached', () => {
    fc.assert(
      fc.property(anyRequest, anyPrice, fc.nat(5000), (request, price, cachedInputTokens) => {
        const usage = { ...boundTokens(request), cachedInputTokens }
        expect(costOf(usage, price)).toBeLessThanOrEqual(boundOf(request, price))
      }),
      { numRuns: 2000 },
    )
  })

  it('holds the tokens of a real tokenizer', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const tokens = request.messages.reduce((sum, { content }) => sum + countTokens(content), 0)
        const schema = request.schema ? countTokens(JSON.stringify(request.schema)) : 0
        expect(tokens + schema).toBeLessThanOrEqual(boundTokens(request).inputTokens)
      }),
      { numRuns: 500 },
    )
  })

  it('reads the largest limit wherever it stands, and multiplies by the answers asked for', () => {
    const limit = (parameters: object) =>
      answerLimit(madeRequest({ maxTokens: 100, parameters: { ...parameters } }))
    expect(limit({})).toBe(100)
    expect(limit({ max_tokens: 900 })).toBe(900)
    expect(limit({ max_completion_tokens: 700 })).toBe(700)
    expect(limit({ max_tokens: 900, max_completion_tokens: 10 })).toBe(900)
    expect(limit({ n: 3 })).toBe(300)
    expect(limit({ n: 2, best_of: 5 })).toBe(500)
    expect(limit({ max_tokens: null, max_completion_tokens: 7 })).toBe(7)
  })

  it('refuses a request whose answer has no limit', () => {
    const refused = (parameters: Record<string, never> | object) => () =>
      boundOf(madeRequest({ parameters: { ...parameters } }), PRICE)
    expect(refused({ max_tokens: null })).toThrow(/no limit/)
    expect(refused({ max_tokens: 'many' })).toThrow(/parameters\.max_tokens: got "many"/)
    expect(refused({ n: -1 })).toThrow(/parameters\.n/)
  })

  it('counts messages that the parameters put in', () => {
    const messages = [{ role: 'user', content: 'x'.repeat(5000) }]
    expect(boundTokens(madeRequest({ parameters: { messages } })).inputTokens).toBeGreaterThan(5000)
  })
})

describe('requestBody', () => {
  it('sends what was asked, and the parameters over it', () => {
    const request = madeRequest({
      temperature: 0,
      seed: 7,
      topLogprobs: 20,
      schema: { name: 'answer', schema: { type: 'object' } },
      parameters: { temperature: 1, top_k: 5, seed: null },
    })
    expect(requestBody(request)).toEqual({
      model: 'made-model',
      messages: [{ role: 'user', content: 'Which one?' }],
      max_tokens: 8,
      temperature: 1,
      logprobs: true,
      top_logprobs: 20,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'answer', strict: true, schema: { type: 'object' } },
      },
      top_k: 5,
    })
  })

  it('never sends two limits of its own and of the user at once', () => {
    const body = requestBody(madeRequest({ parameters: { max_completion_tokens: 50 } }))
    expect(body).toMatchObject({ max_completion_tokens: 50 })
    expect(body).not.toHaveProperty('max_tokens')
  })
})

describe('utf8Length', () => {
  it('equals what the platform encodes', () => {
    const encoder = new TextEncoder()
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.array(fc.nat(0xffff)), (text, units) => {
        expect(utf8Length(text)).toBe(encoder.encode(text).length)
        const wild = String.fromCharCode(...units)
        expect(utf8Length(wild)).toBe(encoder.encode(wild).length)
      }),
      { numRuns: 500 },
    )
  })
})

describe('findPrice', () => {
  const price = (inputPerMillion: number) => ({ ...PRICE, inputPerMillion })
  const entry = (model: string, input: number) => ({
    model,
    price: price(input),
    source: null,
    asOf: '2025-01',
  })

  it('takes the whole name, then the pattern with most letters, whatever the case', () => {
    const tables = [
      {
        from: 'file' as const,
        entries: [
          entry('*', 1),
          entry('big-*', 2),
          entry('big-model-*', 3),
          entry('Big-Model-x', 4),
        ],
      },
    ]
    const found = (model: string) => findPrice(model, tables)?.price.inputPerMillion
    expect(found('big-model-x')).toBe(4)
    expect(found('big-model-y')).toBe(3)
    expect(found('BIG-other')).toBe(2)
    expect(found('small')).toBe(1)
  })

  it('lets the option win over the judge, the judge over the file, the file over the built-in', () => {
    const file = { from: 'file' as const, entries: [entry('gpt-4o', 3)] }
    const from = (given: Parameters<typeof priceTables>[0]) =>
      findPrice('gpt-4o', priceTables(given))?.from
    expect(from({ option: price(1), judge: price(2), file })).toBe('option')
    expect(from({ option: null, judge: price(2), file })).toBe('judge')
    expect(from({ option: null, judge: null, file })).toBe('file')
    expect(from({ option: null, judge: null, file: null })).toBe('built-in')
  })

  it('knows no price for a model that merely looks alike', () => {
    const tables = priceTables({ option: null, judge: null, file: null })
    for (const model of ['gpt-4o-2', 'openai/gpt-4o', 'my-gpt-4o', 'local-model', '']) {
      expect(findPrice(model, tables)).toBeNull()
    }
  })

  it('marks every built-in figure with its date and the word to check it', () => {
    expect(BUILT_IN_PRICES.length).toBeGreaterThan(0)
    for (const { asOf, source, model, price } of BUILT_IN_PRICES) {
      expect(asOf).toMatch(/^\d{4}-\d{2}$/)
      expect(source).toMatch(/check your vendor's page/)
      expect(model).not.toContain('*')
      expect(price.outputPerMillion).toBeGreaterThan(price.inputPerMillion)
      expect(price.cachedInputPerMillion).toBeLessThan(price.inputPerMillion)
    }
  })

  it('matches stars as a regular expression would', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', '*'), maxLength: 8 })
    const name = fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 })
    fc.assert(
      fc.property(word, name, (pattern, model) => {
        const expected = new RegExp(`^${pattern.replaceAll('*', '.*')}$`).test(model)
        expect(matchesModel(pattern, model)).toBe(expected)
      }),
      { numRuns: 3000 },
    )
  })
})

describe('parsePrice', () => {
  it('reads IN,OUT', () => {
    expect(parsePrice('0.15, 0.6')).toEqual({
      inputPerMillion: 0.15,
      cachedInputPerMillion: null,
      outputPerMillion: 0.6,
      batchDiscount: 0,
    })
    expect(parsePrice('0,0').outputPerMillion).toBe(0)
  })

  it.each(['', '1', '1,2,3', '1,', ',1', '-1,2', 'a,b', '1;2', 'Infinity,1'])(
    'refuses %j',
    (text) => {
      expect(() => parsePrice(text)).toThrow(/expected IN,OUT/)
    },
  )
})

describe('usesO200k', () => {
  it.each([
    ['gpt-4o-mini-2024-07-18', true],
    ['openai/gpt-4.1', true],
    ['gpt-5-nano', true],
    ['o3-mini', true],
    ['gpt-4', false],
    ['gpt-4-turbo', false],
    ['gpt-3.5-turbo', false],
    ['claude-sonnet-4-20250514', false],
    ['meta-llama/Llama-3.1-8B-Instruct', false],
    ['olmo-2', false],
  ])('%s: %s', (model, expected) => expect(usesO200k(model)).toBe(expected))
})
