import {
  createFeatureMatrix,
  type FeatureMatrix,
  type FeatureSpec,
  setFeature,
} from '../../src/domain/index.ts'
import type { Random } from '../../src/kit/index.ts'
import { drawNormal } from '../../src/kit/index.ts'
import type { Dump } from './arguments.ts'

/** Returns specs of so many anonymous features. */
export function anonymousSpecs(count: number): FeatureSpec[] {
  return Array.from({ length: count }, (_, index) => ({
    id: `tag:${index}`,
    kind: 'tag' as const,
    group: 'tag',
    exclusive: false,
    label: `tag ${index}`,
  }))
}

/** Returns a feature matrix that the dump holds. */
export function dumpedMatrix(dump: Dump, name: string): FeatureMatrix {
  const [rows, columns] = dump.shape(name) as [number, number]
  const ids = Array.from({ length: rows }, (_, row) => `i${row}`)
  const bits = new Uint32Array(dump.bytes(name).slice().buffer)
  return {
    ids,
    specs: anonymousSpecs(columns),
    words: Math.ceil(rows / 32),
    bits,
    unknown: new Uint32Array(bits.length),
  }
}

/** Returns made-up tags of the same kind as the baselines: nine groups of three bins, then tags of falling frequency. */
export function drawTags(rows: number, columns: number, random: Random): FeatureMatrix {
  const ids = Array.from({ length: rows }, (_, row) => `i${row}`)
  const matrix = createFeatureMatrix(ids, anonymousSpecs(columns))
  const groups = Math.min(9, Math.floor(columns / 3))
  for (let group = 0; group < groups; group++) {
    const weights = [0, 1, 2].map(() => -Math.log(random.next() * random.next() * random.next()))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    for (let row = 0; row < rows; row++) {
      const at = random.next() * total
      const bin = at < weights[0]! ? 0 : at < weights[0]! + weights[1]! ? 1 : 2
      setFeature(matrix, row, 3 * group + bin, true)
    }
  }
  for (let column = 3 * groups; column < columns; column++) {
    const share = 0.6 / (1 + column - 3 * groups) ** 0.9
    for (let row = 0; row < rows; row++)
      if (random.next() < share) setFeature(matrix, row, column, true)
  }
  return matrix
}

/** Returns scores of mixes as the baselines make them up: a falling line plus effects of the deviations plus noise. */
export function drawScores(
  points: readonly { readonly counts: Float64Array; readonly share: number }[],
  random: Random,
): Float64Array {
  const columns = points[0]!.counts.length
  const shares = points.reduce((sum, point) => sum + point.share, 0)
  const rates = Float64Array.from(
    { length: columns },
    (_, j) => points.reduce((sum, point) => sum + point.counts[j]!, 0) / shares,
  )
  const deviations = points.map(({ counts, share }) =>
    counts.map((count, j) => count - share * rates[j]!),
  )
  const effects = Float64Array.from({ length: columns }, (_, j) => {
    const values = deviations.map((row) => row[j]!)
    const center = values.reduce((sum, value) => sum + value, 0) / values.length
    const spread =
      Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2, 0) / values.length) +
      1e-9
    return drawNormal(random) / spread / Math.sqrt(columns)
  })
  return Float64Array.from(points, ({ share }, i) => {
    const gained = deviations[i]!.reduce((sum, value, j) => sum + value * effects[j]!, 0)
    return 66 - 6 * share + gained + 0.7 * drawNormal(random)
  })
}
