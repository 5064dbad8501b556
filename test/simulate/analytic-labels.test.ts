import { describe, expect, it } from 'vitest'
import { hasFeature, revealTruth } from '../../src/domain/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { peopleOfVote, personLapse } from '../../src/simulate/analytic/annotator-model.ts'
import {
  applyBothOrders,
  applyMajority,
  type Chances,
  listOutcomes,
} from '../../src/simulate/analytic/verdict-chances.ts'
import {
  type AnalyticOptions,
  combineVotes,
  SIMULATED_ANNOTATORS,
  simulateAnalyticWorld,
  WORLD_PRESETS,
} from '../../src/simulate/index.ts'
import { logit, mean, pearson, standardDeviation } from '../../src/stats/index.ts'
import { chiSquared, excessOf, PLAIN_JUDGE, PLAIN_PEOPLE, plainSources } from './support.ts'

const VERDICTS = [1, 0, -1] as const
const rows = 12_000

function make(options: AnalyticOptions, seed: string) {
  const world = simulateAnalyticWorld(
    { instances: rows, features: 12, ...options },
    createRandom(seed),
  )
  return { world, truth: revealTruth(world.truth) }
}

/** Shares of the votes that are right among decided instances. */
function rightShare({ world, truth }: ReturnType<typeof make>, id: string): [number, number] {
  let right = 0
  let count = 0
  for (const votes of world.labels[id]!) {
    votes.forEach((vote, row) => {
      if (truth.verdicts[row] === 0) return
      right += Number(vote === truth.verdicts[row])
      count++
    })
  }
  return [right, count]
}

describe('true verdicts', () => {
  it('are ties with the stated chance, else either side', () => {
    const { truth } = make({ tieShare: 0.2 }, 'ties')
    const counts = VERDICTS.map((verdict) => truth.verdicts.filter((own) => own === verdict).length)
    expect(chiSquared(counts, [0.4, 0.2, 0.4])).toBeGreaterThan(1e-3)
  })
})

describe('labels of every preset', () => {
  it.each(WORLD_PRESETS)(
    'fall as their exact chances say, tag by tag and annotator by annotator: %s',
    (preset) => {
      const { world, truth } = make(
        { preset, features: 30, instances: 8000 },
        `confusion ${preset}`,
      )
      let worst = 0
      let cells = 0
      for (const { id } of world.annotators) {
        const chances = Array.from({ length: 8000 }, (_, row) => truth.voteChances(id, row))
        for (const votes of world.labels[id]!) {
          for (let column = -1; column < 30; column++) {
            for (const verdict of VERDICTS) {
              for (const label of VERDICTS) {
                let observed = 0
                let expected = 0
                let spread = 0
                for (let row = 0; row < 8000; row++) {
                  if (truth.verdicts[row] !== verdict) continue
                  if (column >= 0 && !hasFeature(world.matrix, row, column)) continue
                  const { a, tie, b } = chances[row]!
                  const chance = label > 0 ? a : label < 0 ? b : tie
                  observed += Number(votes[row] === label)
                  expected += chance
                  spread += chance * (1 - chance)
                }
                if (spread < 5) {
                  if (spread < 1e-9) expect(observed).toBeCloseTo(expected, 6)
                  continue
                }
                worst = Math.max(worst, Math.abs(observed - expected) / Math.sqrt(spread))
                cells++
              }
            }
          }
        }
      }
      expect(cells).toBeGreaterThan(200)
      // Largest of some two thousand standard normal numbers.
      expect(worst).toBeLessThan(4.8)
    },
  )

  it.each(WORLD_PRESETS)('have the utility that is expected of them: %s', (preset) => {
    const { world, truth } = make({ preset }, `utility ${preset}`)
    for (const { id } of world.annotators) {
      const drawn = mean(truth.labelUtility[id]!)
      const expected = mean(truth.expectedUtility[id]!)
      expect(Math.abs(drawn - expected)).toBeLessThan((4.5 * 0.5) / Math.sqrt(rows))
      const own = combineVotes(world.labels[id]!)
      expect(Array.from(truth.labelUtility[id]!)).toEqual(
        Array.from(own, (label, row) => 1 - Math.abs(label - truth.verdicts[row]!) / 2),
      )
    }
  })
})

