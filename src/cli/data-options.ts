import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { parse } from 'yaml'
import { expandInputs, openRows } from '../backends/index.ts'
import type { ColumnMap, ImportOptions, PairRule } from '../dataset/index.ts'
import type { RawRow } from '../domain/index.ts'
import { HyperError, noProgress, type Progress, show } from '../kit/index.ts'
import type { CliIo } from './io.ts'

/** Adds the options of every command that reads pairs from files. */
export function addDataOptions(command: Command): Command {
  return command
    .option(
      '--preset <name>',
      'shape of the rows: auto, map, or a name of docs/reference/formats.md',
      'auto',
    )
    .option('--map <yaml>', 'column map: a YAML or JSON text, or @FILE')
    .addOption(
      new Option('--pairs <rule>', 'pairs of three or more completions of one prompt')
        .choices(['all', 'adjacent', 'best-worst'])
        .default('best-worst'),
    )
    .option(
      '--margin <lead>',
      'least lead of a rating that is a preference; a smaller one is a tie',
      parseMargin,
      0,
    )
    .addOption(
      new Option('--on-bad-row <rule>', 'stop at bad rows, or leave them out and count them')
        .choices(['fail', 'skip'])
        .default('fail'),
    )
    .option('-n, --max-instances <n>', 'read at most so many instances', parseLimit)
}

function parseMargin(text: string): number {
  const margin = Number(text)
  if (text.trim() === '' || !(margin >= 0))
    throw new InvalidArgumentError('expected a number from 0')
  return margin
}

function parseLimit(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('expected a whole number from 1')
  return Number(text)
}

/** Returns how pairs are read, from the options of a command. */
export async function importOptionsOf(
  options: Readonly<Record<string, unknown>>,
): Promise<ImportOptions> {
  const map = typeof options.map === 'string' ? await readMap(options.map) : undefined
  const preset = options.preset === 'auto' ? undefined : (options.preset as string)
  if (preset === 'map' && map === undefined)
    throw new HyperError('usage/bad-map', '--preset map: got no --map, expected a column map')
  return {
    onBadRow: options.onBadRow as 'fail' | 'skip',
    rules: { pairs: options.pairs as PairRule, margin: options.margin as number },
    ...(preset === undefined || preset === 'map' ? {} : { preset }),
    ...(map === undefined ? {} : { map }),
    ...(options.maxInstances === undefined ? {} : { limit: options.maxInstances as number }),
  }
}

async function readMap(given: string): Promise<ColumnMap> {
  const text = given.startsWith('@') ? await readFile(given.slice(1), 'utf8') : given
  const value: unknown = parse(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as ColumnMap
  throw new HyperError(
    'usage/bad-map',
    `--map: got ${show(value)}, expected an object such as {prompt: question, a: answer_1, b: answer_2}`,
  )
}

/** Opens the rows of files, folders, globs, `-`, or data sets of a hub (`hf:OWNER/NAME`). */
export async function* openFiles(
  files: readonly string[],
  io: CliIo,
  progress: Progress = noProgress,
): AsyncGenerator<RawRow> {
  const { env, signal, cwd, stdin } = io
  const { paths } = await expandInputs(files, cwd, { env, signal, cwd, progress })
  yield* openRows(paths, { stdin, signal, cwd })
}
