import { describe, expect, it } from 'vitest'
import { createRandom, drawNormal } from '../../src/kit/index.ts'
import {
  createPlainEngine,
  fitProbes,
  openProbeSolver,
  type ProbeProblem,
  probeLosses,
} from '../../src/reward/index.ts'
import { invertRoot } from '../../src/reward/invert-root.ts'
import { sliceProblem } from '../../src/reward/probe-problem.ts'
import { type BradleyTerryFixture, compareBradleyTerry } from '../parity/bradley-terry.ts'
import { hasFixtures, readFixture } from '../parity/fixtures.ts'
import { largestDifference, makeProblem } from './probe-cases.ts'

const engine = createPlainEngine()

describe('fitProbes', () => {
  it.skipIf(!hasFixtures())(
    'equals scikit-learn and Newton on nine label sets at five penalties (needs ../shared/fixtures)',
    async () => {
      const compared = await compareBradleyTerry(
        readFixture<BradleyTerryFixture>('bradley-terry.json'),
      )
      expect(compared).toMatchObject({ ok: true })
      expect(compared.checked).toBeGreaterThan(1000)
    },
  )

  it('gives each head what it gets alone, over many seeds, weights and margins', async () => {
    for (let seed = 0; seed < 25; seed++) {
      const problem = decorate(makeProblem(seed, { rows: 120, columns: 7, heads: 5 }), seed)
      const together = await fitProbes(problem, engine)
      for (let head = 0; head < problem.heads; head++) {
        const alone = await fitProbes(sliceProblem(problem, head, head + 1), engine)
        const part = together.weights.subarray(head * 7, (head + 1) * 7)
        expect(largestDifference(alone.weights, part)).toBeLessThan(1e-4)
        expect(alone.converged[0]).toBe(1)
      }
    }
  })

  it('finds the minimum: no nearby weights are better', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = createRandom(`near-${seed}`)
      const problem = decorate(makeProblem(seed, { rows: 80, columns: 5, heads: 3 }), seed)
      const { weights } = await fitProbes(problem, engine, { precision: 'float64' })
      const best = probeLosses(problem, weights).objective
      for (let trial = 0; trial < 10; trial++) {
        const moved = weights.map((value) => value + 0.05 * drawNormal(random))
        const losses = probeLosses(problem, moved).objective
        losses.forEach((loss, head) => {
          expect(loss).toBeGreaterThan(best[head]! - 1e-9)
        })
      }
    }
  })

  it('needs few passes, whatever the scale of rows, weights and labels', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const problem = makeProblem(seed, { rows: 300, columns: 12, heads: 6 })
      const rowWeights = Float32Array.from(
        { length: 300 },
        (_, row) => (row % 5) * 10 ** (seed % 4),
      )
      const fits = await fitProbes({ ...problem, rowWeights }, engine)
      expect([...fits.converged]).toEqual([1, 1, 1, 1, 1, 1])
      expect(Math.max(...fits.passes)).toBeLessThanOrEqual(20)
    }
  })

  it('is antisymmetric: swapping A and B of every row with its label changes nothing', async () => {
    const problem = makeProblem(3, { rows: 150, columns: 6, heads: 4 })
    const swapped = {
      ...problem,
      x: (problem.x as Float32Array).map((value) => -value),
      targets: (problem.targets as Float32Array).map((value) => 1 - value),
    }
    const a = await fitProbes(problem, engine, { precision: 'float64' })
    const b = await fitProbes(swapped, engine, { precision: 'float64' })
    expect(largestDifference(a.weights, b.weights)).toBeLessThan(1e-8)
  })

  it('treats weight 0 as absence and weight 2 as repetition', async () => {
    const problem = makeProblem(5, { rows: 60, columns: 4, heads: 2 })
    const weights = Float32Array.from({ length: 60 }, (_, row) => row % 3)
    const picked = Array.from({ length: 60 }, (_, row) => Array<number>(row % 3).fill(row)).flat()
    const repeated: ProbeProblem = {
      ...problem,
      rows: picked.length,
      x: Float32Array.from(
        picked.flatMap((row) => Array.from(problem.x.subarray(row * 4, row * 4 + 4))),
      ),
      targets: Float32Array.from(
        [0, 1].flatMap((head) => picked.map((row) => problem.targets[head * 60 + row]!)),
      ),
    }
    const exact = { precision: 'float64' } as const
    const a = await fitProbes({ ...problem, rowWeights: weights }, engine, exact)
    const b = await fitProbes(repeated, engine, exact)
    expect(largestDifference(a.weights, b.weights)).toBeLessThan(1e-8)
  })

  it('fits separable, constant, duplicated and all-zero data without failing', async () => {
    const rows = 40
    const x = new Float32Array(rows * 4)
    for (let row = 0; row < rows; row++) x.set([row - 19.5, row - 19.5, 0, 1e4], row * 4)
    const targets = Float32Array.from({ length: rows }, (_, row) => (row > 19 ? 1 : 0))
    const fits = await fitProbes({ x, rows, columns: 4, heads: 1, targets, l2: 0.01 }, engine)
    expect(fits.converged[0]).toBe(1)
    expect(fits.weights[0]).toBeCloseTo(fits.weights[1]!, 3)
    expect(fits.weights[2]).toBe(0)
    const nothing = { x: new Float32Array(8), rows: 4, columns: 2, heads: 1, l2: 1 }
    const flat = await fitProbes({ ...nothing, targets: new Float32Array(4) }, engine)
    expect([...flat.weights]).toEqual([0, 0])
  })

  it('solves a head whose rows all weigh nothing: weights zero', async () => {
    const problem = makeProblem(1, { rows: 30, columns: 3, heads: 2 })
    const rowWeights = new Float32Array(60).fill(1, 30)
    const fits = await fitProbes({ ...problem, rowWeights }, engine)
    expect([...fits.weights.subarray(0, 3)]).toEqual([0, 0, 0])
    expect([...fits.converged]).toEqual([1, 1])
  })

  it('refuses shapes, targets, weights, penalties and data that cannot be', async () => {
    const problem = makeProblem(1, { rows: 10, columns: 2, heads: 1 })
    const broken: readonly (readonly [Partial<ProbeProblem>, RegExp])[] = [
      [{ targets: new Float32Array(9) }, /targets/],
      [{ targets: new Float32Array(10).fill(1.5) }, /targets\[0\]: got 1.5/],
      [{ targets: new Float32Array(10).fill(Number.NaN) }, /targets\[0\]: got NaN/],
      [{ rowWeights: new Float32Array(10).fill(-1) }, /rowWeights/],
      [{ margins: new Float32Array(3) }, /margins/],
      [{ l2: 0 }, /l2/],
      [{ l2: [1, 2] }, /l2/],
      [{ x: new Float32Array(20).fill(Number.NaN) }, /not finite/],
    ]
    for (const [change, message] of broken) {
      await expect(fitProbes({ ...problem, ...change }, engine)).rejects.toThrow(message)
    }
  })

  it('gives the same bytes twice, and the same bytes for a chunk whatever came before', async () => {
    const problem = makeProblem(9, { rows: 90, columns: 5, heads: 6 })
    const { x, rows, columns, ...chunk } = problem
    const first = await openProbeSolver({ x, rows, columns }, engine)
    const whole = await first.fit(chunk)
    const again = await first.fit(chunk)
    expect(again.weights).toEqual(whole.weights)
    const { x: _, rows: __, columns: ___, ...tail } = sliceProblem(problem, 3, 6)
    const second = await openProbeSolver({ x, rows, columns }, engine)
    expect((await second.fit(tail)).weights).toEqual((await first.fit(tail)).weights)
    await first.dispose()
    await second.dispose()
  })
})

