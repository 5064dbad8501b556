/**
 * Routing. Comes in: a feature matrix, a fitted predictor or none, evidence about single rows, a budget, prices, a router's name and a seeded stream. Goes
 * out: a plan with source, rank, gain, price and reason for every row, what it is composed of, and the predicted score against money. Neither label is
 * needed, so a stored predictor routes new pairs. Refuses a money budget without prices, a router without what it decides from, and a matrix that
 * lacks features unless told that they may count as average; says in its notes when the predictor was refused, and what was unknown.
 */
export { assignSources, type SourceAssignment } from './assign-sources.ts'
export {
  budgetFrontier,
  type FrontierOptions,
  type FrontierPoint,
  type MarginalValue,
} from './budget-frontier.ts'
export { chooseRouter, type RouterChoice, type RouterFacts } from './choose-router.ts'
export { composePlan, type HybridLabels, planToRows } from './compose-plan.ts'
export { type CoverOptions, coverRows, type RowCover } from './cover-rows.ts'
export { decideRouting, type RoutingDecision } from './decide-routing.ts'
export type { CombinedEvidence, EvidenceVectors, RoutingEvidence } from './evidence.ts'
export type { SourceMultipliers } from './exchange-rows.ts'
export { breakEvenPrice, type CurvePoint, labelsSaved } from './labels-saved.ts'
export { scoreLinearGains } from './linear-gains.ts'
export {
  type CompositionOptions,
  type FeatureComposition,
  planComposition,
} from './plan-composition.ts'
export { describeRow, planPrice, planRouting, predictChoice } from './plan-routing.ts'
export {
  type PlannedSource,
  planSources,
  type SourcePlan,
  type SourcePlanRequest,
} from './plan-sources.ts'
export { scoreQuadraticGains } from './quadratic-gains.ts'
export type { DrawCandidates, RoutingRequest } from './request.ts'
export {
  type LabelReason,
  type MergedRouting,
  mergeReserve,
  type ReserveRequest,
  type RowReserve,
  reserveRows,
} from './reserve-rows.ts'
export { type RewardGapBand, rewardGapBand } from './reward-gap-band.ts'
export {
  fillsBudget,
  parseRouter,
  RANKS_BY_PPM,
  ROUTER_NAMES,
  type RouterName,
} from './router-names.ts'
export {
  chooseByInfluence,
  type InfluenceChoice,
  type InfluenceRequest,
} from './routers/influence.ts'
export type { RowExplainer } from './routers/router.ts'
export { DOUBT_SIGNALS, type UncertaintyVariant } from './routers/uncertainty.ts'
export type { LabelSource, SourceRequest } from './source-request.ts'
