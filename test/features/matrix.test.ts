import { describe, expect, it } from 'vitest'
import { columnSums, hasFeature, isUnknown } from '../../src/domain/index.ts'
import {
  buildFeatureMatrix,
  contrastOf,
  coverageReport,
  createTagTable,
  encoderComponents,
  fitBins,
  fitUserFeature,
  measurePairs,
  mergeGivenTags,
  parseFeatures,
  readSignals,
  readUserFeature,
  serializeFeatures,
} from '../../src/features/index.ts'
import { createRandom, drawNormal } from '../../src/kit/index.ts'
import { madeFacts, madeInstance, madeVote } from './made-facts.ts'

const random = createRandom('matrix')
const instances = Array.from({ length: 70 }, (_, at) =>
  madeInstance({
    id: `i${at}`,
    completionA: 'word '.repeat(1 + Math.floor(random.next() * 60)),
    completionB: 'term word '.repeat(1 + Math.floor(random.next() * 30)),
    lm: at % 5 === 0 ? [] : [madeVote('g', at % 2 ? 'a' : 'b')],
    meta: { level: at, shown: at % 2 === 0, site: at % 3 ? 'north' : 'south' },
  }),
)
const facts = {
  prompt: instances.map(({ prompt }) => madeFacts(prompt)),
  a: instances.map(({ completionA }) => madeFacts(completionA)),
  b: instances.map(({ completionB }) => madeFacts(completionB)),
}
const measures = measurePairs({ instances, facts, cosine: null, bertScore: null, baseline: null })
const bins = fitBins(measures)
const signals = readSignals({ instances, facts, measures })
const tags = mergeGivenTags(
  createTagTable(measures.ids),
  instances.map((_, at) =>
    at % 7 === 0
      ? {}
      : { subject: { options: [at % 2 ? 'law' : 'physics'], other: at === 1 ? ['Tarot'] : [] } },
  ),
)
const vectors = Float32Array.from({ length: 70 * 12 }, () => drawNormal(random))
const components = encoderComponents({ vectors, dimension: 12, components: 3 })
const user = (['meta.level', 'meta.shown', 'meta.site'] as const).map((column) => {
  const values = readUserFeature(instances, { id: column, column })
  return { artifact: fitUserFeature(column, values), values }
})
const parts = {
  ids: measures.ids,
  measures,
  bins,
  tags,
  signals,
  components: { artifact: components, vectors },
  user,
}
const matrix = buildFeatureMatrix(parts)
const column = (id: string): number => matrix.specs.findIndex((spec) => spec.id === id)

describe('buildFeatureMatrix', () => {
  it('gives each instance exactly one bin of a known exclusive measure and marks all bins of an unknown one', () => {
    const groups = new Set(
      matrix.specs.filter(({ kind }) => kind === 'bin').map(({ group }) => group),
    )
    expect(groups.size).toBe(bins.measures.length + 3 + 1)
    for (const group of groups) {
      const columns = matrix.specs.flatMap((spec, at) => (spec.group === group ? [at] : []))
      for (let row = 0; row < instances.length; row++) {
        const carried = columns.filter((at) => hasFeature(matrix, row, at)).length
        const unknown = columns.filter((at) => isUnknown(matrix, row, at)).length
        expect([carried, unknown]).toEqual(unknown > 0 ? [0, columns.length] : [1, 0])
      }
    }
  })

  it('keeps unknown apart from no', () => {
    expect(isUnknown(matrix, 0, column('subject:law'))).toBe(true)
    expect(isUnknown(matrix, 1, column('subject:law'))).toBe(false)
    expect(hasFeature(matrix, 1, column('subject:law'))).toBe(true)
    expect(isUnknown(matrix, 5, column('judge:tie'))).toBe(true)
    expect(columnSums(matrix)[column('meta.shown')]).toBe(35)
    expect(columnSums(matrix)[column('meta.site:south')]).toBe(24)
  })

  it('leaves rare tags out on request, and languages that nobody uses in any case', () => {
    expect(column('language:french')).toBe(-1)
    expect(column('subject:chemistry')).toBeGreaterThan(0)
    const lean = buildFeatureMatrix({ ...parts, minimumCount: 1 })
    expect(lean.specs.some(({ id }) => id === 'subject:chemistry')).toBe(false)
    expect(lean.specs.some(({ id }) => id === 'subject:law')).toBe(true)
  })

  it('builds exactly the stored columns for new data, unknown where it cannot', () => {
    const like = [matrix.specs[column('subject:law')]!, matrix.specs[column('meta.shown')]!]
    const again = buildFeatureMatrix({ ids: parts.ids, measures, bins, tags, like })
    expect(again.specs).toEqual(like)
    expect(hasFeature(again, 1, 0)).toBe(true)
    expect(isUnknown(again, 3, 1)).toBe(true)
  })

  it('refuses an id twice', () => {
    const twice = [...user, user[0]!]
    expect(() => buildFeatureMatrix({ ...parts, user: twice })).toThrow('got the id twice')
  })
})

