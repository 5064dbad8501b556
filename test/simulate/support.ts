import { type FeatureMatrix, hasFeature } from '../../src/domain/index.ts'
import type { AnnotatorModel, JudgeModel, PeopleModel } from '../../src/simulate/index.ts'
import { betaCdf, chiSquaredUpperTail, mean } from '../../src/stats/index.ts'

/** Standardised excess of a count of independent events over their chances. */
export function excess(observed: number, chances: ArrayLike<number>): number {
  let expected = 0
  let spread = 0
  for (let index = 0; index < chances.length; index++) {
    expected += chances[index]!
    spread += chances[index]! * (1 - chances[index]!)
  }
  return (observed - expected) / Math.sqrt(Math.max(spread, 1e-9))
}

/** Standardised excess of a count of so many events of one chance. */
export function excessOf(observed: number, chance: number, trials: number): number {
  return (observed - chance * trials) / Math.sqrt(Math.max(chance * (1 - chance) * trials, 1e-9))
}

/** p value of Pearson's chi-squared test of counts against chances that sum to 1. */
export function chiSquared(counts: readonly number[], chances: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0)
  const used = counts.filter((_, index) => chances[index]! > 0)
  const distance = counts.reduce((sum, count, index) => {
    const expected = total * chances[index]!
    return expected > 0 ? sum + (count - expected) ** 2 / expected : sum + (count > 0 ? 1e9 : 0)
  }, 0)
  return chiSquaredUpperTail(distance, used.length - 1)
}

/** Numbers of a column of a matrix, 0 or 1. */
export function columnOf(matrix: FeatureMatrix, column: number): number[] {
  return matrix.ids.map((_, row) => Number(hasFeature(matrix, row, column)))
}

/**
 * p value of the F test that none of the columns says anything about y, beside a constant. Columns that the others span are left out
 * (modified Gram and Schmidt).
 */
export function regressionPValue(
  columns: readonly (readonly number[] | Float64Array)[],
  y: ArrayLike<number>,
): number {
  const rows = y.length
  const center = mean(y)
  const rest = Float64Array.from(y, (value) => value - center)
  const total = rest.reduce((sum, value) => sum + value * value, 0)
  const basis: Float64Array[] = []
  for (const column of columns) {
    const level = mean(column)
    const own = Float64Array.from(column, (value) => value - level)
    const size = own.reduce((sum, value) => sum + value * value, 0)
    for (const direction of basis) project(own, direction)
    const left = own.reduce((sum, value) => sum + value * value, 0)
    if (!(left > 1e-8 * size) || size === 0) continue
    const scale = 1 / Math.sqrt(left)
    basis.push(own.map((value) => value * scale))
  }
  for (const direction of basis) project(rest, direction)
  const residual = rest.reduce((sum, value) => sum + value * value, 0)
  const freedom = rows - 1 - basis.length
  const ratio = (total - residual) / basis.length / (residual / freedom)
  return betaCdf(freedom / (freedom + basis.length * ratio), freedom / 2, basis.length / 2)
}

function project(own: Float64Array, direction: Float64Array): void {
  let along = 0
  for (let row = 0; row < own.length; row++) along += own[row]! * direction[row]!
  for (let row = 0; row < own.length; row++) own[row]! -= along * direction[row]!
}

/** A judge without any bias, wrong half as often as it lapses. */
export const PLAIN_JUDGE: JudgeModel = {
  id: 'simulated-plain-judge',
  kind: 'lm',
  priceUsd: 0.01,
  cap: null,
  lapse: 0.3,
  tags: 0,
  difficulty: 0,
  length: 0,
  ownFamily: 0,
  familyShare: 0,
  position: 0,
}

/** A pool of people alike, wrong half as often as they lapse. */
export const PLAIN_PEOPLE: PeopleModel = {
  id: 'simulated-plain-people',
  kind: 'human',
  priceUsd: 1,
  cap: null,
  lapse: 0.3,
  tags: 0,
  difficulty: 0,
  length: 0,
  votes: 1,
  people: 9,
  peopleSpread: 0,
  careless: { share: 0, chance: 0 },
  hesitation: 0,
}

/** The two plain sources with changes. */
export function plainSources(
  judge: Partial<JudgeModel> = {},
  people: Partial<PeopleModel> = {},
): AnnotatorModel[] {
  return [
    { ...PLAIN_JUDGE, ...judge },
    { ...PLAIN_PEOPLE, ...people },
  ]
}
