import type { RowBits } from '../../domain/index.ts'
import type { Random } from '../../kit/index.ts'

/** One way to choose which rows go to people. A sampler is made once for a matrix and draws many mixes. */
export interface MixSampler {
  /** Draws a set of exactly `humans` rows. */
  draw(humans: number, random: Random): DrawnRows
  /**
   * Draws one order of all rows such that its first b rows are distributed as `draw(b)`; null where the sampler has no such order. It is what
   * makes one draw tell something about every budget.
   */
  readonly drawOrder: ((random: Random) => Uint32Array) | null
}

/** What a sampler returns for one mix. */
export interface DrawnRows {
  readonly rows: RowBits
  /**
   * `equal`: every row has the same chance; an array: the chance of each row before the draw, exact; `varies`: chances differ and have no closed form.
   */
  readonly propensity: Float32Array | 'equal' | 'varies'
}
