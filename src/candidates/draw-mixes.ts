import type { CandidateMix, FeatureMatrix } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { prepareCounter } from './count-mix.ts'
import { createSampler, type SamplerOptions } from './create-sampler.ts'
import { estimatePropensities } from './estimate-propensities.ts'
import type { DrawnRows, MixSampler } from './samplers/sampler.ts'

/** What mixes are drawn by. */
export interface DrawOptions extends SamplerOptions {
  /** Human-routed rows of each mix; one mix per entry. */
  readonly budgets: ArrayLike<number>
  /** Number of the round, from 0; default 0. */
  readonly round?: number
  /** Index of the first mix, for mixes of later rounds or batches; default 0. It names the mix and its stream. */
  readonly firstIndex?: number
  /**
   * Orders drawn to estimate the propensities where the sampler has no closed form (`direction`, `whole-tag`, `sequential`); default 256. With 0 they
   * are unknown, and every propensity is NaN.
   */
  readonly propensityDraws?: number
}

/**
 * Returns one candidate mix per budget, with its counts. Mix i depends on the seed and on i alone, not on the other mixes; the estimated
 * propensities depend on the seed, the sampler and the budget alone. Mixes at 0 and 100 % are of sampler `corner`. Rows that carry the
 * same features are chosen among at random, never by index.
 *
 * @throws HyperError `config/missing-effects`
 * @throws RangeError for a budget beyond the pool
 */
export function drawMixes(
  matrix: FeatureMatrix,
  options: DrawOptions,
  random: Random,
): CandidateMix[] {
  const { budgets, round = 0, firstIndex = 0 } = options
  const total = matrix.ids.length
  checkBudgets(budgets, total)
  const sampler = createSampler(matrix, options)
  const counter = prepareCounter(matrix)
  const drawn: DrawnRows[] = []
  for (let index = 0; index < budgets.length; index++) {
    drawn.push(sampler.draw(budgets[index]!, random.fork('mix', firstIndex + index)))
  }
  const chances = findPropensities(matrix, { sampler, drawn, options }, random)
  return drawn.map(({ rows }, index) => {
    const humans = budgets[index]!
    const isCorner = humans === 0 || humans === total
    return {
      id: `mix-${String(firstIndex + index).padStart(4, '0')}`,
      sampler: isCorner ? 'corner' : options.sampler,
      humans,
      total,
      rows,
      counts: counter.count(rows),
      round,
      propensity: isCorner ? null : chances[index]!,
    }
  })
}

function checkBudgets(budgets: ArrayLike<number>, total: number): void {
  for (let index = 0; index < budgets.length; index++) {
    const budget = budgets[index]!
    if (!Number.isInteger(budget) || budget < 0 || budget > total) {
      throw new RangeError(
        `budget of mix ${index}: got ${budget}, expected a whole number from 0 to ${total}`,
      )
    }
  }
}

function findPropensities(
  matrix: FeatureMatrix,
  draw: { sampler: MixSampler; drawn: readonly DrawnRows[]; options: DrawOptions },
  random: Random,
): (Float32Array | null)[] {
  const { budgets, propensityDraws = 256 } = draw.options
  const total = matrix.ids.length
  const open = draw.drawn.flatMap(({ propensity }, index) =>
    propensity === 'varies' && budgets[index]! > 0 && budgets[index]! < total ? [index] : [],
  )
  const chances = draw.drawn.map(({ propensity }) =>
    typeof propensity === 'string' ? null : propensity,
  )
  if (open.length === 0) return chances
  const wanted = open.map((index) => budgets[index]!)
  const unknown = new Float32Array(propensityDraws > 0 ? 0 : total).fill(Number.NaN)
  const estimates =
    propensityDraws > 0
      ? estimatePropensities(
          matrix,
          draw.sampler,
          { budgets: wanted, draws: propensityDraws },
          random,
        )
      : wanted.map(() => unknown)
  open.forEach((index, slot) => {
    chances[index] = estimates[slot]!
  })
  return chances
}
