import type { FeatureMatrix } from '../../domain/index.ts'
import { type Random, shuffleInPlace } from '../../kit/index.ts'
import { countCommon, signedView } from '../count-mix.ts'
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
  const columns = Array.from({ length: matrix.specs.length }, (_, column) =>
    signedView(matrix.bits.subarray(column * words, (column + 1) * words)),
  )
  columns.push(signedView(allRows(total)))
  const all = columns[columns.length - 1]!
  const order = new Uint32Array(columns.length)
  const left = new Int32Array(words)
  const partial = new Uint32Array(total)
  return {
    draw(humans, random): DrawnRows {
      left.set(all)
      shuffleTags(order, random)
      let missing = humans
      let slot = 0
      for (; missing > 0; slot++) {
        const column = columns[order[slot]!]!
        const fresh = countCommon(column, 0, left, words)
        if (fresh > missing) break
        removeRows(left, column)
        missing -= fresh
      }
      const rows = new Uint32Array(words)
      for (let word = 0; word < words; word++) rows[word] = all[word]! & ~left[word]!
      if (missing > 0) {
        const size = listCommon(columns[order[slot]!]!, left, partial)
        addRandomRows(rows, partial, { size, count: missing }, random)
      }
      return { rows, propensity: 'varies' }
    },
    drawOrder: (random) => drawTagOrder(columns, total, random),
  }
}

/** Features in random order; the column of all rows stays last and takes in what no feature covers. */
function shuffleTags(order: Uint32Array, random: Random): void {
  for (let index = 0; index < order.length; index++) order[index] = index
  shuffleInPlace(order.subarray(0, order.length - 1), random)
}

function removeRows(left: Int32Array, column: Int32Array): void {
  for (let word = 0; word < left.length; word++) left[word]! &= ~column[word]!
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

function drawTagOrder(columns: readonly Int32Array[], total: number, random: Random): Uint32Array {
  const tags = Uint32Array.from({ length: columns.length }, (_, column) => column)
  shuffleTags(tags, random)
  const place = drawPermutation(total, random)
  const taken = new Uint8Array(total)
  const order = new Uint32Array(total)
  let filled = 0
  for (const tag of tags) {
    const column = columns[tag]!
    for (let index = 0; index < total && filled < total; index++) {
      const row = place[index]!
      if (taken[row] === 1 || ((column[row >> 5]! >>> (row & 31)) & 1) === 0) continue
      taken[row] = 1
      order[filled++] = row
    }
  }
  return order
}
