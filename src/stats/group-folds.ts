import { type Random, shuffleInPlace } from '../kit/index.ts'

/**
 * Returns the fold of every row; rows of one group share a fold. Groups are shuffled, then given, the largest first, to the fold with the fewest
 * rows. Fewer groups than folds make as many folds as groups.
 */
export function foldRows(groups: ArrayLike<number>, folds: number, random: Random): Uint8Array {
  const sizes = new Map<number, number>()
  for (let row = 0; row < groups.length; row++) {
    sizes.set(groups[row]!, (sizes.get(groups[row]!) ?? 0) + 1)
  }
  const order = shuffleInPlace(
    [...sizes.keys()].sort((a, b) => a - b),
    random,
  )
  order.sort((a, b) => sizes.get(b)! - sizes.get(a)!)
  const loads = new Array<number>(Math.max(1, Math.min(folds, sizes.size))).fill(0)
  const foldOf = new Map<number, number>()
  for (const group of order) {
    const fold = loads.indexOf(Math.min(...loads))
    foldOf.set(group, fold)
    loads[fold]! += sizes.get(group)!
  }
  return Uint8Array.from({ length: groups.length }, (_, row) => foldOf.get(groups[row]!)!)
}

/** Returns the rows of every fold and those outside it, ascending. */
export function* eachFold(folds: Uint8Array): Generator<{
  readonly fold: number
  readonly inside: Uint32Array
  readonly outside: Uint32Array
}> {
  const count = folds.reduce((most, fold) => Math.max(most, fold + 1), 0)
  const rows = Uint32Array.from(folds, (_, row) => row)
  for (let fold = 0; fold < count; fold++) {
    yield {
      fold,
      inside: rows.filter((row) => folds[row] === fold),
      outside: rows.filter((row) => folds[row] !== fold),
    }
  }
}
