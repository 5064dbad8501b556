import { describe, expect, it } from 'vitest'
import { exactPower, mostDisagreements, rowsForPower } from '../../src/audit/exact-rows.ts'
import {
  type AuditInput,
  type AuditRow,
  auditAgreement,
  betInterval,
  betPValue,
  judgeCeiling,
  type PeopleRow,
  peopleAgreement,
  roundSpending,
  scoreLevels,
} from '../../src/audit/index.ts'
import { unitBounds } from '../../src/audit/unit-bounds.ts'
import { createRandom, type Random } from '../../src/kit/index.ts'
import { drawGroups, drawPopulation, drawRows } from './worlds.ts'

/** P(Binomial(n, p) >= k), summed outright. */
function tail(k: number, n: number, p: number): number {
  let chance = (1 - p) ** n
  let sum = k <= 0 ? chance : 0
  for (let i = 1; i <= n; i++) {
    chance *= ((n - i + 1) / i) * (p / (1 - p))
    if (i >= k) sum += chance
  }
  return sum
}

/** A pool of 200 rows with scores 0.005 to 1; every second row is audited; those named disagree. */
function ladder(disagreeing: readonly number[]): AuditInput {
  const scores = Float64Array.from({ length: 200 }, (_, row) => (row + 1) / 200)
  const audit = Array.from({ length: 100 }, (_, index): AuditRow => {
    const row = 2 * index + 1
    return { score: scores[row]!, agrees: !disagreeing.includes(row), group: row, propensity: 1 }
  })
  return { pool: { scores }, audit }
}

describe('scoreLevels', () => {
  it('puts thresholds at shares of the rows and keeps equal scores together', () => {
    const scores = Float64Array.of(0.9, 0.1, 0.5, 0.5, 0.5, Number.NaN, 0.7, 0.2, 0.3, 0.4)
    expect(scoreLevels(scores, [0.1, 0.2, 0.3, 0.5, 1])).toEqual([
      { threshold: 0.9, coverage: 0.1 },
      { threshold: 0.7, coverage: 0.2 },
      { threshold: 0.5, coverage: 0.5 },
      { threshold: 0.1, coverage: 0.9 },
    ])
    expect(scoreLevels(new Float64Array(0))).toEqual([])
  })
})

