import { type Command, InvalidArgumentError, Option } from 'commander'
import {
  checkShape,
  DEFAULT_SCRUB_KINDS,
  type ExportShape,
  findFormat,
  SCRUB_KINDS,
  type ScrubKind,
  type TaskFormat,
  type TrainerFormat,
  type Use,
} from '../export/index.ts'
import { HyperError, show } from '../kit/index.ts'
import { parseWhole } from './command.ts'
import { addDataOptions } from './data-options.ts'

/** What is exported, after the options were checked. */
export type ExportRequest = TrainerRequest | TaskRequest

interface RequestBase {
  /** Counts and shares by name, in the order in which they were given; `train` is what remains. */
  readonly splits: readonly Split[]
  readonly pseudonyms: boolean
  readonly scrub: readonly ScrubKind[] | null
  readonly use: Use | null
  readonly push: string | null
  readonly visibility: 'private' | 'public'
}

/** A file for a trainer. */
export interface TrainerRequest extends RequestBase {
  readonly kind: 'trainer'
  readonly format: TrainerFormat
  readonly shape: ExportShape
  /** Ties as the user asked for them; null where the policy of the run holds. */
  readonly ties: ExportShape['ties'] | null
  /** Most tokens of prompt and completion together. */
  readonly maxTokens: number | null
  readonly maxCharacters: number | null
}

/** Tasks for people. */
export interface TaskRequest extends RequestBase {
  readonly kind: 'tasks'
  readonly format: TaskFormat
  readonly which: 'missing' | 'all'
  readonly instructions: string | null
}

/** A part of the prompts. */
export interface Split {
  readonly name: string
  readonly share: number
}

/** Adds the options of `hyper export`. */
export function addExportOptions(command: Command): Command {
  const own = command
    .option('--run <dir>', 'folder of a run, whose labels are exported under its plan')
    .option('--plan <file>', 'plan of that data; default: plan.jsonl of the run')
    .addOption(
      new Option('--label <source>', 'which label of files without a plan')
        .choices(['human', 'lm', 'either'])
        .default('either'),
    )
    .option('--format <name>', 'see docs/reference/formats.md', 'trl-reward')
    .option('--mix <name>', 'mix whose reward model scores the suite (--format reward-bench)')
    .addOption(
      new Option(
        '--prompt <form>',
        'the prompt inside both completions, or in a column of its own',
      ).choices(['implicit', 'explicit']),
    )
    .option('--plain', 'texts instead of conversations')
    .addOption(
      new Option(
        '--ties <rule>',
        'leave ties out, write them in both orders, or once with margin 0; default: the policy of the run, else drop',
      ).choices(['drop', 'half', 'margin']),
    )
    .addOption(
      new Option(
        '--soft <rule>',
        'labels that are shares of votes: the verdict alone, weights, or repeated rows',
      )
        .choices(['none', 'weights', 'rows'])
        .default('none'),
    )
    .option('--copies <n>', 'rows of one label under --soft rows', parseWhole)
    .option(
      '--split <name=share>',
      'put this share of the prompts into a file of its own (repeatable)',
      collectSplit,
    )
    .option(
      '--max-tokens <n>',
      'cut completions so that prompt and completion keep this (o200k tokens)',
      parseWhole,
    )
    .option('--max-chars <n>', 'the same in characters', parseWhole)
    .addOption(
      new Option('--tasks <which>', 'tasks for people: those without a label of people yet, or all')
        .choices(['missing', 'all'])
        .default('missing'),
    )
    .option('--instructions <file>', 'what annotators read before the first task')
    .option('--no-pseudonyms', 'write the ids of annotators as they are')
    .option('--scrub [kinds]', 'replace e-mail addresses, phone numbers and keys in texts')
    .addOption(
      new Option('--use <purpose>', 'warn where a licence forbids this').choices([
        'commercial',
        'research',
        'distribution',
      ]),
    )
    .option('--push <id>', 'write the folder to a data set of a hub (hf:OWNER/NAME); asks first')
    .option('--public', 'a data set that --push makes can be seen by everybody')
  return addDataOptions(own)
}

