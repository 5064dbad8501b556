import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { HyperError } from '../../kit/index.ts'

/** A file below a folder. */
export interface LocalFile {
  /** With `/`, from the folder. */
  readonly path: string
  /** Where it is. */
  readonly source: string
  readonly bytes: number
}

/**
 * Returns the files below a folder, sorted by path, and what is left out: everything hidden, and what is neither a file nor a folder.
 *
 * @throws HyperError `data/unreadable-file`, `data/no-files`
 */
export async function listFolder(
  folder: string,
): Promise<{ readonly files: readonly LocalFile[]; readonly leftOut: readonly string[] }> {
  const files: LocalFile[] = []
  const leftOut: string[] = []
  await walk(folder, '', { files, leftOut })
  if (files.length === 0)
    throw new HyperError('data/no-files', `${folder}: got no file, expected files to push`)
  return {
    files: files.sort((one, other) => (one.path < other.path ? -1 : 1)),
    leftOut: leftOut.sort(),
  }
}

async function walk(
  folder: string,
  below: string,
  found: { readonly files: LocalFile[]; readonly leftOut: string[] },
): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException
    throw new HyperError('data/unreadable-file', `${folder}: got ${code}, expected a folder`)
  })
  for (const entry of entries) {
    const path = `${below}${entry.name}`
    const source = join(folder, entry.name)
    if (entry.name.startsWith('.')) found.leftOut.push(path)
    else if (entry.isDirectory()) await walk(source, `${path}/`, found)
    else if (entry.isFile()) found.files.push({ path, source, bytes: (await stat(source)).size })
    else found.leftOut.push(path)
  }
}
