import type { Place, PreferenceInstance, RawRow } from '../domain/index.ts'
import type { Json } from '../kit/index.ts'
import type { ColumnMap } from './column-map.ts'
import { detectPreset, findPreset } from './detect-preset.ts'
import { type GatheredRows, gatherRows } from './gather-rows.ts'
import type { LabelRow } from './import-labels.ts'
import { joinLabelRows, type LabelJoinFacts } from './join-labels.ts'
import {
  type BadRowPolicy,
  badRowWarnings,
  createTally,
  keepGoodRows,
  type Parsed,
  type RowTally,
} from './keep-good-rows.ts'
import { createMerger, type MergeBy, type MergeConflict } from './merge-instances.ts'
import { parsePair, parseTogether } from './parse-pair.ts'
import { createPlaceIndex } from './place-index.ts'
import { DEFAULT_PAIR_RULES, type PairRules, type Preset } from './preset.ts'
import { createMapPreset } from './presets/map.ts'
import { duplicateId, LISTED_PROBLEMS, type RowProblem } from './row-problem.ts'

/** How pairs are read. */
export interface ImportOptions {
  readonly onBadRow: BadRowPolicy
  /** Name of the shape; guessed from the first row of each file where neither it nor a map is given. */
  readonly preset?: string
  readonly map?: ColumnMap
  /** How three and more completions, and ratings, become pairs and preferences. */
  readonly rules?: Partial<PairRules>
  /** Joins rows of one pair, by id or by their texts in either order; all instances are then held in memory. */
  readonly merge?: MergeBy
  /** Labels that stand in rows of their own; they are joined to the pairs. */
  readonly labels?: readonly LabelRow[]
  /** Returns facts that are added to the `meta` of every instance of a file: where it was had from, its licence. */
  readonly stamp?: (file: string) => Readonly<Record<string, Json>>
  /** Stops after so many kept instances. */
  readonly limit?: number
}

/** What was read and what it is like; no row is left out of these counts. */
export interface ImportCounts {
  /** Rows read. */
  readonly read: number
  /** Instances kept; in shapes of several completions a row gives several, or none. */
  readonly kept: number
  /** Bad rows. */
  readonly bad: number
  readonly badByReason: Readonly<Record<string, number>>
  /** Kept instances whose two completions are the same text. */
  readonly identicalCompletions: number
  /** Of these, the ones on which someone prefers a side. */
  readonly identicalWithPreference: number
  /** Kept instances with one completion empty. */
  readonly emptyCompletion: number
  /** Good rows that hold no pair: a single completion, a rating that is missing. */
  readonly withoutPair: number
  /** Instances that were joined to an earlier one: under `merge`, and in shapes with one row an annotator. */
  readonly joined: number
}

/** What an import gives. */
export interface ImportResult extends ImportFacts {
  readonly instances: readonly PreferenceInstance[]
}

/** Pairs as a stream, and what was read so far. */
export interface PairStream {
  readonly instances: AsyncGenerator<PreferenceInstance, void, undefined>
  /** Final when the stream has ended. */
  facts(): ImportFacts
}

/** What was read of a stream of pairs. */
export interface ImportFacts {
  readonly counts: ImportCounts
  /** Shapes of the files, in the order in which they were met. */
  readonly presets: readonly Preset[]
  /** The first 20 problems, where bad rows were skipped. */
  readonly problems: readonly RowProblem[]
  /** The first 20 annotations that contradict an earlier one of the same annotator on the same pair; the earlier one was kept. */
  readonly conflicts: readonly MergeConflict[]
  /** What joining labels came to; null where none were given. */
  readonly labels: LabelJoinFacts | null
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
  const stream = readPairs(rows, options)
  const instances: PreferenceInstance[] = []
  for await (const instance of stream.instances) instances.push(instance)
  return { instances, ...stream.facts() }
}

/**
 * Returns the instances of the rows one by one, for files larger than memory: only the hashes of the ids are held (and all instances
 * under `merge` and in shapes with one row an annotator). Bad rows are treated as in `importPairs`; under `fail` the error comes after the good rows before it.
 *
 * @throws HyperError as `importPairs`, from the stream
 */
export function readPairs(rows: AsyncIterable<RawRow>, options: ImportOptions): PairStream {
  const tally = createTally()
  const findings: Findings = {
    kept: 0,
    identicalCompletions: 0,
    identicalWithPreference: 0,
    emptyCompletion: 0,
    withoutPair: 0,
  }
  const merger = createMerger(options.merge ?? 'id')
  const choice = createPresetChoice(options)
  const pairs = yieldPairs({ rows, options, tally, findings, merger, choice })
  const joined = options.labels === undefined ? null : joinLabelRows(pairs, options.labels)
  return {
    instances: joined?.instances ?? pairs,
    facts: () => {
      const { read, bad, badByReason, problems } = tally
      const { conflicts } = merger
      const labels = joined?.facts() ?? null
      const contradictions = conflicts.count() + (labels?.conflicts.count ?? 0)
      return {
        counts: { read, bad, badByReason, ...findings, joined: merger.joined() },
        presets: choice.presets(),
        problems,
        conflicts: [...conflicts.first, ...(labels?.conflicts.first ?? [])].slice(
          0,
          LISTED_PROBLEMS,
        ),
        labels,
        warnings: [
          ...tally.warnings,
          ...warningsOf(tally, findings, contradictions),
          ...lostLabels(labels),
        ],
      }
    },
  }
}

