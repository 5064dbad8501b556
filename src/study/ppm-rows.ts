import type { PpmQuality } from '../ppm/index.ts'
import type { CellQuality } from './cell.ts'

/** Why a cell did not follow a PPM of its own. */
export const PPM_REFUSAL = 'not surely better than the budget alone on mixes left out'

/** Returns what tables call a PPM: its kind, and the sampler of its mixes. */
export function ppmName({
  kind,
  sampler,
}: {
  readonly kind: string
  readonly sampler: string
}): string {
  return `${kind} (${sampler})`
}

/** Returns the quality of a PPM on one score of mixes that it was not fitted on, as a cell states it. */
export function ppmQualityRow(
  about: Pick<CellQuality, 'set' | 'ppm' | 'sampler' | 'target' | 'score'>,
  quality: PpmQuality,
  reliability: number | null,
): CellQuality {
  return {
    ...about,
    trainedMixes: quality.mixes,
    spearman: quality.spearman.value,
    budgetOnly: quality.budgetOnly.spearman.value,
    r2: quality.r2.value,
    reliability,
    ceiling: quality.ceiling,
    usable: quality.usable,
  }
}

/** Returns what a PPM predicts out of fold, and what came true, beyond what the budget alone predicts; points. */
export function beyondBudget({ outOfFold }: Pick<PpmQuality, 'outOfFold'>): {
  readonly predicted: Float64Array
  readonly observed: Float64Array
} {
  const { predicted, observed, budgetOnly } = outOfFold
  const beyond = (values: ArrayLike<number>): Float64Array =>
    Float64Array.from(values, (value, mix) => value - budgetOnly[mix]!)
  return { predicted: beyond(predicted), observed: beyond(observed) }
}
