import { HyperError, nearestName, show } from '../kit/index.ts'
import { DEFAULT_COPIES, type ExportShape, MOST_COPIES } from './export-shape.ts'
import type { TaskFormat, TrainerFormat } from './format.ts'
import { axolotlFormat } from './formats/axolotl.ts'
import { csvFormat } from './formats/csv.ts'
import { jsonlFormat } from './formats/jsonl.ts'
import { llamaFactoryFormat } from './formats/llama-factory.ts'
import { openInstructFormat } from './formats/open-instruct.ts'
import { openrlhfFormat } from './formats/openrlhf.ts'
import { parquetFormat } from './formats/parquet.ts'
import { trlDpoFormat } from './formats/trl-dpo.ts'
import { trlKtoFormat } from './formats/trl-kto.ts'
import { trlRewardFormat } from './formats/trl-reward.ts'
import { TASK_FORMATS } from './task-formats.ts'

export { TASK_FORMATS }

/** The formats that trainers read. */
export const TRAINER_FORMATS: readonly TrainerFormat[] = [
  trlRewardFormat,
  trlDpoFormat,
  trlKtoFormat,
  openrlhfFormat,
  llamaFactoryFormat,
  openInstructFormat,
  axolotlFormat,
  jsonlFormat,
  csvFormat,
  parquetFormat,
]

/**
 * Returns the format of a name.
 *
 * @throws HyperError `usage/unknown-format`
 */
export function findFormat(name: string): TrainerFormat | TaskFormat {
  const formats: readonly (TrainerFormat | TaskFormat)[] = [...TRAINER_FORMATS, ...TASK_FORMATS]
  const found = formats.find((format) => format.id === name)
  if (found !== undefined) return found
  const names = formats.map((format) => format.id)
  const near = nearestName(name, names)
  throw new HyperError(
    'usage/unknown-format',
    `format: got ${show(name)}, expected one of ${names.join(', ')}`,
    near === undefined ? {} : { hint: `did you mean "${near}"?` },
  )
}

/**
 * Returns the shape in which a format is written: what is asked, and where nothing is the reader's own default. Ties are left out and
 * soft labels written as their verdict unless asked otherwise.
 *
 * @throws HyperError `usage/wrong-option` for what the reader does not take
 */
export function checkShape(format: TrainerFormat, asked: Partial<ExportShape>): ExportShape {
  const { prompt = format.prompts[0]!, form = format.forms[0]! } = asked
  const { ties = 'drop', soft = 'none', copies = DEFAULT_COPIES } = asked
  requireOne(format, 'prompt', prompt, format.prompts)
  requireOne(format, 'form', form, format.forms)
  if (!format.paired) {
    requireOne(format, 'ties', ties, ['drop'])
    requireOne(format, 'soft labels', soft, ['none'])
  }
  if (!Number.isInteger(copies) || copies < 2 || copies > MOST_COPIES)
    throw wrongOption(format, 'copies', copies, `a whole number from 2 to ${MOST_COPIES}`)
  return { prompt, form, ties, soft, copies }
}

function requireOne(
  format: TrainerFormat,
  what: string,
  got: string,
  taken: readonly string[],
): void {
  if (!taken.includes(got)) throw wrongOption(format, what, got, taken.join(' or '))
}

function wrongOption(
  format: TrainerFormat,
  what: string,
  got: unknown,
  expected: string,
): HyperError {
  return new HyperError(
    'usage/wrong-option',
    `${what} of ${format.id}: got ${show(got)}, expected ${expected}`,
    { hint: `${format.reader} takes nothing else` },
  )
}
