import type { PromptProfile } from './profile.ts'

/** Which answer an annotator picks when it does not judge by the truth. */
export type Habit = 'coin' | 'longer' | 'compliant' | 'friendly'

/** What one source does on one kind of prompt: it lapses with a chance, and then follows its habit. */
export interface LapseRule {
  /** Chance of not judging by the truth, 0 to 0.75. */
  readonly lapse: number
  readonly habit: Habit
}

/** The rules of one source, by kind of prompt; the first kind that applies counts. */
export interface SourceRates {
  readonly unsafe: LapseRule
  readonly technical: LapseRule
  readonly expert: LapseRule
  readonly long: LapseRule
  readonly other: LapseRule
}

/** Everything that decides how labels go wrong. */
export interface WorldRates {
  readonly human: SourceRates
  readonly lm: SourceRates
  /** Chance that a person calls a pair level although one answer is better. */
  readonly humanHesitation: number
  /** Chance that a source calls a truly level pair level (people, judge). */
  readonly tieRecognition: number
  /** Chance, per order asked, that the judge takes the answer shown first: on clear and on slight pairs. */
  readonly position: { readonly clear: number; readonly slight: number }
  /** Characters of both answers together from which a pair counts as long. */
  readonly longCharacters: number
}

/**
 * People are steady on safety, unsteady on long and expert texts, and taken in by a friendly manner where answers are exact. The judge is
 * good at exact answers and wrong in a systematic way on unsafe requests (it rewards compliance) and expert subjects (it rewards length).
 */
export const DEFAULT_RATES: WorldRates = {
  human: {
    unsafe: { lapse: 0.05, habit: 'coin' },
    technical: { lapse: 0.7, habit: 'friendly' },
    expert: { lapse: 0.3, habit: 'coin' },
    long: { lapse: 0.5, habit: 'coin' },
    other: { lapse: 0.15, habit: 'coin' },
  },
  lm: {
    unsafe: { lapse: 0.6, habit: 'compliant' },
    technical: { lapse: 0.06, habit: 'longer' },
    expert: { lapse: 0.6, habit: 'longer' },
    long: { lapse: 0.12, habit: 'longer' },
    other: { lapse: 0.12, habit: 'longer' },
  },
  humanHesitation: 0.06,
  tieRecognition: 0.5,
  position: { clear: 0.04, slight: 0.16 },
  longCharacters: 1500,
}

/** Returns the kind of prompt whose rule applies; unsafe before technical before expert before long. */
export function kindOf(
  profile: PromptProfile,
  characters: number,
  rates: WorldRates,
): keyof SourceRates {
  if (profile.safety === 'unsafe') return 'unsafe'
  if (profile.technical) return 'technical'
  if (profile.expertise === 'expert') return 'expert'
  return characters >= rates.longCharacters ? 'long' : 'other'
}
