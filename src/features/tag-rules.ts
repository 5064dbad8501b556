import type { TextFacts } from '../domain/index.ts'
import { createKeywordIndex } from './keyword-index.ts'
import { type PromptShape, readPromptShape } from './prompt-shape.ts'
import { HARMLESS_CONTEXT, SAFETY_LEXICON } from './safety-lexicon.ts'
import { SUBJECT_LEXICON } from './subject-lexicon.ts'
import { tagDimension } from './tag-catalogue.ts'
import type { TagDimension } from './tag-types.ts'

/** Confidence of each option of a dimension, 0 to 1, in the order of the catalogue; null where the rules say nothing. */
export type RuleScores = Readonly<Record<TagDimension, Float64Array | null>>

const SUBJECT_IDS = tagDimension('subject').options.map(({ id }) => id)
const subjects = createKeywordIndex(SUBJECT_IDS.map((id) => SUBJECT_LEXICON[id] ?? ''))
const safety = createKeywordIndex([
  SAFETY_LEXICON.low,
  SAFETY_LEXICON.moderate,
  SAFETY_LEXICON.high,
  HARMLESS_CONTEXT,
])

/** Returns what rules alone say about a prompt. */
export function applyTagRules(prompt: string, facts: TextFacts): RuleScores {
  const shape = readPromptShape(prompt)
  const subject = scoreSubjects(prompt, shape)
  return {
    subject,
    language: scoreLanguages(prompt, facts),
    expertise: scoreExpertise(prompt, shape, subject),
    openness: scoreOpenness(shape),
    safety: scoreSafety(prompt),
    intents: scoreIntents(shape, facts),
    material: Float64Array.of(shape.hasMaterial ? 0.8 : 0.2),
    format: Float64Array.of(shape.hasFormat ? 0.8 : 0.2),
  }
}

/** Each unit of keyword weight halves what is left of the doubt; code and mathematics are seen without keywords. */
function scoreSubjects(prompt: string, shape: PromptShape): Float64Array {
  const weights = subjects.score(prompt)
  if (shape.hasCode) weights[SUBJECT_IDS.indexOf('computer-sciences')]! += 3
  if (shape.hasMath && !shape.hasCode) weights[SUBJECT_IDS.indexOf('mathematics')]! += 2
  const most = Math.max(...weights)
  // A long prompt names many things in passing: only what is named about as often as the most frequent counts.
  return weights.map((weight) =>
    weight * 2 < most ? 0 : (1 - 0.5 ** weight) * (weight / most || 0),
  )
}

function scoreLanguages(prompt: string, facts: TextFacts): Float64Array | null {
  const { options } = tagDimension('language')
  const scores = new Float64Array(options.length)
  options.forEach(({ id, aliases }, option) => {
    if (aliases?.includes(facts.language ?? '')) scores[option] = 0.95
    const isAsked = new RegExp(`\\b(?:to|into|in|from)\\s+${id}\\b`, 'i').test(prompt)
    if (isAsked && id !== 'english') scores[option] = Math.max(scores[option]!, 0.7)
  })
  return facts.language === null ? null : scores
}

const EXPERT_WORDS =
  /\b(?:prove|theorem|lemma|derive|derivation|differential|asymptotic|eigen\w*|jurisdiction|statute|pathophysiology|differential diagnosis|pharmacolog\w*|stochastic|heuristic|backpropagation|transformer|kubernetes|regex|latex|topolog\w*|hamiltonian|quantum|thermofluid\w*|vlsi|amortiz\w*|cryptograph\w*|concurrency|complexity of|o\(n|phd|graduate|research paper|algorithm|implement|optimi[sz]e|sql|api|microservices?|superposition|entanglement|catalyst|antitrust|macroeconomic)\b/i
const LEARNED = new Set(
  'economics biology chemistry earth-sciences physics space-sciences computer-sciences mathematics law medicine chemical-engineering civil-engineering electrical-engineering mechanical-engineering materials-science philosophy linguistics political-science psychology'.split(
    ' ',
  ),
)

function scoreExpertise(prompt: string, shape: PromptShape, subject: Float64Array): Float64Array {
  const best = subject.indexOf(Math.max(...subject))
  const isLearned = subject[best]! > 0.5 && LEARNED.has(SUBJECT_IDS[best]!)
  const isExpert = EXPERT_WORDS.test(prompt)
  if (isExpert && (isLearned || shape.hasCode)) return Float64Array.of(0.1, 0.3, 0.6)
  if (isLearned || shape.hasCode) return Float64Array.of(0.25, 0.6, 0.15)
  return isExpert ? Float64Array.of(0.4, 0.4, 0.2) : Float64Array.of(0.7, 0.25, 0.05)
}

function scoreOpenness(shape: PromptShape): Float64Array | null {
  if (shape.asksCreation) return Float64Array.of(0.02, 0.05, 0.23, 0.7)
  if (shape.hasMath && (shape.questions > 0 || shape.words < 60)) {
    return Float64Array.of(0.65, 0.2, 0.1, 0.05)
  }
  if (shape.asksFact && !shape.asksExplanation && shape.words < 60) {
    return Float64Array.of(0.33, 0.62, 0.04, 0.01)
  }
  if (shape.asksExplanation || shape.hasCode) return Float64Array.of(0.05, 0.15, 0.65, 0.15)
  if (shape.asksDefinition && shape.words < 40) return Float64Array.of(0.15, 0.6, 0.2, 0.05)
  return null
}

function scoreSafety(prompt: string): Float64Array {
  const [low = 0, moderate = 0, high = 0, harmless = 0] = safety.score(prompt)
  const worst = high > 0 ? 3 : moderate > 0 ? 2 : low > 1 ? 1 : 0
  if (worst === 0) return Float64Array.of(0.85, 0.1, 0.04, 0.01)
  const doubt = harmless > 0 ? 0.6 : 0.25
  const scores = new Float64Array(4)
  scores[0] = doubt
  scores[worst] = 1 - doubt
  return scores
}

function scoreIntents(shape: PromptShape, facts: TextFacts): Float64Array {
  const goals = Math.max(shape.requests + shape.questions, shape.turns)
  if (goals <= 1 && facts.tokens < 80) return Float64Array.of(0.8, 0.18, 0.02)
  if (goals >= 4 || (goals >= 3 && facts.tokens > 150)) return Float64Array.of(0.1, 0.35, 0.55)
  if (goals >= 2) return Float64Array.of(0.25, 0.6, 0.15)
  return Float64Array.of(0.55, 0.35, 0.1)
}
