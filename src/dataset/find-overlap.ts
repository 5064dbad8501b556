import { NEAR_THRESHOLD } from './group-prompts.ts'
import { searchNearPairs } from './near-pairs.ts'
import { firstTurn, normalizePrompt } from './prompt-group-key.ts'

/** A prompt with the id of its row. */
export interface PromptRow {
  readonly id: string
  readonly prompt: string
}

/** One prompt of the training data that stands, exactly or nearly, in a suite. */
export interface OverlapMatch {
  readonly kind: 'exact' | 'near'
  /** Jaccard similarity of word shingles; 1 for an exact match. */
  readonly similarity: number
  readonly trainingIds: readonly string[]
  readonly suiteIds: readonly string[]
}

/** What training data and suites have in common. Ids are unique and in the order of the rows. */
export interface OverlapReport {
  readonly trainingRows: number
  readonly suiteRows: number
  /** Training rows whose prompt stands exactly in a suite. */
  readonly exactTrainingIds: readonly string[]
  /** Training rows whose prompt is near to one of a suite and exactly none. */
  readonly nearTrainingIds: readonly string[]
  /** Suite rows that are touched by either. */
  readonly suiteIds: readonly string[]
  readonly matches: readonly OverlapMatch[]
}

/**
 * Returns what training prompts and suite prompts share: equal after lower-casing and collapsing white space, or near (Jaccard
 * similarity of word shingles, default 0.8). An item of several turns also counts by its first turn.
 */
export function findOverlap(
  training: readonly PromptRow[],
  suites: readonly PromptRow[],
  options: { readonly near?: boolean; readonly threshold?: number } = {},
): OverlapReport {
  const trainingSide = collectPrompts(training)
  const suiteSide = collectPrompts(suites)
  const matches = findExact(trainingSide, suiteSide)
  if (options.near ?? true)
    matches.push(...findNear(trainingSide, suiteSide, options.threshold ?? NEAR_THRESHOLD))
  const exact = idsOf(matches.filter((match) => match.kind === 'exact'))
  const all = idsOf(matches)
  return {
    trainingRows: training.length,
    suiteRows: suites.length,
    exactTrainingIds: pickIds(training, (id) => exact.training.has(id)),
    nearTrainingIds: pickIds(training, (id) => all.training.has(id) && !exact.training.has(id)),
    suiteIds: pickIds(suites, (id) => all.suites.has(id)),
    matches,
  }
}

/** Ids by normalised prompt. */
type Side = ReadonlyMap<string, readonly string[]>

function collectPrompts(rows: readonly PromptRow[]): Side {
  const side = new Map<string, string[]>()
  for (const { id, prompt } of rows) {
    const keys = new Set([normalizePrompt(prompt), normalizePrompt(firstTurn(prompt))])
    for (const key of keys) {
      const ids = side.get(key)
      if (ids === undefined) side.set(key, [id])
      else ids.push(id)
    }
  }
  return side
}

function findExact(training: Side, suites: Side): OverlapMatch[] {
  const matches: OverlapMatch[] = []
  for (const [prompt, trainingIds] of training) {
    const suiteIds = suites.get(prompt)
    if (suiteIds !== undefined)
      matches.push({ kind: 'exact', similarity: 1, trainingIds, suiteIds })
  }
  return matches
}

function findNear(training: Side, suites: Side, threshold: number): OverlapMatch[] {
  const left = [...training.keys()]
  const right = [...suites.keys()]
  const matches: OverlapMatch[] = []
  searchNearPairs([...left, ...right], {
    threshold,
    wanted: (a, b) => a < left.length && b >= left.length && left[a] !== right[b - left.length],
    found: (a, b, similarity) => {
      const trainingIds = training.get(left[a]!)!
      const suiteIds = suites.get(right[b - left.length]!)!
      matches.push({ kind: 'near', similarity, trainingIds, suiteIds })
    },
  })
  return matches
}

function idsOf(matches: readonly OverlapMatch[]): {
  readonly training: ReadonlySet<string>
  readonly suites: ReadonlySet<string>
} {
  return {
    training: new Set(matches.flatMap((match) => match.trainingIds)),
    suites: new Set(matches.flatMap((match) => match.suiteIds)),
  }
}

function pickIds(rows: readonly PromptRow[], wanted: (id: string) => boolean): string[] {
  return [...new Set(rows.map((row) => row.id))].filter(wanted)
}
