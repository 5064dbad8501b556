import { describe, expect, it } from 'vitest'
import { createRandom, drawNormal } from '../../src/kit/index.ts'
import { applyCombined, combineEvidence } from '../../src/pilot/index.ts'
import { mean } from '../../src/stats/index.ts'
import { expectClose } from './expect-close.ts'

const rows = 300
const groups = Uint32Array.from({ length: rows }, (_, row) => Math.floor(row / 3))

function draw(seed: number, effects: Readonly<Record<string, number>>, shared = 0) {
  const random = createRandom(`combine ${seed}`)
  const common = Float64Array.from({ length: rows }, () => drawNormal(random))
  const parts = Object.fromEntries(
    Object.keys(effects).map((name, index) => [
      name,
      common.map((own) => 10 * index + (1 + index) * (shared * own + drawNormal(random))),
    ]),
  )
  const values = common.map((_, row) => {
    const sum = Object.entries(effects).reduce(
      (all, [name, effect], index) =>
        all + (effect * (parts[name]![row]! - 10 * index)) / (1 + index),
      0,
    )
    return 3 + sum + drawNormal(random)
  })
  return { parts, target: { values, weights: new Float64Array(rows).fill(1) } }
}

const combine = ({ parts, target }: ReturnType<typeof draw>, seed = 1) =>
  combineEvidence(parts, target, groups, createRandom(seed))

/** Best weights of at least zero of two columns of spread 1 under penalty 20, by every set of columns that may be used. */
function bestOfTwo(a: Float64Array, b: Float64Array, y: Float64Array): readonly [number, number] {
  const dot = (p: Float64Array, q: Float64Array): number =>
    p.reduce((sum, value, row) => sum + value * q[row]!, 0)
  const [aa, bb, ab, ay, by] = [dot(a, a) + 20, dot(b, b) + 20, dot(a, b), dot(a, y), dot(b, y)]
  const determinant = aa * bb - ab * ab
  const candidates: (readonly [number, number])[] = [
    [0, 0],
    [ay / aa, 0],
    [0, by / bb],
    [(bb * ay - ab * by) / determinant, (aa * by - ab * ay) / determinant],
  ]
  const loss = ([u, v]: readonly [number, number]): number =>
    u * u * aa + v * v * bb + 2 * u * v * ab - 2 * u * ay - 2 * v * by
  return candidates
    .filter(([u, v]) => u >= 0 && v >= 0)
    .reduce((best, own) => (loss(own) < loss(best) ? own : best))
}

describe('combined evidence', () => {
  it('has the best weights of at least zero', () => {
    let atZero = 0
    for (let seed = 0; seed < 40; seed++) {
      // Parts that go together: beside the better one the other can do without weight.
      const drawn = draw(seed, { first: 0.9, second: seed % 2 === 0 ? 0.3 : -0.5 }, 2)
      const combined = combine(drawn, seed)!
      if (combined.refused.length > 0) continue
      const standard = Object.values(drawn.parts).map((part) => {
        const center = mean(part)
        const spread = Math.sqrt(mean(part.map((value) => (value - center) ** 2)))
        return { center, spread, values: part.map((value) => (value - center) / spread) }
      })
      const base = mean(drawn.target.values)
      const known = bestOfTwo(
        standard[0]!.values,
        standard[1]!.values,
        drawn.target.values.map((value) => value - base),
      )
      atZero += Number(known[1] === 0)
      expectClose(
        combined.parts.map(({ weight }, k) => weight * standard[k]!.spread),
        known,
        1e-8,
      )
      expectClose(
        combined.parts.map((part) => part.mean),
        standard.map(({ center }) => center),
        1e-12,
      )
      expect(combined.base).toBeCloseTo(base, 12)
      const total = known[0] + known[1]
      expectClose(
        Object.values(combined.shares),
        known.map((weight) => weight / total),
        1e-8,
      )
    }
    expect(atZero).toBeGreaterThan(3)
  })

  it('gives weight to what works and refuses noise at the level stated', () => {
    const trials = 200
    let [kept, noise] = [0, 0]
    for (let seed = 0; seed < trials; seed++) {
      const combined = combine(draw(seed, { works: 0.5, noise: 0 }), seed)
      kept += Number((combined?.shares.works ?? 0) > 0.7)
      noise += Number(combined !== null && !combined.refused.includes('noise'))
    }
    expect(kept).toBe(trials)
    // 2.5 % and the Monte Carlo error of 200 trials.
    expect(noise / trials).toBeLessThan(0.025 + 3.3 * Math.sqrt((0.025 * 0.975) / trials))
  })

  it('shares the weight by what each part explains', () => {
    const shares = Array.from(
      { length: 30 },
      (_, seed) => combine(draw(seed, { small: 0.6, large: 1.8 }), seed)!,
    )
    expect(mean(shares.map((own) => own.shares.large!))).toBeCloseTo(0.75, 1)
    for (const { shares: own } of shares) expect(own.small! + own.large!).toBeCloseTo(1, 12)
  })

  it('is nothing where every part is refused, or speaks against itself', () => {
    let nothing = 0
    for (let seed = 0; seed < 60; seed++)
      nothing += Number(combine(draw(seed, { a: 0, b: 0 }), seed) === null)
    expect(nothing).toBeGreaterThan(50)
    expect(combine(draw(1, { against: -2 }))).toBeNull()
  })

  it('says what every part was worth, the refused ones too', () => {
    const combined = combine(draw(2, { works: 0.8, against: -0.5 }))!
    expect(combined.refused).toEqual(['against'])
    expect(combined.parts.map(({ name }) => name)).toEqual(['works'])
    expect(combined.quality.works!.usable).toBe(true)
    expect(combined.quality.against!.spearman.value).toBeLessThan(0)
  })

  it('adds up to its parts, unknown ones at their mean', () => {
    const drawn = draw(3, { first: 0.6, second: 0.6 })
    const combined = combine(drawn)!
    const parts = { ...drawn.parts, second: drawn.parts.second!.with(0, Number.NaN) }
    const { value, parts: added } = applyCombined(combined, parts)
    value.forEach((own, row) => {
      expect(own).toBeCloseTo(combined.base + added.first![row]! + added.second![row]!, 12)
    })
    expect(added.second![0]).toBe(0)
    const [first] = combined.parts
    expect(added.first![0]).toBeCloseTo(first!.weight * (drawn.parts.first![0]! - first!.mean), 12)
  })

  it('does not read rows without a target', () => {
    const { parts, target } = draw(4, { works: 0.7 })
    const weights = target.weights.map((_, row) => Number(row % 5 > 0))
    const values = target.values.map((value, row) => (row % 5 > 0 ? value : 1e9))
    const given = combineEvidence(
      parts,
      { values: target.values, weights },
      groups,
      createRandom(1),
    )
    expect(combineEvidence(parts, { values, weights }, groups, createRandom(1))).toEqual(given)
  })
})
