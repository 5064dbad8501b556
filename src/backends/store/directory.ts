import { appendFile, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sha256OfFile, writeAtomic } from '../files/index.ts'
import { type HeldFolder, holdFolder, orNull } from './folder-lock.ts'

/** A run folder on disk; fills the port `RunStore` of the pipeline. */
export interface DirectoryStore {
  readonly folder: string
  readText(name: string): Promise<string | null>
  readBytes(name: string): Promise<Uint8Array | null>
  write(name: string, content: string | Uint8Array): Promise<void>
  append(name: string, line: string): Promise<void>
  remove(name: string): Promise<void>
  list(folder: string): Promise<string[]>
  fingerprint(name: string): Promise<{ sha256: string; bytes: number } | null>
  /** Gives the folder back to other processes. */
  release(): Promise<void>
}

const RUN_FOLDER: HeldFolder = {
  code: 'usage/run-in-use',
  what: 'run folder',
  hint: 'wait for that process, or give another folder with -o',
}

/**
 * Opens a run folder, made when it is not there, and holds it until `release`: two processes never write one run.
 *
 * @throws HyperError `usage/run-in-use` while another living process holds the folder
 */
export async function openDirectoryStore(folder: string): Promise<DirectoryStore> {
  const release = await holdFolder(folder, RUN_FOLDER)
  await removeTemporary(folder)
  return { ...createDirectoryStore(folder), release }
}

/** Returns a run folder for reading beside a process that may hold it; `release` does nothing. */
export function createDirectoryStore(folder: string): DirectoryStore {
  const path = (name: string): string => join(folder, name)
  return {
    folder,
    readText: (name) => orNull(readFile(path(name), 'utf8')),
    readBytes: (name) => orNull(readFile(path(name))),
    write: (name, content) => writeAtomic(path(name), content),
    append: async (name, line) => {
      await mkdir(dirname(path(name)), { recursive: true })
      await appendFile(path(name), `${line}\n`)
    },
    remove: (name) => rm(path(name), { recursive: true, force: true }),
    list: async (name) =>
      ((await orNull(readdir(path(name)))) ?? []).filter((entry) => !isTemporary(entry)).sort(),
    fingerprint: (name) => orNull(fingerprintFile(path(name))),
    release: async () => {},
  }
}

async function fingerprintFile(path: string): Promise<{ sha256: string; bytes: number }> {
  const { size } = await stat(path)
  return { sha256: await sha256OfFile(path), bytes: size }
}

const isTemporary = (name: string): boolean => name.endsWith('.part')

// Whoever holds the folder is its only writer: half-written files in it were left by a process that was killed.
async function removeTemporary(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isFile() && isTemporary(entry.name)) await rm(join(folder, entry.name))
  }
}
