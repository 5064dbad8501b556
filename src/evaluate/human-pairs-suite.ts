import type { LabelPair, PreferenceInstance, SuiteRow } from '../domain/index.ts'
import { requireLength } from './suite.ts'

/**
 * Returns the instances with a human verdict that is not a tie as rows of a suite, subset = source, category = `human`. The prompt group is the
 * number given in `groups` (parallel to the instances), else `meta.group`, else the prompt itself.
 */
export function humanPairsSuite(
  instances: readonly PreferenceInstance[],
  labels: readonly LabelPair[],
  options: { readonly groups?: Uint32Array } = {},
): SuiteRow[] {
  requireLength('labels', labels.length, instances.length)
  return instances.flatMap((instance, index): SuiteRow[] => {
    const verdict = labels[index]!.human?.verdict ?? 'tie'
    if (verdict === 'tie') return []
    const { completionA: a, completionB: b } = instance
    return [
      {
        id: instance.id,
        subset: instance.source,
        category: 'human',
        prompt: instance.prompt,
        chosen: verdict === 'a' ? a : b,
        rejected: verdict === 'a' ? b : a,
        group: groupOf(instance, options.groups?.[index]),
        meta: instance.meta,
      },
    ]
  })
}

function groupOf(instance: PreferenceInstance, group: number | undefined): string {
  if (group !== undefined) return String(group)
  return typeof instance.meta.group === 'string' ? instance.meta.group : instance.prompt
}
