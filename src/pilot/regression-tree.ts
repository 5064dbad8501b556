import { drawIndex, type Random } from '../kit/index.ts'
import type { BinnedMatrix } from './bin-matrix.ts'

/** One tree in flat arrays: node 0 is the root, children of node k are `left[k]` and `left[k] + 1`; feature -1 marks a leaf. */
export interface TreeNodes {
  readonly feature: readonly number[]
  /** A row goes to the right child when its value is above. */
  readonly threshold: readonly number[]
  readonly left: readonly number[]
  readonly value: readonly number[]
}

/** What one tree is grown on. */
export interface TreeTask {
  readonly binned: BinnedMatrix
  readonly y: Float64Array
  /** Weight of every row in this tree; shape (n). */
  readonly weights: Float64Array
  /** Least weight of a leaf. */
  readonly leafRows: number
  /** Columns tried at each split. */
  readonly tried: number
}

/** Part of the row order that a node holds. */
interface Span {
  readonly node: number
  readonly from: number
  readonly to: number
}

/** Weight and weighted sum of the rows of a node. */
interface Totals {
  readonly size: number
  readonly sum: number
}

interface Split {
  readonly column: number
  readonly bin: number
}

/** What stays the same while a tree grows. */
interface Workshop extends TreeTask {
  /** Weighted targets; shape (n). */
  readonly moments: Float64Array
  /** Rows with weight, in an order that is rearranged so that every node holds a run of it. */
  readonly order: Uint32Array
  readonly columns: Uint32Array
  readonly sizes: Float64Array
  readonly sums: Float64Array
}

/** Grows a least-squares tree until no split leaves enough weight on both sides or reduces the squared error. */
export function growTree(task: TreeTask, random: Random): TreeNodes {
  const shop = openWorkshop(task)
  const nodes = {
    feature: [-1] as number[],
    threshold: [0] as number[],
    left: [0] as number[],
    value: [0] as number[],
  }
  const open: Span[] = [{ node: 0, from: 0, to: shop.order.length }]
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const totals = addUp(shop, span)
    nodes.value[span.node] = totals.size > 0 ? totals.sum / totals.size : 0
    drawColumns(shop.columns, task.tried, random)
    const split = findSplit(shop, span, totals)
    if (split === null) continue
    const child = nodes.feature.length
    nodes.feature[span.node] = split.column
    nodes.threshold[span.node] = task.binned.cuts[split.column]![split.bin]!
    nodes.left[span.node] = child
    for (let side = 0; side < 2; side++) {
      nodes.feature.push(-1)
      nodes.threshold.push(0)
      nodes.left.push(0)
      nodes.value.push(0)
    }
    const middle = partition(shop, span, split)
    open.push({ node: child + 1, from: middle, to: span.to })
    open.push({ node: child, from: span.from, to: middle })
  }
  return nodes
}

function openWorkshop(task: TreeTask): Workshop {
  const { y, weights, binned } = task
  const order: number[] = []
  for (let row = 0; row < weights.length; row++) if (weights[row]! > 0) order.push(row)
  return {
    ...task,
    moments: weights.map((weight, row) => (weight > 0 ? weight * y[row]! : 0)),
    order: Uint32Array.from(order),
    columns: Uint32Array.from(binned.bins, (_, column) => column),
    sizes: new Float64Array(256),
    sums: new Float64Array(256),
  }
}

/** Brings so many random columns to the front. */
function drawColumns(columns: Uint32Array, tried: number, random: Random): void {
  for (let slot = 0; slot < tried; slot++) {
    const other = slot + drawIndex(columns.length - slot, random)
    const held = columns[slot]!
    columns[slot] = columns[other]!
    columns[other] = held
  }
}

function addUp({ order, weights, moments }: Workshop, { from, to }: Span): Totals {
  let size = 0
  let sum = 0
  for (let at = from; at < to; at++) {
    size += weights[order[at]!]!
    sum += moments[order[at]!]!
  }
  return { size, sum }
}

function findSplit(shop: Workshop, { from, to }: Span, totals: Totals): Split | null {
  const { order, weights, moments, sizes, sums, leafRows } = shop
  if (totals.size < 2 * leafRows) return null
  let best: Split | null = null
  // A split must beat the parent by more than rounding.
  let bestScore = (totals.sum * totals.sum) / totals.size + 1e-12
  for (let slot = 0; slot < shop.tried; slot++) {
    const column = shop.columns[slot]!
    const cuts = shop.binned.cuts[column]!.length
    const bins = shop.binned.bins[column]!
    sums.fill(0, 0, cuts + 1)
    sizes.fill(0, 0, cuts + 1)
    for (let at = from; at < to; at++) {
      const row = order[at]!
      const bin = bins[row]!
      sizes[bin]! += weights[row]!
      sums[bin]! += moments[row]!
    }
    let size = 0
    let sum = 0
    for (let bin = 0; bin < cuts; bin++) {
      size += sizes[bin]!
      sum += sums[bin]!
      if (size < leafRows || totals.size - size < leafRows) continue
      const rest = totals.sum - sum
      const score = (sum * sum) / size + (rest * rest) / (totals.size - size)
      if (score > bestScore) {
        bestScore = score
        best = { column, bin }
      }
    }
  }
  return best
}

/** Rearranges the rows of a node so that those of the left child come first, and returns where the right child starts. */
function partition({ order, binned }: Workshop, { from, to }: Span, split: Split): number {
  const bins = binned.bins[split.column]!
  let low = from
  let high = to - 1
  while (low <= high) {
    const row = order[low]!
    if (bins[row]! <= split.bin) low++
    else {
      order[low] = order[high]!
      order[high--] = row
    }
  }
  return low
}
