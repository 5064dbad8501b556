import type { ScoreName } from '../domain/index.ts'
import { type RowScores, type Suite, scoreRows, scoreTargets } from '../evaluate/index.ts'
import type { CellRecord } from './cell.ts'
import type { GroupWeights } from './group-weights.ts'

/** Scores of heads on one part of a suite: as they are, and on resampled prompt groups. */
export interface SuiteSamples {
  readonly targets: readonly string[]
  /** Per head, per target: the value. */
  readonly values: readonly (readonly number[])[]
  /** Per head, per target: the value on every resample. */
  readonly samples: readonly (readonly (readonly number[])[])[]
}

/**
 * Returns the scores of k heads on a suite with their values on resamples of whole prompt groups. Group weights are those of the whole suite, so that
 * parts of one suite that different splits cut out see the same resamples.
 */
export function sampleSuite(
  suite: Suite,
  margins: Float32Array,
  heads: { readonly scales: Float64Array; readonly score: ScoreName },
  weights: GroupWeights,
): SuiteSamples {
  const k = heads.scales.length
  const rows = scoreRows(heads.score, margins, { marginScales: heads.scales, k })
  const table = scoreTargets(suite, rows)
  const { targets } = table
  const cells = sumCells(suite, rows)
  const present = [...new Set(suite.groupOfRow)].sort((a, b) => a - b)
  const samples = Array.from({ length: k }, (_, head) => {
    const byTarget = targets.map(() => new Array<number>(weights.resamples))
    for (let resample = 0; resample < weights.resamples; resample++) {
      const scores = scoreResample(suite, cells, { head, k, present, weights, resample })
      targets.forEach((_target, index) => {
        byTarget[index]![resample] = scores[index]!
      })
    }
    return byTarget
  })
  return {
    targets,
    values: Array.from({ length: k }, (_, head) =>
      targets.map((_target, index) => table.values[head * targets.length + index]!),
    ),
    samples,
  }
}

interface CellSums {
  /** Sum of scores per group and category, (groups x categories x k). */
  readonly sums: Float64Array
  /** Rows per group and category, (groups x categories). */
  readonly counts: Float64Array
}

function sumCells(suite: Suite, scores: RowScores): CellSums {
  const categories = suite.categories.length
  const sums = new Float64Array(suite.groupCount * categories * scores.k)
  const counts = new Float64Array(suite.groupCount * categories)
  suite.groupOfRow.forEach((group, row) => {
    const cell = group * categories + suite.categoryOfSubset[suite.subsetOfRow[row]!]!
    counts[cell]! += 1
    for (let head = 0; head < scores.k; head++) {
      sums[cell * scores.k + head]! += scores.values[head * scores.rows + row]!
    }
  })
  return { sums, counts }
}

/** Overall first, then every category: rows of a category weigh alike, categories weigh alike. */
function scoreResample(
  suite: Suite,
  { sums, counts }: CellSums,
  at: {
    readonly head: number
    readonly k: number
    readonly present: readonly number[]
    readonly weights: GroupWeights
    readonly resample: number
  },
): number[] {
  const { head, k, present, weights, resample } = at
  const categories = suite.categories.length
  const from = resample * weights.groups
  const sum = new Float64Array(categories)
  const count = new Float64Array(categories)
  for (const group of present) {
    const weight = weights.values[from + group]!
    if (weight === 0) continue
    for (let category = 0; category < categories; category++) {
      const cell = group * categories + category
      sum[category]! += weight * sums[cell * k + head]!
      count[category]! += weight * counts[cell]!
    }
  }
  const scores = Array.from(sum, (total, category) => total / count[category]!)
  const known = scores.filter((score) => !Number.isNaN(score))
  return [known.reduce((total, score) => total + score, 0) / known.length, ...scores]
}

/** What a record is of, beside its value. */
export type RecordAbout = Omit<CellRecord, 'value' | 'samples' | 'target' | 'score'>

/** Returns records of the mean of some heads on every target of a suite; `nameOf` renames targets, null leaves one out. */
export function suiteRecords(
  scored: SuiteSamples,
  heads: readonly number[],
  about: RecordAbout & { readonly score: ScoreName },
  nameOf: (target: string) => string | null,
): CellRecord[] {
  return scored.targets.flatMap((target, index): CellRecord[] => {
    const name = nameOf(target)
    if (name === null) return []
    const mean = (read: (head: number) => number): number =>
      heads.reduce((sum, head) => sum + read(head), 0) / heads.length
    return [
      {
        ...about,
        target: name,
        value: mean((head) => scored.values[head]![index]!),
        samples: Array.from({ length: scored.samples[0]![index]!.length }, (_, resample) =>
          mean((head) => scored.samples[head]![index]![resample]!),
        ),
      },
    ]
  })
}
