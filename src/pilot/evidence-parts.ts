import { expectInfluence, type FeatureMatrix, type Predictor } from '../domain/index.ts'

/** Names of the kinds of evidence that a combination is made of; each is in points or a monotone stand-in, and larger speaks for people. */
export const PART_NAMES = {
  influence: 'expected influence',
  gain: 'PPM gain',
  chance: 'PPM gain x P(differs)',
  label: 'label gain',
} as const

/** What the kinds of evidence of rows are made of; null where there is none. */
export interface PartInput {
  /** What a human label would be worth if it differed from the judge's, points. */
  readonly worth: Float64Array | null
  readonly pDiffers: Float64Array | null
  /** Gain by a PPM that was not refused, points. */
  readonly ppmGain: Float64Array | null
  readonly labelGain: Float64Array | null
}

/** Returns the kinds of evidence of rows by name. */
export function evidenceParts(input: PartInput): Record<string, Float64Array> {
  const { worth, pDiffers, ppmGain, labelGain } = input
  const parts: Record<string, Float64Array> = {}
  if (worth !== null && pDiffers !== null)
    parts[PART_NAMES.influence] = expectedInfluence(worth, pDiffers)
  if (ppmGain !== null) {
    parts[PART_NAMES.gain] = ppmGain
    if (pDiffers !== null)
      parts[PART_NAMES.chance] = ppmGain.map((value, row) => value * pDiffers[row]!)
  }
  if (labelGain !== null) parts[PART_NAMES.label] = labelGain
  return parts
}

/** Returns the influence to expect of every row before a person is asked, points; NaN where the chance is unknown. */
export function expectedInfluence(worth: Float64Array, pDiffers: Float64Array): Float64Array {
  const rows = worth.length
  const table = { targets: ['target'], rows, values: worth, scores: new Float64Array(1) }
  return expectInfluence(table, pDiffers).values
}

/**
 * Returns the gain of every row by a PPM at half human labels, points per row of the pool that it was fitted on. Features are matched by id; one that the
 * rows lack counts as average.
 */
export function gainAtHalf(ppm: Predictor, matrix: FeatureMatrix): Float64Array {
  const { total, columnMeans, featureIds } = ppm
  const { perRow, perFeature } = ppm.effects({
    humans: total / 2,
    total,
    counts: columnMeans.map((mean) => (mean * total) / 2),
  })
  const columnOf = new Map(matrix.specs.map(({ id }, column) => [id, column]))
  const known = featureIds.flatMap((id, feature) => {
    const column = columnOf.get(id)
    return column === undefined ? [] : [{ column, feature, effect: perFeature[feature]! }]
  })
  const base = known.reduce(
    (sum, { feature, effect }) => sum - effect * columnMeans[feature]!,
    perRow,
  )
  const gains = new Float64Array(matrix.ids.length).fill(base)
  for (const { column, effect } of known) addToCarriers(gains, effect, { matrix, column })
  return gains
}

function addToCarriers(
  gains: Float64Array,
  effect: number,
  { matrix, column }: { readonly matrix: FeatureMatrix; readonly column: number },
): void {
  for (let word = 0; word < matrix.words; word++) {
    let rest = matrix.bits[column * matrix.words + word]! | 0
    while (rest !== 0) {
      gains[word * 32 + 31 - Math.clz32(rest & -rest)]! += effect
      rest &= rest - 1
    }
  }
}
