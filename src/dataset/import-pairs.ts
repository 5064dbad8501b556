import type { Place, PreferenceInstance, RawRow } from '../domain/index.ts'
import type { ColumnMap } from './column-map.ts'
import { detectPreset, findPreset } from './detect-preset.ts'
import {
  type BadRowPolicy,
  createTally,
  keepGoodRows,
  type Parsed,
  type RowTally,
} from './keep-good-rows.ts'
import { type ParsedPair, parsePair } from './parse-pair.ts'
import { createPlaceIndex } from './place-index.ts'
import type { Preset } from './preset.ts'
import { createMapPreset } from './presets/map.ts'
import { duplicateId, type RowProblem } from './row-problem.ts'

/** How pairs are read. */
export interface ImportOptions {
  readonly onBadRow: BadRowPolicy
  /** Name of the shape; guessed from the first row of each file where neither it nor a map is given. */
  readonly preset?: string
  readonly map?: ColumnMap
  /** Stops after so many kept instances. */
  readonly limit?: number
}

/** What was read and what it is like; no row is left out of these counts. */
export interface ImportCounts {
  readonly read: number
  readonly kept: number
  readonly bad: number
  readonly badByReason: Readonly<Record<string, number>>
  /** Kept instances whose two completions are the same text. */
  readonly identicalCompletions: number
  /** Of these, the ones on which someone prefers a side. */
  readonly identicalWithPreference: number
  /** Kept instances with one completion empty. */
  readonly emptyCompletion: number
}

/** What an import gives. */
export interface ImportResult {
  readonly instances: readonly PreferenceInstance[]
  readonly counts: ImportCounts
  /** The first 20 problems, where bad rows were skipped. */
  readonly problems: readonly RowProblem[]
  readonly warnings: readonly string[]
}

/**
 * Returns all instances of the rows with the counts of what was read.
 *
 * @throws HyperError `data/bad-rows` under `fail`, after reading on for up to 20 problems; `config/unknown-preset`,
 * `config/bad-column-map`
 */
export async function importPairs(
  rows: AsyncIterable<RawRow>,
  options: ImportOptions,
): Promise<ImportResult> {
  const tally = createTally()
  const findings = { identicalCompletions: 0, identicalWithPreference: 0, emptyCompletion: 0 }
  const instances: PreferenceInstance[] = []
  for await (const instance of readPairs(rows, options, tally)) {
    instances.push(instance)
    addFindings(findings, instance)
  }
  const { read, kept, bad, badByReason, problems } = tally
  return {
    instances,
    counts: { read, kept, bad, badByReason, ...findings },
    problems,
    warnings: [...tally.warnings, ...warningsOf(tally, findings.identicalWithPreference)],
  }
}

/**
 * Yields the instances of the rows one by one, for files larger than memory: only the hashes of the ids are held. Bad rows are
 * treated as in `importPairs`; under `fail` the error comes after the good rows before it.
 *
 * @throws HyperError as `importPairs`
 */
export function streamPairs(
  rows: AsyncIterable<RawRow>,
  options: ImportOptions,
): AsyncGenerator<PreferenceInstance, void, undefined> {
  return readPairs(rows, options, createTally())
}

async function* readPairs(
  rows: AsyncIterable<RawRow>,
  options: ImportOptions,
  tally: RowTally,
): AsyncGenerator<PreferenceInstance, void, undefined> {
  const limit = options.limit ?? Number.POSITIVE_INFINITY
  if (limit <= 0) return
  for await (const instance of keepGoodRows(rows, createParser(options), options.onBadRow, tally)) {
    yield instance
    if (tally.kept >= limit) return
  }
}

function createParser(
  options: ImportOptions,
): (value: unknown, place: Place) => Parsed<PreferenceInstance> {
  const presetOf = createPresetChoice(options)
  const places = createPlaceIndex()
  return (value, place) => {
    const parsed: ParsedPair = parsePair(value, place, presetOf(value, place))
    if ('problems' in parsed) return parsed
    const first = places.seen(parsed.instance.id, place)
    return first === null
      ? { kept: parsed.instance }
      : { problems: [duplicateId(parsed.instance.id, place, first)] }
  }
}

/** The shape of a file is that of its first row that has one, so that a later row with a field missing is told which. */
function createPresetChoice(
  options: ImportOptions,
): (value: unknown, place: Place) => Preset | undefined {
  const given =
    options.map !== undefined
      ? createMapPreset(options.map)
      : options.preset === undefined
        ? undefined
        : findPreset(options.preset)
  const byFile = new Map<string, Preset>()
  return (value, place) => {
    if (given !== undefined) return given
    const known = byFile.get(place.file) ?? detectPreset(value)
    if (known !== null) byFile.set(place.file, known)
    return known ?? undefined
  }
}

type Findings = {
  -readonly [K in
    | 'identicalCompletions'
    | 'identicalWithPreference'
    | 'emptyCompletion']: ImportCounts[K]
}

function addFindings(findings: Findings, instance: PreferenceInstance): void {
  const { completionA, completionB, human, lm } = instance
  if (completionA.trim() === '' || completionB.trim() === '') findings.emptyCompletion++
  if (completionA !== completionB) return
  findings.identicalCompletions++
  if ([...human, ...lm].some((annotation) => annotation.verdict !== 'tie'))
    findings.identicalWithPreference++
}

function warningsOf(tally: RowTally, identicalWithPreference: number): string[] {
  const warnings: string[] = []
  if (tally.read === 0) warnings.push('no rows: the input is empty')
  if (identicalWithPreference > 0)
    warnings.push(
      `identical completions: ${identicalWithPreference} instances carry a preference between two equal texts`,
    )
  if (tally.bad > 0) warnings.push(`bad rows: ${tally.bad} of ${tally.read} were left out`)
  return warnings
}