describe('lapses', () => {
  it('are wrong half of the time where a coin decides', () => {
    const made = make(
      { annotators: plainSources({ lapse: 0.24 }, { lapse: 0.4, votes: 2 }) },
      'coin',
    )
    for (const [id, chance] of [
      [PLAIN_JUDGE.id, 0.88],
      [PLAIN_PEOPLE.id, 0.8],
    ] as const) {
      const [right, count] = rightShare(made, id)
      expect(Math.abs(excessOf(right, chance, count))).toBeLessThan(4)
    }
  })

  it('spread over instances by tags as stated, around the stated chance', () => {
    const annotators = plainSources({ tags: 1.1, lapse: 0.3 }, { tags: 0.6, lapse: 0.5 })
    const { truth } = make({ annotators, tieShare: 0, features: 90, repeatShare: 0 }, 'spread')
    const lapses = (id: string): Float64Array =>
      Float64Array.from({ length: rows }, (_, row) => {
        const { a, b } = truth.voteChances(id, row)
        return logit(2 * (truth.verdicts[row]! > 0 ? b : a))
      })
    const judge = lapses(PLAIN_JUDGE.id)
    const people = lapses(PLAIN_PEOPLE.id)
    // Standard error of a standard deviation of 12,000 numbers that are not quite normal: about 0.8 %.
    expect(Math.abs(standardDeviation(judge) / 1.1 - 1)).toBeLessThan(0.035)
    expect(Math.abs(standardDeviation(people) / 0.6 - 1)).toBeLessThan(0.035)
    expect(Math.abs(mean(judge) - logit(0.3))).toBeLessThan((4.5 * 1.1) / Math.sqrt(rows))
    expect(Math.abs(mean(people) - logit(0.5))).toBeLessThan((4.5 * 0.6) / Math.sqrt(rows))
  })

  it('follow given effects of tags', () => {
    const effects = { 'topic:1': 2, 'list:1': -1 }
    const features = [
      { group: 'topic', kind: 'tag', exclusive: false, of: 'pair', shares: [0.3] },
      { group: 'list', kind: 'tag', exclusive: false, of: 'pair', shares: [0.5] },
    ] as const
    const annotators = plainSources({ tags: effects, lapse: 0.2 })
    const { world, truth } = make({ annotators, tieShare: 0, features }, 'given')
    for (let row = 0; row < 500; row++) {
      const { a, b } = truth.voteChances(PLAIN_JUDGE.id, row)
      const shift =
        2 * (Number(hasFeature(world.matrix, row, 0)) - 0.3) -
        (Number(hasFeature(world.matrix, row, 1)) - 0.5)
      expect(logit(2 * Math.min(a, b))).toBeCloseTo(logit(0.2) + shift, 9)
    }
  })

  it('are more frequent on hard instances, for everybody', () => {
    const annotators = plainSources({ difficulty: 1 }, { difficulty: 1 })
    const { truth } = make({ annotators, tieShare: 0 }, 'hard')
    const { [PLAIN_JUDGE.id]: judge, [PLAIN_PEOPLE.id]: people } = truth.expectedUtility
    expect(pearson(judge!, people!)).toBeCloseTo(1, 9)
    expect(standardDeviation(judge!)).toBeGreaterThan(0.05)
  })

  it('pick the longer answer in the stated share', () => {
    const annotators = plainSources({ lapse: 1, length: 0.4 }, { lapse: 1, length: 0.9 })
    const { world } = make({ annotators }, 'longer')
    const longer = world.signals.columns.logLengthRatio!
    for (const [id, share] of [
      [PLAIN_JUDGE.id, 0.7],
      [PLAIN_PEOPLE.id, 0.95],
    ] as const) {
      const picked = world.labels[id]![0]!.filter((vote, row) => vote * longer[row]! > 0).length
      expect(Math.abs(excessOf(picked, share, rows))).toBeLessThan(4)
    }
  })

  it('pick the answer of its own family in the stated share, where there is one', () => {
    const annotators = plainSources({ lapse: 1, ownFamily: 0.6, familyShare: 0.4 })
    const { world, truth } = make({ annotators }, 'family')
    const kinds = [0.8, 0.5, 0.2]
    const counts = [0, 0, 0]
    const picked = [0, 0, 0]
    for (let row = 0; row < rows; row++) {
      const { a } = truth.voteChances(PLAIN_JUDGE.id, row)
      const kind = kinds.findIndex((chance) => Math.abs(chance - a) < 1e-9)
      counts[kind]!++
      picked[kind]! += Number(world.labels[PLAIN_JUDGE.id]![0]![row] === 1)
    }
    expect(chiSquared(counts, [0.2, 0.6, 0.2])).toBeGreaterThan(1e-3)
    kinds.forEach((chance, kind) => {
      expect(Math.abs(excessOf(picked[kind]!, chance, counts[kind]!))).toBeLessThan(4)
    })
  })
})

