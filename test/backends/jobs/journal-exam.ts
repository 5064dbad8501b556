import { expect, it } from 'vitest'
import { type Database, openDatabaseJournal } from '../../../src/backends/jobs/index.ts'
import type { AnswerJournal, PaidAnswer, Reservation } from '../../../src/domain/index.ts'
import { createRandom, drawIndex, type Random } from '../../../src/kit/index.ts'
import { answerTo, freshName } from './made-up-answers.ts'

/** The exam that a journal sits on every database; `connect` gives another client of the same one where it can have several. */
export function examineJournal(database: () => Database, connect: () => Promise<Database>): void {
  const open = (name: string, capUsd?: number | null): Promise<AnswerJournal> =>
    openDatabaseJournal({ database: database(), name, ...(capUsd === undefined ? {} : { capUsd }) })

  it('knows open, answered and failed questions, also in another client', async () => {
    const name = freshName()
    const journal = await open(name, null)
    const [first, second] = [await journal.reserve('k1', 0.5), await journal.reserve('k2', 0.5)]
    const answer = answerTo('k1', 'A\0\ud800 "zwölf"', 0.123456789)
    await journal.settle(first!, { answer })
    await journal.settle(second!, { answer: answerTo('k2', null, 0) })
    const other = await openDatabaseJournal({ database: await connect(), name })
    expect(await other.states(['k2', 'k3', 'k1', 'k1'])).toEqual([
      'failed',
      'open',
      'answered',
      'answered',
    ])
    expect(await other.read(['k1', 'k3'])).toEqual([answer, undefined])
    expect(await other.totals()).toEqual({
      spentUsd: 0.123456789,
      uncertainUsd: 0,
      reservedUsd: 0,
      capUsd: null,
      answers: 1,
      failures: 1,
      lost: 0,
      unpriced: 0,
    })
  })

  it('keeps the first answer of a key, counts the money of both, and lets an answer take the place of a failure', async () => {
    const journal = await open(freshName(), null)
    const settle = async (answer: PaidAnswer): Promise<void> =>
      journal.settle((await journal.reserve(answer.key, 1))!, { answer })
    await settle(answerTo('k', null, 0))
    await settle(answerTo('k', 'first', 0.25))
    await settle(answerTo('k', 'second', 0.5))
    await settle(answerTo('k', null, 0))
    expect((await journal.read(['k']))[0]?.reply?.text).toBe('first')
    expect(await journal.totals()).toMatchObject({ spentUsd: 0.75, answers: 1, failures: 0 })
  })

  it('orders answers to one key that come in one batch', async () => {
    const journal = await open(freshName(), null)
    const held = await Promise.all([1, 2, 3].map(() => journal.reserve('k', 1)))
    const answers = [answerTo('k', null, 0), answerTo('k', 'one', 0.5), answerTo('k', 'two', 0.25)]
    await Promise.all(held.map((one, index) => journal.settle(one!, { answer: answers[index]! })))
    expect((await journal.read(['k']))[0]?.reply?.text).toBe('one')
    expect(await journal.totals()).toMatchObject({ spentUsd: 0.75, answers: 1, failures: 0 })
  })

  it('says no when the cap leaves no room, and yes again when money comes back', async () => {
    const journal = await open(freshName(), 1)
    const asked = await Promise.all(
      [0.6, 0.3, 0.3, 0.3].map((bound) => journal.reserve('k', bound)),
    )
    expect(asked.map((one) => one !== null)).toEqual([false, true, true, true])
    expect(await journal.reserve('k', 0.2)).toBe(null)
    await journal.settle(asked[1]!, { released: true })
    await journal.settle(asked[2]!, { lost: 'cut\0' })
    await journal.settle(asked[3]!, { answer: answerTo('k', 'a', 0.1) })
    expect(await journal.totals()).toMatchObject({
      spentUsd: 0.1,
      uncertainUsd: 0.3,
      reservedUsd: 0,
      lost: 1,
    })
    expect(await journal.reserve('k', 0.6)).not.toBe(null)
    expect(await journal.reserve('k', 1e-9)).toBe(null)
  })

  it('takes a cap to the last nano-dollar although binary fractions do not add up', async () => {
    const journal = await open(freshName(), 0.3)
    const asked = [await journal.reserve('k', 0.1), await journal.reserve('k', 0.2)]
    expect(asked.map((one) => one !== null)).toEqual([true, true])
    expect(await journal.reserve('k', 1e-9)).toBe(null)
  })

  it('records what an answer really cost, unknown prices, and no more money once the cap is passed', async () => {
    const journal = await open(freshName(), 1)
    const free = (await journal.reserve('k1', null))!
    const dear = (await journal.reserve('k2', 0.5))!
    await journal.settle(free, { answer: answerTo('k1', 'a', null) })
    await journal.settle(dear, { answer: answerTo('k2', 'b', 1.5) })
    expect(await journal.totals()).toMatchObject({ spentUsd: 1.5, unpriced: 1, answers: 2 })
    expect(await journal.reserve('k3', null)).toBe(null)
  })

  it('keeps the cap that was set last', async () => {
    const name = freshName()
    await open(name, 2)
    expect((await (await open(name)).totals()).capUsd).toBe(2)
    expect((await (await open(name, 3)).totals()).capUsd).toBe(3)
    expect((await (await open(name, null)).totals()).capUsd).toBe(null)
  })

  it('adds answers that were bought elsewhere once', async () => {
    const journal = await open(freshName(), null)
    const answers = Array.from({ length: 1200 }, (_, index) => answerTo(`k${index}`, 'a', 0.001))
    await journal.add([...answers, answerTo('failed', null, 0)])
    await journal.add([...answers, answerTo('k5', 'other', 1), answerTo('failed', 'now', 0.5)])
    expect(await journal.totals()).toMatchObject({ spentUsd: 1.7, answers: 1201, failures: 0 })
    expect((await journal.read(['k5']))[0]?.reply?.text).toBe('a')
  })

  it('refuses an answer to another question than the one reserved for', async () => {
    const journal = await open(freshName(), null)
    const held = (await journal.reserve('k1', 1))!
    expect(() => journal.settle(held, { answer: answerTo('k2', 'a', 1) })).toThrow(RangeError)
  })

  it('counts calls in flight as lost when their journal is closed', async () => {
    const name = freshName()
    const journal = await open(name, null)
    await journal.reserve('k', 0.25)
    await journal.close()
    expect(await (await open(name)).totals()).toMatchObject({
      reservedUsd: 0,
      uncertainUsd: 0.25,
      lost: 1,
    })
  })

  it('gives exactly what fits when many clients ask at the same moment', async () => {
    const databases = await Promise.all(Array.from({ length: 6 }, connect))
    for (let round = 0; round < 12; round++) {
      const name = freshName()
      const clients = await Promise.all(
        databases.map((one) => openDatabaseJournal({ database: one, name, capUsd: 0.9 })),
      )
      const asked = [...clients, ...clients, ...clients].map((client) => client.reserve('k', 0.1))
      const given = (await Promise.all(asked)).filter((held) => held !== null)
      expect(given).toHaveLength(9)
      expect((await clients[0]!.totals()).reservedUsd).toBe(0.9)
      await Promise.all(clients.map((client) => client.close()))
    }
  })

  it('never passes the cap and loses no cent, whatever ends how, with many clients at once', async () => {
    let refused = 0
    for (let seed = 1; seed <= 8; seed++)
      refused += await spendAtRandom(createRandom(seed), connect)
    expect(refused).toBeGreaterThan(100)
  })
}

