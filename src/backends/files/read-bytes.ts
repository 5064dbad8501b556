import { type FileHandle, open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { HyperError } from '../../kit/index.ts'
import { gunzipChunks, isGzip } from './gunzip-chunks.ts'

/** Bytes read at once: plain, and compressed (which may grow a thousandfold). */
const CHUNK_BYTES = 256 * 1024
const ZIPPED_CHUNK_BYTES = 32 * 1024

/**
 * Yields the bytes of a file, unpacked where it starts with the mark of gzip.
 *
 * @throws HyperError `data/unreadable-file`; DamagedFile where a gzip stream is cut off or broken
 */
export async function* readFileBytes(
  path: string,
  file: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const handle = await openFile(path, file)
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0)
    const zipped = isGzip(buffer.subarray(0, bytesRead))
    if (!zipped && bytesRead > 0 && path.toLowerCase().endsWith('.gz'))
      throw notZipped(file, buffer)
    const chunks = readChunks(handle, zipped ? ZIPPED_CHUNK_BYTES : CHUNK_BYTES, signal)
    yield* zipped ? gunzipChunks(chunks) : chunks
  } catch (error) {
    throw readError(error, file)
  } finally {
    await handle.close()
  }
}

/** Yields the bytes of a stream, unpacked where it starts with the mark of gzip. */
export async function* readStreamBytes(
  stream: Readable,
  file: string,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const chunks = takeStream(stream, signal)
  const [head, all] = await peekChunks(chunks, 2)
  try {
    yield* isGzip(head) ? gunzipChunks(cutChunks(all)) : all
  } catch (error) {
    throw readError(error, file)
  }
}

/**
 * Returns the first bytes (`least` of them, fewer where there are no more) and the whole again. An error on the way to them comes where
 * it is due, after the bytes before it.
 */
export async function peekChunks(
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
  least: number,
): Promise<[Uint8Array, AsyncGenerator<Uint8Array, void, undefined>]> {
  let head: Uint8Array = new Uint8Array(0)
  let failure: { readonly error: unknown } | null = null
  try {
    while (head.length < least) {
      const next = await chunks.next()
      if (next.done === true) break
      head = head.length === 0 ? next.value : Buffer.concat([head, next.value])
    }
  } catch (error) {
    failure = { error }
  }
  return [head, resumeChunks(head, failure, chunks)]
}

async function* resumeChunks(
  head: Uint8Array,
  failure: { readonly error: unknown } | null,
  rest: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (head.length > 0) yield head
  if (failure !== null) throw failure.error
  yield* rest
}

async function openFile(path: string, file: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (error) {
    throw readError(error, file)
  }
}

async function* readChunks(
  handle: FileHandle,
  size: number,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let position = 0; ; ) {
    signal?.throwIfAborted()
    const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafeSlow(size), 0, size, position)
    if (bytesRead === 0) return
    position += bytesRead
    yield bytesRead === size ? buffer : buffer.subarray(0, bytesRead)
  }
}

async function* takeStream(
  stream: Readable,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of stream) {
    signal?.throwIfAborted()
    yield typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Uint8Array)
  }
}

async function* cutChunks(
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of chunks)
    for (let start = 0; start < chunk.length; start += ZIPPED_CHUNK_BYTES)
      yield chunk.subarray(start, start + ZIPPED_CHUNK_BYTES)
}

function notZipped(file: string, head: Uint8Array): HyperError {
  const bytes = [...head].map((byte) => byte.toString(16).padStart(2, '0')).join(' ')
  return new HyperError(
    'data/unreadable-file',
    `${file}: got bytes ${bytes} at the start, expected 1f 8b, the mark of gzip`,
    { hint: 'take the ending .gz away if the file is not compressed' },
  )
}

/** Returns a HyperError for what the file system says; everything else as it is. */
export function readError(error: unknown, file: string): unknown {
  const code = (error as { readonly code?: unknown } | null)?.code
  if (typeof code !== 'string' || !/^E[A-Z0-9]+$/.test(code)) return error
  const reason = code === 'ENOENT' ? 'no such file' : code === 'EISDIR' ? 'a folder' : code
  return new HyperError(
    'data/unreadable-file',
    `${file}: got ${reason}, expected a readable file`,
    {
      cause: error,
      details: { file, code },
    },
  )
}
