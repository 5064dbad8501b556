import type { CellResult, CellSpec } from './cell.ts'
import type { CellIo } from './cell-io.ts'
import { runLabelCell } from './label-cell.ts'
import type { StudyOptions } from './options.ts'
import { runRewardCell } from './reward-cell.ts'
import { runTransferLabelCell } from './transfer-label-cell.ts'
import { runTransferRewardCell } from './transfer-reward-cell.ts'
import { runWorldCell } from './world-cell.ts'

/** Does one cell of a study. Its result depends on the options, the gathered artifacts and the cell alone. */
export function runCell(spec: CellSpec, options: StudyOptions, io: CellIo): Promise<CellResult> {
  switch (spec.kind) {
    case 'label':
      return runLabelCell(spec, options, io)
    case 'reward':
      return runRewardCell(spec, options, io)
    case 'world':
      return runWorldCell(spec, options)
    case 'transfer':
      return options.measure === 'reward'
        ? runTransferRewardCell(spec, options, io)
        : runTransferLabelCell(spec, options, io)
  }
}
