/**
 * Describes preference instances by binary features: measures between the texts, tags of the prompt, judge behaviour, encoder components, the
 * user's own. Comes in: instances, facts and vectors that others gathered. Goes out: tables of measures, tags and signals, the artifacts that
 * describe new data alike, one `FeatureMatrix`, its coverage, its bytes. Refuses effects, and to read an unknown value as absent or zero.
 */
export { brevityPenalty, drawUnrelatedPairs, rescaleBertScore } from './bert-score.ts'
export {
  type BinArtifact,
  type BinOptions,
  binColumn,
  fingerprintTable,
  fitBins,
  type MeasureBins,
  readBinArtifact,
  type SimilarityCuts,
} from './bin-artifact.ts'
export { binOf, type OutsideRule, percentileEdges, tercileEdges } from './bins.ts'
export { type Contrast, contrastOf } from './contrast.ts'
export { type CoverageLabels, type CoverageReport, coverageReport } from './coverage-report.ts'
export {
  binComponents,
  type ComponentArtifact,
  type ComponentInput,
  encoderComponents,
  projectComponents,
} from './encoder-components.ts'
export {
  entityOverlap,
  entitySet,
  normalizeEntity,
  publishedEntityOverlap,
} from './entity-overlap.ts'
export type { FeatureCoverage } from './feature-coverage.ts'
export { buildFeatureMatrix, type FeatureParts } from './feature-matrix.ts'
export { type GivenTag, type GivenTags, parseTag, readGivenTags } from './given-tags.ts'
export { JUDGE_FLAGS, type JudgeFlag } from './judge-features.ts'
export { type JudgeSignals, readJudgeSignals } from './judge-signals.ts'
export {
  LEADS,
  type LeadName,
  type PairSignalInput,
  type PairSignals,
  readPairSignals,
  TRAITS,
  type TraitName,
} from './lead-signals.ts'
export {
  type AgreementTable,
  type AgreementTableOptions,
  agreementTable,
} from './lm-tags/agreement-rows.ts'
export {
  readTagReply,
  type TagProblem,
  type TagProblemCode,
  type TagReading,
  unknownTags,
} from './lm-tags/read-tag-reply.ts'
export { tagColumnsOf, withTagColumns } from './lm-tags/tag-columns.ts'
export { BUILT_IN_TAG_PROMPT } from './lm-tags/tag-prompt.ts'
export { createTagQuestioner, type TagQuestion } from './lm-tags/tag-questioner.ts'
export {
  type TagCapabilities,
  tagFallbacks,
  tagIdentity,
  tagRequest,
} from './lm-tags/tag-request.ts'
export { tagSchema } from './lm-tags/tag-schema.ts'
export { createTagPrompt, renderTagPrompt, type TagPrompt } from './lm-tags/tag-template.ts'
export { createTagger, type Tagger } from './lm-tags/tagger.ts'
export {
  type DimensionAgreement,
  type OptionAgreement,
  type TaggerAgreement,
  type TaggerAgreementOptions,
  type TagSource,
  taggerAgreement,
} from './lm-tags/tagger-agreement.ts'
export { MEASURES, type MeasureEntry, type MeasureName, measureEntry } from './measure-names.ts'
export {
  type MeasureInput,
  type MeasureTable,
  measurePairs,
  type PairFacts,
} from './measure-pairs.ts'
export { porterStem } from './porter-stem.ts'
export type { PrototypeVector } from './prototype-similarity.ts'
export {
  type RougeName,
  type RougeOptions,
  type RougeScore,
  rougeColumns,
  rougePair,
} from './rouge.ts'
export { createRougeIndex, type RougeIndex } from './rouge-tokens.ts'
export {
  type FittedParts,
  parseFeatures,
  parseFittedFeatures,
  type SerializedFeatures,
  serializeFeatures,
} from './serialize-features.ts'
export { readSignals, SIGNALS, type SignalName, type SignalTable } from './signal-table.ts'
export { TAG_DIMENSIONS, tagDimension } from './tag-catalogue.ts'
export { type TagInput, tagPrompts } from './tag-prompts.ts'
export { TAG_PROTOTYPES, type TagPrototype } from './tag-prototypes.ts'
export {
  createTagTable,
  fingerprintTags,
  mergeGivenTags,
  type TagColumn,
  type TagTable,
  tagColumn,
} from './tag-table.ts'
export type { TagDimension, TagDimensionEntry, TagOption } from './tag-types.ts'
export { measureText, type TextSize } from './text-size.ts'
export {
  fitUserFeature,
  readUserFeature,
  type UserFeature,
  type UserFeatureArtifact,
  type UserValue,
  userColumns,
} from './user-features.ts'
export { cosineColumn } from './vector-similarity.ts'
