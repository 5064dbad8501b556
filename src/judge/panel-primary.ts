import type { Annotation, PreferenceInstance } from '../domain/index.ts'

/**
 * Returns the instances with a combined annotation (of a panel or a cascade) in front, so that it is the primary judge's; an earlier one of
 * the same annotator is replaced, null leaves an instance without it.
 *
 * @throws RangeError where there is not one annotation, or null, per instance
 */
export function withPrimary(
  instances: readonly PreferenceInstance[],
  annotations: readonly (Annotation | null)[],
): PreferenceInstance[] {
  if (annotations.length !== instances.length) {
    throw new RangeError(
      `withPrimary: got ${annotations.length} annotations, expected ${instances.length}`,
    )
  }
  const names = new Set(annotations.flatMap((annotation) => annotation?.annotator ?? []))
  return instances.map((instance, row) => {
    const others = instance.lm.filter(({ annotator }) => !names.has(annotator))
    const own = annotations[row] ?? null
    return { ...instance, lm: own === null ? others : [own, ...others] }
  })
}
