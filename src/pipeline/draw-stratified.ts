import { type Random, shuffleInPlace } from '../kit/index.ts'

/** A row that was drawn. */
export interface DrawnRow<T> {
  readonly item: T
  readonly stratum: string
  /** Chance with which each row of its stratum was drawn. */
  readonly propensity: number
}

/**
 * Returns `count` items (all, where there are no more) drawn at random without replacement, from each stratum its share of them rounded by largest remainder, level ones by
 * name; in the order of the items. Each item of a stratum has the same chance.
 */
export function drawStratified<T>(
  items: readonly T[],
  { count, stratumOf }: { readonly count: number; readonly stratumOf: (item: T) => string },
  random: Random,
): DrawnRow<T>[] {
  const strata = new Map<string, number[]>()
  items.forEach((item, index) => {
    const stratum = stratumOf(item)
    const rows = strata.get(stratum)
    if (rows) rows.push(index)
    else strata.set(stratum, [index])
  })
  const names = [...strata.keys()].sort()
  const sizes = names.map((name) => strata.get(name)!.length)
  const taken = shareOut(sizes, Math.min(count, items.length))
  const drawn = names.flatMap((stratum, place) => {
    const rows = Uint32Array.from(strata.get(stratum)!)
    shuffleInPlace(rows, random.fork('stratum', stratum))
    const propensity = taken[place]! / rows.length
    return Array.from(rows.subarray(0, taken[place]), (index) => ({ index, stratum, propensity }))
  })
  return drawn
    .sort((a, b) => a.index - b.index)
    .map(({ index, stratum, propensity }) => ({ item: items[index]!, stratum, propensity }))
}

/** Returns how many each part takes of `count`, in proportion to its size and never more than it has. */
function shareOut(sizes: readonly number[], count: number): number[] {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  if (total === 0) return []
  const exact = sizes.map((size) => (size * count) / total)
  const taken = exact.map(Math.floor)
  const left = count - taken.reduce((sum, own) => sum + own, 0)
  const byRemainder = exact
    .map((value, place) => ({ place, remainder: value - taken[place]! }))
    .sort((a, b) => b.remainder - a.remainder || a.place - b.place)
  for (const { place } of byRemainder.slice(0, left)) taken[place]!++
  return taken
}
