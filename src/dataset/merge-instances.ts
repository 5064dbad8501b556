import type { Annotation, PreferenceInstance, Source, Verdict } from '../domain/index.ts'
import { contentKey } from './content-key.ts'

/** What makes two rows the same pair: their id, or their texts in either order. */
export type MergeBy = 'id' | 'content'

/** An annotation that contradicts an earlier one of the same annotator, or a pair whose texts differ from an earlier one of its id. */
export interface MergeConflict {
  readonly id: string
  /** `texts` where the texts differ; then nothing of the later pair was taken. */
  readonly kind: 'verdict' | 'texts'
  readonly annotator: string | null
  readonly aspect: string | null
  readonly kept: Verdict | null
  readonly other: Verdict | null
}

/** How many conflicts are kept and listed; the rest is counted. */
const LISTED_CONFLICTS = 20

/** Joins pairs as they come. */
export interface Merger {
  add(instance: PreferenceInstance): void
  /** Returns the joined pairs in the order in which they first came, and forgets them. */
  take(): PreferenceInstance[]
  /** Pairs that were joined to an earlier one. */
  joined(): number
  readonly conflicts: { readonly first: readonly MergeConflict[]; count(): number }
}

/**
 * Returns a merger of pairs. Annotations are added; one that says what an earlier one of the same annotator, aspect and source said is
 * dropped, one that says something else is a conflict and the earlier one stays. Where the completions come in the other order, verdict, order and
 * probability are turned round. Facts in `meta` and `extra` are added where the first pair has none of that name.
 */
export function createMerger(by: MergeBy): Merger {
  let pairs = new Map<string, { first: PreferenceInstance; swapped: boolean }>()
  const first: MergeConflict[] = []
  let conflicts = 0
  let joined = 0
  const note = (conflict: MergeConflict): void => {
    conflicts++
    if (first.length < LISTED_CONFLICTS) first.push(conflict)
  }
  return {
    add: (instance) => {
      const content = contentKey(instance)
      const key = by === 'id' ? instance.id : content.key
      const known = pairs.get(key)
      if (known === undefined) {
        pairs.set(key, { first: instance, swapped: content.swapped })
        return
      }
      joined++
      if (by === 'id' && contentKey(known.first).key !== content.key) {
        note({
          id: instance.id,
          kind: 'texts',
          annotator: null,
          aspect: null,
          kept: null,
          other: null,
        })
        return
      }
      const turned = content.swapped === known.swapped ? instance : turnRound(instance)
      known.first = joinPair(known.first, turned, note)
    },
    take: () => {
      const all = [...pairs.values()].map((pair) => pair.first)
      pairs = new Map()
      return all
    },
    joined: () => joined,
    conflicts: { first, count: () => conflicts },
  }
}

function joinPair(
  first: PreferenceInstance,
  later: PreferenceInstance,
  note: (conflict: MergeConflict) => void,
): PreferenceInstance {
  const join = (source: Source): Annotation[] =>
    joinAnnotations(first[source], later[source], (kept, other) =>
      note({
        id: first.id,
        kind: 'verdict',
        annotator: kept.annotator,
        aspect: kept.aspect ?? null,
        kept: kept.verdict,
        other: other.verdict,
      }),
    )
  const extra = { ...later.extra, ...first.extra }
  return {
    ...first,
    human: join('human'),
    lm: join('lm'),
    meta: { ...later.meta, ...first.meta },
    ...(Object.keys(extra).length === 0 ? {} : { extra }),
  }
}

/**
 * Returns annotations with later ones added. One that says what an earlier one of the same annotator and aspect said is dropped; one
 * that says something else is dropped and told to `conflict`.
 */
export function joinAnnotations(
  first: readonly Annotation[],
  later: readonly Annotation[],
  conflict: (kept: Annotation, other: Annotation) => void,
): Annotation[] {
  const known = new Map(first.map((annotation) => [nameOf(annotation), annotation]))
  const added = later.filter((annotation) => {
    const earlier = known.get(nameOf(annotation))
    if (earlier === undefined) return true
    if (earlier.verdict !== annotation.verdict) conflict(earlier, annotation)
    return false
  })
  return [...first, ...added]
}

const nameOf = ({ annotator, aspect }: Annotation): string => JSON.stringify([annotator, aspect])

const TURNED: Readonly<Record<Verdict, Verdict>> = { a: 'b', b: 'a', tie: 'tie' }

/** Returns a pair with its completions in the other order, and everything that its annotations say turned with them. */
export function turnRound(instance: PreferenceInstance): PreferenceInstance {
  const { completionA, completionB, messages, human, lm } = instance
  return {
    ...instance,
    completionA: completionB,
    completionB: completionA,
    ...(messages === undefined
      ? {}
      : { messages: { prompt: messages.prompt, a: messages.b, b: messages.a } }),
    human: human.map(turnAnnotation),
    lm: lm.map(turnAnnotation),
  }
}

/** Returns an annotation as it reads when the completions change places; raw answers in one order change their name too. */
export function turnAnnotation(annotation: Annotation): Annotation {
  const { verdict, order, pA, annotator } = annotation
  const raw = /^(.*)@(ab|ba)$/s.exec(annotator)
  const turnOrder = (given: string): 'ab' | 'ba' => (given === 'ab' ? 'ba' : 'ab')
  return {
    ...annotation,
    ...(raw === null ? {} : { annotator: `${raw[1]}@${turnOrder(raw[2]!)}` }),
    verdict: TURNED[verdict],
    ...(order === undefined ? {} : { order: turnOrder(order) }),
    ...(pA === undefined ? {} : { pA: 1 - pA }),
  }
}
