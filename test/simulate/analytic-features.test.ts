import { describe, expect, it } from 'vitest'
import { hasFeature, selectRows } from '../../src/domain/index.ts'
import { SIGNALS } from '../../src/features/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { planBlocks } from '../../src/simulate/analytic/tag-blocks.ts'
import { simulateAnalyticWorld, type TagBlock } from '../../src/simulate/index.ts'
import { mean, pearson, spearman, standardDeviation } from '../../src/stats/index.ts'
import { chiSquared, columnOf, excess, excessOf } from './support.ts'

const rows = 20_000
const world = simulateAnalyticWorld({ instances: rows }, createRandom('features'))
const { matrix, groups } = world
const firstOfPrompt = Array.from(groups, (_, row) => row).filter(
  (row) => row === 0 || groups[row] !== groups[row - 1],
)

describe('features of an analytic world', () => {
  it('are bins in exhaustive groups of three, levels, subjects and flags', () => {
    const blocks = planBlocks(90, createRandom('features').fork('plan'))
    expect(matrix.specs).toHaveLength(90)
    expect(new Set(matrix.specs.map(({ id }) => id)).size).toBe(90)
    const sizes = new Map<string, number>()
    for (const { kind } of matrix.specs) sizes.set(kind, (sizes.get(kind) ?? 0) + 1)
    expect(Object.fromEntries(sizes)).toEqual({ bin: 27, tag: 60, flag: 3 })
    for (const { shares, exclusive } of blocks)
      if (exclusive) expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
    const subject = blocks.find(({ group }) => group === 'subject')!
    expect(subject.shares.map((share, index) => share * (index + 1))).toEqual(
      subject.shares.map(() => expect.closeTo(0.34, 12)),
    )
  })

  it('come with the planned frequencies', () => {
    const blocks = planBlocks(90, createRandom('features').fork('plan'))
    const drawn = firstOfPrompt.length
    expect(drawn).toBeGreaterThan(9000)
    let column = 0
    for (const { shares, exclusive } of blocks) {
      const counts = shares.map(
        (_, index) => firstOfPrompt.filter((row) => hasFeature(matrix, row, column + index)).length,
      )
      if (exclusive) expect(chiSquared(counts, shares)).toBeGreaterThan(1e-4)
      for (const [index, share] of shares.entries())
        expect(Math.abs(excessOf(counts[index]!, share, drawn))).toBeLessThan(4.5)
      column += shares.length
    }
  })

  it('of the prompt agree within a prompt, those of the pair do not', () => {
    const blocks = planBlocks(90, createRandom('features').fork('plan'))
    const of = blocks.flatMap((block) => block.shares.map(() => block.of))
    const differing = new Float64Array(90)
    for (let row = 1; row < 3000; row++) {
      if (groups[row] !== groups[row - 1]) continue
      for (let column = 0; column < 90; column++)
        differing[column]! += Number(
          hasFeature(matrix, row, column) !== hasFeature(matrix, row - 1, column),
        )
    }
    for (let column = 0; column < 90; column++) {
      if (of[column] === 'prompt') expect(differing[column]).toBe(0)
      else expect(differing[column]).toBeGreaterThan(100)
    }
  })

  it('can have given shares, exclusive or not', () => {
    const features: readonly TagBlock[] = [
      { group: 'topic', kind: 'tag', exclusive: true, of: 'prompt', shares: [0.2, 0.05] },
      { group: 'list', kind: 'flag', exclusive: false, of: 'pair', shares: [0.9, 0.01] },
    ]
    const own = simulateAnalyticWorld(
      { instances: rows, features, repeatShare: 0 },
      createRandom('given'),
    )
    expect(own.matrix.specs.map(({ id }) => id)).toEqual(['topic:1', 'topic:2', 'list:1', 'list:2'])
    const counts = own.matrix.specs.map((_, column) =>
      columnOf(own.matrix, column).reduce((sum, bit) => sum + bit, 0),
    )
    expect(
      chiSquared([counts[0]!, counts[1]!, rows - counts[0]! - counts[1]!], [0.2, 0.05, 0.75]),
    ).toBeGreaterThan(1e-3)
    expect(Math.abs(excessOf(counts[2]!, 0.9, rows))).toBeLessThan(4)
    expect(Math.abs(excessOf(counts[3]!, 0.01, rows))).toBeLessThan(4)
    expect(own.signals.columns.code!.every(Number.isNaN)).toBe(true)
  })

  it('do not depend on each other across blocks', () => {
    const names = ['absLogLengthRatio:1', 'promptLength:2', 'measure-5:1', 'subject:1', 'code:1']
    const columns = names.map((name) => matrix.specs.findIndex(({ id }) => id === name))
    const bits = columns.map((column) => {
      const all = columnOf(matrix, column)
      return firstOfPrompt.map((row) => all[row]!)
    })
    for (let i = 0; i < bits.length; i++)
      for (let j = 0; j < i; j++)
        expect(Math.abs(pearson(bits[i]!, bits[j]!))).toBeLessThan(4.5 / Math.sqrt(9000))
  })
})

