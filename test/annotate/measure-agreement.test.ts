import { describe, expect, it } from 'vitest'
import {
  cohenKappa,
  countCoincidences,
  countConfusions,
  countRatings,
  fleissKappa,
  gwetCoefficient,
  krippendorffAlpha,
  type MeasuredValue,
  measureAgreement,
  scottPi,
} from '../../src/annotate/index.ts'
import type { PreferenceInstance } from '../../src/domain/index.ts'
import { createRandom, drawIndex, type Random } from '../../src/kit/index.ts'
import { bootstrapInterval, brierScore, expectedCalibrationError } from '../../src/stats/index.ts'
import { made } from './made-instances.ts'

const NAMES = ['a', 'tie', 'b']

function drawSet(count: number, random: Random): PreferenceInstance[] {
  return Array.from({ length: count }, (_, index) => {
    const right = drawIndex(3, random)
    const say = (skill: number): string =>
      NAMES[random.next() < skill ? right : drawIndex(3, random)]!
    return made(
      `${index}`,
      {
        human: [`h1 ${say(0.6)}`, `h2 ${say(0.6)}`, `h3 ${say(0.6)}`],
        lm: [
          `j ${say(0.7)} ${random.next().toFixed(3)}`,
          `j@ab ${say(0.5)}`,
          `j@ba ${say(0.5)}`,
          ...(index % 2 === 0 ? [`k ${say(0.5)}`] : []),
        ],
      },
      {
        source: index % 3 === 0 ? 'first' : 'second',
        completionA: 'x'.repeat(1 + drawIndex(40, random)),
        completionB: 'x'.repeat(1 + drawIndex(40, random)),
      },
    )
  })
}

const classOf = (verdict: string): number => NAMES.indexOf(verdict)
const pointOf = (measured: MeasuredValue): number => measured!.value

describe('agreement report', () => {
  const instances = drawSet(300, createRandom(1))
  const report = measureAgreement(instances, { resamples: 400 }, createRandom(2))
  const { overall } = report

  it('holds the statistics of the functions', () => {
    const people = overall.humanHuman!
    const counts = countRatings(
      instances.map(({ human }) => human.map((vote) => classOf(vote.verdict))),
      3,
    )
    const coincidences = countCoincidences(counts, 3)
    expect(pointOf(people.fleissKappa)).toBeCloseTo(fleissKappa(counts, 3), 12)
    expect(pointOf(people.krippendorffNominal)).toBeCloseTo(
      krippendorffAlpha(coincidences, 3, 'nominal'),
      12,
    )
    expect(pointOf(people.krippendorffOrdinal)).toBeCloseTo(
      krippendorffAlpha(coincidences, 3, 'ordinal'),
      12,
    )
    for (const [name, weights] of [
      ['gwetAc1', 'none'],
      ['gwetAc2Linear', 'linear'],
      ['gwetAc2Quadratic', 'quadratic'],
    ] as const) {
      expect(pointOf(people[name])).toBeCloseTo(gwetCoefficient(counts, 3, weights).coefficient, 12)
    }
    const pair = overall.judgePairs[0]!
    const both = instances.filter(({ lm }) => lm.length === 4)
    const first = both.map(({ lm }) => classOf(lm[0]!.verdict))
    const second = both.map(({ lm }) => classOf(lm[3]!.verdict))
    const table = countConfusions(first, second, 3)
    const ratings = countRatings(
      first.map((rating, index) => [rating, second[index]!]),
      3,
    )
    expect(pair).toMatchObject({ first: 'j', second: 'k', instances: 150 })
    expect(pair.table.flat()).toEqual([...table])
    expect(pointOf(pair.cohenKappaQuadratic)).toBeCloseTo(cohenKappa(table, 3, 'quadratic'), 12)
    expect(pointOf(pair.scottPi)).toBeCloseTo(scottPi(table, 3), 12)
    expect(pointOf(pair.krippendorffInterval)).toBeCloseTo(
      krippendorffAlpha(countCoincidences(ratings, 3), 3, 'interval'),
      12,
    )
    expect(pointOf(pair.gwetAc2Linear)).toBeCloseTo(
      gwetCoefficient(ratings, 3, 'linear').coefficient,
      12,
    )
  })

  it('intervals agree with the plain bootstrap over rows and over groups', () => {
    const groups = Uint32Array.from(instances, (_, index) => Math.floor(index / 5))
    for (const own of [undefined, groups]) {
      const options = own === undefined ? {} : { groups: own }
      const fast = measureAgreement(instances, { resamples: 3000, ...options }, createRandom(5))
      const judge = fast.overall.judges.find((row) => row.judge === 'j')!
      const lm = instances.map((instance) => instance.lm[0]!.verdict)
      const human = instances.map(({ human: votes }) => {
        const [a, tie, b] = NAMES.map((name) => votes.filter((v) => v.verdict === name).length)
        const top = Math.max(a!, tie!, b!)
        if (a === top && b !== top) return 'a'
        if (b === top && a !== top) return 'b'
        return 'tie'
      })
      const slow = bootstrapInterval(
        (indices) => {
          let same = 0
          for (const index of indices) same += Number(human[index] === lm[index])
          return same / indices.length
        },
        instances.length,
        { resamples: 3000, random: createRandom(6), ...options },
      )
      expect(judge.threeWay!.value).toBeCloseTo(slow.value, 12)
      expect(Math.abs(judge.threeWay!.lo - slow.lo)).toBeLessThan(0.012)
      expect(Math.abs(judge.threeWay!.hi - slow.hi)).toBeLessThan(0.012)
    }
  })

  it('calibration is that of the statistics room', () => {
    const judge = overall.judges.find((row) => row.judge === 'j')!
    const decided = instances.flatMap(({ human, lm }) => {
      const a = human.filter((vote) => vote.verdict === 'a').length
      const b = human.filter((vote) => vote.verdict === 'b').length
      const tie = human.length - a - b
      if (a === b || tie > Math.max(a, b)) return []
      return [{ p: lm[0]!.pA!, y: a > b ? 1 : 0 }]
    })
    const p = decided.map((row) => row.p)
    const y = decided.map((row) => row.y)
    expect(judge.calibration!.pairs).toBe(decided.length)
    expect(pointOf(judge.calibration!.brier)).toBeCloseTo(brierScore(p, y), 12)
    expect(pointOf(judge.calibration!.expectedCalibrationError)).toBeCloseTo(
      expectedCalibrationError(p, y, 10),
      12,
    )
    expect(overall.judges.find((row) => row.judge === 'k')!.calibration).toBeNull()
  })

  it('is plain JSON without NaN, the same for the same seed', () => {
    expect(JSON.parse(JSON.stringify(report))).toEqual(report)
    const again = measureAgreement(instances, { resamples: 400 }, createRandom(2))
    expect(again).toEqual(report)
  })

  it('one more slice changes no other number', () => {
    const sliced = measureAgreement(
      instances,
      { resamples: 400, slices: ({ id }) => (Number(id) < 50 ? ['early', 'early'] : []) },
      createRandom(2),
    )
    expect(sliced.overall).toEqual(report.overall)
    expect(sliced.sources).toEqual(report.sources)
    expect(sliced.slices.map(({ name, instances: count }) => [name, count])).toEqual([
      ['early', 50],
    ])
    expect(report.sources.map(({ name }) => name)).toEqual(['first', 'second'])
  })
})

