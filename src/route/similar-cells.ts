import { drawSubset, type Random } from '../kit/index.ts'
import { type UnitRows, writeCosines } from './unit-rows.ts'

/** Cells that one cell is cut into at a time. */
const pivotCount = 16

/**
 * Returns the rows cut into cells of similar rows, none larger than `limit`: each row joins the most similar of up to sixteen rows drawn from its cell,
 * and cells that are still too large are cut again. A part with more than half of its cell (copies of one vector) is halved by row, so
 * that there are at most log2(n / limit) rounds of 16 n cosines.
 */
export function cutCells(
  unit: UnitRows,
  rows: Uint32Array,
  limit: number,
  random: Random,
): Uint32Array[] {
  const cells: Uint32Array[] = []
  const open = [rows]
  for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
    if (cell.length <= limit) cells.push(cell)
    else open.push(...cutCell(unit, cell, limit, random))
  }
  return cells
}

function cutCell(unit: UnitRows, cell: Uint32Array, limit: number, random: Random): Uint32Array[] {
  const size = cell.length
  const count = Math.min(pivotCount, Math.ceil(size / limit))
  const nearest = new Uint8Array(size)
  const best = new Float64Array(size).fill(Number.NEGATIVE_INFINITY)
  const cosines = new Float64Array(size)
  drawSubset(size, count, random).forEach((place, pivot) => {
    writeCosines(unit, cell[place]!, cell, cosines)
    for (let index = 0; index < size; index++) {
      if (cosines[index]! <= best[index]!) continue
      best[index] = cosines[index]!
      nearest[index] = pivot
    }
  })
  return Array.from({ length: count }, (_, pivot) =>
    cell.filter((_row, index) => nearest[index] === pivot),
  ).flatMap((part) => {
    if (part.length === 0) return []
    const middle = part.length >> 1
    return part.length > size / 2 ? [part.subarray(0, middle), part.subarray(middle)] : [part]
  })
}
