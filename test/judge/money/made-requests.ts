import fc from 'fast-check'
import type { LmRequest, TokenPrice } from '../../../src/domain/index.ts'

/** A request with everything left out, and what a test changes of it. */
export function madeRequest(changes: Partial<LmRequest> = {}): LmRequest {
  return {
    model: 'made-model',
    messages: [{ role: 'user', content: 'Which one?' }],
    maxTokens: 8,
    temperature: null,
    seed: null,
    topLogprobs: 0,
    schema: null,
    parameters: {},
    ...changes,
  }
}

const text = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
)

/** Any request, limits in the parameters included. */
export const anyRequest: fc.Arbitrary<LmRequest> = fc.record({
  model: fc.string({ minLength: 1, maxLength: 20 }),
  messages: fc.array(
    fc.record({
      role: fc.constantFrom('system' as const, 'user' as const, 'assistant' as const),
      content: text,
    }),
    { maxLength: 4 },
  ),
  maxTokens: fc.integer({ min: 1, max: 5000 }),
  temperature: fc.constantFrom(null, 0, 0.7),
  seed: fc.constantFrom(null, 0, 42),
  topLogprobs: fc.integer({ min: 0, max: 20 }),
  schema: fc.constantFrom(null, { name: 'answer', schema: { type: 'object' } }),
  parameters: fc.constantFrom<LmRequest['parameters'][]>(
    {},
    { max_tokens: 9000 },
    { max_completion_tokens: 7000 },
    { max_completion_tokens: 3, max_tokens: 700 },
    { n: 3 },
    { n: 2, best_of: 5 },
    { max_new_tokens: 6000, reasoning_effort: 'low' },
  ),
})

const dollars = fc.double({ min: 0, max: 500, noNaN: true })

/** Any price. */
export const anyPrice: fc.Arbitrary<TokenPrice> = fc.record({
  inputPerMillion: dollars,
  cachedInputPerMillion: fc.option(dollars),
  outputPerMillion: dollars,
  batchDiscount: fc.double({ min: 0, max: 1, noNaN: true }),
})
