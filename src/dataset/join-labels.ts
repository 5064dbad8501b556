import type { Annotation, Place, PreferenceInstance, Source } from '../domain/index.ts'
import { contentKey } from './content-key.ts'
import type { LabelRow } from './import-labels.ts'
import { joinAnnotations, type MergeConflict, turnAnnotation } from './merge-instances.ts'
import { LISTED_PROBLEMS } from './row-problem.ts'

/** What joining labels came to; complete when the pairs have ended. */
export interface LabelJoinFacts {
  /** Pairs that passed. */
  readonly pairs: number
  /** Pairs that no label was about. */
  readonly pairsWithoutLabels: number
  /** Annotations that were added. */
  readonly added: number
  /** Annotations that say what their annotator had said before; they were dropped. */
  readonly repeated: number
  /** Annotations that contradict an earlier one of the same annotator; the earlier one was kept. */
  readonly conflicts: { readonly first: readonly MergeConflict[]; readonly count: number }
  /** Rows of labels that found no pair, and where the first 20 of them stand. */
  readonly labelsWithoutPair: { readonly first: readonly Place[]; readonly count: number }
}

/** Pairs with labels as a stream, and what was joined so far. */
export interface LabelledPairs {
  readonly instances: AsyncGenerator<PreferenceInstance, void, undefined>
  facts(): LabelJoinFacts
}

/**
 * Returns pairs with labels added, by the rules by which pairs are merged: what an annotator said before is dropped, what contradicts
 * it is a conflict. Labels about the texts in the other order are turned round. Labels are held in memory, pairs stream.
 */
export function joinLabelRows(
  instances: AsyncIterable<PreferenceInstance> | Iterable<PreferenceInstance>,
  labels: readonly LabelRow[],
): LabelledPairs {
  const index = indexLabels(labels)
  const found = new Set<LabelRow>()
  const first: MergeConflict[] = []
  const counts = { pairs: 0, without: 0, added: 0, repeated: 0, conflicts: 0 }
  const note = (conflict: MergeConflict): void => {
    counts.conflicts++
    if (first.length < LISTED_PROBLEMS) first.push(conflict)
  }
  async function* join(): AsyncGenerator<PreferenceInstance, void, undefined> {
    for await (const instance of instances) {
      const about = index.labelsOf(instance)
      for (const { row } of about) found.add(row)
      const before = counts.conflicts
      const labelled = addLabels(instance, about, note)
      const added = sizeOf(labelled) - sizeOf(instance)
      const given = about.reduce((sum, { row }) => sum + sizeOf(row), 0)
      counts.pairs++
      if (about.length === 0) counts.without++
      counts.added += added
      counts.repeated += given - added - (counts.conflicts - before)
      yield labelled
    }
  }
  return {
    instances: join(),
    facts: () => {
      const lost = labels.filter((row) => !found.has(row))
      return {
        pairs: counts.pairs,
        pairsWithoutLabels: counts.without,
        added: counts.added,
        repeated: counts.repeated,
        conflicts: { first: [...first], count: counts.conflicts },
        labelsWithoutPair: {
          first: lost.slice(0, LISTED_PROBLEMS).map(({ place }) => place),
          count: lost.length,
        },
      }
    },
  }
}

/** A row of labels about a pair, and whether its A is the pair's B. */
interface FoundLabels {
  readonly row: LabelRow
  readonly number: number
  readonly turned: boolean
}

function indexLabels(labels: readonly LabelRow[]): {
  /** Returns the labels about a pair, in the order of the rows. */
  labelsOf(instance: PreferenceInstance): readonly FoundLabels[]
} {
  const byId = new Map<string, { row: LabelRow; number: number }[]>()
  const byContent = new Map<string, { row: LabelRow; number: number; swapped: boolean }[]>()
  for (const [number, row] of labels.entries()) {
    if ('id' in row.of) push(byId, row.of.id, { row, number })
    else push(byContent, row.of.content, { row, number, swapped: row.of.swapped })
  }
  return {
    labelsOf: (instance) => {
      const named = (byId.get(instance.id) ?? []).map((label) => ({ ...label, turned: false }))
      if (byContent.size === 0) return named
      const { key, swapped } = contentKey(instance)
      const same = (byContent.get(key) ?? []).map((label) => ({
        ...label,
        turned: label.swapped !== swapped,
      }))
      return [...named, ...same].sort((one, other) => one.number - other.number)
    },
  }
}

function push<T>(map: Map<string, T[]>, key: string, item: T): void {
  const items = map.get(key)
  if (items === undefined) map.set(key, [item])
  else items.push(item)
}

function addLabels(
  instance: PreferenceInstance,
  about: readonly FoundLabels[],
  note: (conflict: MergeConflict) => void,
): PreferenceInstance {
  if (about.length === 0) return instance
  const conflict = (kept: Annotation, other: Annotation): void =>
    note({
      id: instance.id,
      kind: 'verdict',
      annotator: kept.annotator,
      aspect: kept.aspect ?? null,
      kept: kept.verdict,
      other: other.verdict,
    })
  // One by one, so that what a row of labels says twice is found too.
  const add = (source: Source): readonly Annotation[] =>
    about
      .flatMap(({ row, turned }) => (turned ? row[source].map(turnAnnotation) : row[source]))
      .reduce<readonly Annotation[]>(
        (all, annotation) => joinAnnotations(all, [annotation], conflict),
        instance[source],
      )
  return { ...instance, human: add('human'), lm: add('lm') }
}

const sizeOf = ({ human, lm }: Pick<PreferenceInstance, Source>): number => human.length + lm.length
