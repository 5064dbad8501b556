import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import type { RawRow } from '../../src/domain/index.ts'

/** Folder of the shared material; tests that need it are skipped by name where it is absent. */
export const shared: string =
  process.env.HYPER_SHARED ?? resolve(import.meta.dirname, '../../../shared')

export const hasSharedData: boolean = existsSync(resolve(shared, 'data/README.md'))

/** Yields values as rows of one file, line by line. */
export async function* rowsOf(
  values: readonly unknown[],
  file = 'rows.jsonl',
): AsyncGenerator<RawRow> {
  for (const [index, value] of values.entries()) yield { file, line: index + 1, value }
}

/** Returns a good row of the pair format with some fields replaced; undefined takes one away. */
export function pairRow(changes: Record<string, unknown> = {}): Record<string, unknown> {
  const row: Record<string, unknown> = {
    id: 'p1',
    source: 's',
    prompt: 'Why?',
    response_a: 'Because.',
    response_b: 'Who knows.',
    human: [{ annotator: 'h1', preference: 'a-is-clearly-better' }],
    lm: [{ annotator: 'judge', preference: 'tie' }],
    meta: { group: 'g1' },
    ...changes,
  }
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
}
