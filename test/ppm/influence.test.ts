import { describe, expect, it } from 'vitest'
import { columnSums, hasFeature, type MixPoint, selectRows } from '../../src/domain/index.ts'
import { createRandom, drawNormal, drawSubset, shuffleInPlace } from '../../src/kit/index.ts'
import {
  compareGains,
  crossValidateInfluence,
  explainInfluence,
  type FittedPpm,
  fitInfluencePpm,
  fitPenalised,
  fitPpm,
  fromPpmArtifact,
  type InfluencePilot,
  influenceGains,
  parsePpmKind,
  ppmKinds,
  rowGains,
  toPpmArtifact,
} from '../../src/ppm/index.ts'
import { createMatrix, pearson, spearman } from '../../src/stats/index.ts'
import { makePilot } from './made-pilot.ts'
import { simulateMixes } from './simulated-mixes.ts'

const fitPilot = (pilot: InfluencePilot, seed = 1): FittedPpm =>
  fitInfluencePpm(pilot, {}, createRandom(seed))

function pointOf({ matrix }: InfluencePilot, rows: ArrayLike<number>): MixPoint {
  const counts = columnSums(selectRows(matrix, rows))
  return { humans: rows.length, total: matrix.ids.length, counts }
}

function designOf({ matrix }: InfluencePilot) {
  const columns = matrix.specs.length
  return createMatrix(
    matrix.ids.length,
    columns,
    Float64Array.from({ length: matrix.ids.length * columns }, (_, at) =>
      Number(hasFeature(matrix, Math.floor(at / columns), at % columns)),
    ),
  )
}

