import { mkdir, open, readFile, rm, stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { HyperError } from '../../kit/index.ts'

/** What a folder that one process holds is called when another one wants it. */
export interface HeldFolder {
  readonly code: `usage/${string}`
  readonly what: string
  /** What the user can do, one sentence. */
  readonly hint: string
}

/**
 * Holds a folder, made when it is not there, and returns what gives it back: no two processes hold one folder. The lock of a process that is
 * gone is taken over.
 *
 * @throws HyperError of the given code while another living process (or this one) holds the folder
 */
export async function holdFolder(folder: string, kind: HeldFolder): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true })
  const lock = join(folder, '.lock')
  await takeLock(lock, folder, kind)
  return async () => {
    held.delete(resolve(lock))
    await rm(lock, { force: true })
  }
}

/** Returns what work on a file gives; null where the file is not there. */
export async function orNull<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** Locks that this process holds. */
const held = new Set<string>()

async function takeLock(lock: string, folder: string, kind: HeldFolder): Promise<void> {
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
          kind.code,
          `${kind.what}: got ${folder} held by process ${owner.pid}, expected a free one`,
          { hint: kind.hint },
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
