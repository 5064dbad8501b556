import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  binColumn,
  binOf,
  fitBins,
  type MeasureTable,
  measurePairs,
  percentileEdges,
  readBinArtifact,
  tercileEdges,
} from '../../src/features/index.ts'
import { madeFacts, madeInstance } from './made-facts.ts'

function tableOf(lengths: readonly number[]): MeasureTable {
  const instances = lengths.map((_, at) => madeInstance({ id: `i${at}` }))
  const facts = lengths.map((length) => ({ ...madeFacts(''), tokens: length }))
  const table = measurePairs({
    instances,
    facts: { prompt: facts, a: facts, b: facts },
    cosine: null,
    bertScore: null,
    baseline: null,
  })
  return table
}

describe('bins', () => {
  it('put every number into exactly one bin whose bounds hold it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), { minLength: 2, maxLength: 6 }),
        fc.double({ noNaN: true }),
        (numbers, value) => {
          const edges = numbers.sort((a, b) => a - b)
          const bin = binOf(value, edges)!
          expect(bin).toBeGreaterThanOrEqual(0)
          expect(bin).toBeLessThan(edges.length - 1)
          if (value >= edges[0]! && value < edges.at(-1)!) {
            expect(value >= edges[bin]! && value < edges[bin + 1]!).toBe(true)
          }
        },
      ),
    )
  })

  it('do not depend on the subset they are read on: 3,000 instances with the longest prompts are all in the last bin', () => {
    const lengths = Array.from({ length: 10_000 }, (_, at) => at)
    const { measures } = fitBins(tableOf(lengths), { compat: true })
    const { edges } = measures.find(({ measure }) => measure === 'promptTokens')!
    const bins = binColumn(lengths.slice(7000), edges)
    expect(bins.every((bin) => bin === 2)).toBe(true)
  })

  it('cut percentile ranks as ranks, for ties too', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 40 }),
        (values) => {
          const edges = percentileEdges(values, [0.33, 0.67])!
          for (const value of values) {
            const below = values.filter((other) => other < value).length
            const equal = values.filter((other) => other === value).length
            const rank = (below + (equal + 1) / 2) / values.length
            expect(binOf(value, edges)).toBe(rank < 0.33 ? 0 : rank < 0.67 ? 1 : 2)
          }
        },
      ),
    )
  })

  it('know no edges without a known value', () => {
    expect(tercileEdges([Number.NaN])).toBeNull()
    expect(percentileEdges([], [0.5])).toBeNull()
  })
})

describe('fitBins', () => {
  const table = tableOf([1, 2, 3, 40, 50, 60, 700, 800, 900])

  it('uses ROUGE-1 and 0.33 under compat, ROUGE-L and 1/3 otherwise', () => {
    const sound = fitBins(table)
    const published = fitBins(table, { compat: true })
    const names = (artifact: typeof sound): string[] =>
      artifact.measures.map(({ measure }) => measure)
    expect(names(sound)).toContain('rougeL')
    expect(names(sound)).not.toContain('publishedRouge')
    expect(names(published)).toEqual([
      'tokenDifference',
      'promptTokens',
      'shorterTokens',
      'longerTokens',
      'publishedRouge',
      'publishedEntityOverlap',
    ])
    expect(published.measures.find(({ measure }) => measure === 'publishedRouge')!.edges[1]).toBe(
      0.33,
    )
    expect(sound.measures.find(({ measure }) => measure === 'rougeL')!.edges[1]).toBe(1 / 3)
    expect(sound.withoutValues).toEqual(['bertScore', 'bertScoreLength', 'cosine', 'entityOverlap'])
  })

  it('leaves the table as it was and survives JSON', () => {
    const before = Array.from(table.columns.promptTokens)
    const artifact = fitBins(table, { similarityCuts: 'terciles' })
    expect(Array.from(table.columns.promptTokens)).toEqual(before)
    const stored = JSON.parse(JSON.stringify({ format: 'hyper/features@1', bins: artifact }))
    expect(readBinArtifact(stored)).toEqual(artifact)
    expect(readBinArtifact(JSON.parse(JSON.stringify(artifact)))).toEqual(artifact)
  })

  it('refuses what is no artifact', () => {
    expect(() => readBinArtifact(null)).toThrow('bins: got nothing')
    const broken = { ...fitBins(table), measures: [{ measure: 'rougeL', edges: [1, 0] }] }
    expect(() => readBinArtifact(broken)).toThrow('ascending')
  })

  it('has a fingerprint that moves with a value', () => {
    const other = tableOf([1, 2, 3, 40, 50, 60, 700, 800, 901])
    expect(fitBins(table).reference.fingerprint).toBe(fitBins(table).reference.fingerprint)
    expect(fitBins(other).reference.fingerprint).not.toBe(fitBins(table).reference.fingerprint)
  })
})
