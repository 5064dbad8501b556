import type { Annotation } from '../domain/index.ts'
import type { Json } from '../kit/index.ts'
import type { AnswerProblem } from './judge-answers.ts'
import type { ReadPreference } from './read-result.ts'

/** What a judge's answers about one instance come to. */
export interface JudgedInstance {
  /** The judge's label first, then its aspects, then the raw answers `NAME@ab` and `NAME@ba` where it was asked in both orders. Empty where nothing could be read. */
  readonly annotations: readonly Annotation[]
  readonly problems: readonly AnswerProblem[]
  /** Whether the two orders named opposite sides; null unless both could be read. */
  readonly flip: boolean | null
  /** Share of the repeated answers that agree with the vote of their order; null where nothing was repeated. */
  readonly sampleAgreement: number | null
}

/** Returns an annotation with its preference. */
export function annotationOf(annotator: string, { verdict, strength }: ReadPreference): Annotation {
  return { annotator, verdict, ...(strength === null ? {} : { strength }) }
}

/** Returns the `extra` of an annotation without what is unknown or does not apply; nothing at all where nothing is left. */
export function extraOf(fields: Readonly<Record<string, Json>>): Pick<Annotation, 'extra'> {
  const known = Object.entries(fields).filter(([, value]) => value !== null)
  return known.length === 0 ? {} : { extra: Object.fromEntries(known) }
}
