import { drawIndex, type Random } from '../kit/index.ts'
import type { EvidenceVectors } from './evidence.ts'
import { cutCells } from './similar-cells.ts'
import { readUnitRows, type UnitRows, writeCosines } from './unit-rows.ts'

/** Rows chosen so that every row has one near it. */
export interface RowCover {
  /** Chosen rows in the order of choice; fewer than asked for where too few rows have a direction. */
  readonly order: Uint32Array
  /** Cosine of each row to the nearest chosen row of its cell, 2 for the chosen ones, below -1 before any choice, NaN without a direction; shape (n). */
  readonly nearest: Float64Array
  /** Rows without a direction: a zero vector or one with an unknown number. */
  readonly unknown: number
  /** No row with a direction lies farther from a chosen one: distance of unit vectors, 0 to 2; NaN when none was chosen. */
  readonly radius: number
  /** Cells that the rows were cut into; 1 is the exact greedy choice. */
  readonly cells: number
}

/** Options of a cover. */
export interface CoverOptions {
  /** Multiplications that the exact choice may take, rows x chosen rows x dimension; default 4e9, some seconds. */
  readonly work?: number
}

const smallestCell = 64

/** Stands above every cosine: chosen rows are never the farthest. */
const chosen = 2

/**
 * Returns `count` rows by the greedy choice: a random row, then always the row farthest from those chosen, the lower row among equal ones.
 * Its radius is at most twice that of the best cover of the size. Vectors are compared by direction.
 *
 * Beyond the allowed work the rows are first cut into cells of similar rows (`cutCells`), so small that all steps together keep within it, or
 * of 64 rows. The farthest row is still sought everywhere, but a chosen row shortens the distances of its own cell only: the radius is then an
 * upper bound of the true one, and copies in two cells may both be chosen.
 *
 * @see Gonzalez, Clustering to minimize the maximum intercluster distance (1985). Sener and Savarese, Active learning for convolutional neural
 * networks: a core-set approach (ICLR 2018)
 */
export function coverRows(
  vectors: EvidenceVectors,
  count: number,
  { work = 4e9 }: CoverOptions,
  random: Random,
): RowCover {
  const unit = readUnitRows(vectors)
  const { known, dimension } = unit
  const wanted = Math.min(count, known.length)
  const nearest = new Float64Array(unit.inverseNorms.length).fill(Number.NaN)
  for (const row of known) nearest[row] = Number.NEGATIVE_INFINITY
  const unknown = nearest.length - known.length
  if (wanted === 0) {
    return { order: new Uint32Array(0), nearest, unknown, radius: Number.NaN, cells: 0 }
  }
  const limit = Math.max(smallestCell, Math.floor(work / (wanted * dimension)))
  const parts = cutCells(unit, known, limit, random.fork('cells'))
  const largest = parts.reduce((size, { length }) => Math.max(size, length), 0)
  const state = { unit, nearest, cosines: new Float64Array(largest) }
  const order = new Uint32Array(wanted)
  order[0] = known[drawIndex(known.length, random.fork('first'))]!
  const heap = parts.map((rows) => ({ rows, farthest: rows[0]! }))
  for (const cell of heap) shortenDistances(state, cell, order[0])
  for (let place = heap.length >> 1; place >= 0; place--) sink(heap, place, nearest)
  for (let place = 1; place < wanted; place++) {
    const cell = heap[0]!
    order[place] = cell.farthest
    shortenDistances(state, cell, cell.farthest)
    sink(heap, 0, nearest)
  }
  const cosine = Math.min(1, nearest[heap[0]!.farthest]!)
  return { order, nearest, unknown, radius: Math.sqrt(2 - 2 * cosine), cells: parts.length }
}

interface Cell {
  readonly rows: Uint32Array
  /** Row that is farthest from the chosen ones. */
  farthest: number
}

interface CoverState {
  readonly unit: UnitRows
  readonly nearest: Float64Array
  /** Room for the cosines of the largest cell. */
  readonly cosines: Float64Array
}

/** Takes a chosen row into account and finds the farthest row of the cell again. */
function shortenDistances(
  { unit, nearest, cosines }: CoverState,
  cell: Cell,
  center: number,
): void {
  const { rows } = cell
  writeCosines(unit, center, rows, cosines)
  cell.farthest = rows[0]!
  for (let index = 0; index < rows.length; index++) {
    const row = rows[index]!
    if (row === center) nearest[row] = chosen
    else if (cosines[index]! > nearest[row]!) nearest[row] = cosines[index]!
    if (nearest[row]! < nearest[cell.farthest]!) cell.farthest = row
  }
}

/** Lets the cell at a place of the heap sink below those whose farthest row is farther. */
function sink(heap: Cell[], start: number, nearest: Float64Array): void {
  const isFarther = (a: Cell, b: Cell): boolean => {
    const difference = nearest[a.farthest]! - nearest[b.farthest]!
    return difference < 0 || (difference === 0 && a.farthest < b.farthest)
  }
  for (let place = start; ; ) {
    let next = place
    for (const child of [2 * place + 1, 2 * place + 2]) {
      if (child < heap.length && isFarther(heap[child]!, heap[next]!)) next = child
    }
    if (next === place) return
    const held = heap[place]!
    heap[place] = heap[next]!
    heap[next] = held
    place = next
  }
}