async function spendAtRandom(random: Random, connect: () => Promise<Database>): Promise<number> {
  const name = freshName()
  const capNano = 200_000 + drawIndex(2_000_000, random)
  const clients = await Promise.all(
    [1, 2, 3].map(async () =>
      openDatabaseJournal({ database: await connect(), name, capUsd: capNano / 1e9 }),
    ),
  )
  const truth = { held: 0, spent: 0, lost: 0, losses: 0, refused: 0 }
  const kept = new Map<string, number>()
  const buyer = async (stream: Random): Promise<void> => {
    for (let call = 0; call < 12; call++) {
      const journal = clients[drawIndex(clients.length, stream)]!
      const key = `k${drawIndex(60, stream)}`
      const bound = drawIndex(20_000, stream)
      const held = await journal.reserve(key, bound / 1e9)
      if (held === null) {
        truth.refused++
        continue
      }
      truth.held += bound
      expect(truth.held + truth.spent + truth.lost).toBeLessThanOrEqual(capNano)
      await endAtRandom({ journal, held, bound, truth, kept }, stream)
    }
  }
  await Promise.all(Array.from({ length: 24 }, (_, index) => buyer(random.fork('buyer', index))))
  const totals = await clients[0]!.totals()
  expect(totals.spentUsd).toBeCloseTo(truth.spent / 1e9, 12)
  expect(totals.uncertainUsd).toBeCloseTo(truth.lost / 1e9, 12)
  expect(totals).toMatchObject({ reservedUsd: 0, lost: truth.losses, answers: kept.size })
  const answers = await clients[1]!.read([...kept.keys()])
  expect(answers.every((answer) => answer?.reply !== null)).toBe(true)
  for (const client of clients) await client.close()
  return truth.refused
}

interface Call {
  readonly journal: AnswerJournal
  readonly held: Reservation
  readonly bound: number
  readonly truth: { held: number; spent: number; lost: number; losses: number }
  readonly kept: Map<string, number>
}

async function endAtRandom(call: Call, random: Random): Promise<void> {
  const { journal, held, bound, truth, kept } = call
  const kind = drawIndex(10, random)
  // What is given back may be taken by others before this promise resolves; what is charged counts from now on.
  truth.held -= bound
  if (kind < 6) {
    const cost = drawIndex(bound + 1, random)
    truth.spent += cost
    kept.set(held.key, cost)
    await journal.settle(held, { answer: answerTo(held.key, 'a', cost / 1e9) })
  } else if (kind === 6) {
    await journal.settle(held, { answer: answerTo(held.key, null, 0) })
  } else if (kind < 9) {
    await journal.settle(held, { released: true })
  } else {
    truth.lost += bound
    truth.losses++
    await journal.settle(held, { lost: 'cut' })
  }
}
