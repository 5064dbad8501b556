import { countMatrix, deviationMatrix } from '../../src/candidates/design-report.ts'
import { countMix, designReport } from '../../src/candidates/index.ts'
import { columnSds } from '../../src/candidates/rank-facts.ts'
import {
  type CandidateMix,
  columnSums,
  createFeatureMatrix,
  type FeatureMatrix,
  rowBits,
  setFeature,
} from '../../src/domain/index.ts'
import { type Comparer, type Comparison, createComparer, type Rule } from './comparison.ts'

/** The content of `counts.json`. */
export interface CountsFixture {
  readonly tags: readonly string[]
  readonly column_sums: readonly number[]
  readonly hand: MixSet
  readonly whole_tag: MixSet
  readonly uniform: MixSet
}

interface MixSet {
  readonly assignments: readonly string[]
  readonly humans: readonly number[]
  readonly counts: readonly (readonly number[])[]
  readonly deviations: readonly (readonly number[])[]
  readonly column_sd_population: readonly number[]
  readonly numerical_rank: number
  readonly effective_rank_singular_values: number
  readonly effective_rank_variances: number
  readonly participation_ratio: number
  readonly first_component_share: number
  readonly budget_r2_by_column: readonly (number | null)[]
  readonly budget_share_mean_r2: number
  readonly budget_share_median_r2: number
  readonly budget_share_raw: number
  readonly deviations_effective_rank_singular_values: number
  readonly deviations_effective_rank_variances: number
}

const equal: Rule = { tolerance: 0, scale: 'absolute' }
const deviation: Rule = { tolerance: 1e-9, scale: 'absolute' }
const rank: Rule = { tolerance: 1e-8, scale: 'relative' }

/** Compares counts, deviations, ranks and the share of the budget with `counts.json`. */
export function compareCounts(fixture: CountsFixture): Comparison {
  const comparer = createComparer(rank)
  const matrix = fixtureMatrix(fixture.tags)
  comparer.numbers('column sums', columnSums(matrix), fixture.column_sums, equal)
  for (const name of ['hand', 'whole_tag', 'uniform'] as const) {
    compareSet(comparer, name, { matrix, set: fixture[name] })
  }
  return comparer.result()
}

/** Returns the matrix of the tag strings. */
export function fixtureMatrix(tags: readonly string[]): FeatureMatrix {
  const specs = Array.from(tags[0]!, (_, column) => ({
    id: `tag:${column}`,
    kind: 'tag' as const,
    group: 'tag',
    exclusive: false,
    label: `tag ${column}`,
  }))
  const matrix = createFeatureMatrix(
    tags.map((_, row) => `row-${row}`),
    specs,
  )
  tags.forEach((text, row) => {
    for (let column = 0; column < text.length; column++) {
      setFeature(matrix, row, column, text[column] === '1')
    }
  })
  return matrix
}

function compareSet(
  comparer: Comparer,
  name: string,
  { matrix, set }: { readonly matrix: FeatureMatrix; readonly set: MixSet },
): void {
  const mixes = set.assignments.map((text, index) => mixOf(matrix, text, index))
  mixes.forEach((mix, index) => {
    comparer.number(`${name} humans ${index}`, mix.humans, set.humans[index], equal)
    comparer.numbers(`${name} counts ${index}`, mix.counts, set.counts[index]!, equal)
  })
  const deviations = deviationMatrix(mixes, matrix)
  comparer.numbers(`${name} deviations`, deviations.values, set.deviations.flat(), deviation)
  const sds = columnSds(countMatrix(mixes, matrix.specs.length))
  comparer.numbers(`${name} column sd`, sds, set.column_sd_population, rank)
  compareReport(comparer, name, { report: designReport(mixes, matrix), set })
}

function compareReport(
  comparer: Comparer,
  name: string,
  { report, set }: { readonly report: ReturnType<typeof designReport>; readonly set: MixSet },
): void {
  const { counts, deviations, budget } = report
  comparer.numbers(`${name} budget r2`, budget.r2ByFeature, set.budget_r2_by_column, rank)
  const numbers: readonly (readonly [string, number, number])[] = [
    ['numerical rank', counts.numericalRank, set.numerical_rank],
    ['effective rank', counts.effectiveRank, set.effective_rank_singular_values],
    ['effective rank of variance', counts.effectiveRankOfVariance, set.effective_rank_variances],
    ['participation ratio', counts.participationRatio, set.participation_ratio],
    ['first component', counts.firstComponentShare, set.first_component_share],
    ['mean r2', budget.meanR2, set.budget_share_mean_r2],
    ['median r2', budget.medianR2, set.budget_share_median_r2],
    ['raw share', budget.raw, set.budget_share_raw],
    ['deviations rank', deviations.effectiveRank, set.deviations_effective_rank_singular_values],
    [
      'deviations rank of variance',
      deviations.effectiveRankOfVariance,
      set.deviations_effective_rank_variances,
    ],
  ]
  for (const [place, got, expected] of numbers) {
    comparer.number(`${name} ${place}`, got, expected, rank)
  }
}

function mixOf(matrix: FeatureMatrix, text: string, index: number): CandidateMix {
  const members = [...text].flatMap((bit, row) => (bit === '1' ? [row] : []))
  const rows = rowBits(text.length, members)
  return {
    id: `mix-${index}`,
    sampler: 'uniform',
    humans: members.length,
    total: text.length,
    rows,
    counts: countMix(matrix, rows),
    round: 0,
    propensity: null,
  }
}