describe('fitInfluencePpm', () => {
  it('is the ridge regression of the influences on the tags', () => {
    for (let seed = 0; seed < 5; seed++) {
      const { pilot } = makePilot({ groups: 60 }, createRandom(seed))
      const model = fitPilot(pilot, seed)
      const { penalty, mean } = model.state.numbers
      const plain = fitPenalised(designOf(pilot), pilot.influences, { penalty: penalty! })
      const { perFeature } = model.effects(pointOf(pilot, []))
      perFeature.forEach((effect, j) => {
        expect(effect).toBeCloseTo(plain.coefficients[j]!, 10)
      })
      expect(mean).toBeCloseTo(pilot.influences.reduce((sum, value) => sum + value, 0) / 240, 12)
    }
  })

  it('covers effects and summed influences in 95 % of the cases, though rows of a prompt are alike', () => {
    const seen = { effects: 0, effectsIn: 0, sums: 0, sumsIn: 0 }
    for (let seed = 0; seed < 60; seed++) {
      const random = createRandom(`coverage-${seed}`)
      const { pilot, effects, expected } = makePilot({ groupNoise: 1.5 }, random)
      const model = fitPilot(pilot, seed)
      const { perFeature, covariance } = model.effects(pointOf(pilot, []))
      effects.forEach((effect, j) => {
        seen.effects++
        seen.effectsIn += Number(
          Math.abs(perFeature[j]! - effect) < 1.96 * Math.sqrt(covariance![j * 8 + j]!),
        )
      })
      for (let draw = 0; draw < 4; draw++) {
        const rows = drawSubset(800, [40, 200, 400, 800][draw]!, random)
        const truth = rows.reduce((sum, row) => sum + expected[row]!, 0)
        const { mean, sd } = model.predict([pointOf(pilot, rows)])[0]!
        seen.sums++
        seen.sumsIn += Number(Math.abs(mean - truth) < 1.96 * sd)
      }
    }

    expect(seen.effectsIn / seen.effects).toBeGreaterThan(0.91)
    expect(seen.effectsIn / seen.effects).toBeLessThan(0.98)
    expect(seen.sumsIn / seen.sums).toBeGreaterThan(0.9)
    expect(seen.sumsIn / seen.sums).toBeLessThan(0.99)
  })

  it('gives the same numbers after it was written and read', () => {
    const { pilot } = makePilot({ components: { columns: 3, effect: 1 } }, createRandom(2))
    const model = fitPilot(pilot)
    const read = fromPpmArtifact(JSON.parse(JSON.stringify(toPpmArtifact(model))))
    const point = pointOf(pilot, [1, 5, 9])
    expect(read.kind).toBe('influence')
    expect(read.predict([point])).toEqual(model.predict([point]))
    expect(read.effects(point)).toEqual(model.effects(point))
    expect(influenceGains(read, pilot.matrix, pilot.components)).toEqual(
      influenceGains(model, pilot.matrix, pilot.components),
    )
  })

  it('has effects that are the slopes of its predictions, and none of its own at the corner', () => {
    const { pilot } = makePilot({}, createRandom(3))
    const model = fitPilot({ ...pilot, cornerScore: 61 })
    const [corner, one] = model.predict([pointOf(pilot, []), pointOf(pilot, [17])])
    expect(corner).toEqual({ mean: 61, sd: 0 })
    const { gain } = rowGains(model, pilot.matrix, pointOf(pilot, []))
    expect(one!.mean - 61).toBeCloseTo(gain[17]!, 12)
    const own = influenceGains(model, pilot.matrix)
    expect(own.gain[17]).toBeCloseTo(gain[17]!, 12)
    expect(own.sd![17]).toBeCloseTo(one!.sd, 12)
    const bare = fitPilot(pilot)
    expect(bare.predict([pointOf(pilot, [17])])[0]!.mean).toBeCloseTo(gain[17]!, 12)
  })

  it('reads a mix of a pool twice as large as the same mix', () => {
    const { pilot } = makePilot({}, createRandom(4))
    const model = fitPilot({ ...pilot, cornerScore: 50 })
    const point = pointOf(pilot, [3, 4, 5, 600])
    const doubled = { humans: 8, total: 1600, counts: point.counts.map((count) => 2 * count) }
    const [small, large] = model.predict([point, doubled])
    expect(large!.mean).toBeCloseTo(small!.mean, 12)
    expect(large!.sd).toBeCloseTo(small!.sd, 12)
    expect(2 * model.effects(doubled).perRow).toBeCloseTo(model.effects(point).perRow, 14)
    expect(
      fitPilot({ ...pilot, total: 8000 }).effects({ ...point, total: 8000 }).perRow,
    ).toBeCloseTo(model.effects(point).perRow, 14)
  })

  it('permutes its effects with the features', () => {
    const { pilot } = makePilot({}, createRandom(5))
    const order = shuffleInPlace([...Array(8).keys()], createRandom(6))
    const { matrix } = pilot
    const permuted = {
      ...matrix,
      specs: order.map((column) => matrix.specs[column]!),
      bits: Uint32Array.from(
        { length: matrix.bits.length },
        (_, at) =>
          matrix.bits[order[Math.floor(at / matrix.words)]! * matrix.words + (at % matrix.words)]!,
      ),
    }
    const one = fitPilot(pilot).effects(pointOf(pilot, [])).perFeature
    const other = fitPilot({ ...pilot, matrix: permuted }).effects(pointOf(pilot, [])).perFeature
    order.forEach((column, at) => {
      expect(other[at]).toBeCloseTo(one[column]!, 10)
    })
  })

  it('leaves out rows of unknown influence', () => {
    const { pilot } = makePilot({}, createRandom(7))
    const kept = Uint32Array.from({ length: 600 }, (_, row) => row)
    const influences = pilot.influences.map((value, row) => (row < 600 ? value : Number.NaN))
    const whole = fitPilot({ ...pilot, influences })
    const part = fitPilot({
      matrix: selectRows(pilot.matrix, kept),
      influences: pilot.influences.subarray(0, 600),
      groups: Array.from(pilot.groups).slice(0, 600),
      total: 800,
    })
    expect(whole.state).toEqual(part.state)
  })

  it('learns from components what tags do not say, whatever their unit', () => {
    const { pilot, expected } = makePilot(
      { components: { columns: 4, effect: 1 } },
      createRandom(8),
    )
    const model = fitPilot(pilot)
    const alone = influenceGains(model, pilot.matrix).gain
    const joint = influenceGains(model, pilot.matrix, pilot.components)
    expect(pearson(joint.gain, expected)).toBeGreaterThan(0.95)
    expect(pearson(alone, expected)).toBeLessThan(0.8)
    const { columns, values } = pilot.components!
    const other = { columns, values: Float64Array.from(values, (value) => 100 * value - 7) }
    const rescaled = influenceGains(fitPilot({ ...pilot, components: other }), pilot.matrix, other)
    rescaled.gain.forEach((value, row) => {
      expect(value).toBeCloseTo(joint.gain[row]!, 9)
    })
    const lost = { columns, values: values.map((value, at) => (at < columns ? Number.NaN : value)) }
    expect(influenceGains(model, pilot.matrix, lost).gain[0]).toBeCloseTo(
      influenceGains(model, pilot.matrix, {
        columns,
        values: values.map((value, at) =>
          at < columns ? model.state.arrays.componentMeans![at]! : value,
        ),
      }).gain[0]!,
      12,
    )
  })

  it('refuses pilots that are too small or do not fit, and to be fitted on mixes', () => {
    const { pilot } = makePilot({ components: { columns: 2, effect: 0 } }, createRandom(9))
    const few = pilot.influences.map((value, row) => (row < 10 ? value : Number.NaN))
    const code = (of: () => unknown): string => {
      try {
        of()
      } catch (error) {
        return (error as { code?: string }).code ?? String(error)
      }
      return 'none'
    }
    expect(code(() => fitPilot({ ...pilot, influences: few }))).toBe('data/bad-influence')
    expect(code(() => fitPilot({ ...pilot, groups: [1] }))).toBe('data/bad-influence')
    expect(
      code(() => fitPilot({ ...pilot, components: { columns: 3, values: new Float64Array(3) } })),
    ).toBe('data/bad-influence')
    expect(
      code(() =>
        fitPilot({ ...pilot, influences: pilot.influences.map(() => Number.POSITIVE_INFINITY) }),
      ),
    ).toMatch(/infinite/)
    const { components: _, ...alone } = pilot
    expect(code(() => influenceGains(fitPilot(alone), pilot.matrix, pilot.components))).toBe(
      'data/bad-ppm',
    )
    expect(
      code(() =>
        influenceGains(fitPilot(pilot), pilot.matrix, {
          columns: 1,
          values: new Float64Array(800),
        }),
      ),
    ).toMatch(/components: got 800/)
    const { table } = simulateMixes({ mixes: 20, features: 3 }, createRandom(1))
    expect(code(() => fitPpm('influence', table))).toBe('config/ppm-needs-influence')
    expect(parsePpmKind('influence')).toBe('influence')
    expect(ppmKinds).toContain('influence')
  })
})

