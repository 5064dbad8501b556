import type { BinnedColumns } from './feature-bins.ts'

/** Nodes of one tree: heap order, children of node k at 2k + 1 and 2k + 2; depth 3. */
export const nodesPerTree = 15
const innerNodes = 7

/** Trees in flat arrays, `nodesPerTree` entries each; feature -1 marks a leaf. */
export interface Forest {
  readonly features: number[]
  readonly thresholds: number[]
  readonly values: number[]
}

/** What one tree is grown on. */
export interface TreeTask {
  readonly binned: BinnedColumns
  readonly rows: Uint32Array
  /** What is left to explain; shape (n). */
  readonly residuals: Float64Array
  readonly weights: Float64Array
  readonly rate: number
  /** Fewest rows in a leaf. */
  readonly leafRows: number
}

interface Split {
  readonly column: number
  readonly bin: number
  readonly gain: number
}

/** Grows a least-squares tree of depth 3 on the rows and appends it, leaf values times the learning rate. */
export function growTree(forest: Forest, task: TreeTask): void {
  const base = forest.features.length
  for (let node = 0; node < nodesPerTree; node++) {
    forest.features.push(-1)
    forest.thresholds.push(0)
    forest.values.push(0)
  }
  const members: (Uint32Array | undefined)[] = [task.rows]
  for (let node = 0; node < nodesPerTree; node++) {
    const rows = members[node]
    if (rows === undefined) continue
    forest.values[base + node] = task.rate * weightedMeanOf(rows, task)
    const split = node < innerNodes ? findSplit(rows, task) : null
    if (split === null) continue
    forest.features[base + node] = split.column
    forest.thresholds[base + node] = task.binned.edges[split.column]![split.bin]!
    const bins = task.binned.bins[split.column]!
    members[2 * node + 1] = rows.filter((row) => bins[row]! <= split.bin)
    members[2 * node + 2] = rows.filter((row) => bins[row]! > split.bin)
  }
}

/** Returns the value of one tree at an input read by column. */
export function evaluateTree(
  forest: {
    readonly features: ArrayLike<number>
    readonly thresholds: ArrayLike<number>
    readonly values: ArrayLike<number>
  },
  tree: number,
  read: (column: number) => number,
): number {
  const base = tree * nodesPerTree
  let node = 0
  for (;;) {
    const column = forest.features[base + node]!
    if (column < 0) return forest.values[base + node]!
    node = 2 * node + (read(column) <= forest.thresholds[base + node]! ? 1 : 2)
  }
}

function weightedMeanOf(rows: Uint32Array, task: TreeTask): number {
  let total = 0
  let weight = 0
  for (const row of rows) {
    total += task.weights[row]! * task.residuals[row]!
    weight += task.weights[row]!
  }
  return weight > 0 ? total / weight : 0
}

function findSplit(rows: Uint32Array, task: TreeTask): Split | null {
  const { binned, leafRows } = task
  if (rows.length < 2 * leafRows) return null
  let best: Split | null = null
  const sums = new Float64Array(32)
  const weights = new Float64Array(32)
  const counts = new Uint32Array(32)
  for (let column = 0; column < binned.bins.length; column++) {
    const edgeCount = binned.edges[column]!.length
    if (edgeCount === 0) continue
    sums.fill(0)
    weights.fill(0)
    counts.fill(0)
    const bins = binned.bins[column]!
    for (let k = 0; k < rows.length; k++) {
      const row = rows[k]!
      const bin = bins[row]!
      const weight = task.weights[row]!
      sums[bin]! += weight * task.residuals[row]!
      weights[bin]! += weight
      counts[bin]!++
    }
    const found = scanBins({ sums, weights, counts, edgeCount, rows: rows.length, leafRows })
    if (found.gain > (best?.gain ?? 1e-12)) best = { column, ...found }
  }
  return best
}

function scanBins(histogram: {
  readonly sums: Float64Array
  readonly weights: Float64Array
  readonly counts: Uint32Array
  readonly edgeCount: number
  readonly rows: number
  readonly leafRows: number
}): { readonly bin: number; readonly gain: number } {
  const { sums, weights, counts, edgeCount, rows, leafRows } = histogram
  let total = 0
  let weight = 0
  for (let bin = 0; bin <= edgeCount; bin++) {
    total += sums[bin]!
    weight += weights[bin]!
  }
  let left = 0
  let leftWeight = 0
  let leftCount = 0
  let best = { bin: -1, gain: 0 }
  for (let bin = 0; bin < edgeCount; bin++) {
    left += sums[bin]!
    leftWeight += weights[bin]!
    leftCount += counts[bin]!
    if (leftCount < leafRows || rows - leftCount < leafRows) continue
    const right = total - left
    const gain =
      (left * left) / leftWeight +
      (right * right) / (weight - leftWeight) -
      (total * total) / weight
    if (gain > best.gain) best = { bin, gain }
  }
  return best
}
