import { drawIndex, type Random } from '../kit/index.ts'

/** How intervals are made. */
export interface ResampleOptions {
  readonly resamples: number
  readonly level: number
}

/** Resamples of the units of one part of the data, shared by everything that is measured on it. */
export interface Resampling extends ResampleOptions {
  readonly unitCount: number
  /** How often every unit is drawn in a resample; valid until the next call. */
  readonly weightsOf: (resample: number) => Uint8Array
  /** Resamples of single rows, for what all lies in one unit. */
  readonly ofRows: (rowCount: number) => Resampling
}

/** Weights are kept up to this many bytes, so that measures share them; beyond it they are drawn again each time, equal to the byte. */
const KEPT_BYTES = 1 << 26

/** Returns resamples of units: as many draws with replacement as there are units. */
export function createResampling(
  unitCount: number,
  options: ResampleOptions,
  random: Random,
): Resampling {
  const isKept = unitCount * options.resamples <= KEPT_BYTES
  const kept: Uint8Array[] = []
  const buffer = new Uint8Array(isKept ? 0 : unitCount)
  return {
    resamples: options.resamples,
    level: options.level,
    unitCount,
    weightsOf: (resample) => {
      const known = kept[resample]
      if (known !== undefined) return known
      const weights = isKept ? new Uint8Array(unitCount) : buffer.fill(0)
      drawWeights(weights, random.fork('resample', resample))
      if (isKept) kept[resample] = weights
      return weights
    },
    ofRows: (rowCount) => createResampling(rowCount, options, random.fork('rows', rowCount)),
  }
}

function drawWeights(weights: Uint8Array, random: Random): void {
  for (let draw = 0; draw < weights.length; draw++) {
    weights[drawIndex(weights.length, random)]! += 1
  }
}
