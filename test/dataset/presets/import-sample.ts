import { resolve } from 'node:path'
import { openRows } from '../../../src/backends/files/index.ts'
import {
  type ImportFacts,
  importPairs,
  type PairRules,
  type RowProblem,
} from '../../../src/dataset/index.ts'
import type { ChatMessage, PreferenceInstance, RawRow } from '../../../src/domain/index.ts'
import { rowsOf } from '../support.ts'

const samples = resolve(import.meta.dirname, 'samples')

/** What a sample gives: its instances, and the name of the shape that was detected. */
export interface ImportedSample extends ImportFacts {
  readonly instances: readonly PreferenceInstance[]
  readonly preset: string | undefined
}

/** Returns what is read of `samples/NAME.jsonl` without being told its shape; any bad row is an error. */
export async function importSample(
  name: string,
  rules: Partial<PairRules> = {},
): Promise<ImportedSample> {
  const rows = openRows([resolve(samples, `${name}.jsonl`)], { cwd: samples })
  const result = await importPairs(rows, { onBadRow: 'fail', rules })
  return { ...result, preset: result.presets[0]?.id }
}

/** Returns the values of the rows of `samples/NAME.jsonl`. */
export async function readSample(name: string): Promise<Record<string, unknown>[]> {
  const values: Record<string, unknown>[] = []
  const rows: AsyncIterable<RawRow> = openRows([resolve(samples, `${name}.jsonl`)])
  for await (const row of rows)
    if ('value' in row) values.push(row.value as Record<string, unknown>)
  return values
}

/** Returns the instances of values that stand in a file. */
export async function importValues(
  values: readonly unknown[],
  file: string,
  preset?: string,
): Promise<readonly PreferenceInstance[]> {
  const options = { onBadRow: 'fail', ...(preset === undefined ? {} : { preset }) } as const
  return (await importPairs(rowsOf(values, file), options)).instances
}

/** Returns the problems of values that are read with a preset, as `[file, line, code, field]`. */
export async function problemsOf(
  values: readonly unknown[],
  preset: string,
): Promise<(readonly [string, number, string, string | null])[]> {
  const { problems } = await importPairs(rowsOf(values), { onBadRow: 'skip', preset })
  return problems.map(({ file, line, code, field }: RowProblem) => [file, line, code, field])
}

/** A message of the user. */
export const user = (content: string): ChatMessage => ({ role: 'user', content })

/** A message of the assistant. */
export const assistant = (content: string): ChatMessage => ({ role: 'assistant', content })