describe('the order in which a judge is asked', () => {
  it('flips its answers as often as stated', () => {
    const { world } = make({ annotators: plainSources({ position: 0.2 }), tieShare: 0 }, 'flip')
    const flips = world.signals.columns.orderFlip!.filter((flip) => flip === 1).length
    expect(Math.abs(excessOf(flips, 0.2, rows))).toBeLessThan(4)
    expect(world.signals.columns.orderFlip!.filter((flip) => flip === 0.5)).toHaveLength(0)
    const ties = world.labels[PLAIN_JUDGE.id]![0]!.filter((label) => label === 0).length
    expect(ties).toBe(flips)
  })

  it('turns a level opinion into a slight preference in one order of two', () => {
    const annotators = plainSources({ position: 0.3, lapse: 0 })
    const { world } = make({ annotators, tieShare: 1 }, 'level')
    const flip = world.signals.columns.orderFlip!
    const share = [0.15, 0.45]
      .map((p) => [(1 - p) ** 2, 2 * p * (1 - p), p * p])
      .reduce((sum, own) => sum.map((value, at) => value + own[at]! / 2), [0, 0, 0])
    expect(
      chiSquared(
        [0, 0.5, 1].map((value) => flip.filter((own) => own === value).length),
        share,
      ),
    ).toBeGreaterThan(1e-3)
  })

  it('combines as enumeration says', () => {
    for (const flip of [0, 0.1, 0.55]) {
      for (const opinion of VERDICTS) {
        const chances: Chances = { a: Number(opinion === 1), tie: Number(opinion === 0) }
        applyBothOrders(chances, flip)
        const want = { a: 0, tie: 0 }
        for (const ab of [true, false]) {
          for (const ba of [true, false]) {
            const weight = (ab ? flip : 1 - flip) * (ba ? flip : 1 - flip)
            const side = Math.sign((ab ? 1 : opinion) + (ba ? -1 : opinion))
            if (side === 1) want.a += weight
            if (side === 0) want.tie += weight
          }
        }
        expect(chances.a).toBeCloseTo(want.a, 12)
        expect(chances.tie).toBeCloseTo(want.tie, 12)
      }
    }
  })
})

describe('people', () => {
  it.each([1, 2, 3, 5])('combine %i votes as enumeration of every sequence says', (votes) => {
    const one = { 1: 0.5, 0: 0.15, '-1': 0.35 } as Record<string, number>
    const want = { 1: 0, 0: 0, '-1': 0 } as Record<string, number>
    for (let code = 0; code < 3 ** votes; code++) {
      const sequence = Array.from(
        { length: votes },
        (_, at) => VERDICTS[Math.floor(code / 3 ** at) % 3]!,
      )
      const weight = sequence.reduce<number>((product, vote) => product * one[vote]!, 1)
      want[combineVotes(sequence.map((vote) => Int8Array.of(vote)))[0]!]! += weight
      const counts = VERDICTS.map((verdict) => sequence.filter((vote) => vote === verdict).length)
      const most = Math.max(...counts)
      const winners = VERDICTS.filter((_, at) => counts[at] === most)
      expect(combineVotes(sequence.map((vote) => Int8Array.of(vote)))[0]).toBe(
        winners.length === 1 ? winners[0] : 0,
      )
    }
    const chances: Chances = { a: 0.5, tie: 0.15 }
    applyMajority(chances, listOutcomes(votes))
    expect(chances.a).toBeCloseTo(want[1]!, 12)
    expect(chances.tie).toBeCloseTo(want[0]!, 12)
  })

  it('differ, and lapse as often as stated on average', () => {
    for (const votes of [1, 2, 3]) {
      const people = peopleOfVote({ ...PLAIN_PEOPLE, people: 20, votes })
      for (const lapse of [0.05, 0.5, 0.95]) {
        const own = people.map(({ rank }) => personLapse(lapse, rank, 0.8))
        expect(mean(own)).toBeCloseTo(lapse, 12)
        expect(Math.min(...own)).toBeGreaterThan(0)
        expect(Math.max(...own)).toBeLessThan(1)
        expect(new Set(own).size).toBe(people.length)
      }
    }
    const spread = make({ annotators: plainSources({}, { peopleSpread: 1, lapse: 0.5 }) }, 'skill')
    const [right, count] = rightShare(spread, PLAIN_PEOPLE.id)
    expect(Math.abs(excessOf(right, 0.75, count))).toBeLessThan(4)
  })

  it('hesitate, and answer carelessly, as often as stated', () => {
    const hesitant = make(
      { annotators: plainSources({}, { hesitation: 0.15, lapse: 0 }), tieShare: 0 },
      'h',
    )
    const [votes] = hesitant.world.labels[PLAIN_PEOPLE.id] as [Int8Array]
    const ties = votes.filter((vote) => vote === 0).length
    expect(Math.abs(excessOf(ties, 0.15, rows))).toBeLessThan(4)
    const careless = { share: 0.3, chance: 0.6 }
    const made = make({ annotators: plainSources({}, { people: 10, lapse: 0, careless }) }, 'c')
    const [right, count] = rightShare(made, PLAIN_PEOPLE.id)
    expect(Math.abs(excessOf(right, 1 - 0.09, count))).toBeLessThan(4)
  })

  it('give votes that do not depend on each other where they do not differ', () => {
    const { world } = make({ annotators: plainSources({}, { votes: 2, lapse: 1 }) }, 'votes')
    const [one, two] = world.labels[PLAIN_PEOPLE.id] as [Int8Array, Int8Array]
    expect(Math.abs(pearson(one, two))).toBeLessThan(4 / Math.sqrt(rows))
  })
})

