import type { TextFacts } from '../domain/index.ts'
import {
  createOptionSimilarity,
  type OptionSimilarity,
  type PrototypeVector,
  similarityShares,
} from './prototype-similarity.ts'
import { TAG_DIMENSIONS } from './tag-catalogue.ts'
import { applyTagRules, type RuleScores } from './tag-rules.ts'
import { createTagTable, type TagColumn, type TagTable } from './tag-table.ts'
import type { TagDimension } from './tag-types.ts'

/** Input of the local tagger; arrays are parallel to the prompts. */
export interface TagInput {
  readonly ids: readonly string[]
  readonly prompts: readonly string[]
  readonly facts: readonly TextFacts[]
  /** One vector per prompt, row-major (n x d); null: rules only. */
  readonly vectors: Float32Array | null
  /** Vectors of `TAG_PROTOTYPES` by the same encoder; null: rules only. */
  readonly prototypes: readonly PrototypeVector[] | null
  /** Confidence below which a tag is unknown; default 0.5. */
  readonly threshold?: number
}

/**
 * How much of a dimension's confidence comes from the prototypes where vectors are given; the rest is the rules'. Safety has none: measured on
 * labelled prompts the nearest prototype lost more unsafe prompts than it found.
 */
const PROTOTYPE_SHARE: Readonly<Partial<Record<TagDimension, number>>> = {
  subject: 0.5,
  expertise: 0.2,
  openness: 0.15,
}

/**
 * Returns the tags of prompts in the eight dimensions, by rules and, where vectors are given, the nearest prototypes. A tag is yes, no, or
 * unknown where the tagger is less sure than the threshold; confidences are not calibrated probabilities.
 */
export function tagPrompts(input: TagInput): TagTable {
  const table = createTagTable(input.ids)
  const similarity = openSimilarity(input)
  // Many instances share a prompt: equal prompts have equal facts and vectors.
  const known = new Map<string, readonly (Float64Array | null)[]>()
  for (let row = 0; row < input.prompts.length; row++) {
    const prompt = input.prompts[row]!
    const confidences = known.get(prompt) ?? weighPrompt(input, similarity, row)
    known.set(prompt, confidences)
    table.columns.forEach((column, at) => {
      const confidence = confidences[at] ?? null
      if (confidence !== null) decide(column, row, confidence, input.threshold ?? 0.5)
    })
  }
  return table
}

/** Confidence of every option for each dimension, in the order of the catalogue; null where nothing is known. */
function weighPrompt(
  input: TagInput,
  similarity: OptionSimilarity | null,
  row: number,
): (Float64Array | null)[] {
  const rules = applyTagRules(input.prompts[row]!, input.facts[row]!)
  return TAG_DIMENSIONS.map(({ id }) => combine(rules, id, similarity, row))
}

function openSimilarity({ vectors, prototypes, prompts }: TagInput): OptionSimilarity | null {
  if (vectors === null || prototypes === null || prompts.length === 0) return null
  return createOptionSimilarity(vectors, vectors.length / prompts.length, prototypes)
}

function combine(
  rules: RuleScores,
  dimension: TagDimension,
  similarity: OptionSimilarity | null,
  row: number,
): Float64Array | null {
  const byRule = rules[dimension]
  const weight = PROTOTYPE_SHARE[dimension]
  const cosines = weight === undefined ? null : (similarity?.(dimension, row) ?? null)
  if (cosines === null || weight === undefined) return byRule
  if (dimension === 'subject' && byRule !== null) return mergeSubjects(byRule, cosines)
  const shares = similarityShares(cosines)
  return byRule?.map((value, option) => (1 - weight) * value + weight * shares[option]!) ?? shares
}

/**
 * A keyword counts in full where the prompt is as near to the subject as to its nearest one, and by half where it is no nearer than the average;
 * what doubt is left the prototypes take away, at most half of it.
 */
function mergeSubjects(byRule: Float64Array, cosines: Float64Array): Float64Array {
  const shares = similarityShares(cosines)
  const top = Math.max(...cosines)
  const average = cosines.reduce((sum, value) => sum + value, 0) / cosines.length
  return byRule.map((value, option) => {
    const nearness = Math.max(0, (cosines[option]! - average) / (top - average || 1))
    const hint = value * (0.5 + 0.5 * nearness)
    return 1 - (1 - hint) * (1 - PROTOTYPE_SHARE.subject! * shares[option]!)
  })
}

function decide(column: TagColumn, row: number, confidence: Float64Array, threshold: number): void {
  const { kind } = column.dimension
  const width = confidence.length
  const start = row * width
  column.confidence.set(confidence, start)
  if (kind === 'open') {
    const sure = confidence[0]!
    column.values[start] = sure >= threshold ? 1 : 1 - sure >= threshold ? 0 : -1
    return
  }
  const chosen =
    kind === 'one' ? chooseOne(confidence, threshold) : chooseList(confidence, threshold)
  if (chosen.length === 0) return
  column.values.fill(0, start, start + width)
  for (const option of chosen) column.values[start + option] = 1
}

function chooseOne(confidence: Float64Array, threshold: number): number[] {
  const best = confidence.indexOf(Math.max(...confidence))
  return confidence[best]! >= threshold ? [best] : []
}

/** At most three, each sure enough and at least 0.6 of the surest; ties by catalogue order. */
function chooseList(confidence: Float64Array, threshold: number): number[] {
  const floor = Math.max(threshold, 0.6 * Math.max(...confidence))
  return [...confidence.keys()]
    .filter((option) => confidence[option]! >= floor)
    .sort((a, b) => confidence[b]! - confidence[a]! || a - b)
    .slice(0, 3)
}
