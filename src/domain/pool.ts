import type { SourceLabel } from './preference.ts'

/**
 * When an instance counts as a tie: `either` drops it when either source says tie, `half` trains a tie as P(A) = 1/2, `chosen` drops
 * it after routing when the chosen source says tie (published; then mixes differ in their rows).
 */
export type TiePolicy = 'either' | 'half' | 'chosen'

/**
 * The rows that mixes are made of: instances with both labels, after the tie policy, in the order of the data. Every mix trains on
 * the same rows (under `chosen` a row is masked in a mix whose chosen label is a tie). Arrays are parallel, r long.
 */
export interface LabelledPool {
  readonly ids: readonly string[]
  /** Index of the instance in the list that was given. */
  readonly instances: Uint32Array
  /** Prompt group, 0 .. groupCount - 1; rows of one group are never split. */
  readonly groups: Uint32Array
  readonly groupCount: number
  readonly human: readonly SourceLabel[]
  readonly lm: readonly SourceLabel[]
  /** 1 where the two verdicts differ: only these rows can change a mix. */
  readonly differs: Uint8Array
  readonly tiePolicy: TiePolicy
  /** Instances left out, by reason: `human-missing`, `lm-missing`, `both-missing`, `tie`, `suite-overlap`. */
  readonly leftOut: Readonly<Record<string, number>>
}
