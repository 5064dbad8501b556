import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Annotation, PreferenceInstance, Strength, Verdict } from '../../src/domain/index.ts'
import type { Json } from '../../src/kit/index.ts'

const shared = process.env.HYPER_SHARED ?? resolve(import.meta.dirname, '../../../shared')

/** Tells whether a file or folder of the shared data is there. */
export function isShared(path: string): boolean {
  return existsSync(resolve(shared, path))
}

/** Returns the text of a shared file, unzipped. */
export function readShared(path: string): string {
  const bytes = readFileSync(resolve(shared, path))
  return (path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8')
}

/** Returns the rows of a shared JSON Lines file. */
export function readRows<T>(path: string): T[] {
  return readShared(path)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T)
}

interface PairRow {
  readonly id: string
  readonly source: string
  readonly prompt: string
  readonly response_a: string
  readonly response_b: string
  readonly human: readonly RawAnnotation[]
  readonly lm: readonly RawAnnotation[]
  readonly meta: Readonly<Record<string, Json>>
}

interface RawAnnotation {
  readonly annotator: string
  readonly preference: string
}

/** Returns the instances of a set (`vicuna80`) as they stand in the shared folder. */
export function readPairs(file: string): PreferenceInstance[] {
  const path = [`data/${file}.jsonl.gz`, `data/${file}.jsonl`].find(isShared)
  return readRows<PairRow>(path ?? file).map((row) => ({
    id: row.id,
    source: row.source,
    prompt: row.prompt,
    completionA: row.response_a,
    completionB: row.response_b,
    human: row.human.map(readAnnotation),
    lm: row.lm.map(readAnnotation),
    meta: row.meta,
  }))
}

function readAnnotation({ annotator, preference }: RawAnnotation): Annotation {
  if (preference === 'tie') return { annotator, verdict: 'tie' }
  const verdict = preference.slice(0, 1) as Verdict
  const strength: Strength | undefined = preference.includes('clearly')
    ? 'clear'
    : preference.includes('slightly')
      ? 'slight'
      : undefined
  return { annotator, verdict, ...(strength === undefined ? {} : { strength }) }
}

/** Returns the prompt group of every instance, numbered in the order of appearance. */
export function groupsOf(instances: readonly PreferenceInstance[]): Uint32Array {
  const numbers = new Map<Json | undefined, number>()
  return Uint32Array.from(instances, ({ meta }) => {
    if (!numbers.has(meta.group)) numbers.set(meta.group, numbers.size)
    return numbers.get(meta.group)!
  })
}

/** Returns the rows of the first table after a heading of the data README that has these column names. */
export function readTable(firstColumns: readonly string[]): string[][] {
  const lines = readShared('data/README.md').split('\n')
  const start = lines.findIndex((line) => line.startsWith(`| ${firstColumns.join(' | ')} |`))
  const end = lines.findIndex((line, index) => index > start && !line.startsWith('|'))
  return lines.slice(start + 2, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}
