import { type LmRequest, requestBody } from '../domain/index.ts'
import { HyperError } from '../kit/index.ts'
import { utf8Length } from './token-bytes.ts'

/** What one batch file may hold. */
export interface BatchLimits {
  readonly requests: number
  /** Bytes, ends of lines included. */
  readonly bytes: number
}

/** Limits of OpenAI's batch files. */
export const BATCH_LIMITS: BatchLimits = { requests: 50_000, bytes: 200_000_000 }

/**
 * Returns one line of a batch file, without its end: the request under its content key, in OpenAI's Batch format, which vLLM's `run-batch` reads
 * too. The body is the one that would be sent by itself. Vendors want one model in a file.
 */
export function writeBatchLine(key: string, request: LmRequest): string {
  return JSON.stringify({
    custom_id: key,
    method: 'POST',
    url: '/v1/chat/completions',
    body: requestBody(request),
  })
}

/**
 * Returns a function that says in which file (0, 1, 2, ...) each line goes, line by line in order: the next file starts where a limit would be
 * passed.
 *
 * @throws HyperError `data/batch-line-too-long` from that function, where a line alone passes the limit
 */
export function splitBatch(limits: BatchLimits = BATCH_LIMITS): (line: string) => number {
  let file = 0
  let requests = 0
  let bytes = 0
  return (line) => {
    const size = utf8Length(line) + 1
    if (size > limits.bytes) {
      throw new HyperError(
        'data/batch-line-too-long',
        `batch file: got a request of ${size} bytes, expected at most ${limits.bytes}`,
      )
    }
    if (requests + 1 > limits.requests || bytes + size > limits.bytes) {
      file++
      requests = 0
      bytes = 0
    }
    requests++
    bytes += size
    return file
  }
}
