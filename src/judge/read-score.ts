import type { LmReply } from '../domain/index.ts'
import { bareToken, choicesOf, labelProbabilities, tokenAt } from './read-probabilities.ts'
import { problemOf, type ReadingProblem, type ScoreReading } from './read-result.ts'

/** The scores that can be given, as tokens. */
const SCORES = Array.from({ length: 10 }, (_, index) => String(index + 1))

/** Returns the score of an answer: one whole number from 1 to 10 and nothing else but marks around it, or `/10` after it. */
export function readScore(reply: LmReply, text: string): ScoreReading | ReadingProblem {
  const match = /^[\s"'“”`*_([]*(?:score\s*:\s*)?(\d{1,2})(?:\s*\/\s*10)?[\s"'“”`*_)\].]*$/i.exec(
    text,
  )
  const score = match === null ? Number.NaN : Number(match[1])
  if (match === null || score < 1 || score > 10) return problemOf('bad-score')
  const tail = text.slice(text.indexOf(match[1]!))
  const read = labelProbabilities(reply, tail, SCORES)
  const known = read !== null && !mayBeHalf(reply, tail)
  return {
    kind: 'score',
    score,
    shares: known ? read.shares : null,
    labelMass: read?.mass ?? null,
  }
}

/** Where digits are tokens of their own, `1` begins both 1 and 10: its probability is neither's, unless `10` stands beside it. */
function mayBeHalf(reply: LmReply, tail: string): boolean {
  const token = tokenAt(reply.tokens ?? [], tail)
  if (token === undefined) return true
  const texts = [...choicesOf(token).keys()].map(bareToken)
  return texts.includes('1') && !texts.includes('10')
}
