import type { FeatureMatrix, MixPoint, PlanRow } from '../../domain/index.ts'
import { HyperError, type Random } from '../../kit/index.ts'
import type { PoolView } from '../pool-view.ts'
import type { RoutingRequest } from '../request.ts'
import { topRows } from '../top-rows.ts'

/** What a router decides from. */
export interface RouterInput {
  readonly request: RoutingRequest
  readonly matrix: FeatureMatrix
  /** Null without a predictor. */
  readonly view: PoolView | null
  /** Rows that go to people; the most that `optimal` may use. */
  readonly humans: number
  readonly random: Random
}

/** What a router decided. */
export interface RouterDecision {
  /** 1 for rows that go to people; shape (n). */
  readonly isHuman: Uint8Array
  /** Mix at which gains are shown; null: at the chosen mix. */
  readonly gainsAt: MixPoint | null
  /** Gains that the router ranked by where they are not the local ones; points per row. */
  readonly gains?: Float64Array
  /** Priority of a row among those of its source, larger first; absent: the gain. */
  readonly priority?: Float64Array
  /** Chance of every row, where the choice was random; null for a deterministic choice. */
  readonly propensity: number | null
  /** What moved a row, where that was not the PPM. */
  readonly explain?: RowExplainer
  /** False where no gains are shown. */
  readonly showsGains: boolean
  readonly notes: readonly string[]
}

/** Returns what moved a row most, by share of it, at most three names; none where nothing is known of it. */
export type RowExplainer = (row: number) => PlanRow['why']

/** One rule. */
export type Router = (input: RouterInput) => RouterDecision

/**
 * Returns the view of the pool.
 *
 * @throws HyperError `config/router-needs-ppm`
 */
export function requireView(input: RouterInput, router: string): PoolView {
  if (input.view !== null) return input.view
  throw new HyperError('config/router-needs-ppm', `router "${router}": got no PPM, expected one`, {
    hint: 'use the router "random", or "auto"',
  })
}

/** Returns 1 for the given rows; shape (n). */
export function markRows(total: number, rows: ArrayLike<number>): Uint8Array {
  const isHuman = new Uint8Array(total)
  for (let index = 0; index < rows.length; index++) isHuman[rows[index]!] = 1
  return isHuman
}

/** What deterministic routers that rank by the gain at the chosen mix share. */
export const byLocalGain: Omit<RouterDecision, 'isHuman' | 'notes'> = {
  gainsAt: null,
  propensity: null,
  showsGains: true,
}

/** Returns the decision that sends the rows of the largest values to people, the lower row first among equal ones; the gains of a PPM are shown beside. */
export function byValue(
  values: Float64Array,
  humans: number,
  { notes, explain }: { readonly notes: readonly string[]; readonly explain: RowExplainer },
): RouterDecision {
  return {
    ...byLocalGain,
    isHuman: markRows(values.length, topRows(values, humans)),
    priority: values,
    explain,
    notes,
  }
}

/** Returns the explanation of rows that one value moved. */
export function explainBy(name: string, values: Float64Array): RowExplainer {
  return (row) => (Number.isFinite(values[row]) ? [{ feature: name, share: 1 }] : [])
}

/** Returns how many values are above zero: what a free budget comes to where the values are gains. */
export function countPositive(values: Float64Array): number {
  let count = 0
  for (let row = 0; row < values.length; row++) count += values[row]! > 0 ? 1 : 0
  return count
}
