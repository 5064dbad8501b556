import { describe, expect, it } from 'vitest'
import type { Interval } from '../../../src/domain/index.ts'
import {
  agreementTable,
  type DimensionAgreement,
  type GivenTags,
  parseTag,
  type TagDimension,
  type TaggerAgreement,
  tagDimension,
  taggerAgreement,
  tagPrompts,
} from '../../../src/features/index.ts'
import { createRandom, drawIndex, type Json } from '../../../src/kit/index.ts'
import { madeFacts } from '../made-facts.ts'
import { drawTags } from './made-tags.ts'

const random = createRandom(3)

/** Tags of prompts in one dimension from what a column would say. */
function say(dimension: TagDimension, values: readonly Json[]): GivenTags[] {
  return values.map((value) => ({ [dimension]: parseTag(tagDimension(dimension), value) }))
}

function compare(first: readonly GivenTags[], second: readonly GivenTags[]): TaggerAgreement {
  const groups = first.map((_, index) => index)
  return taggerAgreement(first, second, { groups, resamples: 200 }, random)
}

function pick(agreement: TaggerAgreement, dimension: TagDimension): DimensionAgreement {
  return agreement.dimensions.find((one) => one.dimension === dimension)!
}

/** Agreement and kappa of options, by id. */
function options(of: DimensionAgreement, ids: readonly string[]): (number | undefined)[][] {
  return ids.map((id) => {
    const { first, second, agreement, kappa } = of.options.find(({ option }) => option === id)!
    return [first, second, agreement?.value, kappa?.value]
  })
}

function expectRows(
  found: (number | undefined)[][],
  expected: readonly (readonly number[])[],
): void {
  expected.forEach((row, at) => {
    row.forEach((value, column) => {
      expect(found[at]![column]).toBeCloseTo(value, 12)
    })
  })
}

function expectSame(found: Interval | null, expected: Interval | null): void {
  if (expected === null) expect(found).toBeNull()
  else expect(found!.value).toBeCloseTo(expected.value, 12)
}

