import type { FileHandle } from 'node:fs/promises'
import { HyperError } from '../../kit/index.ts'

/** The part of a file that a group writer needs. */
export interface WritableFile {
  write: (
    bytes: Uint8Array,
    at: number,
    length: number,
    position: number,
  ) => Promise<{ bytesWritten: number }>
  datasync: FileHandle['datasync']
  truncate: (length: number) => Promise<void>
}

/** Appends lines to a file; those of many callers are written together and flushed once. */
export interface GroupWriter {
  /** Returns where the line lies, once it is on disk. */
  append(line: string): Promise<{ offset: number; length: number }>
  /** Resolves when nothing waits any more. */
  idle(): Promise<void>
}

interface Waiting {
  readonly bytes: Buffer
  readonly resolve: (place: { offset: number; length: number }) => void
  readonly reject: (error: unknown) => void
}

/**
 * Returns a writer at the end of a file that this process alone writes. What could not be written is taken away again, so that the file ends
 * with a whole line; the next lines may then be tried.
 *
 * @throws HyperError `data/unwritable-journal` from `append`, for every line of a group that is not on disk
 */
export function createGroupWriter(file: WritableFile, end: number, name: string): GroupWriter {
  let waiting: Waiting[] = []
  let running: Promise<void> | null = null
  /** Set where nobody knows any more what is on disk. */
  let broken: unknown = null

  const flushGroup = async (group: readonly Waiting[]): Promise<void> => {
    const bytes = Buffer.concat(group.map((line) => line.bytes))
    await writeAll(file, bytes, end).catch(async (error: unknown) => {
      await file.truncate(end).catch(() => {
        broken = error
      })
      throw error
    })
    // After a failed flush the system may have dropped what it could not write, and a second flush would not say so.
    await file.datasync().catch((error: unknown) => {
      broken = error
      throw error
    })
    for (const line of group) {
      line.resolve({ offset: end, length: line.bytes.length - 1 })
      end += line.bytes.length
    }
  }
  const run = async (): Promise<void> => {
    // Callers that were woken together are written together.
    await Promise.resolve()
    while (waiting.length > 0) {
      const group = waiting
      waiting = []
      try {
        if (broken !== null) throw broken
        await flushGroup(group)
      } catch (error) {
        for (const line of group) line.reject(writeError(error, name))
      }
    }
    running = null
  }
  return {
    append: (line) =>
      new Promise((resolve, reject) => {
        waiting.push({ bytes: Buffer.from(`${line}\n`), resolve, reject })
        running ??= run()
      }),
    idle: async () => {
      await running
    },
  }
}

async function writeAll(file: WritableFile, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, at, bytes.length - at, position + at)
    at += bytesWritten
  }
}

function writeError(error: unknown, name: string): HyperError {
  const code = String((error as { readonly code?: unknown } | null)?.code ?? error)
  return new HyperError(
    'data/unwritable-journal',
    `${name}: got ${code}, expected a writable file`,
    {
      cause: error,
      hint: 'make room on the disk and run again: no answer that was counted is lost, and calls in flight stay counted at the most that they can cost',
      details: { file: name, code },
    },
  )
}
