import { binomialUpperTail } from '../stats/index.ts'
import type { AuditPool } from './audit-input.ts'
import type { ScoreLevel } from './score-levels.ts'

/** What is taken for independent. */
export type AuditUnit = 'row' | 'group'

/** Options of the bounds. */
export interface BoundOptions {
  readonly unit: AuditUnit
  /** Weight of a row that was drawn with this chance. */
  readonly weightOf: (propensity: number) => number
  /** Chance with which every row of the pool was drawn, where rows were drawn one by one; null where a group comes whole. */
  readonly rowChance: number | null
}

/** The most that one unit may weigh in a slice. */
export interface UnitBound {
  /** 0 where the pool does not say: then the largest unit of the slice must do. */
  readonly bound: number
  /** Chance that some unit of a slice weighs more, known before the draw. */
  readonly risk: number
}

/** A group that is drawn row by row hardly ever comes whole: its bound may be broken with this chance, which is added to the p-values. */
const RISK = 1e-4

/** Returns the bounds per level, strictest first. O(n log n), for groups drawn by row also levels x sizes x bound. */
export function unitBounds(
  { scores, groups, propensities }: AuditPool,
  levels: readonly ScoreLevel[],
  { unit, weightOf, rowChance }: BoundOptions,
): UnitBound[] {
  if (unit === 'group' ? !groups : !propensities) return levels.map(() => ({ bound: 0, risk: 0 }))
  const order = descending(scores)
  const weights = new Map<number, number>()
  const sizes: number[] = []
  let most = 0
  let at = 0
  return levels.map(({ threshold }) => {
    for (; at < order.length && scores[order[at]!]! >= threshold; at++) {
      const row = order[at]!
      const own = weightOf(propensities?.[row] ?? 1)
      if (unit === 'row') {
        most = Math.max(most, own)
        continue
      }
      const before = weights.get(groups![row]!) ?? 0
      weights.set(groups![row]!, before + own)
      most = Math.max(most, before + own)
      if (rowChance !== null) {
        if (before > 0) sizes[before]!--
        sizes[before + own] = (sizes[before + own] ?? 0) + 1
      }
    }
    return unit === 'row' || rowChance === null
      ? { bound: most, risk: 0 }
      : drawnBound(sizes, most, rowChance)
  })
}

/** The least bound that groups of these sizes, `sizes[s]` of size s, together break with at most the risk when every row is drawn with this chance. */
function drawnBound(sizes: readonly number[], most: number, rowChance: number): UnitBound {
  for (let bound = 1; bound < most; bound++) {
    let risk = 0
    for (let size = bound + 1; size <= most && risk <= RISK; size++) {
      const count = sizes[size] ?? 0
      if (count > 0) risk += count * binomialUpperTail(bound + 1, size, rowChance)
    }
    if (risk <= RISK) return { bound, risk: RISK }
  }
  return { bound: most, risk: 0 }
}

/** Returns the indices of the known scores, highest first. */
export function descending(scores: ArrayLike<number>): Uint32Array {
  const known: number[] = []
  for (let index = 0; index < scores.length; index++) {
    if (!Number.isNaN(scores[index]!)) known.push(index)
  }
  return Uint32Array.from(known).sort((a, b) => scores[b]! - scores[a]! || a - b)
}
