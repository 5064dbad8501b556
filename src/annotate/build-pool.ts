import type {
  LabelledPool,
  LabelPair,
  PreferenceInstance,
  SourceLabel,
  TiePolicy,
} from '../domain/index.ts'

/** What `buildPool` reads; `labels` and `groups` lie parallel to `instances`. */
export interface PoolInput {
  readonly instances: readonly PreferenceInstance[]
  readonly labels: readonly LabelPair[]
  /** Prompt group per instance, 0 .. groupCount - 1. */
  readonly groups: Uint32Array
  readonly groupCount: number
  readonly tiePolicy: TiePolicy
  /** Instances that must not train, by index, with the reason under which they are counted (`suite-overlap`). */
  readonly excluded?: ReadonlyMap<number, string>
}

/**
 * Returns the rows that mixes are made of: instances with both labels, after the tie policy, in the order of the data. Every other
 * instance is counted once under the first reason that applies: exclusion, missing label, tie. Groups keep their numbers.
 *
 * @throws RangeError where labels or groups are not parallel to the instances
 */
export function buildPool(input: PoolInput): LabelledPool {
  const { instances, labels, groups } = input
  if (labels.length !== instances.length || groups.length !== instances.length) {
    throw new RangeError(
      `pool: got ${labels.length} labels and ${groups.length} groups, expected ${instances.length} of each`,
    )
  }
  const kept: number[] = []
  const leftOut: Record<string, number> = {}
  for (let index = 0; index < instances.length; index++) {
    const reason = input.excluded?.get(index) ?? whyLeftOut(labels[index]!, input.tiePolicy)
    if (reason === null) kept.push(index)
    else leftOut[reason] = (leftOut[reason] ?? 0) + 1
  }
  const human = kept.map((index) => labels[index]!.human as SourceLabel)
  const lm = kept.map((index) => labels[index]!.lm as SourceLabel)
  return {
    ids: kept.map((index) => instances[index]!.id),
    instances: Uint32Array.from(kept),
    groups: Uint32Array.from(kept, (index) => groups[index]!),
    groupCount: input.groupCount,
    human,
    lm,
    differs: Uint8Array.from(human, (label, row) => (label.verdict === lm[row]!.verdict ? 0 : 1)),
    tiePolicy: input.tiePolicy,
    leftOut,
  }
}

function whyLeftOut({ human, lm }: LabelPair, tiePolicy: TiePolicy): string | null {
  if (human === null) return lm === null ? 'both-missing' : 'human-missing'
  if (lm === null) return 'lm-missing'
  const tied = human.verdict === 'tie' || lm.verdict === 'tie'
  return tied && tiePolicy === 'either' ? 'tie' : null
}
