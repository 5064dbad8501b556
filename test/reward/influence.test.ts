import { describe, expect, it } from 'vitest'
import { rowBits } from '../../src/domain/index.ts'
import { createRandom, drawSubset } from '../../src/kit/index.ts'
import {
  type InfluenceTarget,
  influenceCertainty,
  measureInfluence,
  midpointLabels,
  mixLabels,
  openInfluence,
  oppositeLabels,
} from '../../src/reward/index.ts'
import { pearson } from '../../src/stats/index.ts'
import {
  engine,
  fitHead,
  type InfluenceCase,
  makeCase,
  moveLabel,
  openCase,
  scoreOf,
  takeHuman,
  targetOf,
} from './influence-cases.ts'

const scores = ['soft', 'accuracy', 'logLoss'] as const
const differingRows = ({ tables }: InfluenceCase): number[] =>
  [...tables.lm.targets.keys()].filter(
    (row) => tables.lm.targets[row] !== tables.human.targets[row],
  )

describe('measureInfluence', () => {
  it.each(scores)('is the slope of refitted heads (%s)', async (score) => {
    for (let seed = 0; seed < 8; seed++) {
      const drawn = makeCase(seed, { weights: seed % 2 === 1, leads: seed % 4 > 1 })
      const lm = { ...drawn.tables.lm, margins: drawn.tables.human.margins }
      const given = { ...drawn, tables: { ...drawn.tables, lm } }
      const problem = await openCase(given)
      const { values } = await measureInfluence(problem, [targetOf(given, score)], engine)
      const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
      for (const row of differingRows(given).slice(0, 4)) {
        const slopeAt = async (share: number): Promise<number> => {
          const at = async (step: number): Promise<number> => {
            const moved = moveLabel(problem.labels, given.tables, { row, share: step })
            return scoreOf(given, await fitHead(given, moved), score)
          }
          return ((await at(share)) - (await at(-share))) / (2 * share)
        }
        // Central differences, extrapolated; powers of two move float32 labels exactly.
        const slope = (4 * (await slopeAt(2 ** -10)) - (await slopeAt(2 ** -9))) / 3
        expect(Math.abs(values[row]! - slope)).toBeLessThan(1e-5 * largest)
      }
    }
  })

  it('foretells the full change of single labels, leads and masks included', async () => {
    for (const options of [
      {},
      { weights: true },
      { leads: true },
      { masks: true },
      { leads: true, masks: true },
    ]) {
      const predicted: number[] = []
      const observed: number[] = []
      for (let seed = 0; seed < 4; seed++) {
        const given = makeCase(seed + 20, { rows: 120, l2: 10, ...options })
        const { lm, human } = given.tables
        const problem = await openCase(given, lm)
        const { values, scores: base } = await measureInfluence(
          problem,
          [targetOf(given, 'soft')],
          engine,
        )
        const rows = [...values.keys()].filter((row) => values[row] !== 0).slice(0, 12)
        for (const row of rows) {
          const weights = await fitHead(given, takeHuman(lm, human, row))
          observed.push(scoreOf(given, weights, 'soft') - base[0]!)
          predicted.push(values[row]!)
        }
      }
      expect(predicted.length).toBeGreaterThan(40)
      expect(pearson(predicted, observed)).toBeGreaterThan(0.98)
      const slope =
        observed.reduce((sum, value, at) => sum + value * predicted[at]!, 0) /
        predicted.reduce((sum, value) => sum + value * value, 0)
      expect(slope).toBeGreaterThan(0.9)
      expect(slope).toBeLessThan(1.1)
    }
  })

  it('foretells whole mixes, best from the labels halfway between the sources', async () => {
    let better = 0
    let correlation = 0
    for (let seed = 0; seed < 20; seed++) {
      const given = makeCase(seed + 50, { rows: 200, l2: 10, differing: 0.15 })
      const { tables } = given
      const mixes = Array.from({ length: 12 }, (_, mix) =>
        drawSubset(given.rows, 100, createRandom(seed).fork(mix)),
      )
      const observed = await Promise.all(
        mixes.map(async (rows) =>
          scoreOf(
            given,
            await fitHead(given, mixLabels(tables, rowBits(given.rows, rows))),
            'soft',
          ),
        ),
      )
      const predict = async (labels: typeof tables.lm, start: number): Promise<number[]> => {
        const problem = await openCase(given, labels)
        const table = await measureInfluence(problem, [targetOf(given, 'soft')], engine)
        return mixes.map((rows) => {
          const human = new Set(rows)
          return table.values.reduce(
            (sum, value, row) => sum + value * (Number(human.has(row)) - start),
            table.scores[0]!,
          )
        })
      }
      const halfway = await predict(midpointLabels(tables), 0.5)
      correlation += pearson(halfway, observed) / 20
      const miss = (values: number[]): number =>
        values.reduce((sum, value, at) => sum + (value - observed[at]!) ** 2, 0)
      better += Number(miss(halfway) < miss(await predict(tables.lm, 0)))
    }
    // A coin would be right 15 times or more in 2 % of the cases.
    expect(correlation).toBeGreaterThan(0.9)
    expect(better).toBeGreaterThanOrEqual(15)
  })

  it('reads the score of the head as the suites do', async () => {
    const given = makeCase(1)
    const problem = await openCase(given)
    const table = await measureInfluence(
      problem,
      scores.map((score) => targetOf(given, score)),
      engine,
    )
    scores.forEach((score, index) => {
      expect(table.scores[index]).toBeCloseTo(
        scoreOf(given, Float64Array.from(problem.weights), score),
        9,
      )
    })
    expect(table.targets).toEqual([...scores])
  })

  it('gives a target the same among others, and its negative when the sources change places', async () => {
    const given = makeCase(2, { leads: true, masks: true })
    const problem = await openCase(given)
    const all = await measureInfluence(
      problem,
      scores.map((score) => targetOf(given, score)),
      engine,
    )
    const alone = await measureInfluence(problem, [targetOf(given, 'logLoss')], engine)
    expect(all.values.subarray(2 * given.rows)).toEqual(alone.values)
    const { human, lm } = given.tables
    const turned = { ...problem, tables: { human: lm, lm: human } }
    const negative = await measureInfluence(turned, [targetOf(given, 'logLoss')], engine)
    negative.values.forEach((value, row) => {
      expect(value + alone.values[row]!).toBe(0)
    })
  })

  it('is exactly zero where the labels are equal and NaN where one is unknown', async () => {
    const given = makeCase(3)
    const problem = await openCase(given)
    const human = { ...given.tables.human, targets: given.tables.human.targets.slice() }
    human.targets[7] = Number.NaN
    const tables = { ...given.tables, human }
    const { values } = await measureInfluence(
      { ...problem, tables },
      [targetOf(given, 'soft')],
      engine,
    )
    values.forEach((value, row) => {
      if (row === 7) expect(value).toBeNaN()
      else expect(value === 0).toBe(human.targets[row] === given.tables.lm.targets[row])
    })
  })

  it('knows what a label would be worth before people give it', async () => {
    const given = makeCase(4)
    const { lm } = given.tables
    const problem = await openCase(given, lm)
    const known = await measureInfluence(problem, [targetOf(given, 'soft')], engine)
    const tables = { human: oppositeLabels(lm), lm }
    const ifDiffers = await measureInfluence(
      { ...problem, tables },
      [targetOf(given, 'soft')],
      engine,
    )
    for (const row of differingRows(given)) expect(ifDiffers.values[row]).toBe(known.values[row])
    expect(ifDiffers.values.filter((value) => value === 0)).toHaveLength(0)
  })

  it('refuses a head that is not that of its labels, and shapes that cannot be', async () => {
    const given = makeCase(5)
    const problem = await openCase(given)
    const target = targetOf(given, 'soft')
    const of = (change: object, targets: readonly InfluenceTarget[] = [target]): Promise<unknown> =>
      measureInfluence({ ...problem, ...change }, targets, engine)
    await expect(of({ labels: given.tables.lm })).rejects.toThrow(/fitted to these labels/)
    await expect(of({ weights: Float64Array.of(1) })).rejects.toThrow(/weights: got 1 values/)
    await expect(of({ l2: 0 })).rejects.toThrow(/l2: got 0/)
    await expect(of({ x: new Float32Array(3) })).rejects.toThrow(/x: got 3 values/)
    await expect(of({ rowWeights: new Float32Array(3) })).rejects.toThrow(/rowWeights/)
    await expect(of({}, [])).rejects.toThrow(/targets: got none/)
    await expect(of({}, [target, target])).rejects.toThrow(/a name twice/)
    await expect(of({}, [{ ...target, rows: 3 }])).rejects.toThrow(/target "soft" x/)
    await expect(of({}, [{ ...target, rowWeights: [1] }])).rejects.toThrow(/rowWeights: got 1/)
    await expect(of({}, [{ ...target, rowWeights: new Float64Array(60) }])).rejects.toThrow(
      /above 0/,
    )
    await expect(of({}, [{ ...target, score: 'accuracy', bandwidth: 0 }])).rejects.toThrow(
      /bandwidth/,
    )
    const flat = makeCase(6)
    const zero = {
      ...(await openCase(flat)),
      x: new Float32Array(flat.x.length),
      weights: new Float64Array(5),
    }
    await expect(measureInfluence(zero, [target], engine)).rejects.toThrow(/without spread/)
  })
})

