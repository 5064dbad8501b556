import {
  type Budget,
  type LabelledPool,
  parseBudget,
  type RoutingPlan,
  resolveBudget,
  selectRows,
} from '../domain/index.ts'
import {
  budgetFrontier,
  composePlan,
  type EvidenceVectors,
  type FeatureComposition,
  type FrontierPoint,
  planComposition,
  type RouterName,
} from '../route/index.ts'
import { loadDataset, loadMatrix, loadPool, loadRoutable } from './artifacts.ts'
import { loadEvidence } from './evidence-file.ts'
import { writeJsonArtifact, writeLines } from './json-lines.ts'
import { makePlan, type PlanFacts } from './make-plan.ts'
import type { RunOptions } from './options.ts'
import type { JudgedPpm } from './plan-with.ts'
import { routableColumns } from './probe-evidence.ts'
import type { Stage, StageContext } from './stage.ts'
import { loadDesign } from './stage-design.ts'
import { loadPpm } from './stage-fit.ts'
import type { RunStore } from './store.ts'

/** `routing.json`: what the plan is composed of, and the predicted frontier. */
export interface RoutingArtifact extends PlanFacts {
  readonly format: 'hyper/routing@1'
  readonly composition: readonly FeatureComposition[]
  readonly frontier: readonly FrontierPoint[]
}

/** Routes every instance that may train, under the budget of the config. */
export const routeStage: Stage = {
  name: 'route',
  inputs: [
    'ppm.json',
    'evidence.json',
    'evidence.bin',
    'features.json',
    'features.bin',
    'dataset.json',
    'labels.jsonl',
    'pairs.jsonl',
    'judged.jsonl',
  ],
  outputs: ['plan.jsonl', 'routing.json'],
  options: ({ labels, route, prices, annotators, sources }) => ({
    ties: labels.ties,
    route: { ...route, compare: null, shares: null },
    prices: { ...prices, machineHour: null },
    annotators,
    sources,
  }),
  // The columns of the design are read by one router alone.
  facts: async ({ options, world }) =>
    options.route.router === 'coverage' ? world.store.fingerprint('design.bin') : '',
  run: runRoute,
}

const FRONTIER_SHARES: readonly number[] = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]

async function runRoute(context: StageContext): Promise<Record<string, number>> {
  const { options, world, random } = context
  const { groups } = await loadDataset(world.store)
  const whole = await loadMatrix(world.store)
  const routable = await loadRoutable(world.store)
  const matrix = selectRows(whole, routable)
  const ppm = await loadJudgedPpm(world.store)
  const router = options.route.router as RouterName
  const { plan, facts: made } = makePlan(
    {
      matrix,
      evidence: await loadEvidence(world.store),
      vectors: await vectorsFor(router, { store: world.store, options, routable }),
      groups: Uint32Array.from(routable, (index) => groups[index]!),
      ppm,
      options,
      budget: parseBudget(options.route.budget),
      router,
    },
    random,
  )
  const frontier = budgetFrontier(
    ppm.predictor,
    matrix,
    { prices: options.prices, shares: FRONTIER_SHARES, router: 'top-k' },
    random.fork('frontier'),
  )
  const left = whole.ids.length - routable.length
  const facts = {
    ...made,
    notes: [
      ...made.notes,
      ...(left === 0
        ? []
        : [
            `${left} instances are not in the plan: they are held out for evaluation, or their prompt stands in a suite.`,
          ]),
      trainedShareNote(plan, await loadPool(world.store, options)),
    ],
  }
  await world.store.write('plan.jsonl', writeLines('plan', plan.rows, { ...facts }))
  await world.store.write(
    'routing.json',
    writeJsonArtifact('routing', {
      ...facts,
      composition: planComposition(plan, matrix),
      frontier,
    }),
  )
  for (const message of facts.notes) world.progress({ type: 'warning', stage: 'route', message })
  return { human: plan.human, lm: plan.lm }
}

/** Returns the PPM of a run with how far it can be believed. */
export async function loadJudgedPpm(store: RunStore): Promise<JudgedPpm> {
  const { artifact, models } = await loadPpm(store)
  const { usable, leaning } = artifact.quality[artifact.score].overall!
  return { predictor: models.overall!, usable, leaning }
}

/** Returns the probe's columns of the routable rows where the router reads them, else null. */
export async function vectorsFor(
  router: RouterName,
  {
    store,
    options,
    routable,
  }: { readonly store: RunStore; readonly options: RunOptions; readonly routable: Uint32Array },
): Promise<EvidenceVectors | null> {
  if (router !== 'coverage') return null
  const design = await loadDesign(store)
  if (design.facts.columns === 0) return null
  const values = routableColumns(design, await loadPool(store, options), routable)
  return { values, dimension: design.facts.columns }
}

// Ties are routed too, for nobody knows them beforehand, but under `either` they do not train.
function trainedShareNote(plan: RoutingPlan, pool: LabelledPool): string {
  const human = composePlan(plan, pool).sources.filter((source) => source === 'human').length
  const share = pool.ids.length === 0 ? 0 : (100 * human) / pool.ids.length
  return `Of the ${pool.ids.length} rows that train, ${share.toFixed(1)} % take their human label; the other rows of the plan are ties or lack a label.`
}

/** Returns the human share that a budget comes to on a pool. */
export function shareOfBudget(budget: Budget, total: number, prices: RunOptions['prices']): number {
  return total === 0 ? 0 : resolveBudget(budget, total, prices) / total
}
