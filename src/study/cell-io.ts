import type { MatrixEngine } from '../domain/index.ts'
import type { RunStore } from '../pipeline/index.ts'

/** What a cell reaches: the artifacts that were gathered, read only, and the numeric engine. One worker keeps it for all its cells. */
export interface CellIo {
  readonly store: RunStore
  engine(): Promise<MatrixEngine>
  /** Returns what was made under this name before, or makes it; what is kept must not depend on the cell. */
  once<T>(name: string, make: () => Promise<T>): Promise<T>
}

/** Returns a memory for `CellIo.once`. */
export function rememberOnce(): CellIo['once'] {
  const held = new Map<string, Promise<unknown>>()
  return <T>(name: string, make: () => Promise<T>): Promise<T> => {
    const known = held.get(name) as Promise<T> | undefined
    if (known !== undefined) return known
    const made = make()
    held.set(name, made)
    return made
  }
}
