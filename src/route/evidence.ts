import type { HiddenTruth, SignalColumns } from '../domain/index.ts'
import { show } from '../kit/index.ts'

/** What is known of single rows beside their features; every array is n long, in the order of the matrix. NaN is unknown. */
export interface RoutingEvidence {
  /** How the judge behaved, by the names of the signals (`judgeTie`, `orderFlip`, ...). */
  readonly signals?: SignalColumns
  /** P(human label differs from LM label). */
  readonly pDiffers?: Float64Array
  /** Expected gain in label utility when a person labels the row, -1 to 1. */
  readonly labelGain?: Float64Array
  /** Margin of a probe trained on LM labels, in the direction of the LM label; below 0 the probe contradicts the judge. */
  readonly rewardGap?: Float64Array
  /** Encoder vectors, n rows of `dimension` numbers. */
  readonly vectors?: EvidenceVectors
  /** A learned combination of other evidence. */
  readonly combined?: CombinedEvidence
  /** What changing the row's label from LM to human adds to the target, points; only where both labels are known. */
  readonly influence?: {
    readonly value: Float64Array
    /** Mean over standard deviation of each influence; null where it was not resampled. */
    readonly certainty: Float64Array | null
  }
  /** True gains; only the router `oracle` reads them. */
  readonly hidden?: HiddenTruth<Float64Array>
}

/** Vectors of rows, one after the other; n x dimension. */
export interface EvidenceVectors {
  readonly values: Float32Array
  readonly dimension: number
}

/** One value per row, learned from several sources of evidence; larger is worth a person more. */
export interface CombinedEvidence {
  readonly value: Float64Array
  /** Share of each source in the whole. */
  readonly shares: Readonly<Record<string, number>>
  /** What each source adds to the value of each row; n long each. */
  readonly parts?: Readonly<Record<string, Float64Array>>
}

/**
 * Checks that evidence belongs to the rows.
 *
 * @throws RangeError when an array has not one value per row, or the signals are those of other rows
 */
export function checkEvidence(evidence: RoutingEvidence, ids: readonly string[]): void {
  const total = ids.length
  for (const [name, values] of listArrays(evidence)) {
    if (values.length === total) continue
    throw new RangeError(`evidence.${name}: got ${values.length} values, expected ${total}`)
  }
  const { vectors, signals } = evidence
  if (vectors !== undefined) checkVectors(vectors, total)
  const stray = signals?.ids.findIndex((id, row) => id !== ids[row]) ?? -1
  if (stray >= 0) {
    throw new RangeError(
      `evidence.signals: got ${show(signals!.ids[stray])} as row ${stray}, expected ${show(ids[stray])}`,
    )
  }
}

function checkVectors({ values, dimension }: EvidenceVectors, total: number): void {
  if (dimension >= 1 && values.length === total * dimension) return
  throw new RangeError(
    `evidence.vectors: got ${values.length} numbers of dimension ${dimension}, expected ${total} vectors of one number at least`,
  )
}

function listArrays(evidence: RoutingEvidence): (readonly [string, ArrayLike<unknown>])[] {
  const { pDiffers, labelGain, rewardGap, combined, influence, signals } = evidence
  const named: (readonly [string, ArrayLike<unknown> | null | undefined])[] = [
    ['pDiffers', pDiffers],
    ['labelGain', labelGain],
    ['rewardGap', rewardGap],
    ['combined.value', combined?.value],
    ...prefixNames('combined.parts', combined?.parts),
    ['influence.value', influence?.value],
    ['influence.certainty', influence?.certainty],
    ['signals.ids', signals?.ids],
    ...prefixNames('signals', signals?.columns),
  ]
  return named.flatMap(([name, values]) =>
    values === undefined || values === null ? [] : [[name, values] as const],
  )
}

function prefixNames(
  prefix: string,
  arrays: Readonly<Record<string, Float64Array>> = {},
): (readonly [string, Float64Array])[] {
  return Object.entries(arrays).map(([name, values]) => [`${prefix}.${name}`, values] as const)
}
