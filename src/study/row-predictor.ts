import type { RowQuality } from '../pilot/index.ts'
import type { CellQuality } from './cell.ts'

/** What a pilot predicts of single rows. */
export interface RowPredictor {
  readonly ppm: 'label-gain' | 'disagreement'
  readonly target: string
}

/** Why a cell did not follow such a predictor. */
export const ROW_REFUSAL = 'its rank correlation on prompt groups left out is not surely above zero'

/** Expected gain of a human label. */
export const LABEL_GAIN: RowPredictor = { ppm: 'label-gain', target: 'label utility' }

/** Chance that a human label differs. */
export const DISAGREEMENT: RowPredictor = { ppm: 'disagreement', target: 'P(differs)' }

/** Returns the quality of such a predictor as a cell states it; it trains no mixes, and no budget predicts rows. */
export function rowPredictorQuality(
  set: string,
  predictor: RowPredictor,
  { spearman, usable }: Pick<RowQuality, 'spearman' | 'usable'>,
): CellQuality {
  return {
    set,
    ...predictor,
    sampler: null,
    score: null,
    trainedMixes: null,
    spearman: spearman.value,
    budgetOnly: null,
    r2: null,
    reliability: null,
    ceiling: null,
    usable,
  }
}
