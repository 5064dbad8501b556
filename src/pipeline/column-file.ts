import { HyperError } from '../kit/index.ts'
import type { RunStore } from './store.ts'

/** Writes columns of doubles, little endian, one after the other, each of so many rows. */
export async function writeColumns(
  store: RunStore,
  name: string,
  columns: readonly Float64Array[],
  rows: number,
): Promise<void> {
  const values = new Float64Array(columns.length * rows)
  columns.forEach((column, index) => {
    values.set(column, index * rows)
  })
  await store.write(name, new Uint8Array(values.buffer))
}

/**
 * Returns the columns of such a file.
 *
 * @throws HyperError `data/bad-artifact` where the file has another size
 */
export async function readColumns(
  store: RunStore,
  name: string,
  { count, rows }: { readonly count: number; readonly rows: number },
): Promise<Float64Array[]> {
  const bytes = (await store.readBytes(name))?.slice()
  const wanted = 8 * rows * count
  if (bytes?.byteLength !== wanted) {
    throw new HyperError(
      'data/bad-artifact',
      `${name}: got ${bytes?.byteLength ?? 0} bytes, expected ${wanted}`,
      { hint: 'run "hyper run" again: the stage is done anew' },
    )
  }
  const values = new Float64Array(bytes.buffer, 0, wanted / 8)
  return Array.from({ length: count }, (_, index) => values.slice(index * rows, (index + 1) * rows))
}
