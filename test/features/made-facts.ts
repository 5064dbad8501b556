import type { Annotation, PreferenceInstance, TextFacts } from '../../src/domain/index.ts'

/** Returns facts as a toolkit would give them: one token a word. */
export function madeFacts(text: string, entities: readonly string[] = []): TextFacts {
  return {
    tokens: text.split(/\s+/).filter((word) => word !== '').length,
    entities,
    language: 'en',
  }
}

/** Returns an instance with the fields that a test names. */
export function madeInstance(fields: Partial<PreferenceInstance> = {}): PreferenceInstance {
  return {
    id: 'one',
    source: 'made',
    prompt: 'Which city is the capital?',
    completionA: 'It is Paris.',
    completionB: 'The capital is Rome.',
    human: [],
    lm: [],
    meta: {},
    ...fields,
  }
}

/** Returns a judge's annotation. */
export function madeVote(
  annotator: string,
  verdict: Annotation['verdict'],
  fields: Partial<Annotation> = {},
): Annotation {
  return { annotator, verdict, ...fields }
}
