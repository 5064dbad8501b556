import type { AnswerSchema } from '../domain/index.ts'
import { ASPECTS, type Judge } from './judge.ts'

/** The five preferences in words, as `aspects` and `reason-then-verdict` write them; A is the answer shown first. */
export const PREFERENCE_PHRASES = [
  'A is clearly better',
  'A is slightly better',
  'tie',
  'B is slightly better',
  'B is clearly better',
] as const

const OVERALL_KEYS = [...ASPECTS, 'overall'] as const

/** Returns the fields that an answer in mode `aspects` has, in the order asked for: reasons come before the preferences that they lead to. */
export function aspectKeys(judge: Judge): readonly string[] {
  return judge.reasons ? ['reasons', ...OVERALL_KEYS] : OVERALL_KEYS
}

/** Returns the words that say which form the answer has, put after the prompt; null where the prompt's own words do. */
export function answerForm(judge: Judge): string | null {
  if (judge.mode !== 'aspects') return null
  const choices = PREFERENCE_PHRASES.map((phrase) => JSON.stringify(phrase)).join(', ')
  const fields = aspectKeys(judge).map((key) => `"${key}": ...`)
  const reasons = judge.reasons
    ? ' "reasons" is a text of at most 100 words, written before you decide.'
    : ''
  return `Reply with one JSON object and nothing else, no code fence: {${fields.join(', ')}}. Each of ${OVERALL_KEYS.map((key) => `"${key}"`).join(', ')} is one of ${choices}.${reasons}`
}

/** Returns the schema that constrains an answer in mode `aspects`; null for the other modes. */
export function answerSchema(judge: Judge): AnswerSchema | null {
  if (judge.mode !== 'aspects') return null
  const keys = aspectKeys(judge)
  return {
    name: 'preference',
    schema: {
      type: 'object',
      properties: Object.fromEntries(
        keys.map((key) => [
          key,
          key === 'reasons' ? { type: 'string' } : { type: 'string', enum: PREFERENCE_PHRASES },
        ]),
      ),
      required: keys,
      additionalProperties: false,
    },
  }
}
