import { basename, dirname, join, resolve } from 'node:path'
import { type OpenedPseudonyms, openPseudonyms } from '../backends/index.ts'
import type { HybridRow } from '../domain/index.ts'
import { type CroissantField, checkUse, toTrainRows } from '../export/index.ts'
import { hash128 } from '../kit/index.ts'
import type { CommandContext } from './command.ts'
import { describeValue, leftOutOf, writeBeside } from './export-beside.ts'
import { requireCardPlace } from './export-card.ts'
import { licencesOf } from './export-licences.ts'
import type { TrainerRequest } from './export-options.ts'
import { pushExport } from './export-push.ts'
import type { ExportSource } from './export-source.ts'
import { createTreatment, type Treating, type Treatment } from './export-treatment.ts'
import {
  describeFile,
  pathOfSplit,
  printRecords,
  type WrittenData,
  writeRecords,
} from './export-write.ts'
import { type Inspection, inspectRows } from './inspect-export.ts'

const DEFAULT_SEED = 42

/** What is given to an export for a trainer. */
export interface TrainingExport {
  readonly request: TrainerRequest
  readonly source: ExportSource
  readonly output: string | null
  readonly run: string | undefined
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
  const warnings = request.use === null ? [] : checkUse(licencesOf(inspection), request.use)
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
  const names = isFile
    ? await writeBeside(path, { request, source, inspection, treatment, files, fields, seed })
    : []
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
    isFile && request.push !== null
      ? await pushExport({ folder: dirname(path), names }, request, context)
      : null
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
