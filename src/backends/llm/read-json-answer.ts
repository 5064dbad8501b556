import type { IncomingHttpHeaders } from 'node:http'
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib'

/** The JSON of an answer, or why there is none and whether asking again may help. */
export type JsonAnswer =
  | { readonly json: unknown }
  | { readonly problem: string; readonly again: boolean }

/**
 * Reads the body of a success as JSON, whatever content type it claims. Bytes that are no UTF-8 become U+FFFD: the answer was paid for, its text
 * is judged by who asked. Only a body that stops in the middle, or is empty, is worth asking for again.
 */
export function readJsonAnswer(
  body: Uint8Array,
  headers: IncomingHttpHeaders,
  maxBytes: number,
): JsonAnswer {
  const bytes = inflate(body, headers['content-encoding'], maxBytes)
  if (bytes === null) return { problem: 'got an answer that cannot be unpacked', again: false }
  const text = new TextDecoder().decode(bytes).trim()
  if (text === '') return { problem: 'got an empty answer, expected JSON', again: true }
  try {
    return { json: JSON.parse(text) }
  } catch {
    const type = String(headers['content-type'] ?? 'no content type').split(';')[0]
    const cut = /^[{[]/.test(text) && !/[}\]]$/.test(text)
    return {
      problem: cut ? 'got JSON that stops in the middle' : `got ${type}, expected JSON`,
      again: cut,
    }
  }
}

function inflate(body: Uint8Array, encoding: string | undefined, max: number): Uint8Array | null {
  const bound = { maxOutputLength: max }
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipSync(body, bound)
    if (encoding === 'deflate') return inflateSync(body, bound)
    if (encoding === 'br') return brotliDecompressSync(body, bound)
  } catch {
    return null
  }
  return encoding === undefined || encoding === '' || encoding === 'identity' ? body : null
}
