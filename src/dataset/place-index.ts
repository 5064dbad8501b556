import type { Place } from '../domain/index.ts'
import { hash128 } from '../kit/index.ts'

/** Remembers where each id was first seen, in about 16 bytes an id. */
export interface PlaceIndex {
  /** Returns the place where the id was seen before; remembers this one and returns null when it is new. */
  seen(id: string, place: Place): Place | null
}

/**
 * Returns an empty index. Ids are compared by 64 bits of hash: among ten million different ones the chance that any two are taken
 * for the same is below one in 300,000.
 */
export function createPlaceIndex(): PlaceIndex {
  const files: string[] = []
  let table = createTable(1 << 12)
  let size = 0
  const fileIndex = (file: string): number => {
    if (files.at(-1) !== file && !files.includes(file)) files.push(file)
    return files.lastIndexOf(file)
  }
  return {
    seen: (id, place) => {
      const [high, low] = hash128(id)
      const slot = findSlot(table, high, low)
      if (table.lines[slot] !== 0)
        return { file: files[table.files[slot]!]!, line: table.lines[slot]! - 1 }
      fillSlot(table, slot, [high, low, fileIndex(place.file), place.line + 1])
      if (++size * 2 > table.lines.length) table = grow(table)
      return null
    },
  }
}

interface Table {
  readonly high: Int32Array
  readonly low: Int32Array
  readonly files: Uint32Array
  /** Line + 1; 0 marks a free slot. */
  readonly lines: Uint32Array
}

function createTable(slots: number): Table {
  return {
    high: new Int32Array(slots),
    low: new Int32Array(slots),
    files: new Uint32Array(slots),
    lines: new Uint32Array(slots),
  }
}

function findSlot(table: Table, high: number, low: number): number {
  const mask = table.lines.length - 1
  let slot = low & mask
  while (table.lines[slot] !== 0 && (table.high[slot] !== high || table.low[slot] !== low))
    slot = (slot + 1) & mask
  return slot
}

function fillSlot(
  table: Table,
  slot: number,
  entry: readonly [high: number, low: number, file: number, line: number],
): void {
  table.high[slot] = entry[0]
  table.low[slot] = entry[1]
  table.files[slot] = entry[2]
  table.lines[slot] = entry[3]
}

function grow(old: Table): Table {
  const table = createTable(old.lines.length * 2)
  for (let slot = 0; slot < old.lines.length; slot++) {
    if (old.lines[slot] === 0) continue
    const high = old.high[slot]!
    const low = old.low[slot]!
    const entry = [high, low, old.files[slot]!, old.lines[slot]!] as const
    fillSlot(table, findSlot(table, high, low), entry)
  }
  return table
}
