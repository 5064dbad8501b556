import { type CandidateMix, countRows, type SamplerName } from '../domain/index.ts'
import { HyperError, show } from '../kit/index.ts'
import { decodeBytes, decodeRows, encodeBytes, encodeRows } from './encode-rows.ts'

/** One row of `mixes.jsonl`. */
export interface MixRow {
  readonly id: string
  readonly sampler: SamplerName
  readonly round: number
  readonly humans: number
  readonly total: number
  /** Human-routed rows: base64 of the bits, low byte first. */
  readonly rows: string
  readonly counts: readonly number[]
  /**
   * null: every row has the chance humans / total; `unknown`: not estimated; otherwise base64 of 16-bit steps (chance x 65535, low byte
   * first), so a chance is kept to 8e-6.
   */
  readonly propensity: string | null
}

/** Returns a mix as a row of `mixes.jsonl`. */
export function toMixRow(mix: CandidateMix): MixRow {
  return {
    id: mix.id,
    sampler: mix.sampler,
    round: mix.round,
    humans: mix.humans,
    total: mix.total,
    rows: encodeRows(mix.rows),
    counts: Array.from(mix.counts),
    propensity: mix.propensity === null ? null : encodePropensity(mix.propensity),
  }
}

/**
 * Returns the mix of a row of `mixes.jsonl`.
 *
 * @throws HyperError `data/bad-rows` when the set of rows does not fit the numbers beside it
 */
export function fromMixRow(row: MixRow): CandidateMix {
  const rows = decodeRows(row.rows, row.total)
  if (countRows(rows) !== row.humans) {
    throw new HyperError(
      'data/bad-rows',
      `mix ${show(row.id)} field "humans": got ${row.humans}, expected ${countRows(rows)}, the rows of the set`,
    )
  }
  return {
    id: row.id,
    sampler: row.sampler,
    humans: row.humans,
    total: row.total,
    rows,
    counts: Float64Array.from(row.counts),
    round: row.round,
    propensity: row.propensity === null ? null : decodePropensity(row.propensity, row.total),
  }
}

function encodePropensity(chances: Float32Array): string {
  if (chances.some(Number.isNaN)) return 'unknown'
  const bytes = new Uint8Array(chances.length * 2)
  chances.forEach((chance, row) => {
    const steps = Math.round(chance * 65535)
    bytes[2 * row] = steps & 255
    bytes[2 * row + 1] = steps >> 8
  })
  return encodeBytes(bytes)
}

function decodePropensity(text: string, total: number): Float32Array {
  if (text === 'unknown') return new Float32Array(total).fill(Number.NaN)
  const bytes = decodeBytes(text)
  if (bytes.length !== total * 2) {
    throw new HyperError(
      'data/bad-rows',
      `field "propensity": got ${bytes.length} bytes, expected ${total * 2} for ${total} rows`,
    )
  }
  return Float32Array.from(
    { length: total },
    (_, row) => (bytes[2 * row]! + 256 * bytes[2 * row + 1]!) / 65535,
  )
}