describe('auditAgreement', () => {
  const options = { target: 0.8, confidence: 0.9, drawn: 'rows', claim: 'pool' } as const

  it('reports the exact test at every level', () => {
    const low = Array.from({ length: 50 }, (_, row) => row)
    const report = auditAgreement(ladder([...low, 151, 187]), options)
    expect(report.levels).toHaveLength(20)
    report.levels.forEach(({ rows, agreement, p, coverage }, index) => {
      expect(coverage).toBeCloseTo((index + 1) / 20, 12)
      expect(rows).toBe(5 * (index + 1))
      const agree = rows - Number(rows >= 10) - Number(rows >= 25) - Math.max(0, rows - 75)
      expect(agreement).toBeCloseTo(agree / rows, 12)
      expect(p).toBeCloseTo(tail(agree, rows, 0.8), 10)
    })
    // Half of delta for each sequence. The strict one needs rows for four disagreements, 39 at most 40 of them; the other starts at 50 %.
    const passing = report.levels.filter(({ p }) => p <= 0.05).map(({ coverage }) => coverage)
    expect(report.coverage).toBe(Math.max(...passing))
    expect(report.threshold).toBe(
      report.levels.find((l) => l.coverage === report.coverage)!.threshold,
    )
    expect(report.guaranteed).toBe(true)
    expect(report.needRows).toBe(100)
    expect(report.test).toBe('exact')
  })

  it('stops at the first level that fails', () => {
    // 16 of the 25 rows between 50 % and 75 % disagree: nothing below is tested, whatever it says.
    const middle = Array.from({ length: 16 }, (_, at) => 99 - 2 * at)
    const { levels, coverage } = auditAgreement(ladder(middle), options)
    const failed = levels.findIndex(({ tested, passed }) => tested && !passed)
    expect(failed).toBeGreaterThan(0)
    expect(levels.slice(failed + 1).some(({ tested }) => tested)).toBe(false)
    expect(coverage).toBe(levels[failed - 1]!.coverage)
  })

  it('names no threshold when the slice is too small, and says how many labels would do', () => {
    const input = ladder([1, 41, 81, 121, 141, 161, 199])
    const report = auditAgreement(input, { ...options, target: 0.9, coverage: 1, confidence: 0.95 })
    expect(report).toMatchObject({ guaranteed: false, threshold: null, coverage: 0 })
    expect(report.agreement.value).toBeCloseTo(0.93, 12)
    expect(report.needRows).toBe(
      rowsForPower(0.93, { target: 0.9, alpha: 0.025 }, { power: 0.8, most: 1e5 }),
    )
    expect(report.notes.join(' ')).toContain(`about ${report.needRows} audit labels`)
    const small = auditAgreement({ ...input, audit: input.audit.slice(95) }, options)
    expect(small.guaranteed).toBe(false)
    const none = auditAgreement({ ...input, audit: [] }, options)
    expect(none).toMatchObject({ guaranteed: false, auditRows: 0, needRows: null })
    expect(none.agreement.value).toBeNaN()
  })

  it('says that no number helps where the observed agreement is below the target', () => {
    const report = auditAgreement(ladder(Array.from({ length: 60 }, (_, row) => row)), {
      ...options,
      target: 0.85,
      coverage: 1,
    })
    expect(report.needRows).toBeNull()
    expect(report.notes.join(' ')).toContain('No number of audit labels helps')
  })

  it('never accepts rows without a score', () => {
    const { pool, audit } = ladder([])
    const scores = pool.scores.map((score, row) => (row < 60 ? Number.NaN : score))
    const kept = audit.map((row) => (row.score <= 0.3 ? { ...row, score: Number.NaN } : row))
    const report = auditAgreement({ pool: { scores }, audit: kept }, options)
    expect(report.coverage).toBe(0.7)
    expect(report.levels.at(-1)!.rows).toBe(70)
  })

  it('uses the exact test for groups of one row, bets for larger ones', () => {
    const { pool, audit } = ladder([])
    const alone = Uint32Array.from(pool.scores, (_, row) => row)
    const pairs = alone.map((row) => row >> 1)
    const stream = createRandom('order')
    const by = (groups: Uint32Array): string =>
      auditAgreement(
        {
          pool: { ...pool, groups },
          audit: audit.map((row) => ({ ...row, group: groups[row.group]! })),
        },
        { target: 0.8, confidence: 0.9 },
        stream,
      ).test
    expect(by(alone)).toBe('exact')
    expect(by(pairs)).toBe('bets')
    expect(() =>
      auditAgreement({ pool: { ...pool, groups: pairs }, audit }, { target: 0.8, confidence: 0.9 }),
    ).toThrow(RangeError)
  })

  it('bets less where the pool holds a larger group than the slice shows', () => {
    const audit = Array.from({ length: 60 }, (_, row): AuditRow => {
      return { score: 1, agrees: row !== 7, group: row >> 1, propensity: 1 }
    })
    const pOf = (largest: number): number => {
      const groups = Uint32Array.from({ length: 60 + largest }, (_, row) =>
        row < 60 ? row >> 1 : 99,
      )
      const scores = new Float64Array(groups.length).fill(1)
      const options = { target: 0.8, confidence: 0.9 }
      return auditAgreement({ pool: { scores, groups }, audit }, options, createRandom(1))
        .levels[0]!.p
    }
    expect(pOf(2)).toBeLessThan(0.02)
    expect(pOf(40)).toBeGreaterThan(10 * pOf(2))
  })

  it('refuses targets, rounds and propensities that mean nothing', () => {
    const input = ladder([])
    for (const target of [0, 1, Number.NaN]) {
      expect(() => auditAgreement(input, { target, confidence: 0.9 })).toThrow(/target: got/)
      expect(() => auditAgreement(input, { target: 0.8, confidence: target })).toThrow(
        /confidence: got/,
      )
    }
    const uneven = input.audit.map((row, index) => ({ ...row, propensity: index < 9 ? 0.5 : 1 }))
    expect(() => auditAgreement({ ...input, audit: uneven }, options)).toThrow(/pool.propensities/)
    const zero = input.audit.map((row) => ({ ...row, propensity: 0 }))
    expect(() => auditAgreement({ ...input, audit: zero }, options)).toThrow(RangeError)
    const short = { ...input.pool, groups: new Uint32Array(3) }
    expect(() => auditAgreement({ ...input, pool: short }, options)).toThrow(/pool.groups/)
  })
})

