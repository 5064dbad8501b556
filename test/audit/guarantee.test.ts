import { describe, expect, it } from 'vitest'
import { type AuditOptions, type AuditRow, auditAgreement } from '../../src/audit/index.ts'
import { createRandom, type Random } from '../../src/kit/index.ts'
import {
  auditRowsOf,
  drawGroups,
  drawPopulation,
  drawRows,
  type Population,
  type Recipe,
  trueAgreement,
} from './worlds.ts'

const DRAWS = 2000
const CONFIDENCE = 0.9
const TARGET = 0.85
/** delta and three Monte Carlo standard errors. */
const MOST_VIOLATIONS = 0.1 + 3 * Math.sqrt((0.1 * 0.9) / DRAWS)

const SHARES = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1]
const BY_ROW = { drawn: 'rows', claim: 'pool' } as const
const BY_GROUP = { drawn: 'groups', claim: 'new-prompts' } as const

interface Setting {
  readonly recipe: Recipe
  readonly how: Pick<AuditOptions, 'drawn' | 'claim'>
  readonly draw: (population: Population, random: Random) => AuditRow[]
  readonly propensityOf?: (row: number) => number
  /** Agreement that a whole population of these has; absent: the drawn population itself is what the claim is about. */
  readonly wholeAgreement?: number
}

interface Outcome {
  readonly violations: number
  readonly passes: number
}

/** Shares of draws in which a threshold was guaranteed, and in which the accepted part agrees less often than guaranteed. */
function simulate(name: string, setting: Setting, draws = DRAWS): Outcome {
  let violations = 0
  let passes = 0
  for (let seed = 0; seed < draws; seed++) {
    const random = createRandom('audit-law').fork(name, seed)
    const population = drawPopulation(setting.recipe, random.fork('world'))
    const audit = setting.draw(population, random.fork('slice'))
    const { propensityOf } = setting
    const pool =
      propensityOf === undefined
        ? population.pool
        : {
            ...population.pool,
            propensities: Float64Array.from(population.agrees, (_, row) => propensityOf(row)),
          }
    const report = auditAgreement(
      { pool, audit },
      { target: TARGET, confidence: CONFIDENCE, shares: SHARES, ...setting.how },
      random.fork('audit'),
    )
    if (!report.guaranteed) continue
    passes++
    const truth = setting.wholeAgreement ?? trueAgreement(population, report.threshold!)
    if (truth < TARGET) violations++
  }
  return { violations: violations / draws, passes: passes / draws }
}

const alone = { groups: 240, sizeOf: () => 1 }
const byRow = (population: Population, random: Random): AuditRow[] =>
  drawRows(population, 110, random)
const clustered: Recipe = {
  groups: 70,
  sizeOf: () => 6,
  agreementAt: () => TARGET - 1e-9,
  together: true,
}

describe('the guarantee', () => {
  it.each<[string, Setting]>([
    [
      'agreement flat at the target',
      { recipe: { ...alone, agreementAt: () => TARGET }, how: BY_ROW, draw: byRow },
    ],
    [
      'agreement just below the target everywhere',
      {
        recipe: { ...alone, agreementAt: () => TARGET - 1e-9 },
        how: BY_ROW,
        draw: byRow,
        wholeAgreement: TARGET - 1e-9,
      },
    ],
    [
      'a score that says nothing',
      { recipe: { ...alone, agreementAt: () => 0.82 }, how: BY_ROW, draw: byRow },
    ],
    [
      'a perfect score',
      {
        recipe: { ...alone, agreementAt: (place) => Number(place > 0.45) },
        how: BY_ROW,
        draw: byRow,
      },
    ],
    [
      'a score that is better below than above',
      {
        recipe: { ...alone, agreementAt: (place) => 0.93 - 0.16 * place },
        how: BY_ROW,
        draw: byRow,
      },
    ],
    [
      'rows that agree or disagree by group, drawn by row from their pool',
      { recipe: clustered, how: BY_ROW, draw: byRow },
    ],
    [
      'rows that agree or disagree by group, whole groups drawn',
      {
        recipe: clustered,
        how: BY_GROUP,
        draw: (population, random) => drawGroups(population, 40, random),
        wholeAgreement: TARGET - 1e-9,
      },
    ],
    [
      'rows that agree or disagree by group, drawn by row, a claim about new prompts',
      {
        recipe: clustered,
        how: { drawn: 'rows', claim: 'new-prompts' },
        draw: byRow,
        wholeAgreement: TARGET - 1e-9,
      },
    ],
    [
      'large groups agree less often, whole groups drawn',
      {
        recipe: {
          groups: 80,
          sizeOf: (group) => (group % 4 === 0 ? 12 : 1),
          // Of 12 rows of a large group and 3 small groups 12 x 0.8149 + 3 x 0.99 agree: less than the target, though nearly 95 % of the groups do.
          agreementAt: (_, size) => (size === 1 ? 0.99 : 0.8149),
          together: true,
        },
        how: BY_GROUP,
        draw: (population, random) => drawGroups(population, 40, random),
        wholeAgreement: (12 * 0.8149 + 3 * 0.99) / 15,
      },
    ],
    [
      'rows drawn with chances of their own',
      {
        recipe: {
          groups: 240,
          sizeOf: (group) => (group % 2 === 0 ? 1 : 2),
          agreementAt: (_, size) => (size === 1 ? 0.98 : 0.7849),
        },
        how: BY_ROW,
        propensityOf: (row) => (row % 3 === 0 ? 0.9 : 0.1),
        draw: (population, random) =>
          auditRowsOf(
            population,
            Array.from(population.agrees.keys()).filter(
              (row) => random.next() < (row % 3 === 0 ? 0.9 : 0.1),
            ),
            (row) => (row % 3 === 0 ? 0.9 : 0.1),
          ),
        wholeAgreement: (0.98 + 2 * 0.7849) / 3,
      },
    ],
  ])('is broken no more often than it says: %s', (name, setting) => {
    const { violations } = simulate(name, setting)
    expect(violations).toBeLessThanOrEqual(MOST_VIOLATIONS)
  })

  it('would be broken far more often if rows of drawn groups were taken for independent ones', () => {
    const control: Setting = {
      recipe: clustered,
      how: BY_ROW,
      draw: (population, random) => drawGroups(population, 40, random),
      wholeAgreement: TARGET - 1e-9,
    }
    expect(simulate('control', control, 500).violations).toBeGreaterThan(2 * MOST_VIOLATIONS)
  })

  it('is found where the judge is good enough, with groups as units too', () => {
    const good: Setting = {
      recipe: { ...clustered, agreementAt: () => 0.99 },
      how: BY_GROUP,
      draw: (population, random) => drawGroups(population, 65, random),
    }
    expect(simulate('power', good, 300).passes).toBeGreaterThan(0.6)
  })
})