describe('invertRoot', () => {
  it('gives a root of the inverse for every size up to 13', () => {
    for (let size = 1; size <= 13; size++) {
      const random = createRandom(size)
      const draws = Float64Array.from({ length: size * size }, () => drawNormal(random))
      const matrix = new Float64Array(size * size)
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          let sum = i === j ? 0.5 : 0
          for (let k = 0; k < size; k++) sum += draws[i * size + k]! * draws[j * size + k]!
          matrix[i * size + j] = sum
        }
      }
      const root = invertRoot(matrix, size)!
      const inverseAt = (i: number, j: number): number => {
        let sum = 0
        for (let k = 0; k < size; k++) sum += root[i * size + k]! * root[j * size + k]!
        return sum
      }
      for (let i = 0; i < size; i++) {
        for (let j = 0; j < size; j++) {
          let sum = 0
          for (let k = 0; k < size; k++) sum += matrix[i * size + k]! * inverseAt(k, j)
          expect(sum).toBeCloseTo(i === j ? 1 : 0, 9)
        }
      }
    }
  })

  it('returns null for a matrix that is not positive definite', () => {
    expect(invertRoot(Float64Array.of(1, 2, 2, 1), 2)).toBeNull()
    expect(invertRoot(Float64Array.of(Number.NaN), 1)).toBeNull()
  })
})

// Adds row weights, margins and penalties in turn, so that each seed tests another mixture of them.
function decorate(problem: ProbeProblem, seed: number): ProbeProblem {
  const random = createRandom(`decorate-${seed}`)
  const { rows, heads } = problem
  const draw = (length: number): Float32Array =>
    Float32Array.from({ length }, () => Math.floor(random.next() * 3))
  const perHead = seed % 2 === 0 ? rows : heads * rows
  return {
    ...problem,
    ...(seed % 3 !== 0 && { rowWeights: draw(perHead) }),
    ...(seed % 5 === 0 && { margins: draw(perHead) }),
    ...(seed % 4 === 1 && { l2: Array.from({ length: heads }, (_, head) => 0.1 + head) }),
  }
}
