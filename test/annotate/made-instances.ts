import type { Annotation, PreferenceInstance, Strength, Verdict } from '../../src/domain/index.ts'

/** Returns an annotation written as `NAME verdict [strength] [p]`: `h1 a clear`, `gpt@ab b`, `gpt a 0.8`. */
export function note(text: string): Annotation {
  const [annotator, verdict, ...rest] = text.split(' ')
  const strength = rest.find((word) => word === 'clear' || word === 'slight')
  const pA = rest.find((word) => /^[0-9.]+$/.test(word))
  return {
    annotator: annotator!,
    verdict: verdict as Verdict,
    ...(strength === undefined ? {} : { strength: strength as Strength }),
    ...(pA === undefined ? {} : { pA: Number(pA) }),
  }
}

/** Returns an instance with these annotations. */
export function made(
  id: string,
  labels: { readonly human?: readonly string[]; readonly lm?: readonly string[] },
  extra: Partial<PreferenceInstance> = {},
): PreferenceInstance {
  return {
    id,
    source: 'set',
    prompt: id,
    completionA: 'short',
    completionB: 'rather longer',
    human: (labels.human ?? []).map(note),
    lm: (labels.lm ?? []).map(note),
    meta: {},
    ...extra,
  }
}
