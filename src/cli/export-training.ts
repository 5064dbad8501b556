import { basename, dirname, join, resolve } from 'node:path'
import { countTokens, type OpenedPseudonyms, openPseudonyms } from '../backends/index.ts'
import type { HybridRow } from '../domain/index.ts'
import {
  type CroissantField,
  checkUse,
  createLengthFitter,
  createPseudonyms,
  createScrubber,
  type ExportShape,
  jointLicence,
  type LengthTally,
  type PseudonymReport,
  type ScrubReport,
  toTrainRows,
} from '../export/index.ts'
import { hash128 } from '../kit/index.ts'
import { leftOutReasons } from '../pipeline/index.ts'
import type { CommandContext } from './command.ts'
import { readRunFigures, requireCardPlace, writeCard, writeCroissant } from './export-card.ts'
import { licencesOf } from './export-licences.ts'
import type { TrainerRequest } from './export-options.ts'
import { pushExport } from './export-push.ts'
import type { ExportSource } from './export-source.ts'
import {
  describeFile,
  pathOfSplit,
  printRecords,
  type WrittenData,
  writeCompanions,
  writeRecords,
} from './export-write.ts'
import { type Inspection, inspectRows } from './inspect-export.ts'
import { VERSION } from './version.ts'

const DEFAULT_SEED = 42

/** What is given to an export for a trainer. */
export interface TrainingExport {
  readonly request: TrainerRequest
  readonly source: ExportSource
  readonly output: string | null
  readonly run: string | undefined
}

/** What was done to the rows on their way out. */
export interface Treatment {
  readonly shape: ExportShape
  readonly pseudonyms: PseudonymReport | null
  readonly scrub: ScrubReport | null
  readonly length: LengthTally | null
}

/**
 * Writes labelled instances for a trainer: first what the format cannot carry, then the files of all splits, companion files and the card.
 * The rows are read once before anything is written and once for each split; memory does not grow with them.
 */
export async function exportTraining(
  given: TrainingExport,
  context: CommandContext,
): Promise<void> {
  const { io, common, print } = context
  const { source } = given
  const request = withRunTies(given.request, source)
  const { format, shape } = request
  const output = given.output ?? join(given.run ?? '.', 'export', `train.${format.ending}`)
  const seed = common.seed ?? source.run?.seed ?? DEFAULT_SEED
  const keys = request.pseudonyms ? await openPseudonyms({ environment: io.env }) : null
  // With what is done to the rows, so that the card names nobody whom the rows do not.
  const inspection = await inspectRows(mapRows(source, createTreatment(request, keys)), request)
  const licences = licencesOf(inspection)
  const warnings = request.use === null ? [] : checkUse(licences, request.use)
  for (const line of inspection.losses) io.err(`not carried by ${format.id}: ${line}\n`)
  for (const warning of warnings) io.err(`warning: ${warning}\n`)
  const treat = createTreatment(request, keys)
  const columns = format.columns(shape)
  const files: WrittenData[] = []
  const path = resolve(io.cwd, output)
  const isFile = output !== '-' && common.dryRun !== true
  if (isFile) await requireCardPlace(path, common.yes === true)
  const fields = new Map<string, CroissantField>()
  let rows = 0
  for (const split of ['train', ...request.splits.map(({ name }) => name)]) {
    const records = observe(recordsOf({ ...given, request }, treat, { split, seed }), (record) => {
      rows++
      for (const [name, value] of Object.entries(record))
        if (!fields.has(name)) fields.set(name, describeValue(name, value))
    })
    if (isFile) {
      const target = pathOfSplit(path, split)
      files.push(
        await describeFile(target, split, await writeRecords(target, format, columns, records)),
      )
    } else if (common.dryRun === true) for await (const _ of records);
    else await printRecords(format, columns, records, io)
  }
  const treatment: Treatment = { shape, ...treat.report() }
  if (isFile) {
    await writeCompanions(dirname(path), format.companions?.(basename(path), shape) ?? [])
    await writeCard(dirname(path), {
      files: files.map(({ split, path: file, rows: count }) => ({
        split,
        name: basename(file),
        rows: count,
      })),
      format,
      ...inspection,
      licences,
      leftOut: leftOutOf(source, inspection),
      notCarried: inspection.losses,
      routing: source.run?.plan ?? null,
      labels: source.run?.labels ?? null,
      tiePolicy: source.run?.hybrid.tiePolicy ?? null,
      ...(source.run === null
        ? { agreement: { humanHuman: null, humanLm: inspection.humanLm }, spentUsd: null }
        : await readRunFigures(source.run.folder)),
      ...treatment,
      seed: source.run === null ? seed : source.run.seed,
      version: VERSION,
    })
    await writeCroissant(dirname(path), {
      files: files.map((file) => ({ ...file, name: basename(file.path) })),
      licence: jointLicence(licences),
      ending: format.ending,
      fields: columns ?? [...fields.values()],
      description: `${inspection.instances} preference instances, each with one label from people or from a language-model judge, written for ${format.reader}.`,
      version: VERSION,
    })
  }
  const result = {
    ok: true,
    format: format.id,
    output,
    rows,
    files: files.map((file) => ({ ...file, path: basename(file.path) })),
    instances: { human: inspection.human, lm: inspection.lm },
    leftOut: leftOutOf(source, inspection),
    notCarried: inspection.losses,
    tiePolicy: source.run?.hybrid.tiePolicy ?? shape.ties,
    simulated: inspection.simulated,
    shape,
    pseudonyms: treatment.pseudonyms,
    scrub: treatment.scrub,
    length: treatment.length,
    warnings,
  }
  const text = `${summarize(result, inspection, treatment, keys)}${common.dryRun === true ? 'would be written' : 'written'} to ${output} with a dataset card\n`
  if (output === '-') {
    io.err(summarize(result, inspection, treatment, keys))
    return
  }
  const pushed =
    isFile && request.push !== null ? await pushExport(dirname(path), request, context) : null
  print(pushed === null ? result : { ...result, pushed }, text)
}

