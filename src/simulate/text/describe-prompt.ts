import type { Json, Random } from '../../kit/index.ts'
import { chance, pick } from './draw.ts'
import type { PromptProfile } from './profile.ts'
import { SUBJECTS } from './subjects.ts'

const EXPERTISE = ['general public', 'basic domain knowledge', 'expert domain knowledge'] as const
const SAFETY = ['safe', 'low', 'moderate', 'high'] as const
const COMPLEXITY = ['simple', 'moderate', 'complex'] as const

const EXPERTISE_NAME = { general: EXPERTISE[0], basic: EXPERTISE[1], expert: EXPERTISE[2] } as const
const SAFETY_NAME = { safe: SAFETY[0], borderline: SAFETY[1], unsafe: SAFETY[3] } as const

/**
 * Returns descriptive tags of a prompt as an imperfect tagger gives them, under the column names of the released tag files. Each dimension is
 * replaced by a random value with chance `error`. They describe the prompt only, never an answer or a label.
 */
export function describePrompt(
  profile: PromptProfile,
  error: number,
  random: Random,
): Record<string, Json> {
  const tag = <T extends string>(truth: T, all: readonly T[]): T =>
    chance(error, random) ? pick(all, random) : truth
  const subjects = SUBJECTS.map(({ name }) => name)
  return {
    subject_of_expertise: [tag(profile.subject, subjects)],
    expertise_level: tag(EXPERTISE_NAME[profile.expertise], EXPERTISE),
    safety_concern: tag(SAFETY_NAME[profile.safety], SAFETY),
    complexity_of_intents: tag(profile.complexity, COMPLEXITY),
    languages: ['English'],
  }
}
