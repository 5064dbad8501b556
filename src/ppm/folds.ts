import { type Random, shuffleInPlace } from '../kit/index.ts'
import { membersByGroup } from '../stats/index.ts'

/**
 * Returns the fold of every row, 0 .. folds - 1: groups in random order, each to the fold with the fewest rows so far (ties to the lower
 * fold). Rows of a group share a fold. There are as many folds as groups where these are fewer.
 */
export function assignFolds(groups: ArrayLike<number>, folds: number, random: Random): Uint32Array {
  const members = membersByGroup(groups)
  const order = shuffleInPlace(
    members.map((_, group) => group),
    random,
  )
  const sizes = new Uint32Array(Math.max(1, Math.min(folds, members.length)))
  const assigned = new Uint32Array(groups.length)
  for (const group of order) {
    let fold = 0
    for (let other = 1; other < sizes.length; other++) {
      if (sizes[other]! < sizes[fold]!) fold = other
    }
    for (const row of members[group]!) assigned[row] = fold
    sizes[fold]! += members[group]!.length
  }
  return assigned
}

/** Returns the rows inside and outside a fold, in order. */
export function splitFold(
  folds: Uint32Array,
  fold: number,
): { readonly train: Uint32Array; readonly test: Uint32Array } {
  const rows = Uint32Array.from(folds, (_, row) => row)
  return {
    train: rows.filter((row) => folds[row] !== fold),
    test: rows.filter((row) => folds[row] === fold),
  }
}
