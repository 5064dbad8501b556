import { describe, expect, it } from 'vitest'
import { drawMixes, planBudgets } from '../../src/candidates/index.ts'
import { columnSums, revealTruth } from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { createTrainingTable, fitPpm, type PpmKind } from '../../src/ppm/index.ts'
import { planRouting, planToRows } from '../../src/route/index.ts'
import { shareOfAchievableGain, simulateAnalyticWorld } from '../../src/simulate/index.ts'
import { mean } from '../../src/stats/index.ts'

/** Share of the achievable gain when half of the rows are routed by the gains of a PPM fitted on so many noisy mixes. */
function achieved(
  seed: number,
  how: {
    readonly mixes: number
    readonly sampler: 'direction' | 'whole-tag'
    readonly kind: PpmKind
    readonly focus: boolean
  },
): number {
  const random = createRandom(seed).fork('figures')
  const world = simulateAnalyticWorld({ preset: 'paper' }, random.fork('world'))
  const { matrix } = world
  const total = matrix.ids.length
  const focus = { focus: 0.5, focusWidth: 0.02, corners: 0, replicates: 0 }
  const budgets = planBudgets(
    { total, mixes: how.mixes, ...(how.focus ? focus : {}) },
    random.fork('budgets'),
  )
  const drawn = drawMixes(
    matrix,
    { sampler: how.sampler, budgets, propensityDraws: 0 },
    random.fork('mixes'),
  )
  const table = createTrainingTable({
    points: drawn,
    mixIds: drawn.map(({ id }) => id),
    featureIds: matrix.specs.map(({ id }) => id),
    columnSums: columnSums(matrix),
    total,
    scores: Float64Array.from(drawn, ({ rows, id }) =>
      world.trainMix(rows, random.fork('run', id)),
    ),
  })
  const budget = { unit: 'share', amount: 0.5 } as const
  const prices = { human: 0.5, lm: 0.002 }
  const predictor = fitPpm(how.kind, table)
  const plan = planRouting(
    { matrix, predictor, budget, router: 'top-k', prices },
    random.fork('route'),
  )
  const truth = revealTruth(world.truth)
  return shareOfAchievableGain({
    achieved: truth.expectedScore(planToRows(plan, total)),
    random: truth.randomScore(plan.human),
    oracle: truth.oracle(plan.human, random.fork('oracle')).score,
  })
}

const over = (seeds: number, how: Parameters<typeof achieved>[1]): number =>
  mean(Array.from({ length: seeds }, (_, seed) => achieved(seed, how)))

// Figures of an independent program in the same world, over 4 to 8 seeds, standard error 0.02; a single world differs by about 0.05 here.
describe('the world of the paper', () => {
  it('lets half-whitened directions and a Bayesian fit reach three quarters of the gain with 200 mixes', () => {
    const share = over(5, { mixes: 200, sampler: 'direction', kind: 'bayes', focus: true })
    expect(share).toBeGreaterThan(0.75 - 0.08)
    expect(share).toBeLessThan(0.75 + 0.08)
  })

  it('lets them reach 0.83 of it with 500 mixes', () => {
    const share = over(3, { mixes: 500, sampler: 'direction', kind: 'bayes', focus: true })
    expect(share).toBeGreaterThan(0.83 - 0.07)
    expect(share).toBeLessThan(0.83 + 0.07)
  })

  it('lets the published quadratic fit of whole-tag mixes with top-k reach next to nothing', () => {
    const share = over(5, { mixes: 225, sampler: 'whole-tag', kind: 'quadratic-ols', focus: false })
    expect(share).toBeGreaterThan(0.06 - 0.13)
    expect(share).toBeLessThan(0.06 + 0.13)
  })
})
