import { guardCell } from '../../kit/index.ts'
import type { LabelTask, TableColumn, TaskFormat } from '../format.ts'
import { PREFERENCE_STEPS } from '../preference-steps.ts'
import { showTask } from '../show-task.ts'
import type { TaskOptions } from '../task-options.ts'

/** Most characters of a cell in Excel; what is longer is cut off when the file is opened there. */
export const LONGEST_CELL = 32_767

const COLUMNS = [
  'id',
  'prompt',
  'first',
  'second',
  'preference',
  'confidence',
  'comment',
  'annotator',
  'hyper_key',
  'dataset',
] as const

/**
 * A CSV file for any spreadsheet program. Cells that a program would run or rewrite carry an apostrophe in front (`guardCell`), which the
 * import takes away. Messages are not carried: what comes back joins its pair by id.
 */
export const spreadsheetFormat: TaskFormat = {
  kind: 'tasks',
  id: 'spreadsheet',
  title: 'CSV for a spreadsheet program',
  reader: 'Excel, LibreOffice Calc, Google Sheets',
  documentation: 'https://www.rfc-editor.org/rfc/rfc4180',
  evidence: 'documentation',
  note: 'Open it as UTF-8 with commas between cells, fill the column preference, save it again as CSV under the name of the annotator. Do not change other columns and never sort one column alone. Texts of more than 32,767 characters are cut off by Excel.',
  ending: 'csv',
  usage: 'hyper import ANNOTATOR.csv -o answers.jsonl',
  columns: () => COLUMNS.map((name): TableColumn => ({ name, type: 'text' })),
  toTask: (task) => ({
    ...toCells(task),
    preference: '',
    confidence: '',
    comment: '',
    annotator: '',
  }),
  warningOf: (task) =>
    Object.values(toCells(task)).some((cell) => cell.length > LONGEST_CELL)
      ? 'a cell of more than 32,767 characters, which Excel cuts off'
      : null,
  companions: (_file, options) => [{ name: 'instructions.txt', text: toInstructions(options) }],
}

function toCells(task: LabelTask): Readonly<Record<string, string>> {
  const { id, key, dataset, prompt, first, second } = showTask(task)
  return {
    id: guardCell(id),
    prompt: guardCell(prompt),
    first: guardCell(first),
    second: guardCell(second),
    hyper_key: guardCell(key),
    dataset: guardCell(dataset),
  }
}

function toInstructions({ instructions }: TaskOptions): string {
  return [
    instructions,
    '',
    'How to fill in the table',
    `Write one of these into the column preference: ${PREFERENCE_STEPS.map(({ value }) => value).join(', ')}.`,
    'Where you cannot tell how much better, first or second is enough. Leave the cell empty to skip a row.',
    'The columns confidence and comment are free. Leave all other columns as they are: without hyper_key an answer cannot be read.',
    'An apostrophe before a text only keeps the program from changing it.',
    'Save the file as CSV (UTF-8) under your name, or write your name into the column annotator.',
    '',
  ].join('\n')
}
