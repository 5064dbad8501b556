/**
 * What annotations say: one label per source and instance, the pool that mixes are made of, and how far people and judges agree. Comes
 * in: preference instances with their annotations. Goes out: label pairs, a labelled pool, agreement statistics with intervals, judge behaviour.
 * Refuses to count raw answers in one order, single aspects or missing labels as votes; a missing source is null, never agreement.
 */
export type { MeasuredValue } from './additive-measure.ts'
export {
  type AggregateMethod,
  aggregateAnnotations,
  type InstanceMethod,
} from './aggregate.ts'
export type {
  AgreementOptions,
  AgreementReport,
  AgreementSlice,
  JudgeAgreement,
  JudgePairAgreement,
  LengthPreference,
  PanelAgreement,
  TableAgreement,
  VerdictCounts,
} from './agreement-report.ts'
export { buildPool, type PoolInput } from './build-pool.ts'
export { cohenKappa, type DisagreementWeights } from './cohen-kappa.ts'
export {
  composeHybrid,
  type HybridInput,
  type HybridSet,
} from './compose-hybrid.ts'
export {
  type DawidSkeneFit,
  type DawidSkeneOptions,
  fitDawidSkene,
  type VoteList,
} from './dawid-skene.ts'
export { fleissKappa } from './fleiss-kappa.ts'
export { type GwetAgreement, gwetCoefficient } from './gwet-coefficient.ts'
export {
  countCoincidences,
  krippendorffAlpha,
  type MeasurementLevel,
} from './krippendorff-alpha.ts'
export { type AggregateMethods, labelInstances } from './label-instances.ts'
export { measureAgreement } from './measure-agreement.ts'
export {
  agreementWithoutTies,
  countConfusions,
  countRatings,
  observedAgreement,
} from './observed-agreement.ts'
export { scottPi } from './scott-pi.ts'
export { selectVotes } from './vote.ts'