describe('what a judge and its panel show', () => {
  const signalsOf = (options: AnalyticOptions, seed: string) => {
    const annotators = plainSources({ lapse: 0.4, tags: 2 })
    const { world, truth } = make({ annotators, tieShare: 0, ...options }, seed)
    return { columns: world.signals.columns, utility: truth.labelUtility[PLAIN_JUDGE.id]! }
  }

  it('says nothing about its errors without candour, and something with it', () => {
    const secretive = signalsOf({ candour: 0 }, 'candour')
    const noise = 4.5 / Math.sqrt(rows)
    expect(Math.abs(pearson(secretive.columns.answerProbability!, secretive.utility))).toBeLessThan(
      noise,
    )
    const candid = signalsOf({ candour: 1 }, 'candour')
    expect(pearson(candid.columns.answerProbability!, candid.utility)).toBeGreaterThan(0.15)
  })

  it.each([0, 1])('is sure, and a number, where a judge never lapses: candour %i', (candour) => {
    const { columns } = signalsOf({ candour, annotators: plainSources({ lapse: 0 }) }, 'never')
    expect(Math.min(...columns.answerProbability!)).toBeGreaterThan(0.9)
    expect(columns.answerEntropy!.every((entropy) => entropy > 0)).toBe(true)
  })

  it('repeats itself with kinship 1 and differs by slips that say nothing about errors', () => {
    const { columns, utility } = signalsOf({ panel: { others: 1, kinship: 1, slip: 0.15 } }, 'kin')
    const differing = columns.disagreeingShare!.filter((share) => share === 1).length
    expect(Math.abs(excessOf(differing, 0.15, rows))).toBeLessThan(4)
    expect(Math.abs(pearson(columns.disagreeingShare!, utility))).toBeLessThan(
      4.5 / Math.sqrt(rows),
    )
    const free = signalsOf({ panel: { others: 1, kinship: 0, slip: 0 } }, 'free')
    expect(pearson(free.columns.disagreeingShare!, free.utility)).toBeLessThan(-0.2)
  })
})

describe('prices', () => {
  it('stand with four annotators: a cheap and a strong judge, a crowd and capped experts', () => {
    const { annotators, primary } = simulateAnalyticWorld(
      { instances: 995, features: 3 },
      createRandom(1),
    )
    expect(annotators.map(({ id, kind }) => [id, kind])).toEqual([
      [SIMULATED_ANNOTATORS.judge, 'lm'],
      [SIMULATED_ANNOTATORS.strongJudge, 'lm'],
      [SIMULATED_ANNOTATORS.crowd, 'human'],
      [SIMULATED_ANNOTATORS.experts, 'human'],
    ])
    expect(primary).toEqual({ human: SIMULATED_ANNOTATORS.crowd, lm: SIMULATED_ANNOTATORS.judge })
    const prices = annotators.map(({ priceUsd }) => priceUsd)
    expect(prices).toEqual(prices.toSorted((a, b) => a - b))
    expect(annotators.map(({ cap }) => cap)).toEqual([null, null, null, 100])
  })

  it('can be given, and do not change labels', () => {
    const make = (options: AnalyticOptions) =>
      simulateAnalyticWorld({ instances: 40, features: 3, ...options }, createRandom(1))
    const dear = make({ prices: { [SIMULATED_ANNOTATORS.crowd]: 7.5 } })
    expect(dear.annotators[2]!.priceUsd).toBe(7.5)
    expect(dear.labels).toEqual(make({}).labels)
    expect(() => make({ prices: { 'simulated-crwd': 1 } })).toThrow(
      expect.objectContaining({
        code: 'config/bad-world',
        hint: 'did you mean "simulated-crowd"?',
      }),
    )
  })
})