describe('midpointLabels', () => {
  it('lies halfway, and on the other label where one source is masked', () => {
    const of = (targets: number[], margins: number[], mask: number[]) => ({
      targets: Float32Array.from(targets),
      margins: Float32Array.from(margins),
      mask: Uint8Array.from(mask),
    })
    const { targets, margins, mask } = midpointLabels({
      human: of([1, 1, 0.5, 0.5], [1, 0, 0, 0], [1, 1, 0, 0]),
      lm: of([0, 1, 0, 0.5], [0.5, 1, 1, 0], [1, 1, 1, 0]),
    })
    expect([...targets]).toEqual([0.5, 1, 0, 0.5])
    expect([...margins!]).toEqual([0.75, 0.5, 1, 0])
    expect([...mask!]).toEqual([1, 1, 1, 0])
  })
})

describe('influenceCertainty', () => {
  // Rows of a group are alike and groups weigh unlike, so that units and normalisation both show in the spread.
  const unlike = (seed: number): InfluenceCase => {
    const given = makeCase(seed)
    const { evaluation, columns } = given
    const x = evaluation.x.map(
      (_, at) => evaluation.x[2 * columns * Math.floor(at / (2 * columns)) + (at % columns)]!,
    )
    const rowWeights = evaluation.rowWeights.map((weight, row) => weight * ((row >> 1) % 4) ** 2)
    return { ...given, evaluation: { ...evaluation, x, rowWeights } }
  }
  const grouped = (given: InfluenceCase): InfluenceTarget =>
    targetOf(given, 'soft', {
      groups: Uint32Array.from({ length: 60 }, (_, row) => row >> 1),
      categories: Uint32Array.from({ length: 60 }, (_, row) => Number(row >= 40)),
    })

  it('has the spread that refreshed row weights give, by groups inside categories', async () => {
    const given = unlike(7)
    const problem = await openCase(given)
    const target = grouped(given)
    const solver = await openInfluence(problem, engine)
    const random = createRandom('by hand')
    const rounds = 1500
    const sums = new Float64Array(given.rows)
    const squares = new Float64Array(given.rows)
    for (let round = 0; round < rounds; round++) {
      const draws = new Float64Array(30)
      for (const [from, to] of [
        [0, 20],
        [20, 30],
      ] as const) {
        for (let draw = from; draw < to; draw++)
          draws[from + Math.floor(random.next() * (to - from))]! += 1
      }
      const weights = Float64Array.from(
        given.evaluation.rowWeights,
        (weight, row) => weight * draws[row >> 1]!,
      )
      for (const [from, to] of [
        [0, 40],
        [40, 60],
      ] as const) {
        const wanted = given.evaluation.rowWeights
          .subarray(from, to)
          .reduce((sum, weight) => sum + weight, 0)
        const got = weights.subarray(from, to).reduce((sum, weight) => sum + weight, 0)
        for (let row = from; row < to; row++) weights[row]! *= wanted / got
      }
      solver.measure([{ ...target, rowWeights: weights }]).values.forEach((value, row) => {
        sums[row]! += value / rounds
        squares[row]! += value ** 2 / rounds
      })
    }
    const found = await solver.certainty([target], { resamples: 1500 }, createRandom(1))
    const { values } = solver.measure([target])
    for (const row of differingRows(given)) {
      const sd = Math.sqrt(squares[row]! - sums[row]! ** 2)
      // Two standard deviations from 1,500 draws each: relative error about 2.6 % each; five of them.
      expect(Math.abs(found.sd[row]! / sd - 1)).toBeLessThan(0.15)
      expect(Math.abs(found.mean[row]! - sums[row]!)).toBeLessThan(0.2 * sd)
      expect(Math.abs(found.mean[row]! - values[row]!)).toBeLessThan(0.5 * sd)
      expect(found.t[row]).toBeCloseTo(found.mean[row]! / found.sd[row]!, 12)
    }
    await solver.dispose()
  })

  it('does not vary where every category is one group', async () => {
    const given = makeCase(8)
    const problem = await openCase(given)
    const categories = Uint32Array.from({ length: 60 }, (_, row) => row % 3)
    const target = targetOf(given, 'soft', { groups: categories, categories })
    const { values } = await measureInfluence(problem, [target], engine)
    const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
    const { mean, sd } = await influenceCertainty(problem, [target], { engine }, createRandom(1))
    values.forEach((value, row) => {
      expect(Math.abs(mean[row]! - value)).toBeLessThan(1e-5 * largest)
      expect(sd[row]).toBeLessThan(1e-6 * largest)
    })
  })

  it('takes more rows than a block, says zero where labels agree and NaN where one is unknown', async () => {
    const given = makeCase(9, { rows: 300, columns: 3, differing: 0.5 })
    const copies = 20
    const repeat = (values: Float32Array): Float32Array =>
      Float32Array.from({ length: copies * values.length }, (_, at) => values[at % values.length]!)
    const { human, lm } = given.tables
    const many: InfluenceCase = {
      ...given,
      x: repeat(given.x),
      rows: copies * given.rows,
      tables: {
        human: { ...human, targets: repeat(human.targets) },
        lm: { ...lm, targets: repeat(lm.targets) },
      },
    }
    const problem = await openCase(many)
    const targets = many.tables.human.targets.slice()
    targets[0] = many.tables.lm.targets[0]!
    targets[1] = Number.NaN
    const tables = { ...many.tables, human: { ...human, targets } }
    const { t, sd } = await influenceCertainty(
      { ...problem, tables },
      [targetOf(given, 'soft')],
      { engine },
      createRandom(1),
    )
    expect([t[0], sd[0]]).toEqual([0, 0])
    expect(t[1]).toBeNaN()
    for (let row = 2; row < 300; row++) {
      expect(t[row] === 0).toBe(human.targets[row] === lm.targets[row])
      expect(t[row + 19 * 300]).toBe(t[row])
    }
  })

  it('gives the same for a target whatever stands beside it, and other resamples for another seed', async () => {
    const given = makeCase(10)
    const problem = await openCase(given)
    const target = grouped(given)
    const of = async (targets: readonly InfluenceTarget[], seed: number) =>
      (await influenceCertainty(problem, targets, { engine, resamples: 20 }, createRandom(seed))).t
    const alone = await of([target], 1)
    const beside = await of([targetOf(given, 'logLoss'), target], 1)
    expect(beside.subarray(given.rows)).toEqual(alone)
    expect(await of([target], 2)).not.toEqual(alone)
  })

  it('refuses a single resample', async () => {
    const given = makeCase(11)
    const problem = await openCase(given)
    await expect(
      influenceCertainty(
        problem,
        [targetOf(given, 'soft')],
        { engine, resamples: 1 },
        createRandom(1),
      ),
    ).rejects.toThrow(/resamples: got 1/)
  })
})
