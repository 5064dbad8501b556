import { type FileHandle, open } from 'node:fs/promises'
import { dirname } from 'node:path'
import { createLedger, type Ledger } from '../../domain/index.ts'
import { HyperError, show } from '../../kit/index.ts'
import { JOURNAL_HEADER, type JournalEntry, readEntry } from './journal-line.ts'
import { createKeyIndex, type KeyIndex, type LinePlace } from './key-index.ts'
import { scanLines } from './scan-lines.ts'

/** An open file of answers: what it says, and where it ends. */
export interface OpenAnswers {
  readonly file: FileHandle
  readonly index: KeyIndex
  readonly ledger: Ledger
  /** Reservations without an end, with their bounds: calls that were in flight when their process died. */
  readonly unended: ReadonlyMap<string, number | null>
  readonly end: number
}

/** What opening a file of answers needs to know. */
export interface OpenAnswersOptions {
  readonly capUsd: number | null
  readonly warn: (message: string) => void
}

/**
 * Opens a file of answers, made when it is not there, and reads it once. A last line that a killed process left half-written is cut off: no
 * promise ever stood on it. A damaged line elsewhere is told to `warn` with its place, and all others are kept.
 *
 * @throws HyperError `data/bad-journal` for a file that is no journal
 */
export async function openAnswers(path: string, options: OpenAnswersOptions): Promise<OpenAnswers> {
  const file = await openOrMake(path)
  try {
    await checkHeader(file, path)
    const reader = createReader(options.capUsd, (line) =>
      options.warn(
        `${path}:${line}: got a damaged line, expected a record as it was written; all others are kept`,
      ),
    )
    const end = await scanLines(file, reader.take)
    await file.truncate(end)
    return { file, end: await writeHeader(file, path, end), ...reader.result }
  } catch (error) {
    await file.close()
    throw error
  }
}

async function openOrMake(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r+')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    return open(path, 'wx+')
  }
}

// Checked before anything is cut: the file may be another one. A journal that was killed at its very first write holds a part of the header.
async function checkHeader(file: FileHandle, path: string): Promise<void> {
  const wanted = Buffer.from(`${JOURNAL_HEADER}\n`)
  const { buffer, bytesRead } = await file.read(Buffer.alloc(wanted.length), 0, wanted.length, 0)
  const found = buffer.subarray(0, bytesRead)
  if (wanted.subarray(0, bytesRead).equals(found)) return
  throw new HyperError(
    'data/bad-journal',
    `${path}:1: got ${show(found.toString())}, expected ${JOURNAL_HEADER}`,
    {
      hint: 'give another folder, or the version of HyPER that wrote this one',
      details: { file: path },
    },
  )
}

async function writeHeader(file: FileHandle, path: string, end: number): Promise<number> {
  if (end > 0) return end
  const bytes = Buffer.from(`${JOURNAL_HEADER}\n`)
  await file.write(bytes, 0, bytes.length, 0)
  await file.sync()
  const folder = await open(dirname(path), 'r')
  // Some file systems cannot flush a folder.
  await folder.sync().catch(() => {})
  await folder.close()
  return bytes.length
}

interface Reader {
  readonly take: (bytes: Uint8Array, offset: number, line: number) => void
  readonly result: Pick<OpenAnswers, 'index' | 'ledger' | 'unended'>
}

function createReader(capUsd: number | null, onDamage: (line: number) => void): Reader {
  const index = createKeyIndex()
  // What the file says was spent is read whatever the cap is now.
  const ledger = createLedger(capUsd)
  const unended = new Map<string, number | null>()
  return {
    take: (bytes, offset, line) => {
      if (line === 1) return
      const entry = readEntry(bytes)
      if (entry === null) onDamage(line)
      else applyEntry(entry, { index, ledger, unended }, { offset, length: bytes.length })
    },
    result: { index, ledger, unended },
  }
}

/** Brings an index, a ledger and the calls in flight to where a line of the journal leaves them. */
export function applyEntry(
  entry: JournalEntry,
  state: {
    readonly index: KeyIndex
    readonly ledger: Ledger
    readonly unended: Map<string, number | null>
  },
  place: Omit<LinePlace, 'failed'>,
): void {
  const { ledger, unended } = state
  if (entry.kind === 'asked') {
    ledger.hold(entry.boundUsd)
    unended.set(entry.id, entry.boundUsd)
    return
  }
  const bound = entry.id === null ? undefined : unended.get(entry.id)
  if (entry.id !== null) unended.delete(entry.id)
  if (entry.kind === 'lost') {
    if (bound !== undefined) ledger.lose(bound)
    return
  }
  if (bound !== undefined) ledger.release(bound)
  if (entry.kind === 'answer') keepAnswer(entry, state, place)
}

// The first answer of a key stays, whatever is paid for it again; a failure gives way to what comes after it.
function keepAnswer(
  { key, costUsd, failed }: Extract<JournalEntry, { kind: 'answer' }>,
  { index, ledger }: { readonly index: KeyIndex; readonly ledger: Ledger },
  place: Omit<LinePlace, 'failed'>,
): void {
  const known = index.get(key)
  ledger.charge({ failed, costUsd }, stateOf(known))
  if (known === undefined || known.failed) index.set(key, { ...place, failed })
}

/** Returns what a place in the index says of its question. */
export function stateOf(place: LinePlace | undefined): 'answered' | 'failed' | 'open' {
  if (place === undefined) return 'open'
  return place.failed ? 'failed' : 'answered'
}
