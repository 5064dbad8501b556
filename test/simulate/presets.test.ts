import { describe, expect, it } from 'vitest'
import { revealTruth } from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import {
  type AnalyticOptions,
  analyticPreset,
  createPeople,
  DEFAULT_RATES,
  type InstanceTruth,
  parseWorldKind,
  parseWorldPreset,
  presetsOf,
  simulateAnalyticWorld,
  simulateWorld,
  type TextPreset,
  WORLD_PRESETS,
  worldRates,
} from '../../src/simulate/index.ts'
import { mean, standardDeviation } from '../../src/stats/index.ts'
import { excess, PLAIN_JUDGE, PLAIN_PEOPLE, plainSources } from './support.ts'

describe('names of worlds', () => {
  it('are the same for both kinds, but that texts cannot drift', () => {
    expect(presetsOf('analytic')).toEqual(WORLD_PRESETS)
    expect(WORLD_PRESETS.filter((name) => !presetsOf('text').includes(name))).toEqual(['drift'])
    for (const name of WORLD_PRESETS) expect(parseWorldPreset(name, 'analytic')).toBe(name)
    expect([parseWorldKind('text'), parseWorldKind('analytic')]).toEqual(['text', 'analytic'])
  })

  it.each([
    [
      () => parseWorldPreset('no-signals', 'text'),
      'usage/unknown-world',
      'did you mean "no-signal"?',
    ],
    [() => parseWorldPreset('papr', 'analytic'), 'usage/unknown-world', 'did you mean "paper"?'],
    [() => parseWorldPreset('somewhere', 'text'), 'usage/unknown-world', undefined],
    [() => parseWorldPreset('drift', 'text'), 'usage/no-such-text-world', undefined],
    [() => parseWorldKind('txt'), 'usage/unknown-world-kind', 'did you mean "text"?'],
    [
      () =>
        simulateWorld({ preset: 'drift' as TextPreset, instances: 2, seedStream: createRandom(1) }),
      'usage/no-such-text-world',
      undefined,
    ],
  ])('are refused when they are none: case %#', (work, code, hint) => {
    expect(work).toThrow(expect.objectContaining({ code, hint }))
  })
})

const textTruth = (preset: TextPreset, instances = 1500): readonly InstanceTruth[] =>
  revealTruth(
    simulateWorld({ preset, instances, suite: 0, seedStream: createRandom('presets') }).truth,
  )

const gainOf = ({ expectedUtility }: InstanceTruth): number =>
  expectedUtility.human - expectedUtility.lm

