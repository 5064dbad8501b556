import { drawSubset, type Random, shuffleInPlace } from '../kit/index.ts'

/** What is set apart before a router decides. */
export interface ReserveRequest {
  /** Rows that are routed, audited or explored. */
  readonly total: number
  /** Prompt group per row; null where unknown. */
  readonly groups: Uint32Array | null
  /** Share of all rows in the audit slice, 0 to 1. */
  readonly auditShare: number
  /** Share of the human labels that goes to rows drawn at random, 0 to 1. */
  readonly explorationShare: number
  /** Rows that people label, the slice and the exploration included. */
  readonly humans: number
}

/**
 * Rows set apart. The slice is drawn by row: every row has the same chance, so it speaks for the rows of this pool, and a group of k rows is k times as
 * likely to be touched as a row alone. Rows of one group may stand on both sides: what is fitted on the slice must hold out whole groups.
 */
export interface RowReserve {
  readonly total: number
  readonly humans: number
  /** 1 for rows of the audit slice, which no router sees and which both sources label; shape (n). */
  readonly isAudit: Uint8Array
  /** The rows that a router may choose from, ascending. */
  readonly routable: Uint32Array
  /** Human labels for the slice, for the router and for exploration; their sum is `humans`. */
  readonly audit: number
  readonly routed: number
  readonly exploration: number
  /** Chance of every row to be drawn into the slice. */
  readonly auditPropensity: number
  /** The order in which rows are explored, drawn before anybody chose; shape (n). */
  readonly order: Uint32Array
  /** Prompt groups in the slice, and those of them with rows outside it; null where groups are unknown. */
  readonly groups: { readonly inSlice: number; readonly onBothSides: number } | null
}

/**
 * Returns the audit slice, drawn uniformly by row, and how the human labels are shared out: the slice first (never more than there are labels), then the
 * exploration share, the rest to the router.
 *
 * @throws RangeError for shares outside 0 to 1, more labels than rows, or groups of another length
 */
export function reserveRows(request: ReserveRequest, random: Random): RowReserve {
  const { total, groups, auditShare, explorationShare, humans } = request
  requireShare('auditShare', auditShare)
  requireShare('explorationShare', explorationShare)
  if (!(Number.isInteger(humans) && humans >= 0 && humans <= total))
    throw new RangeError(`reserve: got ${humans} human labels, expected 0 to ${total}`)
  if (groups !== null && groups.length !== total)
    throw new RangeError(`reserve: got ${groups.length} groups, expected ${total}`)
  const audit = Math.min(humans, Math.round(auditShare * total))
  const exploration = Math.min(humans - audit, Math.round(explorationShare * humans))
  const isAudit = new Uint8Array(total)
  for (const row of drawSubset(total, audit, random.fork('audit-slice'))) isAudit[row] = 1
  const rows = Uint32Array.from({ length: total }, (_, row) => row)
  return {
    total,
    humans,
    isAudit,
    routable: rows.filter((row) => isAudit[row] === 0),
    audit,
    routed: humans - audit - exploration,
    exploration,
    auditPropensity: total === 0 ? 0 : audit / total,
    order: shuffleInPlace(rows, random.fork('exploration')),
    groups: groups === null ? null : countGroups(groups, isAudit),
  }
}

function countGroups(groups: Uint32Array, isAudit: Uint8Array): RowReserve['groups'] {
  const inside = new Set(groups.filter((_, row) => isAudit[row] === 1))
  const outside = new Set(groups.filter((_, row) => isAudit[row] === 0))
  const both = [...inside].filter((group) => outside.has(group))
  return { inSlice: inside.size, onBothSides: both.length }
}

function requireShare(name: string, share: number): void {
  if (!(share >= 0 && share <= 1))
    throw new RangeError(`reserve ${name}: got ${share}, expected 0 to 1`)
}

/** Why a row has a human label. */
export type LabelReason = 'routed' | 'audit' | 'exploration'

/** A router's choice with what was set apart. */
export interface MergedRouting {
  /** 1 for rows that people label, `humans` of them; shape (n). */
  readonly isHuman: Uint8Array
  /** Why people label the row; null where they do not. Shape (n). */
  readonly reasons: readonly (LabelReason | null)[]
  /**
   * Chance of a human label once the slice is drawn: 1 for rows of the slice and for chosen ones, explored / left for all others. With it the labels of
   * all rows estimate the pool without bias. The slice alone estimates it with `auditPropensity`; the two are never mixed, for the rows of
   * the slice would count twice. Shape (n).
   */
  readonly propensity: Float64Array
}

/**
 * Returns the choice of a router with the slice and the explored rows. Exploration is uniform over the rows that the router left: they come in an
 * order drawn before. Labels that the router did not use are explored too, so that people label exactly `humans` rows.
 *
 * @throws RangeError when the router chose a row of the slice, or more rows than it was given
 */
export function mergeReserve(isHuman: Uint8Array, reserve: RowReserve): MergedRouting {
  const { total, humans, isAudit, audit, order, routed } = reserve
  const chosen = isHuman.reduce((sum, bit) => sum + bit, 0)
  if (isHuman.length !== total || chosen > routed)
    throw new RangeError(
      `reserve: got a choice of ${chosen} in ${isHuman.length} rows, expected at most ${routed} in ${total}`,
    )
  if (isHuman.some((bit, row) => bit === 1 && isAudit[row] === 1))
    throw new RangeError('reserve: got a choice with rows of the audit slice, expected none')
  const reasons = Array.from(isHuman, (bit, row): LabelReason | null =>
    isAudit[row] === 1 ? 'audit' : bit === 1 ? 'routed' : null,
  )
  const left = total - audit - chosen
  const explored = humans - audit - chosen
  for (const row of order.filter((row) => reasons[row] === null).subarray(0, explored))
    reasons[row] = 'exploration'
  const chance = left === 0 ? 0 : explored / left
  const isSure = (row: number): boolean => isAudit[row] === 1 || isHuman[row] === 1
  return {
    isHuman: Uint8Array.from(reasons, (reason) => Number(reason !== null)),
    reasons,
    propensity: Float64Array.from(reasons, (_, row) => (isSure(row) ? 1 : chance)),
  }
}