/** Returns what is exported. @throws HyperError `usage/unknown-format`, `usage/wrong-option` */
export function readExportRequest(options: Readonly<Record<string, unknown>>): ExportRequest {
  const format = findFormat(String(options.format))
  const base: RequestBase = {
    splits: (options.split as Split[] | undefined) ?? [],
    pseudonyms: options.pseudonyms !== false,
    scrub: options.scrub === undefined ? null : scrubKinds(options.scrub),
    use: (options.use as Use | undefined) ?? null,
    push: (options.push as string | undefined) ?? null,
    visibility: options.public === true ? 'public' : 'private',
  }
  return format.kind === 'tasks'
    ? readTaskRequest(format, base, options)
    : readTrainerRequest(format, base, options)
}

function readTaskRequest(
  format: TaskFormat,
  base: RequestBase,
  options: Readonly<Record<string, unknown>>,
): TaskRequest {
  for (const name of [
    'prompt',
    'plain',
    'ties',
    'copies',
    'split',
    'maxTokens',
    'maxChars',
    'push',
    'use',
  ])
    if (options[name] !== undefined)
      throw wrongOption(optionName(name), `the format ${format.id}`, 'a format of a trainer')
  return {
    ...base,
    kind: 'tasks',
    format,
    which: options.tasks as 'missing' | 'all',
    instructions: (options.instructions as string | undefined) ?? null,
  }
}

function readTrainerRequest(
  format: TrainerFormat,
  base: RequestBase,
  options: Readonly<Record<string, unknown>>,
): TrainerRequest {
  if (options.instructions !== undefined)
    throw wrongOption('--instructions', `the format ${format.id}`, 'a format of an annotation tool')
  if (options.maxTokens !== undefined && options.maxChars !== undefined)
    throw wrongOption('--max-tokens', 'with --max-chars', 'one of the two')
  const shape = checkShape(format, {
    ...(options.prompt === undefined ? {} : { prompt: options.prompt as ExportShape['prompt'] }),
    ...(options.plain === true ? { form: 'plain' } : {}),
    ...(options.ties === undefined ? {} : { ties: options.ties as ExportShape['ties'] }),
    ...(options.soft === 'none' ? {} : { soft: options.soft as ExportShape['soft'] }),
    ...(options.copies === undefined ? {} : { copies: options.copies as number }),
  })
  const total = base.splits.reduce((sum, { share }) => sum + share, 0)
  if (total >= 1)
    throw wrongOption('--split', `shares of ${total} in all`, 'less than 1, so that rows remain')
  return {
    ...base,
    kind: 'trainer',
    format,
    shape,
    ties: (options.ties as ExportShape['ties'] | undefined) ?? null,
    maxTokens: (options.maxTokens as number | undefined) ?? null,
    maxCharacters: (options.maxChars as number | undefined) ?? null,
  }
}

const optionName = (name: string): string =>
  `--${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`

function wrongOption(option: string, got: string, expected: string): HyperError {
  return new HyperError('usage/wrong-option', `export ${option}: got ${got}, expected ${expected}`)
}

function collectSplit(text: string, previous: readonly Split[] | undefined): Split[] {
  const [name = '', amount = '', ...more] = text.split('=')
  const share = amount.endsWith('%') ? Number(amount.slice(0, -1)) / 100 : Number(amount)
  const taken = (previous ?? []).some((split) => split.name === name)
  if (!/^[a-z][a-z0-9_]*$/.test(name) || name === 'train' || taken || more.length > 0)
    throw new InvalidArgumentError(
      'expected NAME=SHARE with a new name other than train, such as test=0.1',
    )
  if (!(share > 0 && share < 1)) throw new InvalidArgumentError('expected a share between 0 and 1')
  return [...(previous ?? []), { name, share }]
}

function scrubKinds(given: unknown): readonly ScrubKind[] {
  if (given === true) return DEFAULT_SCRUB_KINDS
  return String(given)
    .split(',')
    .map((word) => {
      const kind = SCRUB_KINDS.find((known) => known === word.trim())
      if (kind !== undefined) return kind
      throw wrongOption(
        '--scrub',
        show(word.trim()),
        `kinds out of ${SCRUB_KINDS.join(', ')}, with commas between them`,
      )
    })
}
