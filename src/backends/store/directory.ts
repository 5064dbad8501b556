import { appendFile, mkdir, open, readdir, readFile, rm, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
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
  await removeTemporary(folder)
  return {
    ...createDirectoryStore(folder),
    release: async () => {
      held.delete(resolve(lock))
      await rm(lock, { force: true })
    },
  }
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

// Whoever holds the folder is its only writer: half-written files in it were left by a process that was killed.
async function removeTemporary(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isFile() && isTemporary(entry.name)) await rm(join(folder, entry.name))
  }
}

/** Locks that this process holds. */
const held = new Set<string>()

async function takeLock(lock: string, folder: string): Promise<void> {
  const own = `${process.pid} ${(await lookUp(process.pid))?.start ?? ''}\n`
  for (;;) {
    try {
      const file = await open(lock, 'wx')
      held.add(resolve(lock))
      await file.writeFile(own)
      await file.close()
      return
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      const owner = await findOwner(lock)
      if (owner === null) continue
      if (owner.alive) {
        throw new HyperError(
          'usage/run-in-use',
          `run folder: got ${folder} held by process ${owner.pid}, expected a free one`,
          {
            hint: 'wait for that process, or give another folder with -o',
          },
        )
      }
      await takeAway(lock, owner.text)
    }
  }
}

interface Owner {
  readonly pid: number
  readonly alive: boolean
  /** What the lock holds. */
  readonly text: string
}

/** Age from which a lock without an owner was left by a crash between making and writing it. */
const WRITING_MS = 2000

/** Returns who holds the lock; null when it is gone. A lock without a readable owner is being written at this moment. */
async function findOwner(lock: string): Promise<Owner | null> {
  for (;;) {
    const text = await orNull(readFile(lock, 'utf8'))
    if (text === null) return null
    const [pid = Number.NaN, start] = [...text.matchAll(/\d+/g)].map(([word]) => Number(word))
    if (pid > 0) return { pid, text, alive: await isAlive(resolve(lock), pid, start) }
    if ((await ageOf(lock)) > WRITING_MS) return { pid, text, alive: false }
    await new Promise((wait) => setTimeout(wait, 100))
  }
}

/** Returns the milliseconds since a file was written; 0 when it is gone. */
async function ageOf(path: string): Promise<number> {
  const facts = await orNull(stat(path))
  return facts === null ? 0 : Date.now() - facts.mtimeMs
}

// Numbers of processes are used again, after a restart of a container nearly always: the same number started at another time is another process.
async function isAlive(lock: string, pid: number, start: number | undefined): Promise<boolean> {
  if (pid === process.pid) return held.has(lock)
  const found = await lookUp(pid)
  if (found !== null && (found.ended || (start !== undefined && start !== found.start)))
    return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

interface FoundProcess {
  /** Clock ticks from the start of the machine. */
  readonly start: number
  /** Killed, but not yet cleared away by its parent. */
  readonly ended: boolean
}

/** Returns what Linux knows of a process; null on other systems and where there is none. */
async function lookUp(pid: number): Promise<FoundProcess | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The second field is a name in parentheses that may hold spaces; the state is field 3, the start field 22.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const start = Number(fields[19] ?? Number.NaN)
  return Number.isInteger(start) ? { start, ended: /^[ZX]$/.test(fields[0]!) } : null
}

/** Age from which a gate was left by a process that was killed inside it; it is held for a moment only. */
const GATE_MS = 10_000

// One process at a time may remove a dead lock, and only while it still is the one that was looked at: a fresh lock is never removed.
async function takeAway(lock: string, seen: string): Promise<void> {
  const gate = `${lock}.gate`
  try {
    await mkdir(gate)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    if ((await ageOf(gate)) > GATE_MS) await rm(gate, { recursive: true, force: true })
    await new Promise((wait) => setTimeout(wait, 20))
    return
  }
  try {
    const isSame = (await orNull(readFile(lock, 'utf8'))) === seen
    const isWritten = /\d/.test(seen) || (await ageOf(lock)) > WRITING_MS
    if (isSame && isWritten) await rm(lock, { force: true })
  } finally {
    await rm(gate, { recursive: true, force: true })
  }
}
