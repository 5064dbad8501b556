import { errorText, type LmUsage } from '../../domain/index.ts'

/** Vectors of a call with what it was charged for. */
export interface ParsedEmbeddings {
  /** One per text, in the order of the texts. */
  readonly vectors: readonly Float32Array[]
  /** Null where the endpoint did not say; there are no tokens of an answer. */
  readonly usage: LmUsage | null
  /** The model as the endpoint names it; null where it does not. */
  readonly model: string | null
}

type Fields = Readonly<Record<string, unknown>>

/**
 * Returns the vectors in the body of an answer (parsed JSON) for `count` texts, or what is wrong with it. Rows are put in the order of their `index`;
 * vectors may be lists of numbers or base64 of little-endian float32.
 */
export function parseEmbeddings(
  body: unknown,
  count: number,
): ParsedEmbeddings | { readonly problem: string } {
  const fields = asFields(body)
  if (!Array.isArray(fields.data)) {
    const said = errorText(body)
    return { problem: said === null ? 'got no list of vectors' : `the endpoint said: ${said}` }
  }
  if (fields.data.length !== count) {
    return { problem: `got ${fields.data.length} vectors, expected ${count}` }
  }
  const vectors = orderRows(fields.data.map(asFields)).map((row) => readVector(row?.embedding))
  const length = vectors[0]?.length ?? 0
  if (!vectors.every((vector) => vector !== null && vector.length === length && length > 0)) {
    return { problem: 'got vectors of different lengths, or with what is no number' }
  }
  return {
    vectors: vectors as Float32Array[],
    usage: readUsage(fields.usage),
    model: typeof fields.model === 'string' ? fields.model : null,
  }
}

function orderRows(rows: readonly Fields[]): (Fields | undefined)[] {
  if (rows.every((row) => row.index === undefined)) return [...rows]
  const ordered = new Array<Fields | undefined>(rows.length).fill(undefined)
  for (const row of rows) if (Number.isInteger(row.index)) ordered[row.index as number] = row
  return ordered.slice(0, rows.length)
}

function readVector(value: unknown): Float32Array | null {
  const vector = typeof value === 'string' ? readBase64(value) : Array.isArray(value) ? value : null
  if (vector === null || !vector.every((each) => typeof each === 'number')) return null
  const floats = Float32Array.from(vector)
  return floats.every(Number.isFinite) ? floats : null
}

function readBase64(text: string): number[] | null {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length % 4 !== 0) return null
  return Array.from({ length: bytes.length / 4 }, (_, at) => bytes.readFloatLE(at * 4))
}

function readUsage(usage: unknown): LmUsage | null {
  const { prompt_tokens, total_tokens } = asFields(usage)
  const tokens = prompt_tokens ?? total_tokens
  if (!Number.isSafeInteger(tokens) || (tokens as number) < 0) return null
  return { inputTokens: tokens as number, cachedInputTokens: 0, outputTokens: 0 }
}

function asFields(value: unknown): Fields {
  return value !== null && typeof value === 'object' ? (value as Fields) : {}
}
