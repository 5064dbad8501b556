import { drawIndex, type Random } from '../kit/index.ts'
import { type BinnedMatrix, mostBins } from './bin-matrix.ts'

/** One tree in flat arrays: node 0 is the root, children of node k are `left[k]` and `left[k] + 1`; feature -1 marks a leaf. */
export interface TreeNodes {
  readonly feature: Int32Array
  /** A row goes to the right child when its value is above. */
  readonly threshold: Float64Array
  readonly left: Int32Array
  /** Weighted mean of the targets of a node's rows. */
  readonly value: Float64Array
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

/** Run of the row order that a node holds. */
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

/** What is at hand while a tree grows. */
interface Workshop extends TreeTask {
  /** Rows with weight, rearranged so that every node holds a run of them; beside each its weight and its weighted target. */
  readonly rows: Uint32Array
  readonly sizes: Float64Array
  readonly moments: Float64Array
  /** All columns, those to try in front. */
  readonly columns: Uint32Array
  /** Weight and weighted sum of every bin of the column in hand. */
  readonly binSizes: Float64Array
  readonly binSums: Float64Array
}

/** Returns a least-squares tree, grown until no split leaves enough weight on both sides and reduces the squared error. */
export function growTree(task: TreeTask, random: Random): TreeNodes {
  const shop = openWorkshop(task)
  const nodes = roomForNodes(shop)
  let count = 1
  const open: Span[] = [{ node: 0, from: 0, to: shop.rows.length }]
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const totals = addUp(shop, span)
    nodes.value[span.node] = totals.size > 0 ? totals.sum / totals.size : 0
    nodes.feature[span.node] = -1
    drawColumns(shop.columns, task.tried, random)
    const split = findSplit(shop, span, totals)
    if (split === null) continue
    nodes.feature[span.node] = split.column
    nodes.threshold[span.node] = task.binned.cuts[split.column]![split.bin]!
    nodes.left[span.node] = count
    const middle = partition(shop, span, split)
    open.push({ node: count + 1, from: middle, to: span.to })
    open.push({ node: count, from: span.from, to: middle })
    count += 2
  }
  return {
    feature: nodes.feature.slice(0, count),
    threshold: nodes.threshold.slice(0, count),
    left: nodes.left.slice(0, count),
    value: nodes.value.slice(0, count),
  }
}

function openWorkshop(task: TreeTask): Workshop {
  const { y, weights, binned } = task
  const rows = new Uint32Array(weights.length)
  const sizes = new Float64Array(weights.length)
  const moments = new Float64Array(weights.length)
  let count = 0
  for (let row = 0; row < weights.length; row++) {
    if (weights[row]! === 0) continue
    rows[count] = row
    sizes[count] = weights[row]!
    moments[count] = weights[row]! * y[row]!
    count++
  }
  return {
    ...task,
    rows: rows.subarray(0, count),
    sizes: sizes.subarray(0, count),
    moments: moments.subarray(0, count),
    columns: Uint32Array.from(binned.bins, (_, column) => column),
    binSizes: new Float64Array(mostBins),
    binSums: new Float64Array(mostBins),
  }
}

/** A leaf holds a row and `leafRows` of weight at least, which bounds the leaves (one more for rounding) and with them the nodes. */
function roomForNodes({ rows, sizes, leafRows }: Workshop): TreeNodes {
  const weight = sizes.reduce((sum, size) => sum + size, 0)
  const leaves = Math.max(1, Math.min(rows.length, Math.floor(weight / leafRows) + 1))
  const most = 2 * leaves - 1
  return {
    feature: new Int32Array(most),
    threshold: new Float64Array(most),
    left: new Int32Array(most),
    value: new Float64Array(most),
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

function addUp({ sizes, moments }: Workshop, { from, to }: Span): Totals {
  let size = 0
  let sum = 0
  for (let at = from; at < to; at++) {
    size += sizes[at]!
    sum += moments[at]!
  }
  return { size, sum }
}

function findSplit(shop: Workshop, span: Span, totals: Totals): Split | null {
  const { binSizes, binSums, leafRows } = shop
  if (totals.size < 2 * leafRows) return null
  let best: Split | null = null
  // A split must beat the parent by more than rounding.
  let bestScore = (totals.sum * totals.sum) / totals.size + 1e-12
  for (let slot = 0; slot < shop.tried; slot++) {
    const column = shop.columns[slot]!
    const cuts = shop.binned.cuts[column]!.length
    if (cuts === 0) continue
    fillBins(shop, span, column)
    let size = 0
    let sum = 0
    for (let bin = 0; bin < cuts; bin++) {
      if (binSizes[bin] === 0) continue
      size += binSizes[bin]!
      sum += binSums[bin]!
      if (size < leafRows) continue
      if (totals.size - size < leafRows) break
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

/** Adds up the rows of a node by their bins in a column; the last bin is not needed where there are two. */
function fillBins(shop: Workshop, { from, to }: Span, column: number): void {
  const { rows, sizes, moments, binSizes, binSums } = shop
  const bins = shop.binned.bins[column]!
  const cuts = shop.binned.cuts[column]!.length
  if (cuts === 1) {
    let size = 0
    let sum = 0
    for (let at = from; at < to; at++) {
      const isLeft = 1 - bins[rows[at]!]!
      size += isLeft * sizes[at]!
      sum += isLeft * moments[at]!
    }
    binSizes[0] = size
    binSums[0] = sum
    return
  }
  binSizes.fill(0, 0, cuts + 1)
  binSums.fill(0, 0, cuts + 1)
  for (let at = from; at < to; at++) {
    const bin = bins[rows[at]!]!
    binSizes[bin]! += sizes[at]!
    binSums[bin]! += moments[at]!
  }
}

/** Rearranges the rows of a node so that those of the left child come first, and returns where the right child starts. */
function partition(shop: Workshop, { from, to }: Span, split: Split): number {
  const { rows, sizes, moments } = shop
  const bins = shop.binned.bins[split.column]!
  let low = from
  let high = to - 1
  while (low <= high) {
    if (bins[rows[low]!]! <= split.bin) low++
    else {
      swap(rows, low, high)
      swap(sizes, low, high)
      swap(moments, low, high)
      high--
    }
  }
  return low
}

function swap(items: Uint32Array | Float64Array, a: number, b: number): void {
  const held = items[a]!
  items[a] = items[b]!
  items[b] = held
}
