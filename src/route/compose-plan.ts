import {
  type LabelledPool,
  type RoutingPlan,
  type RowBits,
  rowBits,
  type Source,
  type SourceLabel,
} from '../domain/index.ts'
import { HyperError, show } from '../kit/index.ts'

/** The hybrid labels of a pool under a plan; arrays parallel to the rows of the pool. */
export interface HybridLabels {
  /** Human-routed rows. */
  readonly rows: RowBits
  readonly sources: readonly Source[]
  readonly labels: readonly SourceLabel[]
}

/**
 * Returns the human-routed rows of a plan as bits, in the order of the plan.
 *
 * @throws RangeError when the plan has not `total` rows
 */
export function planToRows(plan: Pick<RoutingPlan, 'rows'>, total: number): RowBits {
  if (plan.rows.length !== total) {
    throw new RangeError(`plan: got ${plan.rows.length} rows, expected ${total}`)
  }
  return rowBits(
    total,
    plan.rows.flatMap(({ source }, row) => (source === 'human' ? [row] : [])),
  )
}

/**
 * Returns the label of every row of a pool under a plan, matched by id; rows of the plan that the pool lacks are not used.
 *
 * @throws HyperError `data/plan-mismatch` when a row of the pool is not in the plan
 */
export function composePlan(plan: Pick<RoutingPlan, 'rows'>, pool: LabelledPool): HybridLabels {
  const sourceOf = new Map(plan.rows.map(({ id, source }) => [id, source]))
  const sources = pool.ids.map((id) => {
    const source = sourceOf.get(id)
    if (source !== undefined) return source
    throw new HyperError(
      'data/plan-mismatch',
      `plan: got no row for instance ${show(id)}, expected one for each of the ${pool.ids.length} rows of the pool`,
    )
  })
  return {
    rows: rowBits(
      pool.ids.length,
      sources.flatMap((source, row) => (source === 'human' ? [row] : [])),
    ),
    sources,
    labels: sources.map((source, row) => (source === 'human' ? pool.human : pool.lm)[row]!),
  }
}
