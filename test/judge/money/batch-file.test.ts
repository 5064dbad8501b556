import { describe, expect, it } from 'vitest'
import { requestBody } from '../../../src/domain/index.ts'
import {
  BATCH_LIMITS,
  type BatchResult,
  createBatchReader,
  paidBatchAnswer,
  readBatchLine,
  splitBatch,
  writeBatchLine,
} from '../../../src/judge/index.ts'
import { madeRequest } from './made-requests.ts'

const KEY = 'ab'.repeat(32)
const PLACE = { file: 'results.jsonl', line: 3 }
const BODY = {
  model: 'made-model',
  choices: [{ message: { content: 'A' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 1000, completion_tokens: 10 },
}
const PRICE = {
  inputPerMillion: 2,
  cachedInputPerMillion: null,
  outputPerMillion: 8,
  batchDiscount: 0.5,
}

function line(fields: object): string {
  return JSON.stringify({ id: 'r', custom_id: KEY, error: null, ...fields })
}

function answered(body: unknown, status = 200): string {
  return line({ response: { status_code: status, request_id: 'q', body } })
}

function read(text: string): BatchResult {
  const result = readBatchLine(text, PLACE)
  if ('problem' in result) throw new Error(result.problem)
  return result
}

describe('writeBatchLine', () => {
  it('is one line with the body that would be sent by itself', () => {
    const request = madeRequest({
      messages: [{ role: 'user', content: 'two\nlines' }],
      topLogprobs: 5,
      parameters: { reasoning_effort: 'low' },
    })
    const written = writeBatchLine(KEY, request)
    expect(written).not.toContain('\n')
    expect(JSON.parse(written)).toEqual({
      custom_id: KEY,
      method: 'POST',
      url: '/v1/chat/completions',
      body: requestBody(request),
    })
  })
})

describe('splitBatch', () => {
  it('starts the next file where a limit would be passed', () => {
    const byCount = splitBatch({ requests: 2, bytes: 1000 })
    expect(['a', 'b', 'c', 'd', 'e'].map(byCount)).toEqual([0, 0, 1, 1, 2])
    const byBytes = splitBatch({ requests: 100, bytes: 10 })
    expect(['1234', '1234', '1234', 'éé', 'éé', 'x'.repeat(9)].map(byBytes)).toEqual([
      0, 0, 1, 1, 2, 3,
    ])
  })

  it('never passes a limit', () => {
    const limits = { requests: 7, bytes: 100 }
    const split = splitBatch(limits)
    const files: number[][] = []
    for (let index = 0; index < 500; index++) {
      const text = '€'.repeat((index * 7) % 33)
      const file = split(text)
      files[file] = [...(files[file] ?? []), Buffer.byteLength(text) + 1]
    }
    for (const sizes of files) {
      expect(sizes.length).toBeLessThanOrEqual(limits.requests)
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(limits.bytes)
    }
    expect(files.flat()).toHaveLength(500)
  })

  it('refuses a line that no file can hold, and knows the limits of the format', () => {
    expect(() => splitBatch({ requests: 1, bytes: 4 })('1234')).toThrow(/got a request of 5 bytes/)
    expect(BATCH_LIMITS).toEqual({ requests: 50_000, bytes: 200_000_000 })
  })
})

describe('readBatchLine', () => {
  it('reads a reply under its key', () => {
    const { key, outcome, place } = read(answered(BODY))
    expect([key, place]).toEqual([KEY, PLACE])
    expect(outcome).toMatchObject({
      kind: 'reply',
      reply: { text: 'A', usage: { inputTokens: 1000, outputTokens: 10 } },
    })
  })

  it.each([
    [
      'not run in time',
      line({ response: null, error: { code: 'batch_expired', message: 'late' } }),
      null,
      true,
      'late',
    ],
    [
      'too many requests',
      answered({ error: { message: 'slow down' } }, 429),
      429,
      true,
      'slow down',
    ],
    ['a fault of the vendor', answered(null, 500), 500, true, 'status 500'],
    [
      'a bad request',
      answered({ error: { message: 'no such field' } }, 400),
      400,
      false,
      'no such field',
    ],
    ['an error as text', line({ response: { status_code: 400 }, error: 'bad' }), 400, false, 'bad'],
    [
      'an error in a body of status 200',
      answered({ error: { message: 'gone' } }),
      null,
      true,
      'gone',
    ],
  ])('takes %s for a refusal', (_what, text, status, again, reason) => {
    expect(read(text).outcome).toMatchObject({
      kind: 'refused',
      status,
      again,
      reason,
      about: 'call',
    })
  })

  it.each([
    ['a missing body', answered(null), true, /without a body/],
    ['a missing response', line({}), true, /without a body/],
    [
      'several choices',
      answered({ ...BODY, choices: [...BODY.choices, ...BODY.choices] }),
      false,
      /2 choices/,
    ],
    ['a body of another kind', answered('A'), false, /got a string/],
  ])('takes %s for lost', (_what, text, again, reason) => {
    const { outcome } = read(text)
    expect(outcome).toMatchObject({ kind: 'lost', again })
    expect(outcome.kind === 'lost' && outcome.reason).toMatch(reason)
  })

  it.each([
    ['cut JSON', answered(BODY).slice(0, -9)],
    ['a list', '[]'],
    ['null', 'null'],
    ['nothing', ''],
    ['no key', JSON.stringify({ response: { status_code: 200, body: BODY } })],
    ['a key of another kind', line({ custom_id: 7 })],
    ['an empty key', line({ custom_id: '' })],
  ])('names file and line of %s', (_what, text) => {
    const result = readBatchLine(text, PLACE)
    expect(result).toHaveProperty('problem')
    expect('problem' in result && result.problem).toMatch(/^results\.jsonl:3 .*got .*, expected /)
  })
})

describe('createBatchReader', () => {
  it('names strangers and second answers, and takes an answer after an error', () => {
    const reader = createBatchReader((key) => key === KEY)
    const stranger = reader(line({ custom_id: 'other' }), PLACE)
    expect('problem' in stranger && stranger.problem).toMatch(
      /got "other", expected the key of an asked/,
    )
    expect(reader(answered(null, 500), PLACE)).toMatchObject({ outcome: { kind: 'refused' } })
    expect(reader(answered(BODY), PLACE)).toMatchObject({ outcome: { kind: 'reply' } })
    const second = reader(answered(BODY), { file: 'other.jsonl', line: 9 })
    expect('problem' in second && second.problem).toMatch(
      /^other\.jsonl:9 .* again, expected one answer/,
    )
  })
})

describe('paidBatchAnswer', () => {
  it('costs what was charged, less the discount', () => {
    expect(paidBatchAnswer(read(answered(BODY)), PRICE, { boundUsd: 1 })).toMatchObject({
      key: KEY,
      costUsd: (1000 * 2 + 10 * 8) / 2e6,
      estimated: false,
      failure: null,
    })
  })

  it('takes the bound where nobody says what was charged, and no money where the price is unknown', () => {
    const silent = read(answered({ ...BODY, usage: undefined }))
    expect(paidBatchAnswer(silent, PRICE, { boundUsd: 0.25 })).toMatchObject({
      costUsd: 0.25,
      estimated: true,
    })
    expect(paidBatchAnswer(silent, null, { boundUsd: null })).toMatchObject({
      costUsd: null,
      estimated: false,
    })
  })

  it('leaves open what may be asked again, and writes down what may not', () => {
    expect(paidBatchAnswer(read(answered(null, 500)), PRICE, { boundUsd: 1 })).toBeNull()
    const failed = read(answered({ error: { message: 'no such field' } }, 400))
    expect(paidBatchAnswer(failed, PRICE, { boundUsd: 1 })).toMatchObject({
      reply: null,
      failure: 'no such field',
      costUsd: 0,
    })
  })
})
