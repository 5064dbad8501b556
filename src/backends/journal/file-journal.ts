import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import type { AnswerJournal, Clock, PaidAnswer, Reservation } from '../../domain/index.ts'
// The lock alone: a process that only buys answers should not load what reads data files.
import { holdFolder } from '../store/folder-lock.ts'
import { createGroupWriter, type WritableFile } from './group-writer.ts'
import { answerLine, askedLine, endLine } from './journal-line.ts'
import { applyEntry, openAnswers, stateOf } from './open-answers.ts'
import { readPlaces } from './read-places.ts'

/** How a journal in a file is opened. */
export interface FileJournalOptions {
  /** Made when it is not there; one process at a time holds it. */
  readonly folder: string
  /** Most money that may be spent, USD, with all that was spent before; null for no cap. */
  readonly capUsd: number | null
  /** Writes the time (`at`, milliseconds since the epoch) into each line, to compare with a vendor's bill; without it none is written. */
  readonly clock?: Clock
  /** Is told of damaged lines, one message each. */
  readonly warn?: (message: string) => void
}

/** Name of the file within its folder. */
export const ANSWERS_FILE = 'answers.jsonl'

/**
 * Opens the journal of a folder: JSON Lines that are only appended to, flushed before a promise resolves; answers are read back from the
 * file, so that memory holds 29 to 58 bytes a question. Calls that were in flight when a process died are lost: they stay counted at the most
 * that they could cost.
 *
 * @throws HyperError `usage/journal-in-use` while another process holds the folder; `data/bad-journal` for a file that is no journal;
 * `data/unwritable-journal` from a method whose lines could not be written (nothing that was counted is lost)
 */
export async function openFileJournal(options: FileJournalOptions): Promise<AnswerJournal> {
  const { folder, capUsd, warn = () => {} } = options
  const release = await holdFolder(folder, {
    code: 'usage/journal-in-use',
    what: 'journal',
    hint: 'wait for that process, or give another folder',
  })
  try {
    return await openHeld({ ...options, capUsd, warn }, release)
  } catch (error) {
    await release()
    throw error
  }
}

async function openHeld(
  options: FileJournalOptions & { readonly warn: (message: string) => void },
  release: () => Promise<void>,
): Promise<AnswerJournal> {
  const path = join(options.folder, ANSWERS_FILE)
  const { file, index, ledger, unended, end } = await openAnswers(path, options)
  const writer = createGroupWriter(fileOf(file), end, path)
  const open = new Map(unended)
  const state = { index, ledger, unended: open }
  const facts = (): { at?: number } =>
    options.clock === undefined ? {} : { at: options.clock.now() }
  const endOpen = async (id: string, kind: 'released' | 'lost', reason?: string): Promise<void> => {
    const place = await writer.append(
      endLine(kind, id, reason === undefined ? facts() : { reason, ...facts() }),
    )
    applyEntry({ kind, id }, state, place)
  }
  const keep = async (id: string | null, answer: PaidAnswer): Promise<void> => {
    const place = await writer.append(answerLine(id, answer, facts()))
    const { key, costUsd, failure } = answer
    applyEntry({ kind: 'answer', id, key, costUsd, failed: failure !== null }, state, place)
  }
  await Promise.all([...unended.keys()].map((id) => endOpen(id, 'lost', 'its process ended')))

  let reservations = 0
  /** Reservations of which an end is being written. */
  const ending = new Set<string>()
  return {
    states: async (keys) => keys.map((key) => stateOf(index.get(key))),
    read: (keys) =>
      readPlaces(
        file,
        keys.map((key) => index.get(key)),
        path,
      ),
    reserve: async (key, boundUsd) => {
      index.get(key)
      if (!ledger.reserve(boundUsd)) return null
      // The size at opening is of this opening alone: a file that was written to has grown since.
      const id = `${end}.${reservations++}`
      try {
        await writer.append(askedLine(id, key, { boundUsd, ...facts() }))
      } catch (error) {
        ledger.release(boundUsd)
        throw error
      }
      open.set(id, boundUsd)
      return { id, key, boundUsd }
    },
    settle: async (reservation, settlement) => {
      const { id } = reservation
      if (!open.has(id) || ending.has(id)) throw notOpen(reservation)
      ending.add(id)
      try {
        if ('answer' in settlement) await keep(id, ofKey(settlement, reservation))
        else if ('lost' in settlement) await endOpen(id, 'lost', settlement.lost)
        else await endOpen(id, 'released')
      } finally {
        ending.delete(id)
      }
    },
    add: async (answers) => {
      const news = answers.filter(({ key }) => stateOf(index.get(key)) !== 'answered')
      await Promise.all(news.map((answer) => keep(null, answer)))
    },
    totals: async () => ledger.totals(),
    close: async () => {
      await writer.idle()
      await file.close()
      await release()
    },
  }
}

function fileOf(file: FileHandle): WritableFile {
  return {
    write: (bytes, at, length, position) => file.write(bytes, at, length, position),
    datasync: () => file.datasync(),
    truncate: (length) => file.truncate(length),
  }
}

function ofKey(settlement: { readonly answer: PaidAnswer }, { key }: Reservation): PaidAnswer {
  if (settlement.answer.key === key) return settlement.answer
  throw new RangeError(`settle: got an answer to ${settlement.answer.key}, expected one to ${key}`)
}

function notOpen({ id }: Reservation): RangeError {
  return new RangeError(`settle: got reservation ${id}, expected one that is open`)
}
