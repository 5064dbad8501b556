import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openFileJournal } from '../../src/backends/index.ts'
import {
  type Ask,
  buyAnswers,
  createMemoryJournal,
  type Purchase,
} from '../../src/collect/index.ts'
import type {
  AnswerJournal,
  CallOutcome,
  PaidAnswer,
  WalletTotals,
} from '../../src/domain/index.ts'
import { createRandom, drawIndex, isHyperError, type Random } from '../../src/kit/index.ts'
import {
  ask,
  buyOptions,
  hash,
  lost,
  refused,
  replied,
  type ScriptedEndpoint,
  scriptEndpoint,
  TOKEN_USD,
} from './scripted-endpoint.ts'

const home = mkdtempSync(join(tmpdir(), 'hyper-laws-'))
afterAll(() => rmSync(home, { recursive: true, force: true }))

/** Money in whole tokens of the made price, so that sums are exact. */
const tokens = (usd: number): number => Math.round(usd / TOKEN_USD)

/** A script of an endpoint: what it says depends on the question and on how often it was asked, and on nothing else. */
function drawOutcome(name: string, asked: number, maxTokens: number, random: Random): CallOutcome {
  const own = random.fork(name, asked)
  const kind = drawIndex(10, own)
  if (kind === 0) return refused({ again: false, reason: 'too long' })
  if (kind === 1) return lost(false)
  if (kind === 2) return lost(true)
  if (kind <= 4) return refused({ waitMs: drawIndex(2000, own) })
  return replied(name, kind === 5 ? null : 1 + drawIndex(maxTokens, own))
}

/** What the endpoint itself knows: money charged for certain, and at most. */
interface Charged {
  certain: number
  possible: number
}

interface Trial {
  readonly asks: readonly Ask[]
  readonly capTokens: number | null
  readonly random: Random
  readonly concurrency: number
}

function drawTrial(seed: number): Trial {
  const random = createRandom(seed)
  const names = 1 + drawIndex(60, random)
  const asks = Array.from({ length: names + drawIndex(20, random) }, () => {
    const name = drawIndex(names, random)
    return ask(name, 1 + ((name * 37) % 200))
  })
  const hasCap = random.next() < 0.6
  const capTokens = hasCap ? drawIndex(names * 120, random) : null
  return { asks, capTokens, random, concurrency: 1 + drawIndex(32, random) }
}

interface Done {
  readonly purchase: Purchase
  readonly code: string | null
  readonly charged: Charged
  readonly endpoint: ScriptedEndpoint
}

async function buyTrial(trial: Trial, journal: AnswerJournal): Promise<Done> {
  const charged: Charged = { certain: 0, possible: 0 }
  const check = async (): Promise<void> => {
    const { spentUsd, uncertainUsd, reservedUsd } = await journal.totals()
    const counted = spentUsd + uncertainUsd + reservedUsd
    expect(tokens(counted)).toBeLessThanOrEqual(trial.capTokens ?? Number.POSITIVE_INFINITY)
    expect(charged.possible).toBeLessThanOrEqual(tokens(counted))
  }
  const endpoint = scriptEndpoint(
    async (name, asked, request) => {
      await check()
      const outcome = drawOutcome(name, asked, request.maxTokens, trial.random.fork('outcome'))
      if (outcome.kind === 'refused') return outcome
      const used = outcome.kind === 'reply' ? outcome.reply.usage?.outputTokens : undefined
      charged.certain += used ?? 0
      charged.possible += used ?? request.maxTokens
      return outcome
    },
    (name) => Number(name) % 5,
  )
  const options = buyOptions({
    journal,
    endpoint,
    concurrency: trial.concurrency,
    attempts: 3,
    random: trial.random.fork('waits'),
  })
  const end = await buyAnswers(trial.asks, options).then(
    (purchase) => ({ purchase, code: null }),
    (error: unknown) => {
      if (!isHyperError(error, 'cap/reached')) throw error
      return { purchase: error.details.purchase as Purchase, code: error.code }
    },
  )
  await check()
  return { ...end, charged, endpoint }
}