describe('prompt groups', () => {
  it.each([0, 0.5, 0.8])('repeat with chance %f', (repeatShare) => {
    const own = simulateAnalyticWorld(
      { instances: 5000, features: 3, repeatShare },
      createRandom(1),
    )
    let repeats = 0
    for (let row = 1; row < 5000; row++) {
      const step = own.groups[row]! - own.groups[row - 1]!
      expect(step === 0 || step === 1).toBe(true)
      repeats += 1 - step
    }
    expect(Math.abs(excess(repeats, new Float64Array(4999).fill(repeatShare)))).toBeLessThan(4)
  })
})

describe('signals', () => {
  const { columns } = world.signals
  const [labels] = world.labels[world.primary.lm] as [Int8Array]

  it('have the names of the signals of real data, and all are known', () => {
    // The judges of a world are asked once in each order: they repeat no answer.
    const asked = Object.keys(SIGNALS).filter((name) => name !== 'sampleAgreement')
    expect(Object.keys(columns).sort()).toEqual(asked.sort())
    for (const column of Object.values(columns)) expect(column.some(Number.isNaN)).toBe(false)
    expect(world.signals.ids).toBe(matrix.ids)
  })

  it('of the texts are normal logs of lengths, and the bins are cut from them', () => {
    const bin = (group: string, row: number): number =>
      matrix.specs
        .map((spec, column) => ({ spec, column }))
        .filter(({ spec }) => spec.group === group)
        .findIndex(({ column }) => hasFeature(matrix, row, column))
    for (const name of ['absLogLengthRatio', 'promptLength', 'shorterLength', 'wordOverlap']) {
      const bins = Array.from({ length: 2000 }, (_, row) => bin(name, row))
      const order = bins
        .map((_, row) => row)
        .sort((i, j) => columns[name]![i]! - columns[name]![j]!)
      expect(order.map((row) => bins[row]!)).toEqual(bins.toSorted())
    }
    const normal: readonly [string, number, number][] = [
      ['logLengthRatio', 0, 0.87],
      ['shorterLength', 4.8, 0.7],
      ['promptLength', 3.6, 0.8],
    ]
    for (const [name, center, spread] of normal) {
      expect(Math.abs(mean(columns[name]!) - center)).toBeLessThan((6 * spread) / Math.sqrt(9000))
      expect(Math.abs(standardDeviation(columns[name]!) / spread - 1)).toBeLessThan(0.04)
    }
    expect(columns.absLogLengthRatio).toEqual(columns.logLengthRatio!.map(Math.abs))
    const code = matrix.specs.findIndex(({ id }) => id === 'code:1')
    expect([...columns.code!]).toEqual(columnOf(matrix, code))
  })

  it('of the judge are what its labels show', () => {
    for (let row = 0; row < rows; row++) {
      const label = labels[row]!
      const flip = columns.orderFlip![row]!
      expect(columns.judgeTie![row]).toBe(Number(label === 0))
      expect(columns.strength![row]).toBe(label === 0 ? 0 : flip === 0 ? 1 : 0.5)
      if (label !== 0) expect([0, 0.5]).toContain(flip)
      expect(columns.judgeLengthRatio![row]).toBeCloseTo(label * columns.logLengthRatio![row]!, 12)
      const p = columns.answerProbability![row]!
      expect(columns.answerEntropy![row]).toBeCloseTo(
        -p * Math.log(p) - (1 - p) * Math.log(1 - p),
        12,
      )
    }
    expect(new Set(columns.panelSize)).toEqual(new Set([3]))
  })

  it('of the panel agree with each other: the spread is 0 exactly where nobody differs', () => {
    for (let row = 0; row < rows; row++) {
      const alike = columns.disagreeingShare![row] === 0
      expect(columns.panelSpread![row]! < 1e-9).toBe(alike)
      if (alike && labels[row] !== 0)
        expect([columns.panelMean![row], columns.judgeShare![row]]).toEqual([1, 1])
    }
    expect(Math.abs(spearman(columns.disagreeingShare!, columns.panelSpread!))).toBeGreaterThan(0.9)
  })

  it('are unknown for a single judge', () => {
    const alone = simulateAnalyticWorld(
      { instances: 50, features: 5, panel: { others: 0, kinship: 0, slip: 0 } },
      createRandom(1),
    )
    const { panelSize, panelSpread, disagreeingShare, panelMean, judgeShare } =
      alone.signals.columns
    expect(new Set(panelSize)).toEqual(new Set([1]))
    for (const column of [panelSpread!, disagreeingShare!, panelMean!])
      expect(column.every(Number.isNaN)).toBe(true)
    expect([...judgeShare!].every((share) => share === 1 || share === 0.5)).toBe(true)
  })
})

describe('a larger world', () => {
  it('starts with the smaller one in everything but gains and scores', () => {
    for (const [preset, drift] of [
      ['paper', null],
      ['drift', { place: 60, degrees: 40 }],
    ] as const) {
      const make = (instances: number) =>
        simulateAnalyticWorld({ preset, instances, features: 40, drift }, createRandom('grow'))
      const [small, large] = [make(90), make(500)]
      const first = Uint32Array.from({ length: 90 }, (_, row) => row)
      expect(selectRows(large.matrix, first)).toEqual(small.matrix)
      expect(large.groups.slice(0, 90)).toEqual(small.groups)
      for (const [name, column] of Object.entries(small.signals.columns))
        expect([name, large.signals.columns[name]!.slice(0, 90)]).toEqual([name, column])
      for (const [id, votes] of Object.entries(small.labels))
        expect(large.labels[id]!.map((column) => column.slice(0, 90))).toEqual(votes)
    }
  })
})