describe('taggerAgreement', () => {
  // scikit-learn 1.x: cohen_kappa_score over the classes, and over each class against the others.
  it('has the kappa of another program for a single choice', () => {
    const first = 'safe safe low high safe moderate safe low safe high safe safe'.split(' ')
    const second = 'safe low low high safe high safe safe safe moderate safe low'.split(' ')
    const safety = pick(compare(say('safety', first), say('safety', second)), 'safety')
    expect(safety.compared).toBe(12)
    expect(safety.agreement?.value).toBeCloseTo(7 / 12, 12)
    expect(safety.kappa?.value).toBeCloseTo(0.34065934065934067, 12)
    expect(safety.jaccard).toBeNull()
    expectRows(options(safety, ['safe', 'low', 'moderate', 'high']), [
      [7, 6, 0.75, 0.5],
      [2, 3, 0.75, 0.25],
      [1, 1, 10 / 12, -1 / 11],
      [2, 2, 10 / 12, 0.4],
    ])
  })

  // scikit-learn: jaccard_score(average='samples', zero_division=1), cohen_kappa_score of each column.
  it('has the Jaccard index and kappas of another program for lists', () => {
    const lists = (text: string): string[][] =>
      text.split(',').map((list) => list.split(' ').filter((word) => word !== ''))
    const first = lists('law,law history,physics,,law physics history,chemistry,law,history')
    const second = lists('law,law,physics chemistry,,history law,physics,history,history')
    const subject = pick(compare(say('subject', first), say('subject', second)), 'subject')
    expect(subject.jaccard?.value).toBeCloseTo(0.5833333333333334, 12)
    expect(subject.agreement?.value).toBeCloseTo(0.375, 12)
    expect(subject.kappa).toBeNull()
    expectRows(options(subject, ['law', 'history', 'physics', 'chemistry']), [
      [4, 3, 0.875, 0.75],
      [3, 3, 0.75, 7 / 15],
      [2, 2, 0.75, 1 / 3],
      [1, 1, 0.75, -1 / 7],
    ])
    expect(subject.options.find(({ option }) => option === 'religion')).toMatchObject({
      first: 0,
      second: 0,
      kappa: null,
    })
  })

  it('has the kappa of presence for an open dimension', () => {
    const words = (bits: string): string[] =>
      [...bits].map((bit) => (bit === '1' ? 'some' : 'none'))
    const first = say('format', words('10110010'))
    const second = say('format', words('11100010'))
    const format = pick(compare(first, second), 'format')
    expect(format.kappa?.value).toBeCloseTo(0.5, 12)
    expect(format.kappa).toEqual(format.options[0]!.kappa)
  })

  it('counts what is unknown, or absent, and compares only what both know', () => {
    const first = say('safety', ['safe', null, 'low', 'odd', 'safe'])
    const second = say('safety', ['safe', 'safe', null, null, 'low'])
    const agreement = compare(first, second)
    const safety = pick(agreement, 'safety')
    expect(safety).toMatchObject({ compared: 2, agreement: { value: 0.5 } })
    expect(safety.firstUnknown?.value).toBeCloseTo(0.4, 12)
    expect(safety.secondUnknown?.value).toBeCloseTo(0.4, 12)
    const openness = pick(agreement, 'openness')
    expect(openness).toMatchObject({ compared: 0, agreement: null, kappa: null })
    expect(openness.firstUnknown).toEqual({ value: 1, lo: 1, hi: 1 })
  })

  it('is 1 with itself, changes sides with its operands, and does not hang on the order of prompts', () => {
    for (let seed = 0; seed < 20; seed++) {
      const stream = createRandom(`agreement ${seed}`)
      const first = Array.from({ length: 40 }, (_, at) => drawTags(stream.fork('first', at)))
      const second = first.map((tags, at) =>
        stream.fork('keep', at).next() < 0.6 ? tags : drawTags(stream.fork('second', at)),
      )
      for (const own of compare(first, first).dimensions) {
        if (own.compared > 1) expect(own.agreement).toEqual({ value: 1, lo: 1, hi: 1 })
      }
      const forth = compare(first, second)
      const back = compare(second, first)
      const upside = compare(first.toReversed(), second.toReversed())
      forth.dimensions.forEach((own, at) => {
        const turned = back.dimensions[at]!
        expectSame(turned.kappa, own.kappa)
        expect(turned.firstUnknown).toEqual(own.secondUnknown)
        expectSame(upside.dimensions[at]!.jaccard, own.jaccard)
        expect(upside.dimensions[at]!.compared).toBe(own.compared)
      })
    }
  })

  it('has intervals that hold the true agreement about as often as they say, and wider ones for groups', () => {
    const runs = 100
    let held = 0
    for (let run = 0; run < runs; run++) {
      const stream = createRandom(`coverage ${run}`)
      const words = Array.from({ length: 80 }, () => (stream.next() < 0.5 ? 'safe' : 'low'))
      const other = words.map((word) =>
        stream.next() < 0.7 ? word : word === 'safe' ? 'low' : 'safe',
      )
      const groups = words.map((_, at) => at)
      const { agreement } = pick(
        taggerAgreement(
          say('safety', words),
          say('safety', other),
          { groups, resamples: 200 },
          stream,
        ),
        'safety',
      )
      if (agreement!.lo <= 0.7 && 0.7 <= agreement!.hi) held++
    }
    // Binomial: 95 % of the runs within four standard deviations.
    expect(held / runs).toBeGreaterThan(0.95 - 4 * Math.sqrt((0.95 * 0.05) / runs))
    const first = say(
      'safety',
      Array.from({ length: 100 }, () => 'safe'),
    )
    const blocks = Array.from({ length: 100 }, (_, at) => (at % 20 < 10 ? 'safe' : 'low'))
    const width = (groups: number[]): number => {
      const { agreement } = pick(
        taggerAgreement(first, say('safety', blocks), { groups }, createRandom(1)),
        'safety',
      )
      return agreement!.hi - agreement!.lo
    }
    const alone = width(blocks.map((_, at) => at))
    expect(width(blocks.map((_, at) => Math.floor(at / 10)))).toBeGreaterThan(2 * alone)
    expect(width(blocks.map(() => 0))).toBeCloseTo(alone, 12)
  })

  it('compares a language model with the local tagger', () => {
    const prompts = ['Who wrote the national anthem?', 'Write a poem about autumn.', 'hm']
    const table = tagPrompts({
      ids: ['a', 'b', 'c'],
      prompts,
      facts: prompts.map((prompt) => madeFacts(prompt)),
      vectors: null,
      prototypes: null,
    })
    const groups = [0, 1, 2]
    const own = say('openness', ['low', 'high', 'low'])
    const openness = pick(taggerAgreement(own, table, { groups }, random), 'openness')
    expect(openness).toMatchObject({
      compared: 2,
      agreement: { value: 1 },
      firstUnknown: { value: 0 },
    })
    expect(openness.secondUnknown?.value).toBeCloseTo(1 / 3, 12)
  })

  it('refuses what is not parallel', () => {
    const two = say('safety', ['safe', 'low'])
    expect(() => taggerAgreement(two, two.slice(1), { groups: [0, 1] }, random)).toThrow(RangeError)
    expect(() => taggerAgreement(two, two, { groups: [0] }, random)).toThrow(RangeError)
  })
})

describe('agreementTable', () => {
  it('has a row a dimension and one for options that are named', () => {
    const stream = createRandom('table')
    const values = Array.from({ length: 30 }, () => ['safe', 'low'][drawIndex(2, stream)]!)
    const agreement = compare(say('safety', values), say('safety', values))
    const { columns, rows } = agreementTable(agreement, { optionsFrom: 1 })
    expect(rows.every((row) => row.length === columns.length)).toBe(true)
    expect(agreementTable(agreement).rows).toHaveLength(8)
    expect(rows).toHaveLength(10)
    expect(rows.find(([name]) => name === 'safety')?.slice(1, 4)).toEqual([
      '30',
      '100.0 [100.0, 100.0]',
      '1.00 [1.00, 1.00]',
    ])
    expect(rows.find(([name]) => name === 'subject')?.slice(1, 4)).toEqual(['0', '-', '-'])
  })
})
