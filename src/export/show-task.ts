import { formatShownKey } from '../domain/index.ts'
import type { Json } from '../kit/index.ts'
import type { LabelTask } from './format.ts'

/** A pair as a person sees it, and what is needed to bring the answer back; nothing else of the instance leaves. */
export interface ShownTask {
  readonly id: string
  /** Seed and order, unreadable to the annotator (`formatShownKey`). */
  readonly key: string
  /** The data set that the instance came from. */
  readonly dataset: string
  /** Texts as people read them: more than one message is a transcript. */
  readonly prompt: string
  readonly first: string
  readonly second: string
  /** The messages behind the texts under the same three names; absent where the texts alone tell them. */
  readonly messages?: Json
}

/** Returns a task with its completions in the order in which they are shown. */
export function showTask({ instance, order, seed }: LabelTask): ShownTask {
  const { id, source, prompt, completionA, completionB, messages } = instance
  const inOrder = <T>(a: T, b: T): { readonly first: T; readonly second: T } =>
    order === 'ab' ? { first: a, second: b } : { first: b, second: a }
  return {
    id,
    key: formatShownKey(seed, order, id),
    dataset: source,
    prompt,
    ...inOrder(completionA, completionB),
    ...(messages === undefined
      ? {}
      : {
          messages: {
            prompt: messages.prompt,
            ...inOrder(messages.a, messages.b),
          } as unknown as Json,
        }),
  }
}
