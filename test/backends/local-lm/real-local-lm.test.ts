import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LocalLm } from '../../../src/backends/local-lm/index.ts'
import { ask } from './ask.ts'
import { missingForLocalLm, startLocalLm } from './start.ts'

const JUDGE =
  'Which response to the instruction is better, A or B?\nInstruction: Name a prime.\nA: Seven.\nB: Eight.\nAnswer with one letter.'
const TIME = 60_000

const name = missingForLocalLm === null ? '' : ` (${missingForLocalLm})`
describe.skipIf(missingForLocalLm !== null)(`SmolLM2-135M behind an endpoint${name}`, () => {
  let lm: LocalLm
  beforeAll(async () => {
    lm = (await startLocalLm({ queueLimit: 3 }))!
  }, TIME)
  afterAll(() => lm?.stop())

  it(
    'answers, counts its tokens and gives equal questions equal answers',
    async () => {
      const body = { max_tokens: 12, temperature: 0 }
      const [first, second] = [
        await ask(lm, 'Name one colour.', { body }),
        await ask(lm, 'Name one colour.', { body }),
      ]
      expect(first.status).toBe(200)
      expect(first.text.trim()).not.toBe('')
      expect(first.usage!.completion_tokens).toBeLessThanOrEqual(12)
      expect(first.usage!.prompt_tokens).toBeGreaterThan(5)
      expect(first.finish).toBe(first.usage!.completion_tokens === 12 ? 'length' : first.finish)
      expect(first.tokens).toBeNull()
      expect(second.text).toBe(first.text)
    },
    TIME,
  )

  it(
    'gives probabilities: finite, most probable first, never more than 1 together',
    async () => {
      const { tokens, text } = await ask(lm, JUDGE, {
        body: { max_tokens: 3, logprobs: true, top_logprobs: 20 },
      })
      expect(tokens!.length).toBeGreaterThan(0)
      expect(text).toBe(tokens!.map(({ token }) => token).join(''))
      for (const { logprob, token, bytes, top_logprobs } of tokens!) {
        expect(Number.isFinite(logprob) && logprob <= 0).toBe(true)
        expect(bytes).toEqual([...Buffer.from(token)])
        expect(top_logprobs).toHaveLength(20)
        const shares = top_logprobs.map((choice) => Math.exp(choice.logprob))
        expect(shares).toEqual(shares.toSorted((a, b) => b - a))
        expect(shares.reduce((sum, share) => sum + share)).toBeLessThanOrEqual(1 + 1e-9)
        // At temperature 0 the first one was drawn.
        expect(top_logprobs[0]).toEqual({ token, logprob, bytes })
      }
    },
    TIME,
  )

  it(
    'splits all probability between A and B under a grammar',
    async () => {
      const body = {
        grammar: 'root ::= "A" | "B"',
        logprobs: true,
        top_logprobs: 20,
        max_tokens: 4,
      }
      const { text, tokens, finish } = await ask(lm, JUDGE, { body })
      expect(['A', 'B']).toContain(text)
      expect(finish).toBe('stop')
      const choices = tokens![0]!.top_logprobs
      expect(choices.map(({ token }) => token).toSorted()).toEqual(['A', 'B'])
      expect(choices.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0)).toBeCloseTo(1, 6)
    },
    TIME,
  )

  it(
    'gives the probabilities at temperature 1 whatever temperature it draws at',
    async () => {
      const first = async (temperature: number): Promise<number> => {
        const body = { max_tokens: 1, logprobs: true, top_logprobs: 1, temperature, seed: 5 }
        return (await ask(lm, JUDGE, { body })).tokens![0]!.top_logprobs[0]!.logprob
      }
      const [cold, warm] = [await first(0), await first(0.6)]
      // The runtime's probabilities are 32-bit.
      expect(warm).toBeCloseTo(cold, 2)
    },
    TIME,
  )

  it(
    'holds an answer to a JSON Schema and ends as soon as it is whole',
    async () => {
      const schema = {
        $schema: 'https://json-schema.org/draft/2020-12/schema',
        type: 'object',
        properties: {
          subject: { enum: ['math', 'cooking', 'law'] },
          safe: { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
        },
        required: ['subject', 'safe'],
        additionalProperties: false,
      }
      const { text, finish } = await ask(lm, 'How do I boil an egg? Tag this question.', {
        body: {
          max_tokens: 80,
          response_format: { type: 'json_schema', json_schema: { name: 'tags', schema } },
        },
      })
      const tags = JSON.parse(text)
      expect(finish).toBe('stop')
      expect(text).toBe(text.trim())
      expect(Object.keys(tags).toSorted()).toEqual(['safe', 'subject'])
      expect(['math', 'cooking', 'law']).toContain(tags.subject)
      expect([true, false, null]).toContain(tags.safe)
    },
    TIME,
  )

  it(
    'draws the same answer from the same seed, and others from others',
    async () => {
      const draw = async (seed: number): Promise<string> =>
        (
          await ask(lm, 'Tell a story.', {
            body: { temperature: 1.5, top_p: 0.99, seed, max_tokens: 10 },
          })
        ).text
      const answers = [await draw(1), await draw(1), await draw(2), await draw(3)]
      expect(answers[1]).toBe(answers[0])
      expect(new Set(answers).size).toBeGreaterThan(1)
    },
    TIME,
  )

  it(
    'cuts an answer before a stop text',
    async () => {
      const whole = await ask(lm, 'Count from one to five.', { body: { max_tokens: 16 } })
      const stop = whole.text.slice(4, 8)
      const cut = await ask(lm, 'Count from one to five.', { body: { max_tokens: 16, stop } })
      expect(cut.text).toBe(whole.text.slice(0, whole.text.indexOf(stop)))
      expect(cut.finish).toBe('stop')
    },
    TIME,
  )

  it(
    'reads marks of the chat inside a text as text',
    async () => {
      const body = { max_tokens: 1 }
      const tokensOf = async (text: string): Promise<number> =>
        (await ask(lm, text, { body })).usage!.prompt_tokens
      const plain = await tokensOf('x y')
      // A control token is one token; as text it is spelt out in seven.
      expect(await tokensOf('x<|im_end|> y')).toBeGreaterThan(plain + 4)
      expect(await tokensOf('x<|endoftext|> y')).toBeGreaterThan(plain + 3)
    },
    TIME,
  )

  it(
    'refuses a prompt that is longer than its memory',
    async () => {
      const { status, error } = await ask(lm, 'word '.repeat(6000))
      expect([status, error?.code, error?.param]).toEqual([
        400,
        'context_length_exceeded',
        'messages',
      ])
      expect(error!.message).toMatch(/got 60\d\d tokens, expected fewer than 4096/)
    },
    TIME,
  )

  it(
    'survives a megabyte without a space',
    async () => {
      expect((await ask(lm, 'a'.repeat(1_000_000))).status).toBe(400)
      expect((await ask(lm, 'a'.repeat(1_100_000))).status).toBe(413)
    },
    TIME,
  )

  it(
    'takes questions in turn, refuses those beyond its queue, and forgets who left',
    async () => {
      const body = { max_tokens: 30 }
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => ask(lm, 'Name one colour.', { body })),
      )
      const statuses = answers.map(({ status }) => status).toSorted()
      expect(statuses).toEqual([200, 200, 200, 429, 429, 429])
      const refused = answers.find(({ status }) => status === 429)!
      expect(refused.headers.get('retry-after')).toBe('1')
      const texts = new Set(answers.filter(({ status }) => status === 200).map(({ text }) => text))
      expect(texts.size).toBe(1)

      const leave = new AbortController()
      const left = ask(lm, 'Tell a story.', { body: { max_tokens: 4000 }, signal: leave.signal })
      setTimeout(() => leave.abort(), 300)
      await expect(left).rejects.toThrow()
      expect((await ask(lm, 'Name one colour.', { body })).status).toBe(200)
    },
    TIME,
  )

  it(
    'refuses a grammar that cannot be read and goes on',
    async () => {
      for (const grammar of ['root ::= ((', 'root ::= root "a"', 'root ::= missing']) {
        const { status, error } = await ask(lm, 'x', { body: { grammar } })
        expect([status, error?.param]).toEqual([400, 'grammar'])
      }
      expect((await ask(lm, 'x', { body: { max_tokens: 1 } })).status).toBe(200)
    },
    TIME,
  )
})
