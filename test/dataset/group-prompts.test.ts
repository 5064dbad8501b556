import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  findOverlap,
  firstTurn,
  foldGroups,
  groupPrompts,
  normalizePrompt,
  promptGroupKey,
  splitGroups,
} from '../../src/dataset/index.ts'
import { searchNearPairs } from '../../src/dataset/near-pairs.ts'
import { sha1Hex } from '../../src/dataset/sha1.ts'
import { shingleHashes } from '../../src/dataset/shingles.ts'
import { createRandom, drawIndex } from '../../src/kit/index.ts'

describe('sha1Hex', () => {
  it('equals that of Node for texts of all lengths and scripts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        expect(sha1Hex(text)).toBe(createHash('sha1').update(text, 'utf8').digest('hex'))
      }),
      { seed: 42, numRuns: 300 },
    )
    for (let length = 50; length < 130; length++)
      expect(sha1Hex('x'.repeat(length))).toBe(
        createHash('sha1').update('x'.repeat(length)).digest('hex'),
      )
  })
})

describe('prompt keys', () => {
  it('do not see case, white space and later turns', () => {
    expect(normalizePrompt('  A\n\tb ')).toBe('a b')
    expect(firstTurn('[Turn 1]\nHello\n\n[Turn 2]\nMore')).toBe('Hello')
    expect(promptGroupKey('[Turn 1]\nHello\n\n[Turn 2]\nMore')).toBe(promptGroupKey('hello'))
    expect(promptGroupKey('abc')).toBe('a9993e364706')
  })
})

/** Random texts of few words, so that every similarity occurs. */
function drawTexts(count: number, seed: number): string[] {
  const random = createRandom(seed)
  const words = ['red', 'green', 'blue', 'dog', 'cat', 'sun']
  const texts: string[] = []
  for (let index = 0; index < count; index++) {
    const base = index > 0 && random.next() < 0.6 ? texts[drawIndex(index, random)]!.split(' ') : []
    const tokens =
      base.length > 0
        ? [...base]
        : Array.from({ length: 1 + drawIndex(25, random) }, () => words[drawIndex(6, random)]!)
    if (base.length > 0) tokens[drawIndex(tokens.length, random)] = words[drawIndex(6, random)]!
    texts.push(tokens.join(' '))
  }
  return texts
}

function jaccard(a: string, b: string): number {
  const left = new Set(shingleHashes(a))
  const right = new Set(shingleHashes(b))
  const shared = [...left].filter((hash) => right.has(hash)).length
  return shared / (left.size + right.size - shared)
}

describe('searchNearPairs', () => {
  it('finds exactly the pairs that comparing all with all finds', () => {
    for (let seed = 0; seed < 30; seed++) {
      const texts = drawTexts(60, seed)
      for (const threshold of [0.3, 0.5, 0.8, 1]) {
        const expected: string[] = []
        for (let b = 0; b < texts.length; b++)
          for (let a = 0; a < b; a++)
            if (jaccard(texts[a]!, texts[b]!) >= threshold) expected.push(`${a}-${b}`)
        const found: string[] = []
        searchNearPairs(texts, {
          threshold,
          wanted: () => true,
          found: (a, b, similarity) => {
            expect(similarity).toBeCloseTo(jaccard(texts[a]!, texts[b]!), 12)
            found.push(`${a}-${b}`)
          },
        })
        expect(found.sort()).toEqual(expected.sort())
      }
    }
  })

  it('reads words in any script and no punctuation', () => {
    expect(jaccard('What is this, then?', 'what IS this -- then')).toBe(1)
    expect(jaccard('Где находится библиотека?', 'где находится библиотека')).toBe(1)
    expect(jaccard('東京の人口は何人ですか', '東京の人口は何人ですか？')).toBe(1)
    expect(jaccard('東京の人口は何人ですか', '大阪の天気はどうですか')).toBeLessThan(0.5)
    expect(shingleHashes('?!')).toHaveLength(0)
  })
})

