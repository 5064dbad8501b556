import type {
  Annotation,
  LabelPair,
  PreferenceInstance,
  SourceLabel,
  Verdict,
} from '../domain/index.ts'
import { type AggregateMethod, aggregateAnnotations, labelOf } from './aggregate.ts'
import { fitDawidSkene, type VoteList } from './dawid-skene.ts'
import { CLASS_OF, selectVotes, VERDICTS } from './vote.ts'

/** How each source is aggregated; people by `majority` and judges by `primary` unless said otherwise. */
export interface AggregateMethods {
  readonly human?: AggregateMethod
  readonly lm?: AggregateMethod
}

/** Returns the two labels of every instance, in the order of the instances; null where a source is missing. */
export function labelInstances(
  instances: readonly PreferenceInstance[],
  methods: AggregateMethods = {},
): LabelPair[] {
  const human = aggregateSource(
    instances.map((instance) => instance.human),
    methods.human ?? { kind: 'majority' },
  )
  const lm = aggregateSource(
    instances.map((instance) => instance.lm),
    methods.lm ?? { kind: 'primary' },
  )
  return instances.map((_, index) => ({ human: human[index]!, lm: lm[index]! }))
}

function aggregateSource(
  entries: readonly (readonly Annotation[])[],
  method: AggregateMethod,
): (SourceLabel | null)[] {
  if (method.kind !== 'dawid-skene') {
    return entries.map((annotations) => aggregateAnnotations(annotations, method))
  }
  const votes = entries.map(selectVotes)
  const fit = fitDawidSkene(listVotes(votes), {
    smoothing: method.smoothing ?? 1,
    maxSteps: method.maxSteps ?? 1000,
    tolerance: method.tolerance ?? 1e-8,
  })
  return votes.map((own, index) => {
    if (own.length === 0) return null
    const posterior = fit.posterior.subarray(index * 3, index * 3 + 3)
    return labelOf(own, likeliestVerdict(posterior), posterior[0]! + posterior[1]! / 2)
  })
}

function listVotes(votes: readonly (readonly Annotation[])[]): VoteList {
  const annotatorIndex = new Map<string, number>()
  const flat = votes.flatMap((own, item) => own.map((vote) => ({ item, vote })))
  for (const { vote } of flat) {
    if (!annotatorIndex.has(vote.annotator)) annotatorIndex.set(vote.annotator, annotatorIndex.size)
  }
  return {
    items: Uint32Array.from(flat, ({ item }) => item),
    annotators: Uint32Array.from(flat, ({ vote }) => annotatorIndex.get(vote.annotator)!),
    classes: Uint8Array.from(flat, ({ vote }) => CLASS_OF[vote.verdict]),
    itemCount: votes.length,
    annotatorCount: annotatorIndex.size,
    classCount: VERDICTS.length,
  }
}

/** Posteriors closer than this are level: a level top is a tie, whatever the last digits say. */
const LEVEL = 1e-9

function likeliestVerdict(posterior: Float64Array): Verdict {
  const top = Math.max(...posterior)
  const leaders = VERDICTS.filter((_, index) => top - posterior[index]! <= LEVEL)
  return leaders.length === 1 ? leaders[0]! : 'tie'
}
