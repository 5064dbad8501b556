import type {
  HybridRow,
  LabelPair,
  PlanRow,
  PreferenceInstance,
  Source,
  TiePolicy,
} from '../domain/index.ts'
import { HyperError, show } from '../kit/index.ts'
import type { AggregateMethod } from './aggregate.ts'
import type { AggregateMethods } from './label-instances.ts'
import { selectVotes } from './vote.ts'

/** Hybrid labels of a data set under a plan, in the order of the data. */
export interface HybridSet {
  readonly rows: readonly HybridRow[]
  /** Rows per source. */
  readonly counts: Readonly<Record<Source, number>>
  /** Ids whose source of the plan gave no label yet; still to be labelled. */
  readonly toLabel: Readonly<Record<Source, readonly string[]>>
  /** Instances left out as ties. */
  readonly ties: number
  /** Instances that the plan does not name. */
  readonly unplanned: number
}

/** What `composeHybrid` reads; `labels` lie parallel to `instances`. */
export interface HybridInput {
  readonly instances: readonly PreferenceInstance[]
  readonly labels: readonly LabelPair[]
  readonly plan: readonly Pick<PlanRow, 'id' | 'source' | 'annotator'>[]
}

/**
 * Returns the label of every planned instance from the source that the plan names. Ties: `either` leaves an instance out when either
 * source says tie, `chosen` when the chosen one does, `half` keeps them. A source that gave no label is never replaced by the other.
 *
 * @throws HyperError `data/plan-mismatch` when the plan names an instance that is not there
 * @throws RangeError where the labels are not parallel to the instances
 */
export function composeHybrid(
  input: HybridInput,
  options: { readonly ties?: TiePolicy; readonly methods?: AggregateMethods } = {},
): HybridSet {
  const { instances, labels, plan } = input
  if (labels.length !== instances.length)
    throw new RangeError(`labels: got ${labels.length}, expected ${instances.length}`)
  const planned = new Map(plan.map((row) => [row.id, row]))
  requireKnown(planned.keys(), instances)
  const rows: HybridRow[] = []
  const toLabel = { human: [] as string[], lm: [] as string[] }
  let ties = 0
  let unplanned = 0
  for (const [index, instance] of instances.entries()) {
    const choice = planned.get(instance.id)
    const pair = labels[index]!
    if (choice === undefined) {
      unplanned++
      continue
    }
    const { source } = choice
    const label = pair[source]
    if (label === null) toLabel[source].push(instance.id)
    else if (isDroppedTie(pair, source, options.ties ?? 'either')) ties++
    else {
      const annotator =
        choice.annotator ?? nameAnnotators(instance, source, options.methods?.[source])
      rows.push({ instance, source, annotator, label })
    }
  }
  const human = rows.filter((row) => row.source === 'human').length
  return { rows, counts: { human, lm: rows.length - human }, toLabel, ties, unplanned }
}

function requireKnown(ids: Iterable<string>, instances: readonly PreferenceInstance[]): void {
  const known = new Set(instances.map(({ id }) => id))
  const strange = [...ids].filter((id) => !known.has(id))
  if (strange.length === 0) return
  throw new HyperError(
    'data/plan-mismatch',
    `plan: got ${strange.length} ids that the data lacks (first ${show(strange[0])}), expected ids of its ${instances.length} instances`,
    { hint: 'give the run whose data the plan was made for', details: { missing: strange.length } },
  )
}

function isDroppedTie(pair: LabelPair, source: Source, policy: TiePolicy): boolean {
  if (policy === 'half') return false
  if (policy === 'chosen') return pair[source]?.verdict === 'tie'
  return pair.human?.verdict === 'tie' || pair.lm?.verdict === 'tie'
}

function nameAnnotators(
  instance: PreferenceInstance,
  source: Source,
  method: AggregateMethod | undefined,
): string {
  if (method?.kind === 'annotator') return method.annotator
  const names = selectVotes(instance[source]).map((vote) => vote.annotator)
  const first = method?.kind ?? (source === 'lm' ? 'primary' : 'majority')
  return first === 'primary' ? (names[0] ?? 'unknown') : [...new Set(names)].join('+')
}
