import { describe, expect, it } from 'vitest'
import type { SuiteRow } from '../../src/domain/index.ts'
import {
  createSuite,
  evaluateHeads,
  evaluateMargins,
  scoreRows,
  scoreTargets,
  selectMargins,
  splitSuite,
} from '../../src/evaluate/index.ts'
import { createRandom } from '../../src/kit/index.ts'
import { sigmoid, softplus } from '../../src/stats/index.ts'
import { drawMargins, drawRows } from './made-suite.ts'

function row(subset: string, category: string, index: number): SuiteRow {
  const id = `${category}-${subset}-${index}`
  return { id, subset, category, prompt: id, chosen: '', rejected: '', group: id, meta: {} }
}

describe('scores of heads', () => {
  it('are what the definitions say, on a hand-made suite', () => {
    const suite = createSuite([
      row('x', 'p', 0),
      row('x', 'p', 1),
      row('y', 'p', 0),
      row('z', 'q', 0),
    ])
    const margins = Float64Array.of(1, 0, -2, 3)
    const found = evaluateMargins(suite, margins, 2)
    expect(found.subsets.x).toMatchObject({ correct: 1, ties: 1, count: 2, accuracy: 75 })
    expect(found.categories.p!.accuracy).toBeCloseTo(50, 12)
    expect(found.categories.q!.accuracy).toBe(100)
    expect(found.overall.accuracy).toBeCloseTo(75, 12)
    const soft = (100 * (sigmoid(1) + 0.5 + sigmoid(-2))) / 3
    expect(found.categories.p!.soft).toBeCloseTo(soft, 10)
    expect(found.overall.soft).toBeCloseTo((soft + 100 * sigmoid(3)) / 2, 10)
    const loss = (softplus(-1) + softplus(0) + softplus(2)) / 3
    expect(found.overall.logLoss).toBeCloseTo((loss + softplus(-3)) / 2, 12)
  })

  it('equal those taken row by row, for many seeds', () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = createRandom(seed)
      const rows = drawRows(1500, random)
      const suite = createSuite(rows)
      const margins = drawMargins(3, rows.length, random)
      const marginScales = Float64Array.of(0.5, 1, 0)
      const found = evaluateHeads(suite, margins, marginScales, 3)
      for (const score of ['accuracy', 'soft', 'logLoss'] as const) {
        const table = scoreTargets(suite, scoreRows(score, margins, { marginScales, k: 3 }))
        found.forEach((head, k) => {
          table.targets.forEach((target, column) => {
            const triple = target === 'overall' ? head.overall : head.categories[target]!
            expect(table.values[k * table.targets.length + column]).toBeCloseTo(triple[score], 9)
          })
        })
      }
    }
  })

  it('of a part are those of a suite made of that part', () => {
    const random = createRandom(3)
    const rows = drawRows(400, random)
    const suite = createSuite(rows)
    const margins = drawMargins(2, rows.length, random)
    const scales = Float64Array.of(1, 2)
    for (const part of splitSuite(suite, 0.4, random)) {
      const own = createSuite([...part.sourceRows].map((index) => rows[index]!))
      const selected = selectMargins(margins, part, { k: 2, sourceCount: rows.length })
      const [first] = evaluateHeads(part, selected, scales, 2)
      const [expected] = evaluateHeads(own, selected, scales, 2)
      expect(first!.subsets).toEqual(expected!.subsets)
      expect(first!.overall.soft).toBeCloseTo(expected!.overall.soft, 10)
      const mask = new Uint8Array(rows.length)
      for (const index of part.sourceRows) mask[index] = 1
      const whole = scoreRows('soft', margins, { marginScales: scales, k: 2 })
      expect(scoreTargets(suite, whole, mask).values[0]).toBeCloseTo(first!.overall.soft, 10)
    }
  })

  it('do not overflow for large margins, and refuse NaN and a negative scale', () => {
    const suite = createSuite([row('x', 'p', 0), row('x', 'p', 1)])
    const found = evaluateMargins(suite, Float64Array.of(-1e4, 1e4), 1)
    expect(found.overall.logLoss).toBe(5000)
    expect(found.overall.soft).toBe(50)
    expect(() => evaluateMargins(suite, Float64Array.of(Number.NaN, 1), 1)).toThrow(RangeError)
    expect(() => evaluateMargins(suite, Float64Array.of(1, 1), -1)).toThrow(RangeError)
    expect(() => evaluateMargins(suite, Float64Array.of(1), 1)).toThrow(RangeError)
    expect(() => createSuite([])).toThrow(expect.objectContaining({ code: 'data/empty-suite' }))
  })

  it('sum the log loss of thousands of rows without overflow', () => {
    const rows = Array.from({ length: 5000 }, (_, index) => row('x', 'p', index))
    const found = evaluateMargins(createSuite(rows), new Float64Array(5000), 1)
    expect(found.overall.logLoss).toBeCloseTo(Math.LN2, 12)
    expect(found.overall).toMatchObject({ accuracy: 50, soft: 50 })
  })

  it('keep subsets of one name in two categories apart', () => {
    const suite = createSuite([row('x', 'p', 0), row('x', 'q', 0)])
    const found = evaluateMargins(suite, Float64Array.of(1, -1), 1)
    expect(Object.keys(found.subsets)).toEqual(['p/x', 'q/x'])
    expect(found.categories).toMatchObject({ p: { accuracy: 100 }, q: { accuracy: 0 } })
  })

  it('weigh subsets by published weights when asked', () => {
    const rows = [row('math-prm', 'reasoning', 0), row('hep-go', 'reasoning', 0)]
    const found = evaluateMargins(
      createSuite(rows, { weights: 'published' }),
      Float64Array.of(1, -1),
      1,
    )
    expect(found.overall.accuracy).toBeCloseTo((100 * 984) / (984 + 164), 10)
  })

  it('500 heads on 2,478 rows stay near 100 ms', () => {
    const random = createRandom(1)
    const rows = drawRows(2478, random)
    const suite = createSuite(rows)
    const margins = drawMargins(500, rows.length, random)
    const scales = new Float64Array(500).fill(1)
    const times = Array.from({ length: 5 }, () => {
      const started = performance.now()
      evaluateHeads(suite, margins, scales, 500)
      return performance.now() - started
    })
    // A guard against a slower order of growth, not a benchmark: the cores are shared while tests run.
    expect(Math.min(...times)).toBeLessThan(400)
  })
})
