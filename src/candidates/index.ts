/**
 * Candidate mixes. Comes in: a feature matrix, budgets, a sampler and a seeded stream. Goes out: mixes as bits with their counts per feature
 * and the chance with which each row was sent to people, the rows of `mixes.jsonl`, and a report of what the set can teach. Refuses ties
 * broken by index, budgets beyond the pool, and any text: a mix is bits and counts, nothing is written out to be counted.
 */
export { type BudgetShare, budgetShareOfVariance } from './budget-share.ts'
export { candidateDrawer } from './candidate-drawer.ts'
export { countMix, type MixCounter, prepareCounter } from './count-mix.ts'
export { createSampler, type SamplerOptions } from './create-sampler.ts'
export {
  type BudgetCoverage,
  type DesignReport,
  type DesignReportOptions,
  designReport,
} from './design-report.ts'
export { type DrawOptions, drawMixes } from './draw-mixes.ts'
export { decodeRows, encodeRows } from './encode-rows.ts'
export { estimatePropensities } from './estimate-propensities.ts'
export { fromMixRow, type MixRow, toMixRow } from './mix-row.ts'
export { type BudgetPlanOptions, planBudgets } from './plan-budgets.ts'
export type { RankFacts } from './rank-facts.ts'
export type { DirectionOptions, Whitening } from './samplers/direction.ts'
export type { DrawnRows, MixSampler } from './samplers/sampler.ts'
export type { SequentialOptions } from './samplers/sequential.ts'
export type { TiltedOptions } from './samplers/tilted.ts'
export type { TagBalance } from './tag-balance.ts'
