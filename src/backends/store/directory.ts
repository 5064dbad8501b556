import { appendFile, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { HyperError } from '../../kit/index.ts'
import { sha256OfFile, writeAtomic } from '../files/index.ts'

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

/**
 * Opens a run folder, made when it is not there, and holds it until `release`: two processes never write one run.
 *
 * @throws HyperError `usage/run-in-use` while another living process holds the folder
 */
export async function openDirectoryStore(folder: string): Promise<DirectoryStore> {
  await mkdir(folder, { recursive: true })
  const lock = join(folder, '.lock')
  await takeLock(lock, folder)
  return { ...createDirectoryStore(folder), release: () => rm(lock, { force: true }) }
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

async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

async function takeLock(lock: string, folder: string): Promise<void> {
  for (;;) {
    try {
      const file = await open(lock, 'wx')
      await file.writeFile(`${process.pid}\n`)
      await file.close()
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const owner = Number((await orNull(readFile(lock, 'utf8'))) ?? Number.NaN)
      if (owner !== process.pid && (await isAlive(lock, owner))) {
        throw new HyperError(
          'usage/run-in-use',
          `run folder: got ${folder} held by process ${owner}, expected a free one`,
          {
            hint: 'wait for that process, or give another folder with -o',
          },
        )
      }
      await rm(lock, { force: true })
    }
  }
}

// A lock without a readable owner is being written at this moment, or was left by a crash before the write: it counts as alive for two seconds.
async function isAlive(lock: string, owner: number): Promise<boolean> {
  if (!Number.isInteger(owner) || owner <= 0) {
    const age = Date.now() - ((await orNull(stat(lock)))?.mtimeMs ?? 0)
    if (age > 2000) return false
    await new Promise((resolve) => setTimeout(resolve, 100))
    return isAlive(lock, Number((await orNull(readFile(lock, 'utf8'))) ?? Number.NaN))
  }
  try {
    process.kill(owner, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
