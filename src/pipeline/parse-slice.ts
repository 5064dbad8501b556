import { parsePreference } from '../dataset/index.ts'
import type { RawRow, Verdict } from '../domain/index.ts'
import { HyperError, show } from '../kit/index.ts'

/** One row of a slice of one's own: an instance that was drawn, with the label of a person where the run has none. */
export interface SliceRow {
  readonly id: string
  /** Null: the run's human label counts. */
  readonly verdict: Verdict | null
  /** File and line, for messages. */
  readonly place: string
}

/**
 * Returns the rows of an audit slice: `{id, verdict}` each, `verdict` one of `a`, `b`, `tie` or a word of the pair format; without it the human label
 * of the run counts. Rows may carry the `propensity` that they were drawn with; it must be the same for all.
 *
 * @throws HyperError `data/bad-slice` with file, line and field
 */
export async function parseSlice(rows: AsyncIterable<RawRow>): Promise<SliceRow[]> {
  const slice: SliceRow[] = []
  const seen = new Set<string>()
  let propensity: unknown
  for await (const raw of rows) {
    const place = `${raw.file}:${raw.line}`
    if ('problem' in raw)
      throw badSlice(place, raw.problem.field ?? '', raw.problem.got, raw.problem.expected)
    const value = raw.value
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw badSlice(place, '', show(value), 'an object with an id')
    const row = value as Readonly<Record<string, unknown>>
    if (typeof row.format === 'string' && row.id === undefined) continue
    if (typeof row.id !== 'string' || seen.has(row.id))
      throw badSlice(place, 'id', show(row.id), 'an id that is not there already')
    seen.add(row.id)
    if (slice.length === 0) propensity = row.propensity
    else if (row.propensity !== propensity)
      throw badSlice(
        place,
        'propensity',
        show(row.propensity),
        `${show(propensity)} as in the first row: the slice must be drawn with one chance for all`,
      )
    slice.push({ id: row.id, verdict: readVerdict(row.verdict, place), place })
  }
  return slice
}

function readVerdict(value: unknown, place: string): Verdict | null {
  if (value === undefined || value === null) return null
  if (value === 'a' || value === 'b' || value === 'tie') return value
  const preference = typeof value === 'string' ? parsePreference(value) : null
  if (preference !== null) return preference.verdict
  throw badSlice(place, 'verdict', show(value), '"a", "b", "tie" or a word such as a-is-better')
}

function badSlice(place: string, field: string, got: string, expected: string): HyperError {
  const at = field === '' ? place : `${place} field "${field}"`
  return new HyperError('data/bad-slice', `${at}: got ${got}, expected ${expected}`)
}
