import { type Budget, formatBudget, type RoutingPlan, type Source } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import type { RouterName } from '../route/index.ts'
import type { SourceFacts } from './evidence-file.ts'
import type { RunOptions } from './options.ts'
import { planOfSources } from './plan-of-sources.ts'
import { planReserved, type ReserveFacts } from './plan-reserved.ts'
import type { JudgedPpm, PlannedRows } from './plan-with.ts'
import { evidenceNotes } from './run-routing-evidence.ts'

/** What a plan of a run is made from. */
export interface PlanTask extends PlannedRows {
  /** Prompt group per row; null where unknown. */
  readonly groups: Uint32Array | null
  readonly ppm: JudgedPpm | null
  readonly options: Pick<RunOptions, 'route' | 'prices' | 'annotators' | 'sources'>
  readonly budget: Budget
  readonly router: RouterName
  readonly allowMissingFeatures?: boolean
}

/** Rows of a plan that one source labels. */
export interface SourceCount {
  readonly id: string
  readonly kind: Source
  readonly rows: number
  readonly priceUsd: number
  readonly cap: number | null
  readonly agreement: SourceFacts['agreement']
}

/** First line of `plan.jsonl`, and the head of `routing.json`. */
export interface PlanFacts {
  readonly router: string
  readonly budget: string
  readonly human: number
  readonly lm: number
  readonly priceUsd: number | null
  readonly predicted: RoutingPlan['predicted']
  readonly reserve: ReserveFacts | null
  /** Rows per source of the config; null for the two of the prices. */
  readonly sources: readonly SourceCount[] | null
  readonly notes: readonly string[]
}

/** A plan with its facts. */
export interface MadePlan {
  readonly plan: RoutingPlan
  readonly facts: PlanFacts
}

/**
 * Returns the plan of a run: over the sources of the config where it has some, else by a router, with what is set apart for audit and exploration. Its
 * notes say which evidence decided, how good it was on rows left out, and what was refused.
 *
 * @throws HyperError as `planWith` and `planOfSources`
 */
export function makePlan(task: PlanTask, random: Random): MadePlan {
  const { options, evidence, budget, router } = task
  if (options.sources !== null && evidence !== null) {
    const plan = planOfSources(evidence, options.sources, budget)
    const counts = options.sources.map(({ id, kind, price, cap }, index) => ({
      id,
      kind,
      rows: plan.rows.filter(({ annotator }) => annotator === id).length,
      priceUsd: price,
      cap,
      agreement: evidence.facts.sources?.[index]?.agreement ?? null,
    }))
    return { plan, facts: { ...headOf(plan), reserve: null, sources: counts } }
  }
  const { plan, reserve } = planReserved(task, task, random)
  const told =
    evidence === null ? [] : evidenceNotes(evidence.facts, router, plan.router as RouterName)
  const noted = { ...plan, notes: [...plan.notes, ...told] }
  return { plan: noted, facts: { ...headOf(noted), reserve, sources: null } }
}

function headOf(plan: RoutingPlan): Omit<PlanFacts, 'reserve' | 'sources'> {
  const { router, budget, human, lm, priceUsd, predicted, notes } = plan
  return { router, budget: formatBudget(budget), human, lm, priceUsd, predicted, notes }
}