describe('groupPrompts', () => {
  it('joins equal, given and near prompts, and numbers groups by first occurrence', () => {
    const long = 'please write a short story about a dog that finds its way home through deep snow'
    const prompts = ['Hello  World', long, 'hello world', `${long} today`, 'other', 'unlike']
    const given = [undefined, undefined, undefined, undefined, 'k', 'k']
    const result = groupPrompts(prompts, { given })
    expect([...result.groups]).toEqual([0, 1, 0, 1, 2, 2])
    expect(result).toMatchObject({ groupCount: 3, nearJoined: 1 })
    const exact = groupPrompts(prompts, { near: false })
    expect([...exact.groups]).toEqual([0, 1, 0, 2, 3, 4])
    expect(exact.nearJoined).toBe(0)
    expect(groupPrompts([])).toMatchObject({ groupCount: 0 })
  })

  it('gives the same partition in any order', () => {
    const texts = drawTexts(120, 7)
    const order = texts.map((_, index) => (index * 77) % texts.length)
    const first = groupPrompts(texts, { threshold: 0.5 })
    const second = groupPrompts(
      order.map((index) => texts[index]!),
      { threshold: 0.5 },
    )
    expect(second.groupCount).toBe(first.groupCount)
    const pairing = new Set(
      order.map((index, position) => `${first.groups[index]}-${second.groups[position]}`),
    )
    expect(pairing.size).toBe(first.groupCount)
  })

  it('stays fast when all prompts come from one template', () => {
    const template =
      'translate the following sentence from english into french and keep the tone of it'
    const prompts = Array.from({ length: 20_000 }, (_, n) => `${template} word${n}`)
    expect(groupPrompts(prompts).groupCount).toBe(1)
  })
})

describe('findOverlap', () => {
  it('names the rows that stand in a suite, exactly, by the first turn, or nearly', () => {
    const training = [
      { id: 't1', prompt: 'Is queue an ADT?' },
      { id: 't2', prompt: '[Turn 1]\nWho are you?\n\n[Turn 2]\nAnd me?' },
      {
        id: 't3',
        prompt: 'list ten of the largest cities in the world by number of people living there',
      },
      { id: 't4', prompt: 'alone' },
    ]
    const suites = [
      { id: 's1', prompt: 'is  queue an adt?' },
      { id: 's2', prompt: 'who are you?' },
      {
        id: 's3',
        prompt: 'List ten of the largest cities in the world by number of people living there!',
      },
      { id: 's4', prompt: 'solo' },
    ]
    const report = findOverlap(training, suites)
    expect(report).toMatchObject({
      trainingRows: 4,
      suiteRows: 4,
      exactTrainingIds: ['t1', 't2'],
      nearTrainingIds: ['t3'],
      suiteIds: ['s1', 's2', 's3'],
    })
    expect(report.matches).toHaveLength(3)
    expect(findOverlap(training, suites, { near: false }).nearTrainingIds).toEqual([])
  })
})

describe('splits', () => {
  it('never part a group, are balanced by rows, and depend on the seed alone', () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = createRandom(seed)
      const groupCount = 5 + drawIndex(60, random)
      const rows = groupCount * 6
      const groups = Uint32Array.from({ length: rows }, (_, row) =>
        row < groupCount ? row : Math.floor(drawIndex(groupCount, random) * random.next()),
      )
      const sizes = new Array<number>(groupCount).fill(0)
      for (const group of groups) sizes[group]!++
      const largest = Math.max(...sizes)
      const folds = foldGroups(groups, groupCount, 5, random.fork('folds'))
      const loads = new Array<number>(5).fill(0)
      for (const fold of folds) loads[fold]!++
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(largest)
      const part = splitGroups(groups, groupCount, 0.3, random.fork('split'))
      const taken = part.reduce((sum, one) => sum + one, 0)
      expect(Math.abs(taken - 0.3 * rows)).toBeLessThanOrEqual(largest)
      for (let row = 0; row < rows; row++) {
        const first = groups.indexOf(groups[row]!)
        expect([folds[row], part[row]]).toEqual([folds[first], part[first]])
      }
      expect(foldGroups(groups, groupCount, 5, random.fork('folds'))).toEqual(folds)
    }
  })

  it('hold all or nothing at the ends and refuse more folds than groups', () => {
    const groups = Uint32Array.of(0, 1, 1, 2)
    expect([...splitGroups(groups, 3, 0, createRandom(1))]).toEqual([0, 0, 0, 0])
    expect([...splitGroups(groups, 3, 1, createRandom(1))]).toEqual([1, 1, 1, 1])
    expect(() => foldGroups(groups, 3, 4, createRandom(1))).toThrow(/got 3, expected at least 4/)
  })
})
