import type { Place, RawRow, SuiteRow } from '../domain/index.ts'
import { detectPreset, findPreset } from './detect-preset.ts'
import { type Fields, isFields, ownField } from './field-reader.ts'
import { type GatheredRows, gatherRows } from './gather-rows.ts'
import type { ImportedRows, ImportRowsOptions } from './import-rows.ts'
import {
  badRowWarnings,
  createTally,
  keepGoodRows,
  type Parsed,
  type RowTally,
} from './keep-good-rows.ts'
import { createPlaceIndex } from './place-index.ts'
import { DEFAULT_PAIR_RULES, type PairRules, type Preset } from './preset.ts'
import { duplicateId } from './row-problem.ts'
import { createSuiteRowParser, type SuiteMap } from './suite-columns.ts'
import { createSuiteOfPairs, type LeftOutPairs, type SuiteOfPairs } from './suite-of-pairs.ts'

export type { SuiteMap } from './suite-columns.ts'

/** How a suite is read. */
export interface ImportSuiteOptions extends ImportRowsOptions {
  /** Columns of rows that hold one chosen and one rejected text; then no shape is guessed. */
  readonly map?: SuiteMap
  /** Name of the shape of pairs; guessed from the first row of each file where neither it nor a map is given. */
  readonly preset?: string
  /** How three and more completions, and ratings, become pairs, in shapes of pairs. */
  readonly rules?: Partial<PairRules>
}

/** Rows of a suite and what was read. `counts.kept` counts good rows of the input: in shapes of pairs one of them can make several rows, or none. */
export interface ImportedSuite extends ImportedRows<SuiteRow> {
  /** Pairs that became no row of the suite; all 0 where the rows themselves say what was chosen. */
  readonly leftOut: LeftOutPairs
}

/**
 * Returns the rows of an evaluation suite. A file whose first row has the texts `chosen` and `rejected`, or is of no known shape, is read
 * by columns: a missing id is `FILE-LINE`, a missing subset the file's name, a missing category the subset; `meta.group`, else the key of
 * the prompt, is the group. Equal completions are kept: they score half. Every other file is read as pairs by its preset, and each pair
 * with a decided label makes a row: the first human vote counts, else the first vote of a judge. Ties and pairs without a label are left
 * out and counted.
 *
 * @throws HyperError `data/bad-rows` under `fail`; `config/unknown-preset`
 */
export async function importSuite(
  rows: AsyncIterable<RawRow>,
  options: ImportSuiteOptions,
): Promise<ImportedSuite> {
  const tally = createTally()
  const pairs = createSuiteOfPairs({ ...DEFAULT_PAIR_RULES, ...options.rules })
  const presetOf = createShapeChoice(options)
  const parse = createParser(createSuiteRowParser(options.map ?? {}), pairs, presetOf)
  const limit = options.limit ?? Number.POSITIVE_INFINITY
  const gathered = gatherRows(rows, (row) => presetOf(row.value, row))
  const kept: SuiteRow[] = []
  for await (const found of keepGoodRows(gathered, parse, options.onBadRow, tally)) {
    kept.push(...found)
    if (kept.length >= limit) break
  }
  if (kept.length < limit) kept.push(...pairs.takeJoined())
  const { read, bad, badByReason, problems } = tally
  const leftOut = pairs.leftOut()
  return {
    rows: kept.slice(0, limit),
    counts: { read, kept: tally.kept, bad, badByReason },
    leftOut,
    problems,
    warnings: [...tally.warnings, ...warningsOf(tally, leftOut, pairs.conflicts())],
  }
}

type ShapeChoice = (value: unknown, place: Place) => Preset | undefined

/** The shape of a file is that of its first row; undefined where it is read by columns. */
function createShapeChoice({ map, preset }: ImportSuiteOptions): ShapeChoice {
  if (map !== undefined) return () => undefined
  if (preset !== undefined) {
    const given = findPreset(preset)
    return () => given
  }
  const byFile = new Map<string, Preset | undefined>()
  return (value, { file }) => {
    if (!byFile.has(file) && isFields(value))
      byFile.set(file, isChosenRejected(value) ? undefined : (detectPreset(value) ?? undefined))
    return byFile.get(file)
  }
}

const isChosenRejected = (row: Fields): boolean =>
  typeof ownField(row, 'chosen') === 'string' && typeof ownField(row, 'rejected') === 'string'

function createParser(
  parseColumns: ReturnType<typeof createSuiteRowParser>,
  pairs: SuiteOfPairs,
  presetOf: ShapeChoice,
): (
  row: Extract<RawRow, { readonly value: unknown }> | GatheredRows,
) => Parsed<readonly SuiteRow[]> {
  const places = createPlaceIndex()
  const parseOne = (value: unknown, place: Place): Parsed<readonly SuiteRow[]> => {
    const preset = presetOf(value, place)
    if (preset !== undefined) return pairs.parseRow(value, place, preset)
    const parsed = parseColumns(value, place)
    return 'problems' in parsed ? parsed : { kept: [parsed.kept] }
  }
  return (row) => {
    const isGroup = 'rows' in row
    const place: Place = isGroup ? row.rows[0]!.place : { file: row.file, line: row.line }
    const parsed = isGroup ? pairs.parseGroup(row) : parseOne(row.value, place)
    if ('problems' in parsed) return parsed
    for (const { id } of parsed.kept) {
      const first = places.seen(id, place)
      if (first !== null) return { problems: [duplicateId(id, place, first)] }
    }
    return parsed
  }
}

function warningsOf(tally: RowTally, leftOut: LeftOutPairs, conflicts: number): string[] {
  const { ties, unlabelled, withoutPair } = leftOut
  const warnings: string[] = []
  if (tally.read === 0) warnings.push('no rows: the input is empty')
  if (ties + unlabelled > 0)
    warnings.push(
      `no decided label: ${ties + unlabelled} pairs were left out, ${ties} of them ties`,
    )
  if (withoutPair > 0) warnings.push(`no pair: ${withoutPair} rows hold no two rated completions`)
  if (conflicts > 0)
    warnings.push(
      `conflicts: ${conflicts} annotations contradict an earlier one of the same annotator on the same pair; the earlier one was kept`,
    )
  warnings.push(...badRowWarnings(tally))
  return warnings
}
