import { candidateDrawer } from '../candidates/index.ts'
import type { Budget, FeatureMatrix, Predictor, RoutingPlan } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { type EvidenceVectors, planRouting, type RouterName } from '../route/index.ts'
import type { RunEvidence } from './evidence-file.ts'
import type { RunOptions } from './options.ts'
import { readEvidence } from './run-routing-evidence.ts'

/** A PPM with how far it can be believed. */
export interface JudgedPpm {
  readonly predictor: Predictor
  readonly usable: boolean
  readonly leaning: boolean
}

/** The rows that a plan is about, with what is known of them. */
export interface PlannedRows {
  readonly matrix: FeatureMatrix
  /** Of the same rows; null where nothing is known of single rows. */
  readonly evidence: RunEvidence | null
  /** Of the same rows, for the router `coverage`. */
  readonly vectors?: EvidenceVectors | null
}

/** What a plan is made with beside the rows. */
export interface PlanInput {
  readonly ppm: JudgedPpm | null
  readonly options: Pick<RunOptions, 'route' | 'prices' | 'annotators'>
  readonly budget: Budget
  readonly router: RouterName
  /** Lets new data lack features that the predictor knows. */
  readonly allowMissingFeatures?: boolean
}

/**
 * Returns a plan for rows under a budget.
 *
 * @throws HyperError as `planRouting`
 */
export function planWith(
  { matrix, evidence, vectors = null }: PlannedRows,
  input: PlanInput,
  random: Random,
): RoutingPlan {
  const { options, budget, router, ppm } = input
  return planRouting(
    {
      matrix,
      predictor: ppm?.predictor ?? null,
      // `optimal` chooses its own budget.
      budget: router === 'optimal' ? 'free' : budget,
      router,
      prices: options.prices,
      annotators: annotatorsOf(options),
      ...(ppm === null ? {} : { usable: ppm.usable, leaning: ppm.leaning }),
      ...(evidence === null ? {} : { evidence: readEvidence(evidence, { router, vectors }) }),
      ...(router === 'search' || router === 'combined' ? { kappa: options.route.kappa } : {}),
      simulations: options.route.simulations,
      drawCandidates: candidateDrawer(matrix, 'direction'),
      allowMissingFeatures: input.allowMissingFeatures ?? false,
    },
    random,
  )
}

/** Returns the names of the annotators that the config gives. */
export function annotatorsOf({ annotators: { human, lm } }: Pick<RunOptions, 'annotators'>): {
  human?: string
  lm?: string
} {
  return { ...(human === null ? {} : { human }), ...(lm === null ? {} : { lm }) }
}
