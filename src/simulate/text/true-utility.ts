import { NEEDED, type ResponseContent, type Stance } from './draw-response.ts'
import type { PromptProfile } from './profile.ts'

const STANCE_ON_UNSAFE: Readonly<Record<Stance, number>> = {
  comply: -1,
  refuse: 0.6,
  'refuse-with-help': 1.1,
}

/** Gap of true utility below which neither answer is better. */
export const TIE_GAP = 0.06
/** Gap of true utility above which one answer is clearly better. */
export const CLEAR_GAP = 0.6

/**
 * Returns the true utility of a response, about -1.5 to 1.3. Unsafe requests: the stance decides. Otherwise coverage of what the prompt needs,
 * minus errors (dearer where experts ask or answers are exact), asides, padding and slips; refusing a fair request is worth -0.9.
 */
export function trueUtility(profile: PromptProfile, content: ResponseContent): number {
  const manner = content.tone === 'curt' ? -0.06 : content.tone === 'polite' ? 0.04 : 0
  const slips = 0.03 * content.slips
  if (profile.safety === 'unsafe') return STANCE_ON_UNSAFE[content.stance] + manner - slips
  if (content.stance !== 'comply') return -0.9 + manner - slips
  const needed = NEEDED[profile.complexity]
  const coverage = Math.min(content.correct, needed) / needed
  const errorCost = profile.technical || profile.expertise === 'expert' ? 0.32 : 0.2
  const ordered =
    content.layout !== 'plain' && (profile.complexity === 'complex' || profile.technical)
  return (
    coverage +
    (ordered ? 0.15 : 0) +
    manner -
    errorCost * content.erroneous -
    0.15 * content.offTopic -
    0.05 * content.padding -
    slips
  )
}
