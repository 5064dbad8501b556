import type { LmReply, PreferenceInstance } from '../domain/index.ts'
import type { Judge } from './judge.ts'
import { type QuestionSlot, questionSlots } from './questions.ts'
import { readReply } from './read-reply.ts'
import type { Reading, ReadingProblemCode, ScoreReading } from './read-result.ts'
import type { ShownOrder } from './render-messages.ts'

/** What came back for one question. */
export interface JudgeAnswer {
  /** Null where the question failed. */
  readonly reply: LmReply | null
  /** Null where the price is not known. */
  readonly costUsd: number | null
  readonly durationMs: number
}

/** An answer, or a part of one, that could not be read. */
export interface AnswerProblem extends QuestionSlot {
  readonly code: ReadingProblemCode
  /** The aspect that could not be read; null where it is the answer. */
  readonly aspect: string | null
  /** The answer as it came; null where there is none. */
  readonly raw: string | null
}

/** An answer that could be read, with what it cost. */
export interface ReadAnswer<Kind = Reading | ScoreReading> extends QuestionSlot {
  readonly reading: Kind
  readonly raw: string
  readonly costUsd: number | null
  readonly durationMs: number
}

/** The answers about one instance, sorted. */
export interface SortedAnswers {
  readonly read: readonly ReadAnswer[]
  readonly problems: readonly AnswerProblem[]
  /** Cost and time of the answers that could not be read. */
  readonly unread: readonly Pick<JudgeAnswer, 'costUsd' | 'durationMs'>[]
}

/**
 * Returns the answers about an instance, read and sorted.
 *
 * @throws RangeError where there is not one answer a question
 */
export function sortAnswers(
  instance: PreferenceInstance,
  judge: Judge,
  answers: readonly JudgeAnswer[],
): SortedAnswers {
  const slots = questionSlots(instance, judge)
  if (answers.length !== slots.length)
    throw new RangeError(
      `judge ${judge.id}: got ${answers.length} answers, expected ${slots.length}`,
    )
  const read: ReadAnswer[] = []
  const problems: AnswerProblem[] = []
  const unread: Pick<JudgeAnswer, 'costUsd' | 'durationMs'>[] = []
  answers.forEach(({ reply, costUsd, durationMs }, index) => {
    const slot = slots[index]!
    const raw = reply?.text ?? null
    const reading = reply === null ? null : readReply(judge, slot.order, reply)
    if (reading === null || raw === null || reading.kind === 'problem') {
      problems.push({ ...slot, code: codeOf(reading), aspect: null, raw })
      unread.push({ costUsd, durationMs })
      return
    }
    read.push({ ...slot, reading, raw, costUsd, durationMs })
    if (reading.kind === 'verdict')
      problems.push(
        ...reading.unread.map((aspect) => ({ ...slot, code: 'bad-aspect' as const, aspect, raw })),
      )
  })
  return { read, problems, unread }
}

function codeOf(reading: ReturnType<typeof readReply> | null): ReadingProblemCode {
  return reading?.kind === 'problem' ? reading.code : 'no-answer'
}

/** Returns the answers of a kind that were given to what was shown in an order. */
export function answersOf<Kind extends Reading | ScoreReading>(
  read: readonly ReadAnswer[],
  order: ShownOrder,
  kind: Kind['kind'],
): ReadAnswer<Kind>[] {
  return read.filter(
    (answer): answer is ReadAnswer<Kind> => answer.order === order && answer.reading.kind === kind,
  )
}

/** Returns what answers cost and took together, as fields of an annotation; a sum with an unknown price in it is unknown and absent. */
export function spendOf(answers: readonly Pick<JudgeAnswer, 'costUsd' | 'durationMs'>[]): {
  readonly costUsd?: number
  readonly durationMs?: number
} {
  if (answers.length === 0) return {}
  const durationMs = answers.reduce((sum, answer) => sum + answer.durationMs, 0)
  const time = Number.isNaN(durationMs) ? {} : { durationMs }
  if (answers.some(({ costUsd }) => costUsd === null)) return time
  const costUsd = answers.reduce((sum, answer) => sum + answer.costUsd!, 0)
  return { costUsd: Number(costUsd.toPrecision(12)), ...time }
}

/** Returns the mean of values that are all known, else null; null for none. */
export function knownMean(values: readonly (number | null)[]): number | null {
  if (values.length === 0) return null
  let sum = 0
  for (const value of values) {
    if (value === null) return null
    sum += value
  }
  return sum / values.length
}
