import type { LmReply, Verdict } from '../domain/index.ts'
import type { Judge } from './judge.ts'
import { readAspects } from './read-aspects.ts'
import { readLabel } from './read-letter.ts'
import { STEP_PREFERENCES } from './read-preference.ts'
import { labelProbabilities } from './read-probabilities.ts'
import { readReasoned } from './read-reasoned.ts'
import {
  problemOf,
  type Reading,
  type ReadingProblem,
  type ReadPreference,
  type ScoreReading,
} from './read-result.ts'
import { readScore } from './read-score.ts'
import { answerText } from './read-text.ts'
import type { ShownOrder } from './render-messages.ts'

const LETTERS = ['a', 'b', 'tie'] as const
const STEPS = ['1', '2', '3', '4', '5'] as const

/**
 * Returns what a reply says, for A and B as stored, or why it says nothing; a reply that names no verdict, or two, is never guessed at. An answer that the
 * token limit ended is read where it is whole all the same (a label, a closed JSON object, a score), but not in `reason-then-verdict`, whose last line
 * might go on.
 */
export function readReply(
  judge: Judge,
  order: ShownOrder,
  reply: LmReply,
): Reading | ScoreReading | ReadingProblem {
  if (reply.finish === 'filter') return problemOf('refused-by-filter')
  const text = answerText(reply)
  if (text === null) return problemOf(reply.finish === 'length' ? 'cut-off' : 'no-verdict')
  const read = readShown(judge, reply, text)
  if (read.kind === 'problem') {
    const cut = reply.finish === 'length' && read.code !== 'two-verdicts'
    return cut ? problemOf('cut-off') : read
  }
  return read.kind === 'verdict' && order === 'ba' ? turnBack(read) : read
}

/** The reading as shown: A is the answer shown first. */
function readShown(
  judge: Judge,
  reply: LmReply,
  text: string,
): Reading | ScoreReading | ReadingProblem {
  switch (judge.mode) {
    case 'letter':
      return readOneToken(reply, text, LETTERS, (label) => ({ verdict: label, strength: null }))
    case 'five-step':
      return readOneToken(reply, text, STEPS, (label) => STEP_PREFERENCES[Number(label) - 1]!)
    case 'aspects':
      return readAspects(text)
    case 'scores':
      return readScore(reply, text)
    case 'reason-then-verdict':
      return reply.finish === 'length' ? problemOf('cut-off') : readReasons(reply, text)
  }
}

function readOneToken<Label extends string>(
  reply: LmReply,
  text: string,
  labels: readonly Label[],
  preferenceOf: (label: Label) => ReadPreference,
): Reading | ReadingProblem {
  const answer = readLabel(text, labels)
  if ('code' in answer) return problemOf(answer.code)
  const verdicts = labels.map((label) => preferenceOf(label).verdict)
  return {
    ...bareReading(preferenceOf(answer.label as Label)),
    ...probabilitiesOf(reply, answer.tail, { labels, verdicts }),
  }
}

function readReasons(reply: LmReply, text: string): Reading | ReadingProblem {
  const answer = readReasoned(text)
  if ('code' in answer) return problemOf(answer.code)
  return {
    ...bareReading(answer.preference),
    ...probabilitiesOf(reply, answer.tail, { labels: LETTERS, verdicts: LETTERS }),
    reasons: answer.reasons,
  }
}

function bareReading(preference: ReadPreference): Reading {
  return {
    kind: 'verdict',
    ...preference,
    pA: null,
    labelMass: null,
    aspects: {},
    unread: [],
    reasons: null,
  }
}

/** A tie counts half for A. */
function probabilitiesOf(
  reply: LmReply,
  tail: string,
  {
    labels,
    verdicts,
  }: { readonly labels: readonly string[]; readonly verdicts: readonly Verdict[] },
): Pick<Reading, 'pA' | 'labelMass'> {
  const read = labelProbabilities(reply, tail, labels)
  if (read === null) return { pA: null, labelMass: null }
  const worth = { a: 1, tie: 0.5, b: 0 }
  const pA = read.shares.reduce((sum, share, index) => sum + share * worth[verdicts[index]!], 0)
  return { pA: Math.min(1, pA), labelMass: read.mass }
}

function turnBack(reading: Reading): Reading {
  return {
    ...reading,
    verdict: turnVerdict(reading.verdict),
    pA: reading.pA === null ? null : 1 - reading.pA,
    aspects: Object.fromEntries(
      Object.entries(reading.aspects).map(([aspect, preference]) => [
        aspect,
        { ...preference, verdict: turnVerdict(preference.verdict) },
      ]),
    ),
  }
}

function turnVerdict(verdict: Verdict): Verdict {
  return verdict === 'tie' ? 'tie' : verdict === 'a' ? 'b' : 'a'
}
