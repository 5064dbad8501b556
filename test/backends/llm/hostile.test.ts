import { describe, expect, it } from 'vitest'
import { openLmEndpoint } from '../../../src/backends/index.ts'
import type { CallOutcome } from '../../../src/domain/index.ts'
import { createRandom } from '../../../src/kit/index.ts'
import {
  CANARY_KEY,
  CANARY_NAME,
  CANARY_TEXT,
  HOSTILE_CASES,
  HOSTILE_LIMITS,
  HOSTILE_REQUEST,
  type HostileCase,
} from '../../endpoints/hostile-cases.ts'
import { openScriptedEndpoint } from '../../endpoints/scripted-endpoint.ts'

interface Sitting {
  readonly outcome: CallOutcome
  readonly warnings: readonly string[]
  readonly sent: number
  readonly keys: readonly (string | undefined)[]
}

async function sit(each: HostileCase): Promise<Sitting> {
  const server = await openScriptedEndpoint(each.answers)
  const warnings: string[] = []
  const endpoint = openLmEndpoint({
    baseUrl: server.baseUrl,
    model: 'scripted',
    keys: [{ name: CANARY_NAME, value: CANARY_KEY }],
    limits: HOSTILE_LIMITS,
    warn: (message) => warnings.push(message),
    random: createRandom(1),
  })
  try {
    const outcome = await endpoint.call(HOSTILE_REQUEST, new AbortController().signal)
    const keys = server.calls.map((call) => call.headers.authorization)
    return { outcome, warnings, sent: server.calls.length, keys }
  } finally {
    await endpoint.dispose()
    await server.close()
  }
}

/** Every run of eight characters of a text. */
function pieces(text: string, length: number): string[] {
  return Array.from({ length: text.length - length + 1 }, (_, at) => text.slice(at, at + length))
}

describe('a hostile endpoint', () => {
  it.each(HOSTILE_CASES)('$name', async (each) => {
    const { outcome, warnings, sent, keys } = await sit(each)
    expect(outcome).toMatchObject(each.outcome)
    expect(outcome.kind === 'reply' ? outcome.reply.text : outcome.reason).toMatch(each.says)
    expect(sent).toBe(each.sent ?? 1)
    expect(keys.every((key) => key === `Bearer ${CANARY_KEY}`)).toBe(true)
    const printed = JSON.stringify([outcome, warnings])
    for (const piece of pieces(CANARY_KEY, 8)) expect(printed).not.toContain(piece)
    for (const piece of pieces(CANARY_TEXT, 24)) expect(printed).not.toContain(piece)
    if (outcome.kind !== 'reply') expect(outcome.reason.length).toBeLessThanOrEqual(200)
  })
})
