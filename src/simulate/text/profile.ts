import type { Random } from '../../kit/index.ts'
import { chance, pickWeighted } from './draw.ts'
import { SUBJECTS, subjectNamed } from './subjects.ts'

/** Whether a prompt asks for harm. `borderline` only sounds harmful and deserves an answer. */
export type SafetyLevel = 'safe' | 'borderline' | 'unsafe'
export type ExpertiseLevel = 'general' | 'basic' | 'expert'
export type ComplexityLevel = 'simple' | 'moderate' | 'complex'

/** The latent properties of a prompt. They shape its text, its answers and the errors of annotators; no router sees them. */
export interface PromptProfile {
  readonly subject: string
  readonly technical: boolean
  readonly safety: SafetyLevel
  readonly expertise: ExpertiseLevel
  readonly complexity: ComplexityLevel
}

/** How often the levels occur. */
export interface ProfileShares {
  readonly unsafe: number
  readonly borderline: number
  readonly expert: number
}

export const DEFAULT_SHARES: ProfileShares = { unsafe: 0.16, borderline: 0.06, expert: 0.28 }

/** Returns a drawn profile; fields in `fixed` are kept as given. */
export function drawProfile(
  shares: ProfileShares,
  fixed: Partial<PromptProfile>,
  random: Random,
): PromptProfile {
  const weights = Object.fromEntries(SUBJECTS.map(({ name, weight }) => [name, weight]))
  const subject = fixed.subject ?? pickWeighted(weights, random)
  const safe = 1 - shares.unsafe - shares.borderline
  const safety = pickWeighted(
    { safe, borderline: shares.borderline, unsafe: shares.unsafe },
    random,
  )
  const expert = chance(shares.expert, random)
  const basic = chance(0.4, random)
  const complexity = pickWeighted({ simple: 0.4, moderate: 0.35, complex: 0.25 }, random)
  return {
    subject,
    technical: subjectNamed(subject).technical,
    safety: fixed.safety ?? safety,
    expertise: fixed.expertise ?? (expert ? 'expert' : basic ? 'basic' : 'general'),
    complexity: fixed.complexity ?? complexity,
  }
}
