import { createHash } from 'node:crypto'
import type { AnswerJournal, LmReply, PaidAnswer } from '../../../src/domain/index.ts'

export const keyOf = (name: string | number): string =>
  createHash('sha256').update(String(name)).digest('hex')

/** A reply whose text holds what could be taken for the structure of a line. */
export const madeReply = (name: string | number): LmReply => ({
  text: `answer ${name}: "}\n,"reply":null,"crc":"00000000"} žluťoučký 🐎`,
  finish: 'stop',
  tokens: [{ token: 'A', logprob: -0.1, alternatives: [{ token: 'B', logprob: -2.5 }] }],
  usage: { inputTokens: 10, cachedInputTokens: 0, outputTokens: 1 },
  model: 'made',
})

export const madeAnswer = (name: string | number, costUsd: number | null = 0.001): PaidAnswer => ({
  key: keyOf(name),
  reply: madeReply(name),
  failure: null,
  costUsd,
  estimated: false,
  durationMs: 12,
  attempts: 1,
})

export const madeFailure = (name: string | number): PaidAnswer => ({
  ...madeAnswer(name, 0),
  reply: null,
  failure: 'no such thing, "reply":1',
})

/** Reserves for a question and settles it with an answer. */
export async function buy(
  journal: AnswerJournal,
  answer: PaidAnswer,
  boundUsd: number | null = 0.002,
): Promise<boolean> {
  const reservation = await journal.reserve(answer.key, boundUsd)
  if (reservation === null) return false
  await journal.settle(reservation, { answer })
  return true
}
