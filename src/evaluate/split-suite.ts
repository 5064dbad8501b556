import { type Random, shuffleInPlace } from '../kit/index.ts'
import { type Suite, selectSuiteRows } from './suite.ts'

/**
 * Returns the suite cut in two by prompt group, the first part holding about `share` of the rows of every subset. A group that stands in several
 * subsets is dealt with the first of them, so no group is ever on both sides.
 */
export function splitSuite(suite: Suite, share: number, random: Random): [Suite, Suite] {
  const mask = splitMask(suite, share, random)
  const rowsWhere = (side: number): Uint32Array =>
    suite.subsetOfRow.map((_, row) => row).filter((row) => mask[row] === side)
  return [selectSuiteRows(suite, rowsWhere(1)), selectSuiteRows(suite, rowsWhere(0))]
}

/** Returns 1 for the rows of the first part of such a cut, 0 for the others; shape (rows). */
export function splitMask(suite: Suite, share: number, random: Random): Uint8Array {
  const sizes = new Uint32Array(suite.groupCount)
  for (const group of suite.groupOfRow) sizes[group]! += 1
  const first = new Uint8Array(suite.groupCount)
  for (const groups of groupsBySubset(suite)) {
    const total = groups.reduce((sum, group) => sum + sizes[group]!, 0)
    let dealt = 0
    for (const group of shuffleInPlace(groups, random)) {
      if (!isNearer(dealt, sizes[group]!, { target: share * total, random })) break
      first[group] = 1
      dealt += sizes[group]!
    }
  }
  return Uint8Array.from(suite.groupOfRow, (group) => first[group]!)
}

/** Tells whether taking the group brings the tally nearer to the target; where both are as near, a coin decides, so halves have no favourite. */
function isNearer(
  dealt: number,
  size: number,
  aim: { readonly target: number; readonly random: Random },
): boolean {
  const without = Math.abs(dealt - aim.target)
  const withGroup = Math.abs(dealt + size - aim.target)
  return withGroup < without || (withGroup === without && aim.random.next() < 0.5)
}

function groupsBySubset(suite: Suite): Uint32Array[] {
  const owned = suite.subsets.map((): number[] => [])
  const seen = new Uint8Array(suite.groupCount)
  suite.groupOfRow.forEach((group, row) => {
    if (seen[group] === 1) return
    seen[group] = 1
    owned[suite.subsetOfRow[row]!]!.push(group)
  })
  return owned.map((groups) => Uint32Array.from(groups))
}