describe('needRows', () => {
  // Reference: smallest n from which on P(Binomial(n, a) passes) >= 0.8, counted with scipy.stats.binom.
  it.each([
    [0.93, 0.85, 0.025, 144],
    [0.75, 0.7, 0.05, 530],
    [0.97, 0.9, 0.025, 114],
  ])(
    'is that of another program: agreement %d, target %d, alpha %d',
    (agreement, target, alpha, rows) => {
      expect(rowsForPower(agreement, { target, alpha }, { power: 0.8, most: 1e5 })).toBe(rows)
    },
  )

  it.each([
    [100, 0.85, 0.025, 7],
    [59, 0.85, 0.05, 4],
    [19, 0.85, 0.05, 0],
    [18, 0.85, 0.05, -1],
    [1000, 0.9, 0.05, 84],
  ])('allows as many disagreements as another program: %i rows', (rows, target, alpha, most) => {
    expect(mostDisagreements(rows, { target, alpha })).toBe(most)
  })

  it('has the power it says', () => {
    for (const [agreement, target] of [
      [0.9, 0.8],
      [0.8, 0.7],
      [0.96, 0.9],
    ] as const) {
      const rows = rowsForPower(agreement, { target, alpha: 0.05 }, { power: 0.8, most: 1e5 })
      expect(exactPower(rows, agreement, { target, alpha: 0.05 })).toBeGreaterThanOrEqual(0.8)
      expect(exactPower(rows - 1, agreement, { target, alpha: 0.05 })).toBeLessThan(0.8)
    }
  })

  it.each(['row', 'group'] as const)(
    'is about what a fresh slice needs to pass: unit %s',
    (unit) => {
      const together = unit === 'group'
      const sizeOf = (): number => (together ? 3 : 1)
      const recipe = { groups: 3000, sizeOf, agreementAt: () => 0.9, together }
      const population = drawPopulation(recipe, createRandom('need'))
      const draw = (count: number, random: Random): AuditRow[] =>
        together ? drawGroups(population, count / 3, random) : drawRows(population, count, random)
      const drawn = { drawn: together ? 'groups' : 'rows', claim: 'pool' } as const
      const options = { target: 0.8, confidence: 0.95, coverage: 0.6, ...drawn }
      const asked: number[] = []
      for (let seed = 0; seed < 40; seed++) {
        const random = createRandom('ask').fork(unit, seed)
        const { needRows } = auditAgreement(
          { pool: population.pool, audit: draw(240, random) },
          options,
          random,
        )
        asked.push(needRows ?? Number.POSITIVE_INFINITY)
      }
      const rows = 3 * Math.ceil(asked.sort((a, b) => a - b)[asked.length >> 1]! / 3)
      let reached = 0
      for (let seed = 0; seed < 200; seed++) {
        const random = createRandom('fresh').fork(unit, seed)
        const audit = draw(rows, random)
        reached += Number(
          auditAgreement({ pool: population.pool, audit }, options, random).coverage >= 0.6,
        )
      }
      // The median of noisy observations is asked: the power is near 0.8, not exactly there.
      expect(reached / 200).toBeGreaterThan(0.6)
      expect(reached / 200).toBeLessThan(0.97)
    },
  )
})

describe('unitBounds', () => {
  it('bound a group by what a draw by row takes of it, or by all of it', () => {
    // One group of 30 rows, 200 of 4 rows.
    const groups = Uint32Array.from({ length: 830 }, (_, row) =>
      row < 30 ? 0 : 1 + ((row - 30) >> 2),
    )
    const scores = new Float64Array(830).fill(1)
    const level = [{ threshold: 0, coverage: 1 }]
    const boundAt = (rowChance: number | null) =>
      unitBounds({ scores, groups }, level, { unit: 'group', weightOf: () => 1, rowChance })[0]!
    expect(boundAt(null)).toEqual({ bound: 30, risk: 0 })
    expect(boundAt(1)).toEqual({ bound: 30, risk: 0 })
    const { bound, risk } = boundAt(0.1)
    expect(risk).toBe(1e-4)
    const broken = (most: number): number =>
      tail(most + 1, 30, 0.1) + (most < 4 ? 200 * tail(most + 1, 4, 0.1) : 0)
    expect(broken(bound)).toBeLessThanOrEqual(1e-4)
    expect(broken(bound - 1)).toBeGreaterThan(1e-4)
  })
})

