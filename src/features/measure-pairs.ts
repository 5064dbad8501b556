import type { PreferenceInstance, TextFacts } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import { brevityPenalty, rescaleBertScore } from './bert-score.ts'
import { entityOverlap, entitySet, publishedEntityOverlap } from './entity-overlap.ts'
import { MEASURES, type MeasureName } from './measure-names.ts'
import { rougeColumns } from './rouge.ts'

/** Measures of instances by column; NaN is unknown. Columns are n long, in the order of `ids`. */
export interface MeasureTable {
  readonly ids: readonly string[]
  readonly columns: Readonly<Record<MeasureName, Float64Array>>
  /** Mean raw BERTScore of unrelated pairs that the rescaling used; null when there was no BERTScore. */
  readonly bertScoreBaseline: number | null
}

/** What a toolkit said about the three texts of each instance; parallel to the instances. */
export interface PairFacts {
  readonly prompt: readonly TextFacts[]
  readonly a: readonly TextFacts[]
  readonly b: readonly TextFacts[]
}

/** Input of `measurePairs`; arrays are parallel to the instances. Null means that nothing was encoded: the column is unknown. */
export interface MeasureInput {
  readonly instances: readonly PreferenceInstance[]
  readonly facts: PairFacts
  readonly cosine: ArrayLike<number> | null
  /** Raw greedy-match F1, NaN where a text has no token. */
  readonly bertScore: ArrayLike<number> | null
  /** Mean raw F1 of random unrelated pairs; null only without `bertScore`. */
  readonly baseline: number | null
}

/**
 * Returns every measure of the instances, the sound and the published definitions side by side.
 *
 * @throws HyperError `data/missing-baseline` for raw BERTScores without a baseline; `internal/column-length` for arrays that are not parallel
 */
export function measurePairs(input: MeasureInput): MeasureTable {
  checkLengths(input)
  const { instances, baseline } = input
  const columns = Object.fromEntries(
    MEASURES.map(({ name }) => [name, new Float64Array(instances.length).fill(Number.NaN)]),
  ) as Record<MeasureName, Float64Array>
  fillLengths(columns, input.facts)
  fillRouge(columns, instances)
  fillEntities(columns, input.facts)
  if (input.cosine !== null) columns.cosine.set(input.cosine)
  if (input.bertScore !== null) fillBertScore(columns, input.bertScore, baseline!)
  return {
    ids: instances.map(({ id }) => id),
    columns,
    bertScoreBaseline: input.bertScore === null ? null : baseline,
  }
}

type Columns = Record<MeasureName, Float64Array>

function checkLengths(input: MeasureInput): void {
  const { facts, instances } = input
  for (const column of [facts.prompt, facts.a, facts.b, input.cosine, input.bertScore]) {
    if (column !== null && column.length !== instances.length) {
      throw new HyperError(
        'internal/column-length',
        `measures: got ${column.length} values, expected one per instance (${instances.length})`,
      )
    }
  }
  if (input.bertScore !== null && input.baseline === null) {
    throw new HyperError(
      'data/missing-baseline',
      'BERTScore: got raw scores and no baseline, expected the mean raw score of unrelated pairs',
    )
  }
}

function fillLengths(columns: Columns, facts: PairFacts): void {
  for (let row = 0; row < facts.prompt.length; row++) {
    const a = facts.a[row]!.tokens
    const b = facts.b[row]!.tokens
    columns.promptTokens[row] = facts.prompt[row]!.tokens
    columns.shorterTokens[row] = Math.min(a, b)
    columns.longerTokens[row] = Math.max(a, b)
    columns.tokenDifference[row] = Math.abs(a - b)
  }
}

function fillRouge(columns: Columns, instances: readonly PreferenceInstance[]): void {
  const rouge = rougeColumns(
    instances.map(({ completionA, completionB }) => [completionA, completionB] as const),
  )
  columns.publishedRouge.set(rouge.rouge1)
  for (let row = 0; row < instances.length; row++) {
    const { completionA, completionB } = instances[row]!
    // U+212A, the kelvin sign, is the one character outside a to z that lower-cases into it.
    if (!/[a-z0-9\u212a]/i.test(completionA) && !/[a-z0-9\u212a]/i.test(completionB)) continue
    columns.rouge1[row] = rouge.rouge1[row]!
    columns.rougeL[row] = rouge.rougeL[row]!
  }
}

function fillEntities(columns: Columns, facts: PairFacts): void {
  const sets = new Map<readonly string[], Set<string>>()
  const setOf = ({ entities }: TextFacts): Set<string> => {
    const known = sets.get(entities) ?? entitySet(entities)
    sets.set(entities, known)
    return known
  }
  for (let row = 0; row < facts.a.length; row++) {
    const a = setOf(facts.a[row]!)
    const b = setOf(facts.b[row]!)
    columns.entityOverlap[row] = entityOverlap(a, b) ?? Number.NaN
    columns.publishedEntityOverlap[row] = publishedEntityOverlap(a, b)
  }
}

function fillBertScore(columns: Columns, raw: ArrayLike<number>, baseline: number): void {
  for (let row = 0; row < raw.length; row++) {
    const penalty = brevityPenalty(columns.shorterTokens[row]!, columns.longerTokens[row]!)
    const score = rescaleBertScore(raw[row]!, baseline)
    columns.bertScore[row] = score
    columns.bertScoreLength[row] = score * penalty
    columns.publishedBertScore[row] = raw[row]!
    columns.publishedBertScoreLength[row] = raw[row]! * penalty
  }
}