describe('serializeFeatures', () => {
  it('gives the same bytes again and the matrix back', () => {
    const one = serializeFeatures(matrix, { bins, components })
    const two = serializeFeatures(buildFeatureMatrix(parts), { components, bins })
    expect(two.json).toBe(one.json)
    expect(two.bin).toEqual(one.bin)
    const back = parseFeatures(one.json, one.bin)
    expect(back.matrix).toEqual(matrix)
    expect(back.fitted.bins).toEqual(JSON.parse(JSON.stringify(bins)))
    expect(JSON.parse(one.json).format).toBe('hyper/features@1')
  })

  it('refuses a file that is cut', () => {
    const { json, bin } = serializeFeatures(matrix)
    expect(() => parseFeatures(json, bin.subarray(4))).toThrow('expected')
    expect(() => parseFeatures('{', bin)).toThrow('no JSON')
    expect(() => parseFeatures('{"format":"x"}', bin)).toThrow('hyper/features@1')
  })
})

describe('coverageReport', () => {
  const differs = instances.map((_, at) => (at % 10 === 0 ? Number.NaN : at % 2))
  const report = coverageReport(matrix, { differs }, tags)
  const of = (id: string) => report.features.find((feature) => feature.id === id)!

  it('counts unknown on neither side of a contrast', () => {
    expect(of('subject:law')).toMatchObject({ carried: 30, unknown: 10, constant: false })
    expect(of('subject:law').differs).toMatchObject({ rowsWith: 30, rowsWithout: 24 })
    expect(of('subject:law').differs!.difference.value).toBe(1)
    expect(of('subject:chemistry')).toMatchObject({ carried: 0, constant: true, differs: null })
    expect(report.constant).toContain('subject:chemistry')
    expect(report.otherLabels).toEqual({ subject: { Tarot: 1 } })
  })

  it('warns of dimensions that do not fit', () => {
    expect(report.warnings).toContain('openness: unknown for 100 % of the instances')
    expect(report.warnings.some((line) => line.startsWith('promptTokens: 100 %'))).toBe(true)
    expect(coverageReport(matrix, null).differingShare).toBeNull()
  })

  it('refuses labels that are not parallel', () => {
    expect(() => coverageReport(matrix, { differs: [1] })).toThrow('expected one per row')
  })
})

describe('contrastOf', () => {
  it('covers the true difference about 95 % of the time, with and without groups', () => {
    const draws = createRandom('contrast')
    const hits = { rows: 0, groups: 0 }
    for (let round = 0; round < 400; round++) {
      const rows = 120
      const sides = Int8Array.from({ length: rows }, (_, row) => (row < 50 ? 1 : 0))
      const plain = Float64Array.from(sides, (side) => Number(draws.next() < (side ? 0.5 : 0.3)))
      const plainEnds = contrastOf(sides, plain)!.difference
      if (plainEnds.lo <= 0.2 && plainEnds.hi >= 0.2) hits.rows++
      const groups = Uint32Array.from(sides, (_, row) => row >> 1)
      const chances = Float64Array.from({ length: rows / 2 }, () => draws.next() * 0.4 - 0.2)
      const joined = Float64Array.from(sides, (side, row) =>
        Number(draws.next() < (side ? 0.5 : 0.3) + chances[groups[row]!]!),
      )
      const groupEnds = contrastOf(sides, joined, groups)!.difference
      if (groupEnds.lo <= 0.2 && groupEnds.hi >= 0.2) hits.groups++
    }
    expect(hits.rows / 400).toBeGreaterThan(0.92)
    expect(hits.groups / 400).toBeGreaterThan(0.91)
  })

  it('widens when groups repeat themselves', () => {
    const sides = Int8Array.from({ length: 80 }, (_, row) => (row < 40 ? 1 : 0))
    const values = Float64Array.from({ length: 80 }, (_, row) => (row >> 2) % 2)
    const groups = Uint32Array.from({ length: 80 }, (_, row) => row >> 2)
    const width = (ends: { lo: number; hi: number }): number => ends.hi - ends.lo
    expect(width(contrastOf(sides, values, groups)!.difference)).toBeGreaterThan(
      1.7 * width(contrastOf(sides, values)!.difference),
    )
  })
})

describe('user features', () => {
  it('read a function, and refuse unknown columns, mixed kinds and free text', () => {
    const values = readUserFeature(instances, { id: 'x', read: ({ meta }) => meta.level === 3 })
    expect(values.filter(Boolean)).toHaveLength(1)
    expect(() => readUserFeature(instances, { id: 'x', column: 'meta.sight' })).toThrow(
      'meta.sight',
    )
    expect(() => fitUserFeature('x', [1, 'a'])).toThrow('number and text')
    const free = Array.from({ length: 101 }, (_, at) => `text ${at}`)
    expect(() => fitUserFeature('x', free)).toThrow('101 distinct')
    expect(fitUserFeature('x', [null, null])).toEqual({ id: 'x', kind: 'unknown' })
  })
})