describe('bets', () => {
  it('multiply money as worked out by hand', () => {
    const p = (agree: number[], total: number[], bound: number): number =>
      betPValue(
        { agree: Float64Array.from(agree), total: Float64Array.from(total) },
        { target: 0.5, bound },
      )
    // Target 0.5, size 1: second moment 20 x 0.25 = 5 of 20 guessed units, so bets of 0.2, 0.5, 1 and 1.6, none above 0.9 / 0.5; the unit pays 0.5.
    expect(p([1], [1], 1)).toBeCloseTo(4 / (1.1 + 1.25 + 1.5 + 1.8), 12)
    // After one such unit: 5.25 over 21 units, the same bets.
    expect(p([1, 1], [1, 1], 1)).toBeCloseTo(4 / (1.1 ** 2 + 1.25 ** 2 + 1.5 ** 2 + 1.8 ** 2), 12)
    expect(p([0], [1], 1)).toBe(1)
    // A bound of 4 bounds every bet by 0.9 / 2 and takes the first unit for one of weight 4: bets of 0.05, 0.125, 0.25 and 0.4.
    expect(p([1], [1], 4)).toBeCloseTo(4 / (1.025 + 1.0625 + 1.125 + 1.2), 12)
  })

  it('give p-values that are no smaller than they may be, for rows and for strongly clustered groups', () => {
    for (const size of [1, 10]) {
      const small = [0, 0, 0]
      for (let seed = 0; seed < 3000; seed++) {
        const random = createRandom('bets').fork(size, seed)
        const total = Float64Array.from({ length: 80 }, () => (random.next() < 0.5 ? 1 : size))
        const agree = total.map((weight) => (random.next() < 0.8 ? weight : 0))
        const p = betPValue({ agree, total }, { target: 0.8, bound: size })
        ;[0.2, 0.05, 0.01].forEach((level, at) => {
          small[at]! += Number(p <= level)
        })
      }
      ;[0.2, 0.05, 0.01].forEach((level, at) => {
        expect(small[at]! / 3000).toBeLessThanOrEqual(
          level + 3 * Math.sqrt((level * (1 - level)) / 3000),
        )
      })
    }
  })

  it('give intervals that hold the truth', () => {
    let held = 0
    for (let seed = 0; seed < 300; seed++) {
      const random = createRandom('bet-interval').fork(seed)
      const total = Float64Array.from({ length: 120 }, () => 1 + Math.floor(4 * random.next()))
      const agree = total.map((weight) => (random.next() < 0.75 ? weight : weight / 2))
      const { value, lo, hi } = betInterval({ agree, total }, { bound: 4, level: 0.95 })
      expect(lo).toBeLessThanOrEqual(value)
      expect(hi).toBeGreaterThanOrEqual(value)
      held += Number(lo <= 0.875 && 0.875 <= hi)
    }
    expect(held / 300).toBeGreaterThanOrEqual(0.95)
  })
})

describe('people', () => {
  it('agree as often as their pairs do', () => {
    const rows: PeopleRow[] = [
      { score: 1, group: 0, agree: 3, pairs: 3 },
      { score: 1, group: 1, agree: 1, pairs: 3 },
      { score: 1, group: 2, agree: 0, pairs: 0 },
    ]
    expect(peopleAgreement(rows)!.value).toBeCloseTo(4 / 6, 12)
    expect(peopleAgreement([rows[2]!])).toBeNull()
  })

  it('have an interval that counts groups, not pairs, where groups go together', () => {
    let held = 0
    let width = 0
    let alone = 0
    for (let seed = 0; seed < 400; seed++) {
      const random = createRandom('people').fork(seed)
      const rows = Array.from({ length: 50 }, (_, group) => {
        const agree = random.next() < 0.7 ? 1 : 0
        return Array.from({ length: 8 }, () => ({ score: 1, group, agree, pairs: 1 }))
      }).flat()
      const { lo, hi } = peopleAgreement(rows)!
      held += Number(lo <= 0.7 && 0.7 <= hi)
      width += hi - lo
      const apart = peopleAgreement(rows.map((row, group) => ({ ...row, group })))!
      alone += apart.hi - apart.lo
    }
    expect(held / 400).toBeGreaterThan(0.91)
    expect(width).toBeGreaterThan(2 * alone)
  })

  it('bound every judge: no verdict law beats the ceiling', () => {
    for (const verdicts of [2, 3] as const) {
      expect(judgeCeiling(1, verdicts)).toBeCloseTo(1, 12)
      expect(judgeCeiling(1 / verdicts, verdicts)).toBeCloseTo(1 / verdicts, 12)
      const random = createRandom('ceiling').fork(verdicts)
      for (let draw = 0; draw < 500; draw++) {
        let people = 0
        let best = 0
        for (let row = 0; row < 20; row++) {
          const raw = Array.from({ length: verdicts }, () => -Math.log(1 - random.next()))
          const whole = raw.reduce((sum, value) => sum + value, 0)
          people += raw.reduce((sum, value) => sum + (value / whole) ** 2, 0) / 20
          best += Math.max(...raw) / whole / 20
        }
        expect(best).toBeLessThanOrEqual(judgeCeiling(people, verdicts) + 1e-12)
        expect(best).toBeGreaterThanOrEqual(people - 1e-12)
      }
    }
    expect(judgeCeiling(0.68, 2)).toBeCloseTo(0.8, 12)
  })

  it('are spoken of in the notes', () => {
    const people = (agree: number): PeopleRow[] =>
      Array.from({ length: 100 }, (_, group) => ({
        score: 1,
        group,
        agree: Number(group < agree),
        pairs: 1,
      }))
    const notesOf = (agree: number): string =>
      auditAgreement(
        { ...ladder([]), people: people(agree) },
        { target: 0.9, confidence: 0.9, drawn: 'rows', claim: 'pool', verdicts: 2 },
      ).notes.join(' ')
    expect(notesOf(95)).not.toContain('The target of')
    expect(notesOf(85)).toContain('predicts a person better than another person does')
    expect(notesOf(60)).toContain('no judge can be guaranteed at that level against single persons')
    const unknown = auditAgreement(ladder([]), {
      target: 0.9,
      confidence: 0.9,
      drawn: 'rows',
      claim: 'pool',
    })
    expect(unknown.humanHuman).toBeNull()
    expect(unknown.notes.join(' ')).toContain('No row carries two human labels')
  })
})

