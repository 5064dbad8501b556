import { HyperError, type Random, show, shuffleInPlace } from '../kit/index.ts'

/** What the budgets of a set of mixes are planned from. */
export interface BudgetPlanOptions {
  /** Rows of the pool. */
  readonly total: number
  /** Mixes to be drawn. */
  readonly mixes: number
  /** Human share of interest, 0 to 1; absent when the whole frontier is. */
  readonly focus?: number
  /** Half width of the focus, as a share; default 0.1. */
  readonly focusWidth?: number
  /** Mixes at each of 25, 50 and 75 %; default 2 % of the mixes, at least 1. */
  readonly replicates?: number
  /** Mixes at each corner, 0 and 100 %; default 1, as all mixes at a corner are the same one. More only tell the noise of a trainer. */
  readonly corners?: number
}

/**
 * Returns the human-routed rows of each mix; shape (mixes). First the corners, then the replicates at 50, 25 and 75 %, then the rest in random
 * order: one in each of equally wide strata of 0 .. total, or of focus +- focusWidth. With very few mixes the later ones of this list are dropped.
 *
 * @throws HyperError `config/bad-focus`
 */
export function planBudgets(options: BudgetPlanOptions, random: Random): Uint32Array {
  const { total, mixes, focus } = options
  if (focus !== undefined && !(focus >= 0 && focus <= 1)) {
    throw new HyperError(
      'config/bad-focus',
      `focus: got ${show(focus)}, expected a human share from 0 to 1`,
    )
  }
  const anchors = anchorBudgets(options).slice(0, mixes)
  const [lo, hi] = focusRange(options)
  const rest = new Uint32Array(mixes - anchors.length)
  for (let stratum = 0; stratum < rest.length; stratum++) {
    const share = lo + ((hi - lo) * (stratum + random.next())) / rest.length
    rest[stratum] = Math.min(total, Math.max(0, Math.round(share * total)))
  }
  shuffleInPlace(rest, random)
  return Uint32Array.from([...anchors, ...rest])
}

function anchorBudgets({ total, mixes, ...options }: BudgetPlanOptions): number[] {
  const replicates = options.replicates ?? Math.max(1, Math.round(0.02 * mixes))
  const corners = options.corners ?? 1
  const repeat = (share: number, count: number): number[] =>
    new Array<number>(count).fill(Math.round(share * total))
  return [
    ...repeat(0, corners),
    ...repeat(1, corners),
    ...[0.5, 0.25, 0.75].flatMap((share) => repeat(share, replicates)),
  ]
}

function focusRange({ focus, focusWidth = 0.1 }: BudgetPlanOptions): [number, number] {
  if (focus === undefined) return [0, 1]
  return [Math.max(0, focus - focusWidth), Math.min(1, focus + focusWidth)]
}
