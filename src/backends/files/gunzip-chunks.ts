import { createGunzip } from 'node:zlib'
import { DamagedFile } from './damaged-file.ts'

/** Tells whether bytes start with the mark of gzip. */
export function isGzip(head: Uint8Array): boolean {
  return head.length >= 2 && head[0] === 0x1f && head[1] === 0x8b
}

/**
 * Yields the unpacked bytes of a gzip stream of one or more members. Everything that can be unpacked is delivered before an error:
 * a stream piped through zlib would lose what is still in its buffers.
 *
 * @throws DamagedFile when the stream is cut off or broken
 */
export async function* gunzipChunks(
  zipped: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const gunzip = createGunzip({ chunkSize: 64 * 1024 })
  let outputs: Uint8Array[] = []
  let failure: NodeJS.ErrnoException | undefined
  let wake: () => void = () => {}
  gunzip.on('data', (bytes: Uint8Array) => outputs.push(bytes))
  gunzip.on('error', (error) => {
    failure = error
    wake()
  })
  const settle = (start: (done: () => void) => void): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve
      start(resolve)
    })
  try {
    for await (const chunk of zipped) {
      await settle((done) => gunzip.write(chunk, () => done()))
      const ready = outputs
      outputs = []
      yield* ready
      if (failure !== undefined) break
    }
    if (failure === undefined)
      await settle((done) => {
        gunzip.once('end', done)
        gunzip.end()
      })
    yield* outputs
    if (failure !== undefined) throw damageOf(failure)
  } finally {
    gunzip.destroy()
  }
}

function damageOf(failure: NodeJS.ErrnoException): DamagedFile {
  return failure.code === 'Z_BUF_ERROR'
    ? new DamagedFile('truncated-file', 'an end in the middle of the gzip stream')
    : new DamagedFile('corrupt-file', `a broken gzip stream (${failure.message})`)
}