/** Yields the instances of the rows one by one: `readPairs` without the counts. */
export function streamPairs(
  rows: AsyncIterable<RawRow>,
  options: ImportOptions,
): AsyncGenerator<PreferenceInstance, void, undefined> {
  return readPairs(rows, options).instances
}

interface Reading {
  readonly rows: AsyncIterable<RawRow>
  readonly options: ImportOptions
  readonly tally: RowTally
  readonly findings: Findings
  readonly merger: ReturnType<typeof createMerger>
  readonly choice: PresetChoice
}

async function* yieldPairs(reading: Reading): AsyncGenerator<PreferenceInstance, void, undefined> {
  const { rows, options, tally, findings, merger, choice } = reading
  const limit = options.limit ?? Number.POSITIVE_INFINITY
  if (limit <= 0) return
  const gathered = gatherRows(rows, (row) => choice.presetOf(row.value, row))
  const parse = createParser(reading)
  for await (const instances of keepGoodRows(gathered, parse, options.onBadRow, tally)) {
    for (const instance of instances) {
      addFindings(findings, instance)
      yield instance
      if (++findings.kept >= limit) return
    }
  }
  for (const instance of merger.take()) {
    addFindings(findings, instance)
    yield instance
    if (++findings.kept >= limit) return
  }
}

function createParser({
  options,
  choice,
  merger,
  findings,
}: Reading): (
  row: Extract<RawRow, { readonly value: unknown }> | GatheredRows,
) => Parsed<readonly PreferenceInstance[]> {
  const places = createPlaceIndex()
  const rules = { ...DEFAULT_PAIR_RULES, ...options.rules }
  return (row) => {
    const isGroup = 'rows' in row
    const preset = isGroup ? row.preset : choice.presetOf(row.value, row)
    const place: Place = isGroup ? row.rows[0]!.place : { file: row.file, line: row.line }
    const parsed = isGroup
      ? 'readTogether' in row.preset
        ? parseTogether(row.rows, row.preset, rules)
        : { instances: [] }
      : parsePair(row.value, place, preset, rules)
    if ('problems' in parsed) return parsed
    if (parsed.instances.length === 0) findings.withoutPair += isGroup ? row.rows.length : 1
    const instances = stampAll(parsed.instances, options.stamp?.(place.file))
    if (preset?.repeats === true || options.merge !== undefined) {
      for (const instance of instances) merger.add(instance)
      return { kept: [] }
    }
    for (const { id } of instances) {
      const first = places.seen(id, place)
      if (first !== null) return { problems: [duplicateId(id, place, first)] }
    }
    return { kept: instances }
  }
}

function stampAll(
  instances: readonly PreferenceInstance[],
  facts: Readonly<Record<string, Json>> | undefined,
): readonly PreferenceInstance[] {
  if (facts === undefined) return instances
  return instances.map((instance) => ({ ...instance, meta: { ...facts, ...instance.meta } }))
}

interface PresetChoice {
  presetOf(value: unknown, place: Place): Preset | undefined
  presets(): readonly Preset[]
}

/** The shape of a file is that of its first row that has one, so that a later row with a field missing is told which. */
function createPresetChoice(options: ImportOptions): PresetChoice {
  const given =
    options.map !== undefined
      ? createMapPreset(options.map)
      : options.preset === undefined
        ? undefined
        : findPreset(options.preset)
  const byFile = new Map<string, Preset>()
  return {
    presetOf: (value, place) => {
      if (given !== undefined) return given
      const known = byFile.get(place.file) ?? detectPreset(value)
      if (known !== null) byFile.set(place.file, known)
      return known ?? undefined
    },
    presets: () => (given === undefined ? [...new Set(byFile.values())] : [given]),
  }
}

type Findings = {
  -readonly [K in
    | 'kept'
    | 'identicalCompletions'
    | 'identicalWithPreference'
    | 'emptyCompletion'
    | 'withoutPair']: ImportCounts[K]
}

function addFindings(findings: Findings, instance: PreferenceInstance): void {
  const { completionA, completionB, human, lm } = instance
  if (completionA.trim() === '' || completionB.trim() === '') findings.emptyCompletion++
  if (completionA !== completionB) return
  findings.identicalCompletions++
  if ([...human, ...lm].some((annotation) => annotation.verdict !== 'tie'))
    findings.identicalWithPreference++
}

function warningsOf(
  tally: RowTally,
  { identicalWithPreference, withoutPair }: Findings,
  conflicts: number,
): string[] {
  const warnings: string[] = []
  if (tally.read === 0) warnings.push('no rows: the input is empty')
  if (identicalWithPreference > 0)
    warnings.push(
      `identical completions: ${identicalWithPreference} instances carry a preference between two equal texts`,
    )
  if (withoutPair > 0) warnings.push(`no pair: ${withoutPair} rows hold no two rated completions`)
  if (conflicts > 0)
    warnings.push(
      `conflicts: ${conflicts} annotations contradict an earlier one of the same annotator on the same pair; the earlier one was kept`,
    )
  warnings.push(...badRowWarnings(tally))
  return warnings
}

function lostLabels(labels: LabelJoinFacts | null): string[] {
  const lost = labels?.labelsWithoutPair
  if (lost === undefined || lost.count === 0) return []
  const { file, line } = lost.first[0]!
  return [`labels: ${lost.count} rows are about no pair here (first ${file}:${line})`]
}
