import { drawMixes } from '../candidates/index.ts'
import {
  type Budget,
  type FeatureMatrix,
  formatBudget,
  type LabelledPool,
  type Predictor,
  parseBudget,
  type RoutingPlan,
  resolveBudget,
  selectRows,
} from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import {
  budgetFrontier,
  composePlan,
  type DrawCandidates,
  type FeatureComposition,
  type FrontierPoint,
  planComposition,
  planRouting,
  type RouterName,
} from '../route/index.ts'
import { loadDataset, loadMatrix, loadPool } from './artifacts.ts'
import { writeJsonArtifact, writeLines } from './json-lines.ts'
import type { RunOptions } from './options.ts'
import type { Stage, StageContext } from './stage.ts'
import { loadPpm } from './stage-fit.ts'

/** First line of `plan.jsonl`, and the head of `routing.json`. */
export interface PlanFacts {
  readonly router: string
  readonly budget: string
  readonly human: number
  readonly lm: number
  readonly priceUsd: number | null
  readonly predicted: RoutingPlan['predicted']
  readonly notes: readonly string[]
}

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
    'features.json',
    'features.bin',
    'dataset.json',
    'labels.jsonl',
    'pairs.jsonl',
  ],
  outputs: ['plan.jsonl', 'routing.json'],
  options: ({ labels, route, prices, annotators }) => ({
    ties: labels.ties,
    route: { ...route, compare: null, shares: null },
    prices: { ...prices, machineHour: null },
    annotators,
  }),
  run: runRoute,
}

const FRONTIER_SHARES: readonly number[] = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]

async function runRoute(context: StageContext): Promise<Record<string, number>> {
  const { options, world, random } = context
  const dataset = await loadDataset(world.store)
  const whole = await loadMatrix(world.store)
  const routable = Uint32Array.from(
    whole.ids.flatMap((_, index) => (dataset.excluded[index] === undefined ? [index] : [])),
  )
  const matrix = selectRows(whole, routable)
  const { artifact, models } = await loadPpm(world.store)
  const predictor = models.overall!
  const usable = artifact.quality[artifact.score].overall!.usable
  const plan = planWith(
    matrix,
    {
      predictor,
      usable,
      options,
      budget: parseBudget(options.route.budget),
      router: options.route.router as RouterName,
    },
    random,
  )
  const frontier = budgetFrontier(
    predictor,
    matrix,
    { prices: options.prices, shares: FRONTIER_SHARES, router: 'top-k' },
    random.fork('frontier'),
  )
  const left = whole.ids.length - routable.length
  const notes = [
    ...(left === 0
      ? []
      : [
          `${left} instances are not in the plan: they are held out for evaluation, or their prompt stands in a suite.`,
        ]),
    trainedShareNote(plan, await loadPool(world.store, options)),
  ]
  const facts = planFacts(plan, notes)
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

// Ties are routed too, for nobody knows them beforehand, but under `either` they do not train.
function trainedShareNote(plan: RoutingPlan, pool: LabelledPool): string {
  const human = composePlan(plan, pool).sources.filter((source) => source === 'human').length
  const share = pool.ids.length === 0 ? 0 : (100 * human) / pool.ids.length
  return `Of the ${pool.ids.length} rows that train, ${share.toFixed(1)} % take their human label; the other rows of the plan are ties or lack a label.`
}

/** Returns the facts of a plan beside its rows. */
export function planFacts(plan: RoutingPlan, notes: readonly string[] = []): PlanFacts {
  const { router, budget, human, lm, priceUsd, predicted } = plan
  return {
    router,
    budget: formatBudget(budget),
    human,
    lm,
    priceUsd,
    predicted,
    notes: [...plan.notes, ...notes],
  }
}

/** What a plan is made with beside the matrix. */
export interface PlanInput {
  readonly predictor: Predictor | null
  readonly usable?: boolean
  readonly options: Pick<RunOptions, 'route' | 'prices' | 'annotators'>
  readonly budget: Budget
  readonly router: RouterName
  /** Lets new data lack features that the predictor knows. */
  readonly allowMissingFeatures?: boolean
}

/** Returns a plan for the rows of a matrix. */
export function planWith(matrix: FeatureMatrix, input: PlanInput, random: Random): RoutingPlan {
  const { options, budget, router, predictor, usable } = input
  const { human, lm } = options.annotators
  return planRouting(
    {
      matrix,
      predictor,
      // `optimal` chooses its own budget.
      budget: router === 'optimal' ? 'free' : budget,
      router,
      prices: options.prices,
      annotators: { ...(human === null ? {} : { human }), ...(lm === null ? {} : { lm }) },
      ...(usable === undefined ? {} : { usable }),
      ...(router === 'search' ? { kappa: options.route.kappa } : {}),
      simulations: options.route.simulations,
      drawCandidates: candidateDrawer(matrix),
      allowMissingFeatures: input.allowMissingFeatures ?? false,
    },
    random,
  )
}

function candidateDrawer(matrix: FeatureMatrix): DrawCandidates {
  return (humans, count, random) =>
    drawMixes(
      matrix,
      { sampler: 'direction', budgets: new Uint32Array(count).fill(humans), propensityDraws: 0 },
      random,
    )
}

/** Returns the human share that a budget comes to on a pool. */
export function shareOfBudget(budget: Budget, total: number, prices: RunOptions['prices']): number {
  return total === 0 ? 0 : resolveBudget(budget, total, prices) / total
}
