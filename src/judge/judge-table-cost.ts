import { type Annotation, annotationNames } from '../domain/index.ts'

/** What the answers of one judge about one pair took; null where it is not known of all of them. */
export interface AnswerCost {
  readonly costUsd: number | null
  /** Sum over its calls, one after the other. */
  readonly durationMs: number | null
}

/**
 * Returns what a judge's annotations of one pair cost, raw answers and aspects included; null where it did not answer. A cost stands on the raw
 * answers of each order or on the annotation itself, so that the sum counts every call once.
 */
export function answerCost(annotations: readonly Annotation[], judge: string): AnswerCost | null {
  const names: readonly string[] = annotationNames(judge)
  const own = annotations.filter(({ annotator }) => names.includes(annotator))
  if (own.length === 0) return null
  const raw = own.filter(({ annotator, aspect }) => annotator !== judge && aspect === undefined)
  return {
    costUsd: sumKnown(own, raw, ({ costUsd }) => costUsd),
    durationMs: sumKnown(own, raw, ({ durationMs }) => durationMs),
  }
}

/** Where one of two raw answers says what it cost and the other does not, the sum is unknown. */
function sumKnown(
  own: readonly Annotation[],
  raw: readonly Annotation[],
  read: (annotation: Annotation) => number | undefined,
): number | null {
  const known = own.map(read).filter((value) => value !== undefined)
  const stated = raw.filter((annotation) => read(annotation) !== undefined).length
  if (known.length === 0 || (stated > 0 && stated < raw.length)) return null
  return known.reduce((sum, value) => sum + value, 0)
}
