import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/kit/index.ts'
import {
  chooseL2,
  countChunks,
  createPlainEngine,
  fitProbes,
  type HeadLabels,
  type MixTraining,
  marginScale,
  probeLosses,
  type TrainedChunk,
  trainMixes,
} from '../../src/reward/index.ts'
import { largestDifference, makeProblem } from './probe-cases.ts'

const engine = createPlainEngine()
const problem = makeProblem(4, { rows: 80, columns: 5, heads: 11 })

function makeTraining(change: Partial<MixTraining> = {}): MixTraining {
  const suite = makeProblem(8, { rows: 30, columns: 5, heads: 1 })
  return {
    design: { x: problem.x, rows: 80, columns: 5 },
    count: 11,
    labelsAt: (index): HeadLabels => ({
      targets: problem.targets.slice(index * 80, (index + 1) * 80) as Float32Array,
      margins: null,
      mask: null,
    }),
    l2: 3,
    evaluations: [
      { name: 'suite', x: suite.x as Float32Array, rows: 30 },
      { name: 'none', x: new Float32Array(0), rows: 0 },
    ],
    chunkSize: 4,
    ...change,
  }
}

async function collect(training: MixTraining): Promise<TrainedChunk[]> {
  const chunks: TrainedChunk[] = []
  await trainMixes(training, engine, (chunk) => {
    chunks.push(chunk)
  })
  return chunks
}

describe('trainMixes', () => {
  it('yields every head once, in chunks, equal to one fit of all', async () => {
    const chunks = await collect(makeTraining())
    expect(chunks.map((chunk) => [chunk.index, chunk.from, chunk.fits.heads])).toEqual([
      [0, 0, 4],
      [1, 4, 4],
      [2, 8, 3],
    ])
    expect(countChunks(11, 4)).toBe(3)
    const whole = await fitProbes(problem, engine)
    const joined = chunks.flatMap((chunk) => [...chunk.fits.weights])
    expect(largestDifference(joined, whole.weights)).toBeLessThan(1e-4)
    expect(chunks[1]!.margins.get('suite')).toHaveLength(4 * 30)
    expect(chunks[1]!.margins.get('none')).toHaveLength(0)
  })

  it('resumes at any chunk with the same bytes', async () => {
    const whole = await collect(makeTraining())
    for (const firstChunk of [0, 1, 2, 3]) {
      expect(await collect(makeTraining({ firstChunk }))).toEqual(whole.slice(firstChunk))
    }
  })

  it('waits for each chunk to be taken, and stops between chunks when asked', async () => {
    const seen: number[] = []
    const stop = new AbortController()
    const take = async (chunk: TrainedChunk): Promise<void> => {
      await Promise.resolve()
      seen.push(chunk.index)
      if (chunk.index === 1) stop.abort(new Error('stopped by hand'))
    }
    const run = trainMixes(makeTraining(), engine, take, { cancel: stop.signal })
    await expect(run).rejects.toThrow('stopped by hand')
    expect(seen).toEqual([0, 1])
  })

  it('trains masked rows as if they were not there', async () => {
    const mask = Uint8Array.from({ length: 80 }, (_, row) => row % 2)
    const labels = makeTraining().labelsAt(2)
    const [masked] = await collect(
      makeTraining({ count: 1, labelsAt: () => ({ ...labels, mask }) }),
    )
    const weighted = await fitProbes(
      { ...problem, heads: 1, targets: labels.targets, rowWeights: Float32Array.from(mask) },
      engine,
    )
    expect(largestDifference(masked!.fits.weights, weighted.weights)).toBeLessThan(1e-4)
  })
})

describe('marginScale', () => {
  it('is the population standard deviation per head', () => {
    expect([...marginScale([1, 3, 5, 5], 2, 2)]).toEqual([1, 0])
  })
})

describe('chooseL2', () => {
  it('returns the penalty with the smallest held-out loss, as fits one by one find it', async () => {
    for (let seed = 0; seed < 5; seed++) {
      const { x, targets } = makeProblem(seed, { rows: 90, columns: 6, heads: 1 })
      const random = createRandom(`folds-${seed}`)
      const folds = Uint8Array.from({ length: 90 }, () => Math.floor(random.next() * 3))
      const labels = { targets: targets as Float32Array, margins: null, mask: null }
      const grid = [0.1, 1, 10, 100, 1000]
      const choice = { x: x as Float32Array, rows: 90, columns: 6, labels, folds, grid }
      const chosen = await chooseL2(choice, engine)
      const byHand: number[] = []
      for (const l2 of grid) {
        let loss = 0
        for (let fold = 0; fold < 3; fold++) {
          const rest = Float32Array.from(folds, (value) => (value === fold ? 0 : 1))
          const held = Float32Array.from(folds, (value) => (value === fold ? 1 : 0))
          const one = { x, rows: 90, columns: 6, heads: 1, targets, l2 }
          const { weights } = await fitProbes({ ...one, rowWeights: rest }, engine)
          const count = held.reduce((sum, value) => sum + value, 0)
          loss += count * probeLosses({ ...one, rowWeights: held }, weights).meanLogLoss[0]!
        }
        byHand.push(loss / 90)
      }
      chosen.table.forEach((row, index) => {
        expect(row.logLoss).toBeCloseTo(byHand[index]!, 4)
      })
      expect(chosen.l2).toBe(grid[byHand.indexOf(Math.min(...byHand))])
      expect(chosen.atEdge).toBe(chosen.l2 === 0.1 || chosen.l2 === 1000)
    }
  })

  it('refuses a single fold', async () => {
    const labels = makeTraining().labelsAt(0)
    const choice = { x: problem.x as Float32Array, rows: 80, columns: 5, labels }
    await expect(chooseL2({ ...choice, folds: new Uint8Array(80) }, engine)).rejects.toThrow(
      /1 folds/,
    )
  })
})
