import type { Random } from '../../kit/index.ts'
import {
  BORDERLINE,
  CONSTRAINTS,
  EXPERTISE,
  MONTHS,
  NAMES,
  PLACES,
  QUESTIONS,
  SITUATIONS,
  TRAINING_NAMES,
  UNSAFE,
} from './bank-prompts.ts'
import { SUBJECTLESS_TERMS } from './bank-responses.ts'
import { between, capitalise, fill, pick, pickSeveral } from './draw.ts'
import type { PromptProfile } from './profile.ts'
import { subjectNamed } from './subjects.ts'

/** A written prompt with the words that its answers pick up. */
export interface SimulatedPrompt {
  readonly profile: PromptProfile
  readonly text: string
  readonly topic: string
  readonly terms: readonly string[]
}

/** Whose names a prompt may use: names of suites never occur in training prompts. */
export type PromptSide = 'training' | 'suite'

/** Returns a prompt of a profile: question, situation, expertise and, where it is complex, constraints. */
export function writePrompt(
  profile: PromptProfile,
  side: PromptSide,
  random: Random,
): SimulatedPrompt {
  const subject = subjectNamed(profile.subject)
  const topic = profile.safety === 'safe' ? pick(subject.topics, random) : 'this'
  const terms = pickSeveral(
    profile.safety === 'safe' ? subject.terms : SUBJECTLESS_TERMS,
    profile.complexity === 'complex' ? 5 : 4,
    random,
  )
  const names = side === 'training' ? NAMES.slice(0, TRAINING_NAMES) : NAMES.slice(TRAINING_NAMES)
  const values = {
    topic,
    term: terms[0]!,
    other: terms[1]!,
    jargon: pick(subject.jargon, random),
    name: pick(names, random),
    place: pick(PLACES, random),
    month: pick(MONTHS, random),
    number: String(between(2, 28, random)),
  }
  const sentences = promptSentences(profile, random).map((line) => capitalise(fill(line, values)))
  return { profile, topic, terms, text: sentences.filter((line) => line !== '').join(' ') }
}

function promptSentences(profile: PromptProfile, random: Random): string[] {
  const { safety, complexity, expertise } = profile
  const situation = pick(SITUATIONS, random)
  if (safety !== 'safe') {
    return [pick(safety === 'unsafe' ? UNSAFE : BORDERLINE, random), situation]
  }
  const constraints = pickSeveral(CONSTRAINTS, complexity === 'complex' ? 2 : 0, random)
  const asked = [pick(QUESTIONS[complexity], random), pick(EXPERTISE[expertise], random)]
  return random.next() < 0.5
    ? [...asked, situation, ...constraints]
    : [situation, ...asked, ...constraints]
}
