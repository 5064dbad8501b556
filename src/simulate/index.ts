/**
 * Worlds whose truth is known, of two kinds: preference instances with generated texts and labels by simulated people and a simulated judge, or
 * features, signals and labels without texts, with an exact score of every mix. Comes in: a preset, sizes, rates, a seeded stream. Goes out: what a
 * router may see, and apart from it, hidden, what is true. Refuses to put anything true into what is seen; every row is called simulated.
 */

export {
  type LabelUtility,
  measureLabelUtility,
  shareOfAchievableGain,
  type UtilityBasis,
} from './achievable-gain.ts'
export type { AnalyticOptions, AnalyticSettings } from './analytic/analytic-options.ts'
export { analyticPreset, SIMULATED_ANNOTATORS } from './analytic/analytic-presets.ts'
export type { AnalyticTruth, AnalyticWorld, SimulatedAnnotator } from './analytic/analytic-world.ts'
export type {
  AnnotatorModel,
  JudgeModel,
  LapseModel,
  PeopleModel,
} from './analytic/annotator-model.ts'
export { combineVotes } from './analytic/combine-votes.ts'
export type { ScoredRows } from './analytic/find-oracle.ts'
export type { PanelModel } from './analytic/judge-signals.ts'
export type { ResponseSurface, SurfaceKind } from './analytic/response-surface.ts'
export { simulateAnalyticWorld } from './analytic/simulate-analytic-world.ts'
export type { TagBlock } from './analytic/tag-blocks.ts'
export { type LabelChances, labelUtility } from './label-utility.ts'
export {
  parseWorldKind,
  parseWorldPreset,
  presetsOf,
  type TextPreset,
  WORLD_KINDS,
  WORLD_PRESETS,
  type WorldKind,
  type WorldPreset,
} from './presets.ts'
export {
  type CarelessPeople,
  createPeople,
  JUDGE,
  type SimulatedPerson,
} from './text/annotate-pair.ts'
export type { ProfileShares, PromptProfile } from './text/profile.ts'
export {
  DEFAULT_RATES,
  type Habit,
  type LapseRule,
  type SourceRates,
  type WorldRates,
} from './text/rates.ts'
export {
  SIMULATED_SOURCE,
  type SimulatedWorld,
  simulateWorld,
  type WorldOptions,
  worldRates,
} from './text/simulate-world.ts'
export type { InstanceTruth } from './text/world-truth.ts'
