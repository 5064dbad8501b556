import { readFile } from 'node:fs/promises'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { parse } from 'yaml'
import { expandPaths, openRows } from '../backends/index.ts'
import type { ColumnMap, ImportOptions } from '../dataset/index.ts'
import type { RawRow } from '../domain/index.ts'
import { HyperError, show } from '../kit/index.ts'
import type { CliIo } from './io.ts'

/** Adds the options of every command that reads pairs from files. */
export function addDataOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--preset <name>', 'shape of the rows')
        .choices(['auto', 'hyper', 'multipref', 'map'])
        .default('auto'),
    )
    .option('--map <yaml>', 'column map: a YAML or JSON text, or @FILE')
    .addOption(
      new Option('--on-bad-row <rule>', 'stop at bad rows, or leave them out and count them')
        .choices(['fail', 'skip'])
        .default('fail'),
    )
    .option('-n, --max-instances <n>', 'read at most so many instances', parseLimit)
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
  return {
    onBadRow: options.onBadRow as 'fail' | 'skip',
    ...(preset === undefined ? {} : { preset }),
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

/** Opens the rows of files, folders, globs or `-`. */
export async function* openFiles(files: readonly string[], io: CliIo): AsyncGenerator<RawRow> {
  const remote = files.find((file) => file.startsWith('hf:'))
  if (remote !== undefined) {
    throw new HyperError(
      'usage/no-hub',
      `import: got ${show(remote)}, expected local files (data sets of a hub cannot be read by this version)`,
      {
        hint: 'download the Parquet or JSON Lines files of the data set and give their paths',
      },
    )
  }
  const paths = await expandPaths(files, io.cwd)
  yield* openRows(paths, { stdin: io.stdin, signal: io.signal })
}
