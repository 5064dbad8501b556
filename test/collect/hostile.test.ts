import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openFileJournal, openLmEndpoint } from '../../src/backends/index.ts'
import { buyAnswers, type Purchase } from '../../src/collect/index.ts'
import type { CallOutcome, LmUsage, WalletTotals } from '../../src/domain/index.ts'
import { createRandom, isHyperError } from '../../src/kit/index.ts'
import {
  CANARY_KEY,
  CANARY_NAME,
  CANARY_TEXT,
  HOSTILE_CASES,
  HOSTILE_LIMITS,
  HOSTILE_REQUEST,
  type HostileCase,
} from '../endpoints/hostile-cases.ts'
import { openScriptedEndpoint } from '../endpoints/scripted-endpoint.ts'
import { buyOptions } from './scripted-endpoint.ts'

const home = mkdtempSync(join(tmpdir(), 'hyper-hostile-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

const ATTEMPTS = 2
const BOUND_USD = 0.25
const costOf = ({ inputTokens, outputTokens }: LmUsage): number =>
  inputTokens * 0.001 + outputTokens * 0.01

interface Sitting {
  /** Null where the purchase was stopped. */
  readonly purchase: Purchase | null
  readonly code: string | null
  readonly totals: WalletTotals
  /** All that was written or thrown. */
  readonly printed: string
}

/** Asks the question of a case once, through the real endpoint and a journal in a file. */
async function sit(each: HostileCase): Promise<Sitting> {
  const server = await openScriptedEndpoint(each.answers)
  const printed: string[] = []
  const endpoint = openLmEndpoint({
    baseUrl: server.baseUrl,
    model: 'scripted',
    keys: [{ name: CANARY_NAME, value: CANARY_KEY }],
    limits: HOSTILE_LIMITS,
    warn: (message) => printed.push(message),
    random: createRandom(1),
  })
  const folder = mkdtempSync(join(home, 'case-'))
  const journal = await openFileJournal({ folder, capUsd: 1 })
  const options = buyOptions({
    journal,
    endpoint,
    attempts: ATTEMPTS,
    costOf,
    boundOf: () => BOUND_USD,
  })
  try {
    const end = await buyAnswers([{ identity: each.name, request: HOSTILE_REQUEST }], options).then(
      (purchase) => ({ purchase, code: null }),
      (error: unknown) => {
        if (!isHyperError(error)) throw error
        printed.push(error.message, error.hint ?? '', JSON.stringify(error.details))
        return { purchase: null, code: error.code }
      },
    )
    const totals = await journal.totals()
    printed.push(readFileSync(join(folder, 'answers.jsonl'), 'utf8'), JSON.stringify(end))
    return { ...end, totals, printed: printed.join('\n') }
  } finally {
    await journal.close()
    await endpoint.dispose()
    await server.close()
  }
}

/** What a wallet must say after a case, told from the outcome of its first call. */
function wantedTotals({ outcome, answers }: HostileCase): Partial<WalletTotals> {
  const none = { spentUsd: 0, uncertainUsd: 0, reservedUsd: 0, answers: 0, failures: 0, lost: 0 }
  const first = outcome as CallOutcome
  if (first.kind === 'reply') {
    const isSilent = 'reply' in first && first.reply.usage === null
    return { ...none, answers: 1, spentUsd: isSilent ? BOUND_USD : 0.04 }
  }
  if (first.kind === 'refused') return { ...none, failures: first.about === 'all' ? 0 : 1 }
  const lost = first.again ? ATTEMPTS : 1
  expect(answers).toHaveLength(1)
  return { ...none, failures: 1, lost, uncertainUsd: lost * BOUND_USD }
}

describe('exact spending at a hostile endpoint', () => {
  it.concurrent.each(HOSTILE_CASES)('$name', async (each) => {
    const { purchase, code, totals, printed } = await sit(each)
    expect(totals).toMatchObject(wantedTotals(each))
    const first = each.outcome as CallOutcome
    const isForAll = first.kind === 'refused' && first.about === 'all'
    expect(code).toBe(isForAll ? 'remote/refused' : null)
    if (purchase !== null) {
      expect(purchase).toMatchObject({
        bought: totals.answers,
        failures: totals.failures,
        lost: totals.lost,
        spentUsd: totals.spentUsd,
        uncertainUsd: totals.uncertainUsd,
      })
    }
    expect(printed).not.toContain(CANARY_KEY.slice(3, 12))
    expect(printed).not.toContain(CANARY_TEXT.slice(0, 24))
  })
})
