import type { ScoreName } from '../domain/index.ts'
import { evaluateHeads, type SuiteScore, selectMargins } from '../evaluate/index.ts'
import type { EvaluationRows, PartedSuite } from './evaluation-rows.ts'
import type { TrainedHeads } from './trained-heads.ts'

/** Which part of every suite is scored. */
export type SuitePart = 'fit' | 'judge'

/** Name of the category that held out human pairs form. */
export const HUMAN_CATEGORY = 'human'

/**
 * Returns the scores of trained models on one part of every suite. `overall` is the mean of the categories of the main suite; held-out
 * human pairs stand beside them as the category `human`.
 */
export function scoreHeads(
  evaluation: EvaluationRows,
  heads: TrainedHeads,
  part: SuitePart,
): SuiteScore[] {
  const main = scorePart(evaluation, heads, { parted: evaluation.main, part })
  if (evaluation.human === null) return main
  const human = scorePart(evaluation, heads, { parted: evaluation.human, part })
  return main.map((score, index) => ({
    overall: score.overall,
    categories: { ...score.categories, ...human[index]!.categories },
    subsets: { ...score.subsets, ...human[index]!.subsets },
  }))
}

function scorePart(
  evaluation: EvaluationRows,
  heads: TrainedHeads,
  { parted, part }: { readonly parted: PartedSuite; readonly part: SuitePart },
): SuiteScore[] {
  const margins = partMargins(evaluation, heads, { parted, part })
  return evaluateHeads(parted[part], margins, heads.scales, heads.scales.length)
}

/** Returns the margins of trained models on one part of one suite, row-major (models x rows of the part). */
export function partMargins(
  evaluation: EvaluationRows,
  heads: TrainedHeads,
  { parted, part }: { readonly parted: PartedSuite; readonly part: SuitePart },
): Float32Array {
  const k = heads.scales.length
  const width = evaluation.rows.length
  const count = parted.whole.sourceRows.length
  const own = new Float32Array(k * count)
  for (let head = 0; head < k; head++) {
    const start = head * width + parted.offset
    own.set(heads.margins.subarray(start, start + count), head * count)
  }
  return selectMargins(own, parted[part], { k, sourceCount: count })
}

/** Returns one target of every score: overall, or a category; points. */
export function targetScores(
  scores: readonly SuiteScore[],
  target: string,
  score: ScoreName,
): Float64Array {
  return Float64Array.from(
    scores,
    (own) => (target === 'overall' ? own.overall : own.categories[target]!)[score],
  )
}

/** Returns the names of the targets: overall, then every category that has rows in the part. */
export function targetNamesOf(scores: readonly SuiteScore[]): string[] {
  return ['overall', ...Object.keys(scores[0]?.categories ?? {})]
}
