import { describe, expect, it } from 'vitest'
import { openMatrixEngine, openOnnxEngine } from '../../../src/backends/matrix-engine/index.ts'
import type { MatrixEngine } from '../../../src/domain/index.ts'
import { HyperError } from '../../../src/kit/index.ts'
import { createPlainEngine, fitProbes } from '../../../src/reward/index.ts'
import { sliceProblem } from '../../../src/reward/probe-problem.ts'
import { largestDifference, makeProblem } from '../../reward/probe-cases.ts'

const onnx = await openOnnxEngine()
const plain = createPlainEngine()

async function passOf(
  engine: MatrixEngine,
  size: { rows: number; columns: number; heads: number },
) {
  const problem = makeProblem(size.rows, size)
  const x = problem.x as Float32Array
  const weights = Float32Array.from(
    { length: size.heads * size.columns },
    (_, index) => Math.sin(index) / 2,
  )
  const rowWeights = Float32Array.from({ length: size.rows }, (_, row) => (row % 4) / 2)
  const matrix = await engine.prepare(x, size.rows, size.columns)
  const k = size.heads
  const targets = problem.targets as Float32Array
  const pass = await matrix.logisticPass({ k, weights, targets, rowWeights })
  const perHead = new Float32Array(k * size.rows)
  for (let head = 0; head < k; head++) perHead.set(rowWeights, head * size.rows)
  const same = await matrix.logisticPass({ k, weights, targets, rowWeights: perHead })
  const scores = await matrix.timesTransposed(weights, k)
  const sums = await matrix.times(targets, k)
  await matrix.dispose()
  return { ...pass, same: same.gradient, scores, sums }
}

describe('the engines', () => {
  it('agree with each other and with the definition, for odd shapes too', async () => {
    const sizes = [
      { rows: 1, columns: 1, heads: 1 },
      { rows: 37, columns: 5, heads: 3 },
      { rows: 64, columns: 17, heads: 8 },
      { rows: 301, columns: 33, heads: 13 },
    ]
    for (const size of sizes) {
      const a = await passOf(onnx, size)
      const b = await passOf(plain, size)
      const scale = 1 + Math.max(...b.gradient.map(Math.abs))
      expect(largestDifference(a.margins, b.margins)).toBeLessThan(1e-4)
      expect(largestDifference(a.scores, b.margins)).toBeLessThan(1e-4)
      expect(largestDifference(a.gradient, b.gradient) / scale).toBeLessThan(1e-5)
      expect(largestDifference(a.same, a.gradient) / scale).toBeLessThan(1e-6)
      expect(largestDifference(a.sums, b.sums)).toBeLessThan(1e-3)
    }
  })

  it('refuse shapes that do not fit', async () => {
    for (const engine of [onnx, plain]) {
      await expect(engine.prepare(new Float32Array(5), 2, 3)).rejects.toThrow(/expected 2 x 3/)
      const matrix = await engine.prepare(new Float32Array(6), 2, 3)
      await expect(async () => matrix.times(new Float32Array(3), 1)).rejects.toThrow(/1 x 2/)
      await matrix.dispose()
    }
  })
})

describe('openOnnxEngine', () => {
  it('gives a head the same bits whatever stands beside it', async () => {
    const rows = 500
    const columns = 48
    const problem = makeProblem(2, { rows, columns, heads: 40 })
    const weights = Float32Array.from({ length: 40 * columns }, (_, index) => Math.cos(index) / 3)
    const ones = new Float32Array(rows).fill(1)
    const matrix = await onnx.prepare(problem.x as Float32Array, rows, columns)
    const targets = problem.targets as Float32Array
    const whole = await matrix.logisticPass({ k: 40, weights, targets, rowWeights: ones })
    for (const [from, to] of [
      [0, 1],
      [3, 5],
      [7, 20],
      [11, 40],
    ] as const) {
      const part = await matrix.logisticPass({
        k: to - from,
        weights: weights.slice(from * columns, to * columns),
        targets: targets.slice(from * rows, to * rows),
        rowWeights: ones,
      })
      expect(part.gradient).toEqual(whole.gradient.slice(from * columns, to * columns))
    }
    await matrix.dispose()
  })

  it('fits the same heads as the plain engine, together and alone', async () => {
    const problem = makeProblem(6, { rows: 400, columns: 20, heads: 12 })
    const fast = await fitProbes(problem, onnx)
    const slow = await fitProbes(problem, plain)
    expect(largestDifference(fast.weights, slow.weights)).toBeLessThan(1e-4)
    const alone = await fitProbes(sliceProblem(problem, 5, 6), onnx)
    expect(largestDifference(alone.weights, fast.weights.subarray(100, 120))).toBeLessThan(1e-4)
    expect((await fitProbes(problem, onnx)).weights).toEqual(fast.weights)
  })
})

describe('openMatrixEngine', () => {
  it('takes the native engine where it loads and says so', async () => {
    expect((await openMatrixEngine()).id).toBe('onnx')
  })

  it('falls back to the plain engine where the runtime does not load, and on nothing else', async () => {
    const absent = async (): Promise<MatrixEngine> => {
      throw new HyperError('internal/no-onnx', 'matrix engine: got none, expected one')
    }
    expect((await openMatrixEngine({}, absent)).id).toBe('plain')
    const broken = async (): Promise<MatrixEngine> => {
      throw new TypeError('a bug')
    }
    await expect(openMatrixEngine({}, broken)).rejects.toThrow('a bug')
  })
})
