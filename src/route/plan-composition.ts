import { columnSums, type FeatureMatrix, type RoutingPlan } from '../domain/index.ts'
import { hypergeometricInterval } from './hypergeometric.ts'
import { countMembers } from './pool-view.ts'

/** How one feature stands among the rows that a plan sends to people. */
export interface FeatureComposition {
  readonly feature: string
  readonly label: string
  /** Human-routed rows that carry it. */
  readonly count: number
  /** Their share of the human-routed rows; NaN when there are none. */
  readonly humanShare: number
  /** Share of the pool that carries it: the share that random routing gives on average. */
  readonly poolShare: number
  /** Where random routing of the same size lies with the level of confidence, as shares (exact, hypergeometric). */
  readonly random: { readonly lo: number; readonly hi: number }
  /** `more` or `less` than random routing gives, `as-random` inside its interval. */
  readonly against: 'more' | 'less' | 'as-random'
}

/** Options of the composition. */
export interface CompositionOptions {
  /** Confidence of the interval of random routing, for each feature by itself; default 0.95. */
  readonly level?: number
}

/**
 * Returns for every feature its share among the human-routed rows beside random routing of the same size, the largest departure first (in
 * standard deviations of random routing). Intervals are per feature: of 90 features about 5 leave theirs by chance at 95 %.
 *
 * @throws RangeError when plan and matrix have not the same rows
 */
export function planComposition(
  plan: Pick<RoutingPlan, 'rows'>,
  matrix: FeatureMatrix,
  { level = 0.95 }: CompositionOptions = {},
): FeatureComposition[] {
  const total = matrix.ids.length
  if (plan.rows.length !== total) {
    throw new RangeError(`plan: got ${plan.rows.length} rows, expected ${total}`)
  }
  const isHuman = Uint8Array.from(plan.rows, ({ source }) => Number(source === 'human'))
  const draws = isHuman.reduce((sum, bit) => sum + bit, 0)
  const counts = countMembers(matrix, isHuman)
  const sums = columnSums(matrix)
  return matrix.specs
    .map((spec, column) => {
      const draw = { total, carriers: sums[column]!, draws }
      const count = counts[column]!
      const interval = hypergeometricInterval(draw, level)
      return {
        departure: departureOf(draw, count),
        feature: spec.id,
        label: spec.label,
        count,
        humanShare: count / draws,
        poolShare: draw.carriers / total,
        random: { lo: interval.lo / draws, hi: interval.hi / draws },
        against: against(count, interval),
      }
    })
    .sort((a, b) => b.departure - a.departure)
    .map(({ departure: _, ...row }) => row)
}

function against(
  count: number,
  { lo, hi }: { readonly lo: number; readonly hi: number },
): FeatureComposition['against'] {
  if (count > hi) return 'more'
  return count < lo ? 'less' : 'as-random'
}

function departureOf(
  { total, carriers, draws }: { total: number; carriers: number; draws: number },
  count: number,
): number {
  const share = carriers / total
  const variance = (draws * share * (1 - share) * (total - draws)) / Math.max(1, total - 1)
  return variance > 0 ? Math.abs(count - draws * share) / Math.sqrt(variance) : 0
}
