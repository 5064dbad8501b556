import { createHash } from 'node:crypto'
import type { Ask, BuyOptions, WaitingClock } from '../../src/collect/index.ts'
import type {
  AnswerJournal,
  CallOutcome,
  LmEndpoint,
  LmRequest,
  LmUsage,
} from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'

export const hash = (identity: string): string =>
  createHash('sha256').update(identity).digest('hex')

export const ask = (name: string | number, maxTokens = 100): Ask => ({
  identity: `question ${name}`,
  request: {
    model: 'made',
    messages: [{ role: 'user', content: String(name) }],
    maxTokens,
    temperature: 0,
    seed: null,
    topLogprobs: 0,
    schema: null,
    parameters: {},
  },
})

export const nameOf = (request: LmRequest): string => request.messages[0]!.content

export const replied = (text: string, outputTokens: number | null): CallOutcome => ({
  kind: 'reply',
  reply: {
    text,
    finish: 'stop',
    tokens: null,
    usage: outputTokens === null ? null : { inputTokens: 0, cachedInputTokens: 0, outputTokens },
    model: null,
  },
})

export const refused = (
  facts: Partial<Extract<CallOutcome, { kind: 'refused' }>> = {},
): CallOutcome => ({
  kind: 'refused',
  status: 429,
  reason: 'too fast',
  again: true,
  waitMs: null,
  about: 'call',
  ...facts,
})

export const lost = (again: boolean): CallOutcome => ({ kind: 'lost', reason: 'cut', again })

/** What an output token costs, USD. */
export const TOKEN_USD = 0.00001
export const costOf = (usage: LmUsage): number => usage.outputTokens * TOKEN_USD
export const boundOf = (request: LmRequest): number => request.maxTokens * TOKEN_USD

/** An endpoint that answers by a function of the question and of how often it was asked before. */
export interface ScriptedEndpoint extends LmEndpoint {
  /** Names of the questions in the order of their calls. */
  readonly calls: string[]
  /** Calls that were in flight together at most. */
  most(): number
}

/** Returns such an endpoint; each call takes some turns of the event loop. */
export function scriptEndpoint(
  outcomeOf: (
    name: string,
    asked: number,
    request: LmRequest,
  ) => CallOutcome | Promise<CallOutcome>,
  turns: (name: string) => number = () => 1,
): ScriptedEndpoint {
  const calls: string[] = []
  let [inFlight, most] = [0, 0]
  return {
    id: 'made@nowhere',
    calls,
    most: () => most,
    call: async (request) => {
      const name = nameOf(request)
      const asked = calls.filter((other) => other === name).length
      calls.push(name)
      most = Math.max(most, ++inFlight)
      for (let turn = turns(name); turn > 0; turn--) await new Promise(setImmediate)
      inFlight--
      return outcomeOf(name, asked, request)
    },
    dispose: async () => {},
  }
}

/** A clock on which a wait takes one turn of the event loop and as much time as it was asked for. */
export interface FastClock extends WaitingClock {
  readonly sleeps: number[]
}

export function fastClock(): FastClock {
  let now = 0
  const sleeps: number[] = []
  return {
    sleeps,
    now: () => now,
    sleep: async (milliseconds, signal) => {
      if (signal.aborted) return
      sleeps.push(milliseconds)
      now += milliseconds
      await new Promise(setImmediate)
    },
  }
}

/** Options with the prices above; what matters to a test is given. */
export function buyOptions(
  facts: { readonly journal: AnswerJournal; readonly endpoint: LmEndpoint } & Partial<BuyOptions>,
): BuyOptions {
  return {
    concurrency: 4,
    costOf,
    boundOf,
    hash,
    clock: fastClock(),
    random: createRandom(1),
    ...facts,
  }
}
