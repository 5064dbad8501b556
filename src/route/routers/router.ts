import type { FeatureMatrix, MixPoint } from '../../domain/index.ts'
import { HyperError, type Random } from '../../kit/index.ts'
import type { PoolView } from '../pool-view.ts'
import type { RoutingRequest } from '../request.ts'

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
  /** False where the router does not look at gains: none are shown. */
  readonly showsGains: boolean
  readonly notes: readonly string[]
}

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
    hint: 'use the router "random" or "disagreement", or "auto"',
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
