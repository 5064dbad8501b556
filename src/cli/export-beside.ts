import { basename, dirname } from 'node:path'
import { type CroissantField, jointLicence } from '../export/index.ts'
import { leftOutReasons } from '../pipeline/index.ts'
import {
  CARD_NAME,
  CROISSANT_NAME,
  readRunFigures,
  writeCard,
  writeCroissant,
} from './export-card.ts'
import { licencesOf } from './export-licences.ts'
import type { TrainerRequest } from './export-options.ts'
import type { ExportSource } from './export-source.ts'
import type { Treatment } from './export-treatment.ts'
import { type WrittenData, writeCompanions } from './export-write.ts'
import type { Inspection } from './inspect-export.ts'
import { VERSION } from './version.ts'

/** What was exported, for the files beside the data. */
export interface Exported {
  readonly request: TrainerRequest
  readonly source: ExportSource
  readonly inspection: Inspection
  readonly treatment: Treatment
  readonly files: readonly WrittenData[]
  /** Fields of the records, as they were met. */
  readonly fields: ReadonlyMap<string, CroissantField>
  readonly seed: number
}

/** Writes what belongs beside the data: the reader's settings, the card, the Croissant description. Returns the names of all files of the export. */
export async function writeBeside(path: string, exported: Exported): Promise<string[]> {
  const { request, source, inspection, treatment, files, fields, seed } = exported
  const { format, shape } = request
  const folder = dirname(path)
  const companions = format.companions?.(basename(path), shape) ?? []
  const licences = licencesOf(inspection)
  await writeCompanions(folder, companions)
  await writeCard(folder, {
    files: files.map(({ split, path: file, rows }) => ({ split, name: basename(file), rows })),
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
  await writeCroissant(folder, {
    files: files.map((file) => ({ ...file, name: basename(file.path) })),
    licence: jointLicence(licences),
    ending: format.ending,
    fields: format.columns(shape) ?? [...fields.values()],
    description: `${inspection.instances} preference instances, each with one label from people or from a language-model judge, written for ${format.reader}.`,
    version: VERSION,
  })
  const beside = [...companions.map(({ name }) => name), CARD_NAME, CROISSANT_NAME]
  return [...files.map((file) => basename(file.path)), ...beside]
}

/** Ties that a run leaves out and those that the format does not write are one thing to the reader. */
export function leftOutOf(source: ExportSource, { ties }: Inspection): Record<string, number> {
  const ofRun = Object.fromEntries(source.run === null ? [] : leftOutReasons(source.run.hybrid))
  const all = { ...ofRun, ...source.leftOut() }
  return ties === 0 ? all : { ...all, ties: (all.ties ?? 0) + ties }
}

/** Returns how a value is described; of a list of objects, by the fields of the first. */
export function describeValue(name: string, value: unknown): CroissantField {
  if (typeof value === 'number') return { name, type: 'number' }
  if (typeof value === 'string') return { name, type: 'text' }
  const first: unknown = Array.isArray(value) ? value[0] : null
  if (typeof first !== 'object' || first === null) return { name, type: 'json' }
  return { name, type: 'messages', parts: Object.keys(first) }
}