async function* mapRows(
  source: ExportSource,
  treat: Treating,
): AsyncGenerator<HybridRow, void, undefined> {
  for await (const row of source.labelled()) yield treat.row(row)
}

/** Ties that the policy of a run keeps are written in both orders unless the user said otherwise. */
function withRunTies(request: TrainerRequest, source: ExportSource): TrainerRequest {
  const keeps = source.run?.hybrid.tiePolicy === 'half' && request.format.paired
  if (request.ties !== null || !keeps || request.shape.soft !== 'none') return request
  return { ...request, shape: { ...request.shape, ties: 'half' } }
}

interface Treating {
  row(row: HybridRow): HybridRow
  readonly fitter: ReturnType<typeof createLengthFitter> | null
  report(): Omit<Treatment, 'shape'>
}

function createTreatment(request: TrainerRequest, keys: OpenedPseudonyms | null): Treating {
  const pseudonyms = keys === null ? null : createPseudonyms(keys.nameOf)
  const scrubber = request.scrub === null ? null : createScrubber(request.scrub)
  const { maxTokens, maxCharacters } = request
  const fitter =
    maxTokens !== null
      ? createLengthFitter({ most: maxTokens, count: countTokens })
      : maxCharacters !== null
        ? createLengthFitter({ most: maxCharacters })
        : null
  return {
    row: (row) => {
      const named = pseudonyms === null ? row : pseudonyms.row(row)
      return scrubber === null ? named : scrubber.row(named)
    },
    fitter,
    report: () => ({
      pseudonyms: pseudonyms?.report() ?? null,
      scrub: scrubber?.report() ?? null,
      length: fitter?.tally() ?? null,
    }),
  }
}

async function* recordsOf(
  { request, source }: TrainingExport,
  treat: Treating,
  { split, seed }: { readonly split: string; readonly seed: number },
): AsyncGenerator<Readonly<Record<string, unknown>>, void, undefined> {
  const { format, shape, splits } = request
  for await (const row of source.labelled()) {
    if (splits.length > 0 && splitOf(source.groupOf(row.instance), splits, seed) !== split) continue
    for (const train of toTrainRows(treat.row(row), shape)) {
      const fitted = treat.fitter === null ? train : treat.fitter.fit(train)
      if (fitted !== null) yield* format.toRecords(fitted, shape)
    }
  }
}

/** Returns the split of a prompt group: drawn by seed and group, so that no other row matters. */
function splitOf(group: string, splits: TrainerRequest['splits'], seed: number): string {
  const place = hash128(`${seed}/split/${group}`)
  let left = ((place[0] >>> 0) * 2 ** 32 + (place[1] >>> 0)) / 2 ** 64
  for (const { name, share } of splits) {
    if (left < share) return name
    left -= share
  }
  return 'train'
}

async function* observe<T>(
  items: AsyncIterable<T>,
  tell: (item: T) => void,
): AsyncGenerator<T, void, undefined> {
  for await (const item of items) {
    tell(item)
    yield item
  }
}

/** Returns how a value is described; of a list of objects, by the fields of the first. */
function describeValue(name: string, value: unknown): CroissantField {
  if (typeof value === 'number') return { name, type: 'number' }
  if (typeof value === 'string') return { name, type: 'text' }
  const first: unknown = Array.isArray(value) ? value[0] : null
  if (typeof first !== 'object' || first === null) return { name, type: 'json' }
  return { name, type: 'messages', parts: Object.keys(first) }
}

/** Ties that a run leaves out and those that the format does not write are one thing to the reader. */
function leftOutOf(source: ExportSource, { ties }: Inspection): Record<string, number> {
  const ofRun = Object.fromEntries(source.run === null ? [] : leftOutReasons(source.run.hybrid))
  const all = { ...ofRun, ...source.leftOut() }
  return ties === 0 ? all : { ...all, ties: (all.ties ?? 0) + ties }
}

function summarize(
  { rows, leftOut }: { readonly rows: number; readonly leftOut: Readonly<Record<string, number>> },
  { instances, human, lm, simulated }: Inspection,
  { pseudonyms, scrub, length }: Treatment,
  keys: OpenedPseudonyms | null,
): string {
  const what = simulated ? 'simulated instances' : 'instances'
  const key =
    keys?.origin === 'file' ? ` (key: ${keys.path}${keys.created ? ', made now' : ''})` : ''
  return [
    `${instances} ${what} in ${rows} rows: ${human} labelled by people, ${lm} by the judge`,
    ...Object.entries(leftOut).map(([reason, number]) => `${reason}: ${number}`),
    ...(pseudonyms === null || pseudonyms.people === 0
      ? []
      : [`pseudonyms: ${pseudonyms.people} people${key}`]),
    ...(scrub === null ? [] : [`scrubbed: ${scrub.changed} instances changed`]),
    ...(length === null
      ? []
      : [
          `length: ${length.cut} rows cut, ${length.tooLong} left out (their prompt alone is too long)`,
        ]),
    '',
  ].join('\n')
}
