import type { CellResult } from './cell.ts'

/** Returns the text of a cell's result; numbers that are not finite are written as null. */
export function writeCellText(result: CellResult): string {
  return JSON.stringify(result)
}

/** Returns the result of such a text; null figures of records are unknown. */
export function readCellText(text: string): CellResult {
  const result = JSON.parse(text) as CellResult
  return {
    ...result,
    records: result.records.map((record) => ({
      ...record,
      value: record.value ?? Number.NaN,
      samples: record.samples === null ? null : record.samples.map((own) => own ?? Number.NaN),
    })),
  }
}
