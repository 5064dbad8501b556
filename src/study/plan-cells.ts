import type { CellSpec } from './cell.ts'
import type { StudyOptions } from './options.ts'

/** Returns every cell of a study, in the order in which their figures are joined. */
export function planCells(options: StudyOptions): CellSpec[] {
  return options.settings.flatMap((_, setting) =>
    options.measure === 'gain' ? worldCells(options, setting) : dataCells(options, setting),
  )
}

function dataCells(options: StudyOptions, setting: number): CellSpec[] {
  const isTransfer = options.settings[setting]!.arrangement === 'transfer'
  const kind = isTransfer ? 'transfer' : options.measure === 'reward' ? 'reward' : 'label'
  return Array.from({ length: options.splits }, (_, index) => ({ kind, setting, index, family: 0 }))
}

/** Settings beyond the main one vary the first family of worlds only. */
function worldCells(options: StudyOptions, setting: number): CellSpec[] {
  return options.worlds.flatMap(({ worlds }, family) =>
    setting > 0 && family > 0
      ? []
      : Array.from({ length: worlds }, (_, index) => ({
          kind: 'world' as const,
          setting,
          index,
          family,
        })),
  )
}
