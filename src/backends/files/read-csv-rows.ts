import { parse } from 'csv-parse/sync'
import type { RawProblem, RawRow } from '../../domain/index.ts'
import { HyperError, show } from '../../kit/index.ts'
import { DamagedFile, damageRow } from './damaged-file.ts'
import type { Piece } from './line-splitter.ts'
import type { ReadContext } from './read-context.ts'
import { readUtf8 } from './read-piece.ts'
import { createRecordSplitter } from './record-splitter.ts'

/** One record: its fields, or what is wrong with it. */
type Fields = readonly string[] | RawProblem

/**
 * Yields the rows of CSV or TSV (RFC 4180, any line ends) as objects of texts by the names of the first record. Blank lines are
 * no rows.
 *
 * @throws HyperError `data/bad-header` when a column has no name or the name of another
 */
export async function* readCsvRows(
  chunks: AsyncIterable<Uint8Array>,
  context: ReadContext,
  delimiter: ',' | ';' | '\t',
): AsyncGenerator<RawRow, void, undefined> {
  const splitter = createRecordSplitter(context.largestLineBytes, delimiter.charCodeAt(0))
  let header: readonly string[] | null = null
  let rows = 0
  let line = 1
  const toRows = function* (pieces: readonly Piece[]): Generator<RawRow, void, undefined> {
    const filled = pieces.filter((piece) => piece.length > 0)
    const records = parseRecords(filled, context, delimiter)
    for (const [index, fields] of records.entries()) {
      line = filled[index]!.line
      if (header === null) header = readHeader(fields, context.file, line)
      else {
        rows++
        yield toRow(fields, header, { file: context.file, line })
      }
    }
  }
  let damage: DamagedFile | null = null
  try {
    for await (const chunk of chunks) yield* toRows(splitter.push(chunk))
  } catch (error) {
    if (!(error instanceof DamagedFile)) throw error
    damage = error
  }
  const rest = splitter.end()
  const missing = splitter.missing()
  if (damage === null && missing !== null)
    damage = new DamagedFile('truncated-file', `an end before ${missing}`)
  if (damage !== null) yield damageRow(damage, context.file, rest?.line ?? line, rows)
  else if (rest !== null) yield* toRows([rest])
}

function toRow(
  fields: Fields,
  header: readonly string[],
  place: { readonly file: string; readonly line: number },
): RawRow {
  if (!isFields(fields)) return { ...place, problem: fields }
  if (fields.length === header.length) {
    const entries = header.map((name, index) => [name, fields[index]!] as const)
    return { ...place, value: Object.fromEntries(entries) }
  }
  const got = `${fields.length} fields`
  const expected = `${header.length} fields, as in the first line`
  return { ...place, problem: { code: 'invalid-csv', field: null, got, expected } }
}

function isFields(fields: Fields): fields is readonly string[] {
  return Array.isArray(fields)
}

function readHeader(fields: Fields, file: string, line: number): readonly string[] {
  const names = isFields(fields) ? fields.map((name) => name.trim()) : []
  const odd = names.findIndex((name, index) => name === '' || names.indexOf(name) !== index)
  if (isFields(fields) && odd === -1) return names
  const got = isFields(fields) ? `${show(names[odd])} in column ${odd + 1}` : fields.got
  throw new HyperError(
    'data/bad-header',
    `${file}:${line}: got ${got}, expected a first line with a different name for each column`,
    { details: { file, line } },
  )
}

/** Parses all records at once; where that fails, one by one, so that one bad record spoils no other. */
function parseRecords(
  pieces: readonly Piece[],
  context: ReadContext,
  delimiter: string,
): readonly Fields[] {
  const texts = pieces.map((piece) => readUtf8(piece, context))
  const good = texts.filter((text) => typeof text === 'string')
  const together = parseTexts(good, delimiter)
  if (together === null) return texts.map((text) => parseRecord(text, delimiter))
  let next = 0
  return texts.map((text) => (typeof text === 'string' ? together[next++]! : text))
}

function parseRecord(text: string | RawProblem, delimiter: string): Fields {
  if (typeof text !== 'string') return text
  try {
    const records = parse(text, { ...OPTIONS, delimiter })
    if (records.length === 1) return records[0]!
  } catch (error) {
    const code = (error as { readonly code?: unknown } | null)?.code
    const reason =
      typeof code === 'string'
        ? code.replace(/^CSV_/, '').toLowerCase().replaceAll('_', ' ')
        : 'bad quoting'
    return invalidCsv(text, reason)
  }
  return invalidCsv(text, 'not one record')
}

function parseTexts(texts: readonly string[], delimiter: string): readonly string[][] | null {
  try {
    const records = parse(texts.join('\n'), { ...OPTIONS, delimiter })
    return records.length === texts.length ? records : null
  } catch {
    return null
  }
}

const OPTIONS = { columns: false, relax_column_count: true, record_delimiter: '\n' } as const

function invalidCsv(text: string, reason: string): RawProblem {
  const got = `${show(text.slice(0, 100))} (${reason})`
  return { code: 'invalid-csv', field: null, got, expected: 'a record with its quotes in order' }
}
