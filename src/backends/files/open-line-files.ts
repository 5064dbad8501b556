import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/** A file that was written. */
export interface WrittenFile {
  readonly path: string
  readonly lines: number
  readonly bytes: number
}

/** Text files that are written side by side and put in their places together. */
export interface LineFiles {
  /** Adds a line, given without its end, to the file of a path. */
  write(path: string, line: string): Promise<void>
  /** Flushes all files to the disk, puts them in their places, and returns them in the order of their first lines. */
  finish(): Promise<WrittenFile[]>
  /** Leaves nothing behind of files that are not finished. */
  discard(): Promise<void>
}

/** Characters collected before they are written. */
const BATCH_CHARACTERS = 256 * 1024

interface OpenFile {
  readonly path: string
  readonly temporary: string
  readonly handle: FileHandle
  waiting: string
  lines: number
  bytes: number
}

/** Returns text files that are written line by line; nothing stands under their names before `finish`. */
export function openLineFiles(): LineFiles {
  const files = new Map<string, OpenFile>()
  return {
    write: async (path, line) => {
      const file = files.get(path) ?? (await start(path))
      files.set(path, file)
      file.waiting += `${line}\n`
      file.lines++
      if (file.waiting.length >= BATCH_CHARACTERS) await flush(file)
    },
    finish: async () => {
      for (const file of files.values()) {
        await flush(file)
        await file.handle.sync()
        await file.handle.close()
      }
      for (const { temporary, path } of files.values()) await rename(temporary, path)
      const written = [...files.values()].map(({ path, lines, bytes }) => ({ path, lines, bytes }))
      files.clear()
      return written
    },
    discard: async () => {
      for (const { handle, temporary } of files.values()) {
        await handle.close().catch(() => {})
        await rm(temporary, { force: true })
      }
      files.clear()
    },
  }
}

async function start(path: string): Promise<OpenFile> {
  await mkdir(dirname(path), { recursive: true })
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.part`)
  const handle = await open(temporary, 'w')
  return { path, temporary, handle, waiting: '', lines: 0, bytes: 0 }
}

async function flush(file: OpenFile): Promise<void> {
  const bytes = Buffer.from(file.waiting)
  file.waiting = ''
  await file.handle.writeFile(bytes)
  file.bytes += bytes.length
}
