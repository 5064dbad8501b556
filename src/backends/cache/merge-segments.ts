import { closeSync, openSync, readdirSync, renameSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { isAbandoned, nameSegment, packRecord, readPayload, scanSegment } from './segment.ts'

/** Segments of processes that are gone, from which on they are made one. */
const MANY = 32

/**
 * Makes one segment of many, so that a cache does not run out of open files. Only segments whose writer is gone are touched; another
 * process that has them open goes on reading them. A kill in the middle leaves records twice, never none.
 */
export function mergeSegments(home: string): void {
  const old = readdirSync(home).filter((name) => name.endsWith('.segment') && isAbandoned(name))
  if (old.length < MANY) return
  const merged = join(home, nameSegment())
  const target = openSync(`${merged}.part`, 'ax')
  const seen = new Set<string>()
  for (const name of old) copySound(join(home, name), target, seen)
  closeSync(target)
  renameSync(`${merged}.part`, merged)
  for (const name of old) rmSync(join(home, name), { force: true })
  for (const name of readdirSync(home)) {
    const part = /^(.*)\.part$/.exec(name)
    if (part?.[1] !== undefined && isAbandoned(part[1])) rmSync(join(home, name), { force: true })
  }
}

function copySound(path: string, target: number, seen: Set<string>): void {
  const file = openSync(path, 'r')
  scanSegment(file, (key, place) => {
    const id = key.toString('latin1')
    const payload = seen.has(id) ? undefined : readPayload(file, place)
    if (payload === undefined) return
    seen.add(id)
    const record = packRecord(key, payload)
    for (let done = 0; done < record.length; ) done += writeSync(target, record, done)
  })
  closeSync(file)
}
