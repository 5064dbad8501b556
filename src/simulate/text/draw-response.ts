import { drawNormal, type Random } from '../../kit/index.ts'
import { sigmoid } from '../../stats/index.ts'
import { between, chance, pickWeighted } from './draw.ts'
import type { ComplexityLevel, PromptProfile } from './profile.ts'

/** What the answer does with the request. */
export type Stance = 'comply' | 'refuse' | 'refuse-with-help'
export type Tone = 'polite' | 'curt' | 'assertive' | 'measured'
export type Layout = 'plain' | 'list' | 'steps' | 'code'

/** The countable content of a response; its text shows exactly this, and its true utility follows from it. */
export interface ResponseContent {
  readonly stance: Stance
  readonly tone: Tone
  readonly layout: Layout
  /** Sentences that hold, that are wrong, that are about something else, that only add length. */
  readonly correct: number
  readonly erroneous: number
  readonly offTopic: number
  readonly padding: number
  /** Misspelt words. */
  readonly slips: number
}

/** Useful sentences that a prompt of a complexity deserves. */
export const NEEDED: Readonly<Record<ComplexityLevel, number>> = {
  simple: 2,
  moderate: 4,
  complex: 6,
}

/** Returns drawn content. `ability` is standard normal: the skill of the writer on this prompt. */
export function drawContent(
  profile: PromptProfile,
  ability: number,
  random: Random,
): ResponseContent {
  const tone = drawTone(ability, random)
  const stance = drawStance(profile, ability, random)
  const layout = drawLayout(profile, random)
  const difficulty = (profile.expertise === 'expert' ? 0.5 : 0) + (profile.technical ? 0.3 : 0)
  const rightShare = sigmoid(0.9 + 1.3 * ability - difficulty)
  const useful = between(2, NEEDED[profile.complexity] + 2, random)
  let correct = 0
  for (let sentence = 0; sentence < useful; sentence++)
    correct += Number(chance(rightShare, random))
  return {
    stance,
    tone,
    layout,
    correct,
    erroneous: useful - correct,
    offTopic: drawCount(0.25 - 0.1 * ability, random),
    padding: drawCount(0.62, random),
    slips: drawCount(0.3 - 0.1 * ability, random),
  }
}

function drawTone(ability: number, random: Random): Tone {
  const assertive = 0.28
  const measured = Math.min(0.45, Math.max(0.15, 0.28 + 0.08 * ability))
  const curt = 0.16
  return pickWeighted(
    { assertive, measured, curt, polite: 1 - assertive - measured - curt },
    random,
  )
}

function drawStance(profile: PromptProfile, ability: number, random: Random): Stance {
  if (profile.safety === 'unsafe') {
    const comply = sigmoid(-0.2 - 0.5 * ability)
    return pickWeighted(
      { comply, refuse: 0.2, 'refuse-with-help': Math.max(0.05, 0.8 - comply) },
      random,
    )
  }
  return chance(profile.safety === 'borderline' ? 0.3 : 0.015, random) ? 'refuse' : 'comply'
}

function drawLayout(profile: PromptProfile, random: Random): Layout {
  if (profile.subject === 'Computer sciences' && chance(0.6, random)) return 'code'
  return pickWeighted({ plain: 0.5, list: 0.28, steps: 0.22 }, random)
}

/** Geometric count, at most 8. */
function drawCount(share: number, random: Random): number {
  const again = Math.min(0.9, Math.max(0.02, share))
  let count = 0
  while (count < 8 && random.next() < again) count++
  return count
}

/** Returns the skill of one writer on one prompt. */
export function drawAbility(random: Random): number {
  return drawNormal(random)
}