describe('crossValidateInfluence', () => {
  const validate = (pilot: InfluencePilot, seed: number) =>
    crossValidateInfluence(pilot, { repeats: 2, resamples: 200 }, createRandom(seed))

  it('finds what the features say about unseen prompts', () => {
    for (let seed = 0; seed < 8; seed++) {
      const { pilot, expected } = makePilot({ signal: 0.5 }, createRandom(seed))
      const quality = validate(pilot, seed)
      expect(quality).toMatchObject({
        rows: 800,
        differing: 800,
        groups: 200,
        folds: 10,
        usable: true,
      })
      expect(pearson(quality.outOfFold.predicted, expected)).toBeGreaterThan(0.8)
      expect(quality.r2.value).toBeGreaterThan(0.05)
      expect(quality.spearman.lo).toBeGreaterThan(0)
      expect(quality.pearson.lo).toBeLessThan(quality.pearson.value)
    }
  })

  it('refuses where the features say nothing, however alike the rows of a prompt are', () => {
    let usable = 0
    let mean = 0
    for (let seed = 0; seed < 80; seed++) {
      const { pilot } = makePilot(
        { signal: 0, groupNoise: 2, groups: 60 },
        createRandom(`null-${seed}`),
      )
      const quality = validate(pilot, seed)
      usable += Number(quality.usable)
      mean += quality.pearson.value / 80
      expect(quality.r2.value).toBeLessThan(0.2)
    }
    // 2.5 % intended: 8 or more of 80 would happen in 0.1 % of the cases.

    expect(usable).toBeLessThan(8)
    expect(mean).toBeLessThan(0.02)
  })

  it('reads components where the pilot has some', () => {
    const { pilot } = makePilot(
      { signal: 0, components: { columns: 4, effect: 0.8 } },
      createRandom(3),
    )
    const { components: _, ...alone } = pilot
    expect(validate(pilot, 1).pearson.value).toBeGreaterThan(0.4)
    expect(validate(alone, 1).pearson.value).toBeLessThan(0.2)
  })

  it('is told in sentences, the verdict first', () => {
    const said = (signal: number): string[] =>
      explainInfluence(
        validate(makePilot({ signal, groups: 60 }, createRandom(5)).pilot, 1),
        'overall',
      )
    expect(said(1)[0]).toMatch(
      /^overall: features say something .* \(correlation 0\.\d+, 95 % interval/,
    )
    expect(said(0)[0]).toContain('cannot be routed by it')
    expect(said(0)[2]).toContain(
      'From 240 rows of 60 prompts, 240 of which change the target, 10 folds',
    )
  })

  it('refuses a pilot of two prompts', () => {
    const { pilot } = makePilot({ groups: 2, perGroup: 20 }, createRandom(4))
    expect(() => validate(pilot, 1)).toThrow(/2 prompt groups/)
  })
})

describe('compareGains', () => {
  it('gives the correlations over all known rows and over those that differ', () => {
    const random = createRandom(1)
    const influences = Array.from({ length: 300 }, (_, row) =>
      row < 5 ? Number.NaN : row % 3 === 0 ? 0 : drawNormal(random),
    )
    const gains = influences.map((value) =>
      Number.isNaN(value) ? 1e9 : value + drawNormal(random),
    )
    const compared = compareGains(
      gains,
      { influences, groups: influences.map((_, row) => row >> 1) },
      random,
    )
    const known = [...influences.keys()].filter((row) => row >= 5)
    const differing = known.filter((row) => influences[row] !== 0)
    for (const [agreement, rows] of [
      [compared.all, known],
      [compared.differing, differing],
    ] as const) {
      const a = rows.map((row) => influences[row]!)
      const b = rows.map((row) => gains[row]!)
      expect(agreement.rows).toBe(rows.length)
      expect(agreement.pearson.value).toBeCloseTo(pearson(a, b), 12)
      expect(agreement.spearman.value).toBeCloseTo(spearman(a, b), 12)
      expect(agreement.pearson.lo).toBeLessThan(agreement.pearson.value)
      expect(agreement.pearson.hi).toBeGreaterThan(agreement.pearson.value)
    }
  })

  it('holds zero in 95 % of the cases where gains say nothing, by prompt groups', () => {
    let held = 0
    for (let seed = 0; seed < 200; seed++) {
      const random = createRandom(`zero-${seed}`)
      const groups = Array.from({ length: 200 }, (_, row) => row >> 2)
      const draw = (): number[] => Array.from({ length: 50 }, () => drawNormal(random))
      const [one, other] = [draw(), draw()]
      const influences = groups.map((group) => one[group]! + 0.3 * drawNormal(random))
      const gains = groups.map((group) => other[group]! + 0.3 * drawNormal(random))
      const { pearson: found } = compareGains(
        gains,
        { influences, groups, resamples: 300 },
        random,
      ).all
      held += Number(found.lo < 0 && found.hi > 0)
    }
    expect(held / 200).toBeGreaterThan(0.88)
    expect(held / 200).toBeLessThan(0.99)
  })

  it('knows nothing of fewer than three rows, and refuses lengths that disagree', () => {
    const { all } = compareGains([1, 2], { influences: [1, 2], groups: [0, 1] }, createRandom(1))
    expect(all.spearman.value).toBeNaN()
    expect(() => compareGains([1], { influences: [1, 2], groups: [0] }, createRandom(1))).toThrow(
      /2 influences/,
    )
  })
})
