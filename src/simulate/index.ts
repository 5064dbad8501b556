/**
 * Worlds whose truth is known. Comes in: sizes, error rates, a seeded stream. Goes out: preference instances with generated texts and labels by
 * simulated people and a simulated judge, an evaluation suite, the truth; or an analytic response surface over features for millions of rows.
 * Refuses to put anything true into fields that a router reads; every row is called simulated.
 */

export { type LabelUtility, measureLabelUtility, shareOfAchievableGain } from './achievable-gain.ts'
export { createPeople, JUDGE, type SimulatedPerson } from './annotate-pair.ts'
export type { LabelChances } from './label-chances.ts'
export type { ProfileShares, PromptProfile } from './profile.ts'
export {
  DEFAULT_RATES,
  type Habit,
  type LapseRule,
  type SourceRates,
  type WorldRates,
} from './rates.ts'
export { type ResponseSurface, type SurfaceOptions, simulateSurface } from './simulate-surface.ts'
export {
  SIMULATED_SOURCE,
  type SimulatedWorld,
  simulateWorld,
  type WorldOptions,
} from './simulate-world.ts'
export type { SurfaceKind } from './surface-form.ts'
export { type InstanceTruth, labelUtility } from './world-truth.ts'