describe('agreement, special cases', () => {
  it('counts flips, changes and the side shown first', () => {
    const { overall } = measureAgreement(
      [
        made('flip', { human: ['h a'], lm: ['j tie', 'j@ab a', 'j@ba b'] }),
        made('half', { human: ['h a'], lm: ['j a', 'j@ab a', 'j@ba tie'] }),
        made('same', { human: ['h b'], lm: ['j b', 'j@ab b', 'j@ba b'] }),
        made('once', { human: ['h b'], lm: ['j b', 'j@ab b'] }),
      ],
      { resamples: 50 },
      createRandom(1),
    )
    const { order } = overall.judges[0]!
    expect(order!.asked).toBe(3)
    expect(pointOf(order!.flipped)).toBeCloseTo(1 / 3, 12)
    expect(pointOf(order!.changed)).toBeCloseTo(2 / 3, 12)
    expect(pointOf(order!.firstShown)).toBeCloseTo(4 / 5, 12)
  })

  it('compares length preference on pairs where both name a side', () => {
    const { overall } = measureAgreement(
      [
        made('x', { human: ['h a'], lm: ['j b'] }),
        made('y', { human: ['h b'], lm: ['j b'] }),
        made('z', { human: ['h tie'], lm: ['j b'] }),
        made('w', { human: ['h b'], lm: ['j b'] }, { completionB: 'same!' }),
      ],
      { resamples: 50 },
      createRandom(1),
    )
    const { length } = overall.judges[0]!
    expect([length.pairs, pointOf(length.judgeLonger), pointOf(length.humanLonger)]).toEqual([
      2, 1, 0.5,
    ])
    expect(pointOf(length.difference)).toBeCloseTo(0.5, 12)
    expect(length.bands.map((band) => band.pairs)).toEqual([0, 0, 0, 2])
  })

  it('a missing source is never agreement', () => {
    const { overall } = measureAgreement(
      [made('x', { human: ['h a'] }), made('y', { lm: ['j a'] }), made('z', {})],
      { resamples: 10 },
      createRandom(1),
    )
    expect(overall).toMatchObject({
      missing: { human: 2, lm: 2 },
      humanHuman: null,
      humanLm: null,
      judges: [],
    })
  })

  it('gives no value to a single row and resamples rows inside a single group', () => {
    const one = measureAgreement([made('x', { human: ['h a'], lm: ['j a'] })], {}, createRandom(1))
    expect(one.overall.humanLm).toMatchObject({ instances: 1, threeWay: null })
    const rows = drawSet(60, createRandom(3))
    const grouped = measureAgreement(
      rows,
      { groups: new Uint32Array(60), resamples: 200 },
      createRandom(1),
    )
    const { lo, hi } = grouped.overall.humanLm!.threeWay!
    expect(grouped.overall.groups).toBe(1)
    expect(hi - lo).toBeGreaterThan(0.1)
  })

  it('an empty set has nothing to report', () => {
    const { overall, sources } = measureAgreement([], {}, createRandom(1))
    expect(overall).toMatchObject({ instances: 0, groups: null, humanHuman: null, judges: [] })
    expect(sources).toEqual([])
    expect(() => measureAgreement([], { groups: new Uint32Array(2) }, createRandom(1))).toThrow(
      RangeError,
    )
  })
})
