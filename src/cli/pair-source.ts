import { isAbsolute, resolve } from 'node:path'
import { writeJsonLines } from '../backends/index.ts'
import { streamPairs, toPairRow } from '../dataset/index.ts'
import type { PreferenceInstance } from '../domain/index.ts'
import { HyperError, show } from '../kit/index.ts'
import type { InstanceSource } from '../pipeline/index.ts'
import type { CommandContext } from './command.ts'
import { importOptionsOf, openFiles } from './data-options.ts'

/** Returns a source of the pairs in files that can be read again and again; standard input is kept in memory. */
export async function openPairs(
  files: readonly string[],
  options: Readonly<Record<string, unknown>>,
  { io }: Pick<CommandContext, 'io'>,
): Promise<InstanceSource> {
  const how = await importOptionsOf(options)
  const open = (): AsyncIterable<PreferenceInstance> => streamPairs(openFiles(files, io), how)
  if (!files.includes('-')) return open
  const held: PreferenceInstance[] = []
  for await (const instance of open()) held.push(instance)
  return () => held
}

/** Writes instances in the pair format to a file, or to standard output, as they come. */
export async function writePairs(
  output: string,
  instances: AsyncIterable<PreferenceInstance>,
  { io }: Pick<CommandContext, 'io'>,
): Promise<void> {
  async function* rows(): AsyncGenerator<unknown, void, undefined> {
    for await (const instance of instances) yield toPairRow(instance)
  }
  if (output === '-') for await (const row of rows()) io.out(`${JSON.stringify(row)}\n`)
  else await writeJsonLines(outputPath(output, io.cwd), { format: 'hyper/pairs@1' }, rows())
}

/** Returns the path that a command writes to. */
export function outputPath(output: string, cwd: string): string {
  return isAbsolute(output) ? output : resolve(cwd, output)
}

/** Refuses an output that is no file of JSON Lines. @throws HyperError `usage/unknown-format` */
export function requireLines(command: string, output: string): void {
  if (output === '-' || /\.jsonl(?:\.gz)?$/i.test(output)) return
  throw new HyperError(
    'usage/unknown-format',
    `${command} -o: got ${show(output)}, expected a file of JSON Lines (.jsonl, .jsonl.gz)`,
    { hint: 'turn it into another format with "hyper import"' },
  )
}
