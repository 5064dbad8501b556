import { HyperError, type Random, shuffleInPlace } from '../kit/index.ts'

/**
 * Returns 1 for the rows of the part that holds about `share` of all rows, 0 for the rest; no group is in both. Groups are drawn in
 * random order and taken while that brings the part closer to its share.
 */
export function splitGroups(
  groups: Uint32Array,
  groupCount: number,
  share: number,
  random: Random,
): Uint8Array {
  const sizes = groupSizes(groups, groupCount)
  const wanted = share * groups.length
  const taken = new Uint8Array(groupCount)
  let rows = 0
  for (const group of shuffledGroups(groupCount, random)) {
    const size = sizes[group]!
    if (Math.abs(rows + size - wanted) >= Math.abs(rows - wanted)) continue
    taken[group] = 1
    rows += size
  }
  return Uint8Array.from(groups, (group) => taken[group]!)
}

/**
 * Returns the fold of each row, 0 .. folds - 1; no group is in two folds. Groups are shuffled and then given, the largest first, to the
 * fold with the fewest rows, so that folds differ by less than the largest group.
 *
 * @throws HyperError `data/too-few-groups` when there are fewer groups than folds
 */
export function foldGroups(
  groups: Uint32Array,
  groupCount: number,
  folds: number,
  random: Random,
): Uint8Array {
  if (!Number.isInteger(folds) || folds < 1 || folds > 255)
    throw new RangeError(`foldGroups: got ${folds} folds, expected a whole number from 1 to 255`)
  if (groupCount < folds) {
    throw new HyperError(
      'data/too-few-groups',
      `prompt groups: got ${groupCount}, expected at least ${folds} for ${folds} folds`,
      { hint: 'use fewer folds or data with more prompts' },
    )
  }
  const sizes = groupSizes(groups, groupCount)
  const order = shuffledGroups(groupCount, random).sort((a, b) => sizes[b]! - sizes[a]!)
  const loads = new Array<number>(folds).fill(0)
  const foldOf = new Uint8Array(groupCount)
  for (const group of order) {
    const fold = loads.indexOf(Math.min(...loads))
    foldOf[group] = fold
    loads[fold] = loads[fold]! + sizes[group]!
  }
  return Uint8Array.from(groups, (group) => foldOf[group]!)
}

function groupSizes(groups: Uint32Array, groupCount: number): Uint32Array {
  const sizes = new Uint32Array(groupCount)
  for (const group of groups) sizes[group]!++
  return sizes
}

function shuffledGroups(groupCount: number, random: Random): number[] {
  return shuffleInPlace(
    Array.from({ length: groupCount }, (_, group) => group),
    random,
  )
}
