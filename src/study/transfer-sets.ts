import { splitGroups } from '../dataset/index.ts'
import type { Random } from '../kit/index.ts'
import { renumberGroups } from './split-groups.ts'

/** Name of the giver that is made of all sets but the taker. */
export const OTHERS = 'all others'

const ARROW = ' → '

/** Returns what rows call the use of a predictor from one set on another. */
export function transferName(from: string, to: string): string {
  return `${from}${ARROW}${to}`
}

/** Returns the two sets of a row's name; null where it names no transfer. */
export function readTransferName(
  set: string,
): { readonly from: string; readonly to: string } | null {
  const at = set.indexOf(ARROW)
  return at < 0 ? null : { from: set.slice(0, at), to: set.slice(at + ARROW.length) }
}

/** One data set of a study on transfer, cut in two by prompt group. */
export interface TransferSet {
  readonly name: string
  /** Rows that fit predictors, of prompt groups that no other set has. */
  readonly fit: Uint32Array
  /** Rows that are routed. */
  readonly routed: Uint32Array
}

/**
 * Returns the data sets of some rows, each cut by prompt group. A prompt that occurs in several sets fits nothing, so that no predictor has seen a row
 * that it routes elsewhere. Sets of fewer than `least` rows are left out.
 */
export function cutTransferSets(
  sources: readonly string[],
  groups: Uint32Array,
  how: { readonly share: number; readonly least: number },
  random: Random,
): TransferSet[] {
  const setsOfGroup = new Map<number, Set<string>>()
  groups.forEach((group, row) => {
    setsOfGroup.set(group, (setsOfGroup.get(group) ?? new Set()).add(sources[row]!))
  })
  const names = [...new Set(sources)].sort()
  return names.flatMap((name): TransferSet[] => {
    const rows = Uint32Array.from(groups.keys()).filter((row) => sources[row] === name)
    if (rows.length < how.least) return []
    const { numbers, count } = renumberGroups(rows, groups)
    const isFit = splitGroups(numbers, count, how.share, random.fork('cut', name))
    return [
      {
        name,
        fit: rows.filter((row, at) => isFit[at] === 1 && setsOfGroup.get(groups[row]!)!.size === 1),
        routed: rows.filter((_, at) => isFit[at] === 0),
      },
    ]
  })
}

/** Where a predictor comes from and where it is used. */
export interface TransferPair {
  readonly from: string
  readonly to: TransferSet
  /** Rows that fit the predictor. */
  readonly fit: Uint32Array
}

/** Returns every ordered pair of sets, each set with itself as the measure of what is lost, and all others together onto each. */
export function listTransfers(sets: readonly TransferSet[]): TransferPair[] {
  const pairs = sets.flatMap((giver) =>
    sets.map((to): TransferPair => ({ from: giver.name, to, fit: giver.fit })),
  )
  if (sets.length < 3) return pairs
  return [
    ...pairs,
    ...sets.map(
      (to): TransferPair => ({
        from: OTHERS,
        to,
        fit: Uint32Array.from(
          sets.filter((set) => set !== to).flatMap(({ fit }) => [...fit]),
        ).sort(),
      }),
    ),
  ]
}
