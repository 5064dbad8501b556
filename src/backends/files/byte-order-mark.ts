import { HyperError } from '../../kit/index.ts'
import { peekChunks } from './read-bytes.ts'

/**
 * Yields bytes without the byte-order mark of UTF-8.
 *
 * @throws HyperError `data/wrong-encoding` at the mark of UTF-16 or UTF-32
 */
export async function* skipByteOrderMark(
  chunks: AsyncGenerator<Uint8Array, void, undefined>,
  file: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    const [head, all] = await peekChunks(chunks, 3)
    const wide = wideEncoding(head)
    if (wide !== null) throw wrongEncoding(file, wide)
    const marked = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf
    let first = true
    for await (const chunk of all) {
      if (!first || !marked) yield chunk
      else if (chunk.length > 3) yield chunk.subarray(3)
      first = false
    }
  } finally {
    await chunks.return()
  }
}

function wrongEncoding(file: string, encoding: string): HyperError {
  return new HyperError(
    'data/wrong-encoding',
    `${file}: got the byte-order mark of ${encoding}, expected UTF-8`,
    { hint: `convert it: iconv -f ${encoding} -t UTF-8`, details: { file, encoding } },
  )
}

function wideEncoding(head: Uint8Array): string | null {
  if (head[0] === 0xff && head[1] === 0xfe) return 'UTF-16'
  if (head[0] === 0xfe && head[1] === 0xff) return 'UTF-16'
  return head[0] === 0 && head[1] === 0 && head[2] === 0xfe ? 'UTF-32' : null
}
