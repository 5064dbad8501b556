import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rename, rm, stat } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** A part that nobody wrote to for so long is free: every answer and every wait ends sooner. */
const FREE_AFTER_MS = 3_600_000

/**
 * Returns the path of a part of a file for this download alone, made of what an earlier one left where there is something: taking it is one
 * rename, which one of several processes wins; the others start anew beside it. The part may not be there yet.
 */
export async function claimPart(target: string, now: number): Promise<string> {
  const folder = dirname(target)
  await mkdir(folder, { recursive: true })
  const own = join(
    folder,
    `.${basename(target)}.${host()}-${process.pid}-${randomUUID().slice(0, 8)}.part`,
  )
  for (const left of await findFreeParts(target, now)) {
    const taken = await rename(left, own).then(
      () => true,
      () => false,
    )
    if (taken) return own
  }
  return own
}

/** Puts a part where the next download of the file finds it. */
export async function restPart(part: string, target: string): Promise<void> {
  await rename(part, restingPath(target)).catch(() => {})
}

/** Takes away what other downloads of a file left, once the file is there. */
export async function dropFreeParts(target: string, now: number): Promise<void> {
  for (const left of await findFreeParts(target, now)) await rm(left, { force: true })
}

/** Returns the bytes of a file that an earlier download left. */
export async function countRestingBytes(target: string, now: number): Promise<number> {
  for (const left of await findFreeParts(target, now)) {
    const facts = await stat(left).catch(() => null)
    if (facts !== null) return facts.size
  }
  return 0
}

function restingPath(target: string): string {
  return join(dirname(target), `.${basename(target)}.part`)
}

async function findFreeParts(target: string, now: number): Promise<string[]> {
  const folder = dirname(target)
  const start = `.${basename(target)}.`
  const names = await readdir(folder).catch((): string[] => [])
  const free: string[] = []
  for (const name of names) {
    if (!name.startsWith(start)) continue
    const owner = /^(?<at>[\w]+)-(?<pid>\d+)-[0-9a-f]+\.part$/.exec(
      name.slice(start.length),
    )?.groups
    if (owner === undefined) continue
    const path = join(folder, name)
    const isGone = owner.at === host() && !isAlive(Number(owner.pid))
    if (isGone || (await isOld(path, now))) free.push(path)
  }
  return names.includes(basename(restingPath(target))) ? [restingPath(target), ...free] : free
}

async function isOld(path: string, now: number): Promise<boolean> {
  const facts = await stat(path).catch(() => null)
  return facts !== null && now - facts.mtimeMs > FREE_AFTER_MS
}

function host(): string {
  return hostname().replace(/\W/g, '_').slice(0, 24) || 'host'
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
