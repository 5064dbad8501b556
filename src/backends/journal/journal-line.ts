import { crc32 } from 'node:zlib'
import { type PaidAnswer, reviveAnswer } from '../../domain/index.ts'

/** First line of a journal file. */
export const JOURNAL_HEADER = '{"format":"hyper/answers@1"}'

/** What a line of a journal tells, without the reply of an answer. */
export type JournalEntry =
  | {
      readonly kind: 'asked'
      readonly id: string
      readonly key: string
      readonly boundUsd: number | null
    }
  | {
      readonly kind: 'answer'
      /** Reservation that it ends; null for an answer that was bought elsewhere. */
      readonly id: string | null
      readonly key: string
      readonly costUsd: number | null
      readonly failed: boolean
    }
  | { readonly kind: 'released' | 'lost'; readonly id: string }

type Fields = Readonly<Record<string, unknown>>

/** Returns the line of a reservation. */
export function askedLine(id: string, key: string, facts: Fields): string {
  return seal({ asked: id, key, ...facts })
}

/** Returns the line of an answer or a failure; `id` is the reservation that it ends. */
export function answerLine(id: string | null, answer: PaidAnswer, facts: Fields = {}): string {
  const { key, reply, failure, costUsd, estimated, durationMs, attempts } = answer
  // The reply comes last: opening a journal reads what stands before it.
  const head = { key, costUsd, estimated, durationMs, attempts, failure }
  return seal({ answer: id, ...head, ...facts, reply })
}

/** Returns the line of a call that ended without an answer. */
export function endLine(kind: 'released' | 'lost', id: string, facts: Fields = {}): string {
  return seal({ [kind]: id, ...facts })
}

/** Returns what a line tells; null for a line whose bytes are not those that were written. */
export function readEntry(line: Uint8Array): JournalEntry | null {
  const body = unseal(line)
  if (body === null) return null
  // Quotes are escaped within strings, so that the first such mark is the field of an answer.
  const reply = body.indexOf(',"reply":')
  const head = reply < 0 ? body : body.subarray(0, reply)
  try {
    return toEntry(JSON.parse(`${head.toString()}}`) as LineFields)
  } catch {
    return null
  }
}

/** Returns the answer that a line holds; null for a damaged line and for one of another kind. */
export function readAnswer(line: Uint8Array): PaidAnswer | null {
  const body = unseal(line)
  if (body === null || !body.toString('latin1', 0, 10).startsWith('{"answer":')) return null
  const { key, reply, failure, costUsd, estimated, durationMs, attempts } = JSON.parse(
    `${body.toString()}}`,
  ) as PaidAnswer
  return reviveAnswer({ key, reply, failure, costUsd, estimated, durationMs, attempts })
}

/** Fields of any line; the checksum says that they are as we wrote them. */
interface LineFields {
  readonly asked?: string
  readonly answer?: string | null
  readonly released?: string
  readonly lost?: string
  readonly key: string
  readonly boundUsd: number | null
  readonly costUsd: number | null
  readonly failure: string | null
}

function toEntry(fields: LineFields): JournalEntry | null {
  const { asked, answer, released, lost, key, boundUsd, costUsd, failure } = fields
  if (asked !== undefined) return { kind: 'asked', id: asked, key, boundUsd }
  if (answer !== undefined)
    return { kind: 'answer', id: answer, key, costUsd, failed: failure !== null }
  if (released !== undefined) return { kind: 'released', id: released }
  return lost === undefined ? null : { kind: 'lost', id: lost }
}

const SEAL = ',"crc":"'
const SEAL_LENGTH = SEAL.length + '00000000"}'.length

function seal(fields: Fields): string {
  const body = JSON.stringify(fields).slice(0, -1)
  return `${body}${SEAL}${hex(crc32(body))}"}`
}

/** Returns a line up to its checksum, without its closing brace; null where the checksum is another one. */
function unseal(line: Uint8Array): Buffer | null {
  const bytes = Buffer.from(line.buffer, line.byteOffset, line.byteLength)
  if (bytes.length < SEAL_LENGTH) return null
  const body = bytes.subarray(0, bytes.length - SEAL_LENGTH)
  const end = bytes.toString('latin1', body.length)
  return end === `${SEAL}${hex(crc32(body))}"}` ? body : null
}

function hex(value: number): string {
  return value.toString(16).padStart(8, '0')
}