describe('rounds', () => {
  it('spend no more than delta together', () => {
    expect(roundSpending({ confidence: 0.95 })).toMatchObject({
      round: 1,
      alpha: 0.050000000000000044,
    })
    let spent = 0
    for (let round = 1; round <= 500; round++) {
      const own = roundSpending({ confidence: 0.95, round })
      spent += own.alpha
      expect(own.spent).toBeCloseTo(spent, 12)
    }
    expect(spent).toBeLessThan(0.05)
    expect(spent).toBeGreaterThan(0.0499)
    const equal = [1, 2, 3, 4].map((round) => roundSpending({ confidence: 0.9, round, rounds: 4 }))
    expect(equal.map(({ alpha }) => alpha)).toEqual(equal.map(() => (1 - 0.9) / 4))
    expect(equal[3]!.spent).toBeCloseTo(0.1, 12)
  })

  it('refuse to spend what is gone', () => {
    expect(() => roundSpending({ confidence: 0.9, round: 2, rounds: 2, alphaSpent: 0.06 })).toThrow(
      /allowed error/,
    )
    expect(() => roundSpending({ confidence: 0.9, round: 3, rounds: 2 })).toThrow(/round 3 of 2/)
    expect(() => roundSpending({ confidence: 0.9, round: 0 })).toThrow(/whole number/)
  })

  it('keep the error over all rounds within delta', () => {
    let broken = 0
    for (let seed = 0; seed < 300; seed++) {
      const random = createRandom('rounds').fork(seed)
      const recipe = { groups: 300, sizeOf: () => 1, agreementAt: () => 0.8 - 1e-9 }
      const any = [1, 2, 3, 4, 5].some((round) => {
        const population = drawPopulation(recipe, random.fork('world', round))
        const audit = drawRows(population, 100, random.fork('slice', round))
        return auditAgreement(
          { pool: population.pool, audit },
          { target: 0.8, confidence: 0.8, drawn: 'rows', claim: 'pool', round },
        ).guaranteed
      })
      broken += Number(any)
    }
    expect(broken / 300).toBeLessThanOrEqual(0.2 + 3 * Math.sqrt(0.16 / 300))
  })

  it('raise an alarm when new rows contradict a threshold, and seldom without a reason', () => {
    const statuses = (agreement: number): Record<string, number> => {
      const seen: Record<string, number> = { broken: 0, holds: 0, open: 0 }
      for (let seed = 0; seed < 300; seed++) {
        const random = createRandom('alarm').fork(agreement, seed)
        const population = drawPopulation(
          { groups: 500, sizeOf: () => 1, agreementAt: (place) => (place > 0.5 ? agreement : 0.3) },
          random,
        )
        const { alarm } = auditAgreement(
          { pool: population.pool, audit: drawRows(population, 200, random) },
          {
            target: 0.85,
            confidence: 0.95,
            drawn: 'rows',
            claim: 'pool',
            previous: { threshold: 0.5 },
          },
        )
        seen[alarm!.status]!++
      }
      return seen
    }
    expect(statuses(0.7).broken! / 300).toBeGreaterThan(0.9)
    expect(statuses(0.95).holds! / 300).toBeGreaterThan(0.8)
    expect(statuses(0.85).broken! / 300).toBeLessThanOrEqual(
      0.05 + 3 * Math.sqrt((0.05 * 0.95) / 300),
    )
  })
})
