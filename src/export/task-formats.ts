import type { TaskFormat } from './format.ts'
import { argillaFormat } from './formats/argilla.ts'
import { labelStudioFormat } from './formats/label-studio.ts'
import { prodigyFormat } from './formats/prodigy.ts'
import { spreadsheetFormat } from './formats/spreadsheet.ts'

/** The formats of annotation tools. */
export const TASK_FORMATS: readonly TaskFormat[] = [
  argillaFormat,
  labelStudioFormat,
  prodigyFormat,
  spreadsheetFormat,
]
