import type { Json } from '../kit/index.ts'
import { ASPECTS } from './judge.ts'
import { readJsonObject } from './read-json.ts'
import { readPhrase } from './read-preference.ts'
import { problemOf, type Reading, type ReadingProblem, type ReadPreference } from './read-result.ts'

/**
 * Returns what an answer in mode `aspects` says, A being the answer shown first. Without a readable `overall` there is no reading; another aspect that is
 * missing or says no preference is unread by itself.
 */
export function readAspects(text: string): Reading | ReadingProblem {
  const answer = readJsonObject(text)
  if ('code' in answer) return problemOf(answer.code)
  const { fields } = answer
  const overall = phraseOf(fields, 'overall')
  if (overall === null) return problemOf('no-verdict')
  const read = ASPECTS.map((aspect) => [aspect, phraseOf(fields, aspect)] as const)
  const reasons = Object.hasOwn(fields, 'reasons') ? fields.reasons : null
  return {
    kind: 'verdict',
    ...overall,
    pA: null,
    labelMass: null,
    aspects: Object.fromEntries(read.filter(([, preference]) => preference !== null)) as Readonly<
      Record<string, ReadPreference>
    >,
    unread: read.filter(([, preference]) => preference === null).map(([aspect]) => aspect),
    reasons: typeof reasons === 'string' && reasons.trim() !== '' ? reasons.trim() : null,
  }
}

function phraseOf(fields: Readonly<Record<string, Json>>, key: string): ReadPreference | null {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined
  return typeof value === 'string' ? readPhrase(value) : null
}
