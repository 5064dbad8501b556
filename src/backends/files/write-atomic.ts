import { mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { HyperError } from '../../kit/index.ts'

let written = 0

/**
 * Lets `fill` write a file beside the path and then puts it in its place, flushed to disk: at any moment the path holds the old bytes or
 * all of the new ones. Folders are made as needed; nothing is left behind when `fill` fails.
 *
 * @throws HyperError `data/unwritable-file`; whatever `fill` throws
 */
export async function replaceFile<T>(
  path: string,
  fill: (temporary: string) => Promise<T>,
): Promise<T> {
  const folder = dirname(path)
  const temporary = join(folder, `.${basename(path)}.${process.pid}-${written++}.part`)
  try {
    await mkdir(folder, { recursive: true })
    const result = await fill(temporary)
    await flush(temporary)
    await rename(temporary, path)
    await flush(folder)
    return result
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => {})
    throw writeError(error, path)
  }
}

/** Writes bytes or a text in one step: at any moment the path holds the old bytes or all of the new ones. */
export async function writeAtomic(path: string, bytes: Uint8Array | string): Promise<void> {
  await replaceFile(path, async (temporary) => {
    const handle = await open(temporary, 'w')
    try {
      await handle.writeFile(bytes)
    } finally {
      await handle.close()
    }
  })
}

async function flush(path: string): Promise<void> {
  const handle = await open(path, 'r')
  try {
    await handle.sync()
  } catch (error) {
    // Some file systems cannot flush a folder.
    if (!['EINVAL', 'EPERM', 'EISDIR'].includes(String((error as NodeJS.ErrnoException).code)))
      throw error
  } finally {
    await handle.close()
  }
}

function writeError(error: unknown, path: string): unknown {
  const code = (error as { readonly code?: unknown } | null)?.code
  if (typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) return error
  return new HyperError('data/unwritable-file', `${path}: got ${code}, expected a writable place`, {
    cause: error,
    details: { file: path, code },
  })
}
