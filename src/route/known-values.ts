import { HyperError } from '../kit/index.ts'

/** Values without unknown ones. */
export interface FilledValues {
  readonly values: Float64Array
  /** Rows whose value was unknown. */
  readonly unknown: number
}

/** Tells whether values are there and known of any row, where there are rows; what is not finite is unknown. */
export function hasKnown(values: Float64Array | undefined): values is Float64Array {
  return values !== undefined && (values.length === 0 || values.some(Number.isFinite))
}

/** Returns the values with unknown ones at the mean of the known: there a row is neither among the first nor among the last. */
export function fillUnknown(values: Float64Array): FilledValues {
  let sum = 0
  let known = 0
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!
    if (!Number.isFinite(value)) continue
    sum += value
    known++
  }
  const unknown = values.length - known
  if (unknown === 0) return { values, unknown }
  const mean = known === 0 ? 0 : sum / known
  return { values: values.map((value) => (Number.isFinite(value) ? value : mean)), unknown }
}

/** Returns the sentence about rows whose value is unknown; none when all are known. */
export function unknownNotes(what: string, unknown: number, total: number): string[] {
  return unknown === 0
    ? []
    : [`${what} is unknown for ${unknown} of ${total} rows: they stand at the mean of the known`]
}

/** What a router needs, for the error that says so. */
export interface Need {
  readonly router: string
  /** Code without its kind: `router-needs-label-gain`. */
  readonly code: string
  /** `label gain`. */
  readonly what: string
}

/**
 * Returns the values when `hasKnown`.
 *
 * @throws HyperError with the code of the need
 */
export function requireKnown(values: Float64Array | undefined, need: Need): Float64Array {
  if (hasKnown(values)) return values
  throw needError(
    need,
    values === undefined ? `no ${need.what}` : `a ${need.what} that is unknown for every row`,
  )
}

/** Returns the error of a router that lacks what it decides from. */
export function needError({ router, code, what }: Need, got = `no ${what}`): HyperError {
  return new HyperError(`config/${code}`, `router "${router}": got ${got}, expected one per row`, {
    hint: 'use the router "random", or "auto"',
  })
}
