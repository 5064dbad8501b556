import { describe, expect, it } from 'vitest'
import { revealTruth } from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import {
  createPeople,
  DEFAULT_RATES,
  type InstanceTruth,
  JUDGE,
  type LabelChances,
  simulateWorld,
} from '../../src/simulate/index.ts'
import { difference, fitHead, labelOf, scoreSuite } from './count-features.ts'

const world = simulateWorld({ instances: 6000, suite: 0, seedStream: createRandom('labels') })
const truths = revealTruth(world.truth)
const rows = world.instances.map((instance, index) => ({ instance, truth: truths[index]! }))
type Row = (typeof rows)[number]

const kinds: Readonly<Record<string, (row: Row) => boolean>> = {
  unsafe: ({ truth }) => truth.profile.safety === 'unsafe',
  technical: ({ truth }) => truth.profile.safety !== 'unsafe' && truth.profile.technical,
  expert: ({ truth }) =>
    truth.profile.safety !== 'unsafe' &&
    !truth.profile.technical &&
    truth.profile.expertise === 'expert',
  other: ({ truth }) =>
    truth.profile.safety !== 'unsafe' &&
    !truth.profile.technical &&
    truth.profile.expertise !== 'expert',
}

/** Standardised excess of an observed count over independent chances. */
function excess(observed: number, chances: readonly number[]): number {
  const expected = chances.reduce((sum, p) => sum + p, 0)
  const spread = chances.reduce((sum, p) => sum + p * (1 - p), 0)
  return (observed - expected) / Math.sqrt(Math.max(spread, 1e-9))
}

function right(truth: InstanceTruth, chances: LabelChances): number {
  return chances[truth.verdict]
}

