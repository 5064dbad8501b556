import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { HyperError } from '../kit/index.ts'
import type { CliIo } from './io.ts'

/**
 * Returns the environment with the variables of a file (`NAME=value` lines) below it: what the environment says wins. Without a file it is the
 * environment. Values never stand in an error.
 *
 * @throws HyperError `usage/unreadable-env-file`
 */
export async function environmentWith(
  file: unknown,
  io: Pick<CliIo, 'env' | 'cwd'>,
): Promise<Readonly<Record<string, string | undefined>>> {
  if (file === undefined) return io.env
  try {
    return { ...parseEnv(await readFile(resolve(io.cwd, String(file)), 'utf8')), ...io.env }
  } catch (error) {
    throw new HyperError(
      'usage/unreadable-env-file',
      `--env-file: got ${(error as NodeJS.ErrnoException).code ?? 'a file that cannot be read'} at ${String(file)}, expected a file of NAME=value lines`,
    )
  }
}
