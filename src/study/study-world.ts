import type { NamedEncoder, RunOptions, World } from '../pipeline/index.ts'
import type { CellResult, CellSpec } from './cell.ts'
import type { StudyOptions } from './options.ts'

/** The world of a run, with the encoders of every setting and the way to do cells beside each other. */
export interface StudyWorld extends World {
  /** Returns the encoders that a probe reads responses with; opened at the first call. */
  encodersFor(encoder: RunOptions['train']['encoder']): Promise<readonly NamedEncoder[]>
  /** Does the cells, at most `concurrency` at a time, and hands over each result as it comes, in any order. */
  runCells(
    options: StudyOptions,
    cells: readonly CellSpec[],
    onResult: (cell: CellSpec, result: CellResult) => Promise<void>,
  ): Promise<void>
}