describe('presets of texts', () => {
  it('have the rates of before as the world of the paper', () => {
    expect(worldRates({})).toEqual(DEFAULT_RATES)
    expect(worldRates({ preset: 'paper', rates: { humanHesitation: 0.5 } })).toEqual({
      ...DEFAULT_RATES,
      humanHesitation: 0.5,
    })
    const seedStream = createRandom(1)
    expect(simulateWorld({ instances: 20, preset: 'paper', seedStream }).instances).toEqual(
      simulateWorld({ instances: 20, seedStream }).instances,
    )
  })

  it('are better on the side that their name says, though not everywhere', () => {
    const judge = textTruth('judge-better').map(gainOf)
    const human = textTruth('human-better').map(gainOf)
    expect(mean(judge)).toBeLessThan(-0.1)
    expect(mean(human)).toBeGreaterThan(0.1)
    for (const gains of [judge, human]) {
      expect(gains.filter((gain) => gain > 0).length).toBeGreaterThan(75)
      expect(gains.filter((gain) => gain < 0).length).toBeGreaterThan(75)
    }
  })

  it('have people who are often wrong, and where depends on the prompt: noisy-human', () => {
    const truth = textTruth('noisy-human').filter(({ verdict }) => verdict !== 'tie')
    const wrong = (rows: readonly InstanceTruth[]): number =>
      mean(rows.map(({ expectedUtility }) => 1 - expectedUtility.human))
    const unsafe = truth.filter(({ profile }) => profile.safety === 'unsafe')
    const technical = truth.filter(
      ({ profile }) => profile.safety !== 'unsafe' && profile.technical,
    )
    expect(wrong(truth)).toBeGreaterThan(0.25)
    expect(wrong(technical)).toBeGreaterThan(wrong(unsafe) + 0.1)
  })

  it('answer carelessly as often as the pool does, and by their exact chances', () => {
    const careless = { share: 0.5, chance: 0.9 }
    const people = createPeople(9, careless)
    expect(people.filter(({ carelessness }) => carelessness === 0.9)).toHaveLength(5)
    expect(mean(people.map(({ factor }) => factor))).toBeCloseTo(1, 12)
    const world = simulateWorld({
      instances: 3000,
      suite: 0,
      people: 9,
      careless,
      seedStream: createRandom('careless'),
    })
    const truth = revealTruth(world.truth)
    const votes = world.instances.flatMap(({ human }, row) =>
      human.map(({ verdict }) => ({ verdict, own: truth[row]! })),
    )
    for (const verdict of ['a', 'tie', 'b'] as const) {
      const observed = votes.filter((vote) => vote.verdict === verdict).length
      const chances = votes.map(({ own }) => own.chances.human[verdict])
      expect(Math.abs(excess(observed, chances))).toBeLessThan(4)
    }
    const right = votes.filter(({ verdict, own }) => verdict === own.verdict).length
    const chances = votes.map(({ own }) => own.chances.human[own.verdict])
    expect(Math.abs(excess(right, chances))).toBeLessThan(4)
    const named = new Set(people.filter((own) => own.carelessness > 0).map((own) => own.annotator))
    const agreement = (isCareless: boolean): number =>
      mean(
        world.instances.flatMap(({ human }, row) =>
          human
            .filter(({ annotator }) => named.has(annotator) === isCareless)
            .map(({ verdict }) => Number(verdict === truth[row]!.verdict)),
        ),
      )
    expect(agreement(true)).toBeLessThan(agreement(false) - 0.1)
  })
})

describe('presets of analytic worlds', () => {
  const gains = (preset: AnalyticOptions['preset']): Float64Array => {
    const { truth, primary } = simulateAnalyticWorld(
      { preset: preset!, instances: 4000 },
      createRandom(preset!),
    )
    const { expectedUtility } = revealTruth(truth)
    const judge = expectedUtility[primary.lm]!
    return expectedUtility[primary.human]!.map((own, row) => own - judge[row]!)
  }

  it('are better on the side that their name says, though not everywhere', () => {
    expect(mean(gains('judge-better'))).toBeLessThan(-0.05)
    expect(mean(gains('human-better'))).toBeGreaterThan(0.1)
    expect(Math.abs(mean(gains('paper')))).toBeLessThan(0.06)
    for (const preset of ['judge-better', 'human-better', 'noisy-human'] as const) {
      const own = gains(preset)
      expect(own.filter((gain) => gain > 0).length).toBeGreaterThan(200)
      expect(own.filter((gain) => gain < 0).length).toBeGreaterThan(200)
    }
  })

  it('have curves that fall, but for people who are better', () => {
    for (const preset of WORLD_PRESETS) {
      const { curve } = analyticPreset(preset, 100)
      const falls = curve(0) > curve(0.5) && curve(0.5) > curve(1)
      expect([preset, falls]).toEqual([preset, preset !== 'human-better'])
    }
    const { curve } = analyticPreset('human-better', 100)
    expect([curve(0), curve(1)]).toEqual([60, 66.5])
  })

  it('have people who are often wrong, and where depends on tags: noisy-human', () => {
    const utility = (preset: 'paper' | 'noisy-human'): Float64Array => {
      const { truth, primary } = simulateAnalyticWorld({ preset, instances: 4000 }, createRandom(2))
      return revealTruth(truth).expectedUtility[primary.human]!
    }
    expect(mean(utility('noisy-human'))).toBeLessThan(mean(utility('paper')) - 0.05)
    expect(standardDeviation(utility('noisy-human'))).toBeGreaterThan(
      1.1 * standardDeviation(utility('paper')),
    )
  })

  it('are functions of their seed, and leave the stream as it was', () => {
    for (const preset of WORLD_PRESETS) {
      const random = createRandom(preset)
      const first = simulateAnalyticWorld({ preset, instances: 80, features: 12 }, random)
      random.next()
      const again = simulateAnalyticWorld({ preset, instances: 80, features: 12 }, random)
      const seen = ({ matrix, groups, signals, labels, annotators }: typeof first): unknown => ({
        ...{ matrix, groups, signals, labels, annotators },
      })
      expect(seen(again)).toEqual(seen(first))
      const [one, two] = [revealTruth(first.truth), revealTruth(again.truth)]
      expect([two.trueGains, two.verdicts, two.expectedUtility]).toEqual([
        one.trueGains,
        one.verdicts,
        one.expectedUtility,
      ])
      const other = simulateAnalyticWorld({ preset, instances: 80, features: 12 }, createRandom(7))
      expect(other.matrix.bits).not.toEqual(first.matrix.bits)
      expect(other.labels).not.toEqual(first.labels)
    }
  })
})

