import { composeHybrid, type HybridSet, labelInstances } from '../annotate/index.ts'
import type { LabelPair, PreferenceInstance, TiePolicy } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import { type DatasetArtifact, loadCompleted, loadDataset, loadLabels } from './artifacts.ts'
import { loadBought } from './bought-labels.ts'
import type { RunOptions } from './options.ts'
import type { ParsedPlan } from './parse-plan.ts'
import { keepPlannedSource } from './source-labels.ts'
import { methodOf } from './stage-annotate.ts'
import type { RunStore } from './store.ts'

/** The hybrid labels of a run under a plan, with why instances are not among them. */
export interface HybridExport extends HybridSet {
  readonly tiePolicy: TiePolicy
  /** Instances that the plan does not name, by reason: `held-out`, `suite-overlap`, `not-in-plan`. */
  readonly notPlanned: Readonly<Record<string, number>>
  /** Names of the data sets that the rows come from. */
  readonly datasets: readonly string[]
}

/**
 * Returns the hybrid labels of a run's data under a plan. Without the options of the run, label methods and the tie policy are the defaults.
 *
 * @throws HyperError `data/missing-artifact`, `data/bad-artifact`, `data/plan-mismatch`
 */
export async function exportHybrid(
  store: RunStore,
  plan: ParsedPlan,
  options: {
    readonly labels: RunOptions['labels'] | null
    readonly ties?: TiePolicy
    /** Sources of the run: a row that a plan gives to one of them takes the label of its own annotators. */
    readonly sources?: RunOptions['sources']
  },
): Promise<HybridExport> {
  const instances = await loadCompleted(store)
  const labels = await loadLabels(store)
  const dataset = await loadDataset(store)
  const misplaced = labels.findIndex((row, index) => row.id !== instances[index]?.id)
  if (labels.length !== instances.length || misplaced >= 0)
    throw new HyperError(
      'data/bad-artifact',
      `labels.jsonl: got ${labels.length} rows that are not those of pairs.jsonl, expected one per instance in the same order`,
    )
  const tiePolicy = options.ties ?? options.labels?.ties ?? 'either'
  const methods = options.labels
    ? { human: methodOf(options.labels.human), lm: methodOf(options.labels.lm) }
    : {}
  const { sources = null } = options
  const isOfSources = sources !== null && plan.facts.sources != null
  const own = isOfSources ? keepPlannedSource(instances, plan.rows, sources) : instances
  const known = isOfSources
    ? labelInstances(own)
    : await withBought(store, labels, instances, methods)
  const set = composeHybrid(
    { instances: own, labels: known, plan: plan.rows },
    { ties: tiePolicy, methods: isOfSources ? {} : methods },
  )
  return {
    ...set,
    tiePolicy,
    notPlanned: countUnplanned(instances, plan, dataset),
    datasets: [...new Set(set.rows.map(({ instance }) => instance.source))],
  }
}

/** Returns the labels of a run with those that were bought after the plan; the labels of all other instances stay as they are. */
async function withBought(
  store: RunStore,
  labels: readonly LabelPair[],
  instances: readonly PreferenceInstance[],
  methods: Parameters<typeof labelInstances>[1],
): Promise<readonly LabelPair[]> {
  const bought = await loadBought(store, 'completed.jsonl')
  if (bought.size === 0) return labels
  const all = labelInstances(instances, methods)
  return labels.map((pair, row) =>
    bought.has(instances[row]!.id) ? { ...pair, lm: all[row]!.lm } : pair,
  )
}

function countUnplanned(
  instances: readonly { readonly id: string }[],
  plan: ParsedPlan,
  dataset: DatasetArtifact,
): Record<string, number> {
  const planned = new Set(plan.rows.map(({ id }) => id))
  const counts: Record<string, number> = {}
  instances.forEach(({ id }, index) => {
    if (planned.has(id)) return
    const reason = dataset.excluded[index] ?? 'not-in-plan'
    counts[reason] = (counts[reason] ?? 0) + 1
  })
  return counts
}
