import type { PreferenceInstance } from '../domain/index.ts'
import type { Json } from '../kit/index.ts'
import { toAnnotationRow } from './annotation-row.ts'

/** Returns an instance as a row of the pair format; a row of that format comes back as it was read. */
export function toPairRow(instance: PreferenceInstance): Record<string, Json> {
  return {
    id: instance.id,
    source: instance.source,
    prompt: instance.prompt,
    response_a: instance.completionA,
    response_b: instance.completionB,
    ...(instance.messages === undefined ? {} : { messages: instance.messages as unknown as Json }),
    human: instance.human.map(toAnnotationRow),
    lm: instance.lm.map(toAnnotationRow),
    meta: instance.meta,
    ...instance.extra,
  }
}