describe('settings that fit no world', () => {
  const cases: readonly [AnalyticOptions, string, string][] = [
    [{ instances: 0 }, 'config/bad-world', 'instances: got 0, expected a whole number from 1'],
    [{ fidelity: 2 }, 'config/bad-world', 'fidelity: got 2, expected 0 to 1'],
    [{ runNoise: -1 }, 'config/bad-world', 'runNoise: got -1, expected points from 0'],
    [{ spread: Number.NaN }, 'config/bad-world', 'spread: got null, expected points from 0'],
    [{ drift: { place: -1, degrees: 10 } }, 'config/bad-world', 'drift.place: got -1'],
    [{ drift: { degrees: Number.NaN } }, 'config/bad-world', 'drift.degrees: got null'],
    [
      { annotators: plainSources({ tags: { 'subject:1': Number.NaN } }) },
      'config/bad-world',
      'subject:1 of simulated-plain-judge: got null, expected finite log-odds',
    ],
    [{ pairs: 1.5 }, 'config/bad-world', 'pairs: got 1.5'],
    [{ annotators: [PLAIN_JUDGE] }, 'config/bad-world', 'annotators: got none of kind "human"'],
    [
      { annotators: [PLAIN_JUDGE, PLAIN_PEOPLE, PLAIN_JUDGE] },
      'config/bad-world',
      'got "simulated-plain-judge" twice, expected ids that differ',
    ],
    [
      { annotators: plainSources({ length: 0.8, ownFamily: 0.3 }) },
      'config/bad-world',
      'length and ownFamily of simulated-plain-judge together: got 1.1',
    ],
    [{ annotators: plainSources({ position: 0.7 }) }, 'config/bad-world', 'position of'],
    [{ annotators: plainSources({}, { votes: 10 }) }, 'config/bad-world', 'people of'],
    [
      { annotators: plainSources({ tags: { 'subjct:1': 1 } }) },
      'config/unknown-feature',
      'got "subjct:1", expected a feature of the world',
    ],
    [
      { features: [{ group: 'g', kind: 'tag', exclusive: true, of: 'pair', shares: [0.7, 0.6] }] },
      'config/bad-features',
      'at most 1 together',
    ],
    [
      { features: [{ group: 'g', kind: 'tag', exclusive: false, of: 'pair', shares: [1.2] }] },
      'config/bad-features',
      'shares of "g": got 1.2, expected 0 to 1',
    ],
    [{ preset: 'paper ' as 'paper' }, 'usage/unknown-world', 'expected one of paper'],
  ]

  it.each(cases)('are refused: %j', (options, code, message) => {
    const work = () => simulateAnalyticWorld({ instances: 20, ...options }, createRandom(1))
    expect(work).toThrow(expect.objectContaining({ code }))
    expect(work).toThrow(message)
  })
})