const keysOf = (trial: Trial): string[] => [
  ...new Set(trial.asks.map(({ identity }) => hash(identity))),
]
const answersOf = async (journal: AnswerJournal, trial: Trial): Promise<PaidAnswer[]> =>
  (await journal.read(keysOf(trial))).filter((answer) => answer !== undefined)

function expectSums(
  totals: WalletTotals,
  answers: readonly PaidAnswer[],
  { purchase, charged, endpoint }: Done,
): void {
  const replies = answers.filter(({ reply }) => reply !== null)
  const spent = replies.reduce((sum, { costUsd }) => sum + tokens(costUsd!), 0)
  expect(tokens(totals.spentUsd)).toBe(spent)
  expect(tokens(purchase.spentUsd!)).toBe(spent)
  expect(tokens(totals.uncertainUsd)).toBe(tokens(purchase.uncertainUsd!))
  expect(charged.possible).toBe(spent + tokens(totals.uncertainUsd))
  expect(totals).toMatchObject({
    reservedUsd: 0,
    answers: replies.length,
    failures: answers.length - replies.length,
    lost: purchase.lost,
  })
  expect(purchase).toMatchObject({
    bought: replies.length,
    failures: answers.length - replies.length,
    calls: endpoint.calls.length,
  })
  const { asked, answeredBefore, bought, failures, open } = purchase
  expect(asked).toBe(answeredBefore + bought + failures + open)
}

it('no cap is passed at any call, no question is bought twice, and all sums agree (400 trials)', async () => {
  let capped = 0
  for (let seed = 0; seed < 400; seed++) {
    const trial = drawTrial(seed)
    const capUsd = trial.capTokens === null ? null : trial.capTokens * TOKEN_USD
    const journal = createMemoryJournal({ capUsd })
    const done = await buyTrial(trial, journal)
    expectSums(await journal.totals(), await answersOf(journal, trial), done)
    expect(done.endpoint.most()).toBeLessThanOrEqual(trial.concurrency)
    if (done.code === null) expect(done.purchase.open).toBe(0)
    else capped++
  }
  expect(capped).toBeGreaterThan(50)
  expect(capped).toBeLessThan(350)
})

it('answers, failures and money are the same for any concurrency where no cap is hit (60 trials)', async () => {
  for (let seed = 1000; seed < 1060; seed++) {
    const drawn = drawTrial(seed)
    const results = await Promise.all(
      [1, 2, 7, 32].map(async (concurrency) => {
        const trial = { ...drawn, capTokens: null, concurrency }
        const journal = createMemoryJournal({ capUsd: null })
        const { purchase } = await buyTrial(trial, journal)
        const answers = await answersOf(journal, trial)
        return {
          totals: await journal.totals(),
          purchase: { ...purchase, seconds: 0 },
          answers: answers.map((answer) => ({ ...answer, durationMs: 0 })),
        }
      }),
    )
    for (const result of results) expect(result).toEqual(results[0])
  }
})

it('a journal in a file says the same as one in memory, open and opened again (30 trials)', async () => {
  for (let seed = 2000; seed < 2030; seed++) {
    const trial = { ...drawTrial(seed), concurrency: 1 }
    const capUsd = trial.capTokens === null ? null : trial.capTokens * TOKEN_USD
    const folder = join(home, String(seed))
    const file = await openFileJournal({ folder, capUsd })
    const memory = createMemoryJournal({ capUsd })
    const done = await buyTrial(trial, file)
    await buyTrial(trial, memory)
    const wanted = { totals: await memory.totals(), answers: await answersOf(memory, trial) }
    expect(await file.totals()).toEqual(wanted.totals)
    expect(await answersOf(file, trial)).toEqual(wanted.answers)
    await file.close()
    const again = await openFileJournal({ folder, capUsd })
    expect(await again.totals()).toEqual(wanted.totals)
    expect(await answersOf(again, trial)).toEqual(wanted.answers)
    expectSums(await again.totals(), await answersOf(again, trial), done)
    await again.close()
  }
})
