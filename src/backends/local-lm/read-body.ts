import type { IncomingMessage } from 'node:http'
import { ApiError } from './api-error.ts'

/** Bytes of a body at most: far more than fits the context of a small model. */
const LARGEST = 1024 * 1024

/** Returns the JSON of a request. @throws ApiError 400, 413, 415 */
export async function readBody(request: IncomingMessage): Promise<unknown> {
  // A page in a browser may send other types without asking; this one it may not.
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? ''))
    throw new ApiError('content-type: expected application/json', { status: 415 })
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > LARGEST)
      throw new ApiError(`body: got more than ${LARGEST} bytes, expected fewer`, { status: 413 })
    parts.push(part)
  }
  try {
    return JSON.parse(Buffer.concat(parts).toString('utf8'))
  } catch {
    throw new ApiError('body: expected JSON', { status: 400 })
  }
}
