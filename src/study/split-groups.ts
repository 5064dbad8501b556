import { splitGroups } from '../dataset/index.ts'
import type { Random } from '../kit/index.ts'

/** Parts of the data in one split; no prompt group is in two of them. */
export interface RowParts {
  /** Rows that fit the routers. */
  readonly pilot: Uint32Array
  /** Rows that are routed. */
  readonly routed: Uint32Array
  /** Rows whose human labels judge; empty where nothing is held out. */
  readonly judging: Uint32Array
}

/** Returns the parts of a split: first the judging rows are taken out, then the pilot is a share of the rest, by prompt group. */
export function splitParts(
  groups: Uint32Array,
  groupCount: number,
  shares: { readonly pilot: number; readonly judging: number },
  random: Random,
): RowParts {
  const rows = Uint32Array.from(groups, (_, row) => row)
  const held =
    shares.judging === 0
      ? new Uint8Array(groups.length)
      : splitGroups(groups, groupCount, shares.judging, random.fork('judging'))
  const open = rows.filter((row) => held[row] === 0)
  const { numbers, count } = renumberGroups(open, groups)
  const inPilot = splitGroups(numbers, count, shares.pilot, random.fork('pilot'))
  return {
    judging: rows.filter((row) => held[row] === 1),
    pilot: open.filter((_, at) => inPilot[at] === 1),
    routed: open.filter((_, at) => inPilot[at] === 0),
  }
}

/** Returns numbers from 0 for the groups of some rows, in the order in which they first occur. */
export function renumberGroups(
  rows: Uint32Array,
  groups: Uint32Array,
): { readonly numbers: Uint32Array; readonly count: number } {
  const known = new Map<number, number>()
  const numbers = Uint32Array.from(rows, (row) => {
    const group = groups[row]!
    const number = known.get(group) ?? known.size
    known.set(group, number)
    return number
  })
  return { numbers, count: known.size }
}