describe('labels of simulated people and of the judge', () => {
  it.each(Object.keys(kinds))('err as often as stated: %s', (kind) => {
    const chosen = rows.filter(kinds[kind]!)
    expect(chosen.length).toBeGreaterThan(500)
    const judged = chosen.filter(({ instance, truth }) => instance.lm[0]!.verdict === truth.verdict)
    expect(
      Math.abs(
        excess(
          judged.length,
          chosen.map(({ truth }) => right(truth, truth.chances.lm)),
        ),
      ),
    ).toBeLessThan(4)
    const votes = chosen.flatMap(({ instance, truth }) =>
      instance.human.map((vote) => ({ vote, truth })),
    )
    const agreeing = votes.filter(({ vote, truth }) => vote.verdict === truth.verdict)
    expect(
      Math.abs(
        excess(
          agreeing.length,
          votes.map(({ truth }) => right(truth, truth.chances.human)),
        ),
      ),
    ).toBeLessThan(4)
    const ties = votes.filter(({ vote }) => vote.verdict === 'tie').length
    expect(
      Math.abs(
        excess(
          ties,
          votes.map(({ truth }) => truth.chances.human.tie),
        ),
      ),
    ).toBeLessThan(4)
    const judgeTies = chosen.filter(({ instance }) => instance.lm[0]!.verdict === 'tie').length
    expect(
      Math.abs(
        excess(
          judgeTies,
          chosen.map(({ truth }) => truth.chances.lm.tie),
        ),
      ),
    ).toBeLessThan(4)
  })

  it('follow from the rates: exact chances on decided unsafe and technical pairs', () => {
    for (const { truth } of rows.filter(kinds.unsafe!)) {
      if (truth.verdict === 'tie') continue
      const opinion = 1 - DEFAULT_RATES.human.unsafe.lapse / 2
      expect(truth.chances.human[truth.verdict]).toBeCloseTo(
        opinion * (1 - DEFAULT_RATES.humanHesitation),
        12,
      )
    }
    for (const { truth } of rows) {
      for (const chances of [truth.chances.human, truth.chances.lm]) {
        expect(chances.a + chances.tie + chances.b).toBeCloseTo(1, 12)
        expect(Math.min(chances.a, chances.tie, chances.b)).toBeGreaterThanOrEqual(0)
      }
    }
  })

  it('go wrong in different places: people on technical, the judge on unsafe and expert prompts', () => {
    const wrong = (kind: string, source: 'human' | 'lm'): number => {
      const chosen = rows.filter((row) => kinds[kind]!(row) && row.truth.verdict !== 'tie')
      return (
        chosen.reduce((sum, { truth }) => sum + 1 - truth.expectedUtility[source], 0) /
        chosen.length
      )
    }
    expect(wrong('unsafe', 'lm')).toBeGreaterThan(wrong('unsafe', 'human') + 0.25)
    expect(wrong('expert', 'lm')).toBeGreaterThan(wrong('expert', 'human') + 0.08)
    expect(wrong('technical', 'human')).toBeGreaterThan(wrong('technical', 'lm') + 0.2)
    const signs = truths.map((row) => row.gainSign)
    expect(signs.filter((sign) => sign > 0).length / 6000).toBeGreaterThan(0.3)
    expect(signs.filter((sign) => sign < 0).length / 6000).toBeGreaterThan(0.3)
  })

  it('come from one to three different people of the pool', () => {
    const counts = [0, 0, 0, 0]
    for (const { instance } of rows) {
      counts[instance.human.length]!++
      expect(new Set(instance.human.map((vote) => vote.annotator)).size).toBe(instance.human.length)
    }
    expect(counts[0]).toBe(0)
    for (const count of counts.slice(1)) expect(Math.abs(count - 2000)).toBeLessThan(160)
    const factors = createPeople(12).map((person) => person.factor)
    expect(factors.reduce((sum, factor) => sum + factor, 0) / 12).toBeCloseTo(1, 12)
  })

  it('of the judge combine both orders: twice is clear, a side and a tie slight, a contradiction a tie', () => {
    let flips = 0
    for (const { instance } of rows) {
      const [combined, ab, ba] = instance.lm
      expect([combined!.annotator, ab!.annotator, ba!.annotator]).toEqual([
        JUDGE,
        `${JUDGE}@ab`,
        `${JUDGE}@ba`,
      ])
      const pair = [ab!.verdict, ba!.verdict]
      if (pair[0] === pair[1]) expect(combined!.verdict).toBe(pair[0])
      else if (pair.includes('tie')) expect(combined).toMatchObject({ strength: 'slight' })
      else {
        expect(combined!.verdict).toBe('tie')
        expect(pair).toEqual(['a', 'b'])
        flips++
      }
    }
    expect(flips / 6000).toBeGreaterThan(0.05)
    expect(flips / 6000).toBeLessThan(0.2)
  })

  it('prefer length where the judge lapses, and only there', () => {
    const picksLonger = (kind: string): number => {
      const decided = rows.filter(
        (row) => kinds[kind]!(row) && row.instance.lm[0]!.verdict !== 'tie',
      )
      const longer = decided.filter(
        ({ instance }) =>
          (instance.lm[0]!.verdict === 'a') ===
          instance.completionA.length > instance.completionB.length,
      )
      return longer.length / decided.length
    }
    expect(picksLonger('expert')).toBeGreaterThan(0.65)
    expect(picksLonger('technical')).toBeLessThan(0.58)
  })
})

describe('the effect', () => {
  it('exists: a head on the oracle mix beats both single sources and random mixes', () => {
    const totals: Record<string, number> = {}
    for (let seed = 0; seed < 3; seed++) {
      const made = simulateWorld({
        instances: 1500,
        suite: 800,
        seedStream: createRandom(`effect ${seed}`),
      })
      const differences = made.instances.map((row) =>
        difference(row.prompt, row.completionA, row.completionB),
      )
      const gainSigns = revealTruth(made.truth).map((row) => row.gainSign)
      const coin = createRandom(seed)
      const mixes: Record<string, (index: number) => boolean> = {
        human: () => true,
        lm: () => false,
        random: () => coin.next() < 0.5,
        oracle: (index) => gainSigns[index]! > 0,
      }
      for (const [name, asksPeople] of Object.entries(mixes)) {
        const targets = made.instances.map((row, index) =>
          labelOf(row, asksPeople(index) ? 'human' : 'lm'),
        )
        totals[name] =
          (totals[name] ?? 0) + scoreSuite(fitHead(differences, targets), made.suite).overall! / 3
      }
    }
    expect(totals.oracle! - Math.max(totals.human!, totals.lm!)).toBeGreaterThan(0.01)
    expect(totals.oracle! - totals.random!).toBeGreaterThan(0.003)
    expect(totals.oracle!).toBeGreaterThan(0.8)
  })
})
