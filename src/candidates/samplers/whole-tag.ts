import type { FeatureMatrix } from '../../domain/index.ts'
import { type Random, shuffleInPlace } from '../../kit/index.ts'
import { type BitColumns, openBitColumns } from '../bit-columns.ts'
import { signedView } from '../count-common.ts'
import { addRandomRows, allRows, drawPermutation } from '../row-sets.ts'
import type { DrawnRows, MixSampler } from './sampler.ts'

/**
 * Returns the sampler of Algorithm 1: features in shuffled order, the rows of each in shuffled order, until the budget is
 * full. Whole columns are merged while they fit, so only the feature that overflows is drawn row by row. Rows without any feature come
 * last, at random.
 *
 * @see Hybrid Preferences (ACL 2025), Algorithm 1
 */
export function createWholeTagSampler(matrix: FeatureMatrix): MixSampler {
  const total = matrix.ids.length
  const { words } = matrix
  const size = matrix.specs.length + 1
  const bits = new Int32Array(size * words)
  bits.set(signedView(matrix.bits).subarray(0, (size - 1) * words))
  const all = signedView(allRows(total))
  bits.set(all, (size - 1) * words)
  const columns = openBitColumns(bits, size, words)
  const left = columns.set
  const order = new Uint32Array(size)
  const partial = new Uint32Array(total)
  return {
    draw(humans, random): DrawnRows {
      left.set(all)
      shuffleTags(order, random)
      let missing = humans
      let slot = 0
      for (; missing > 0; slot++) {
        const fresh = columns.count(order[slot]!)
        if (fresh > missing) break
        columns.remove(order[slot]!)
        missing -= fresh
      }
      const rows = new Uint32Array(words)
      for (let word = 0; word < words; word++) rows[word] = all[word]! & ~left[word]!
      if (missing > 0) {
        const size = listCommon(columns.column(order[slot]!), left, partial)
        addRandomRows(rows, partial, { size, count: missing }, random)
      }
      return { rows, propensity: 'varies' }
    },
    drawOrder(random) {
      left.set(all)
      shuffleTags(order, random)
      return orderByTag(columns, order, drawPermutation(total, random))
    },
  }
}

/** Features in random order; the column of all rows stays last and takes in what no feature covers. */
function shuffleTags(order: Uint32Array, random: Random): void {
  for (let index = 0; index < order.length; index++) order[index] = index
  shuffleInPlace(order.subarray(0, order.length - 1), random)
}

/** Writes the rows of the intersection to `list`, ascending, and returns how many they are. */
function listCommon(column: Int32Array, left: Int32Array, list: Uint32Array): number {
  let found = 0
  for (let word = 0; word < left.length; word++) {
    let rest = column[word]! & left[word]!
    while (rest !== 0) {
      list[found++] = word * 32 + 31 - Math.clz32(rest & -rest)
      rest &= rest - 1
    }
  }
  return found
}

/** Returns the rows by the place of the first tag that holds them, rows of one tag in the order of `place`. */
function orderByTag(columns: BitColumns, tags: Uint32Array, place: Uint32Array): Uint32Array {
  const { set } = columns
  const slotOf = new Uint32Array(place.length)
  const starts = new Uint32Array(tags.length + 1)
  tags.forEach((tag, slot) => {
    const column = columns.column(tag)
    let found = 0
    for (let word = 0; word < set.length; word++) {
      let fresh = column[word]! & set[word]!
      set[word]! &= ~fresh
      for (; fresh !== 0; fresh &= fresh - 1, found++) {
        slotOf[word * 32 + 31 - Math.clz32(fresh & -fresh)] = slot
      }
    }
    starts[slot + 1] = starts[slot]! + found
  })
  const order = new Uint32Array(place.length)
  for (let index = 0; index < place.length; index++) {
    const row = place[index]!
    order[starts[slotOf[row]!]!++] = row
  }
  return order
}
