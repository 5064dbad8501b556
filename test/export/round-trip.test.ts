import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { csvLines, openRows, writeParquet } from '../../src/backends/files/index.ts'
import {
  conversationFields,
  conversationOf,
  type HybridRow,
  type PreferenceInstance,
  type RawRow,
  renderConversation,
} from '../../src/domain/index.ts'
import {
  type Carried,
  describeLosses,
  type ExportShape,
  type TableColumn,
  type TrainerFormat,
} from '../../src/export/index.ts'
import { CASES, exported, imported, importedRecords } from './export-and-import.ts'
import { dataSets, madeRow } from './made-rows.ts'

const onlyOf = ({ human, lm }: PreferenceInstance) => [...human, ...lm][0]
const textsOf = ({ prompt, completionA, completionB }: PreferenceInstance) => ({
  prompt,
  completionA,
  completionB,
})

/** What each word of `Carried` names, of a labelled instance and of what an import makes of it. */
const PARTS: Readonly<
  Record<Carried, { of(row: HybridRow): unknown; in(instance: PreferenceInstance): unknown }>
> = {
  id: { of: ({ instance }) => instance.id, in: ({ id }) => id },
  dataset: { of: ({ instance }) => instance.source, in: ({ source }) => source },
  source: {
    of: ({ source }) => ({ human: source === 'human' ? 1 : 0, lm: source === 'lm' ? 1 : 0 }),
    in: ({ human, lm }) => ({ human: human.length, lm: lm.length }),
  },
  annotator: { of: ({ annotator }) => annotator, in: (instance) => onlyOf(instance)?.annotator },
  verdict: { of: ({ label }) => label.verdict, in: (instance) => onlyOf(instance)?.verdict },
  tie: {
    of: ({ label }) => label.verdict === 'tie',
    in: (instance) => onlyOf(instance)?.verdict === 'tie',
  },
  strength: { of: ({ label }) => label.strength, in: (instance) => onlyOf(instance)?.strength },
  pA: { of: ({ label }) => label.pA, in: (instance) => onlyOf(instance)?.pA },
  texts: { of: ({ instance }) => textsOf(instance), in: textsOf },
  messages: { of: ({ instance }) => conversationOf(instance), in: conversationOf },
}
const ALL = Object.keys(PARTS) as Carried[]

/** The data sets of every case, made once: making them takes longer than looking at them. */
const MADE: readonly HybridRow[][] = fc.sample(dataSets, { numRuns: 500, seed: 42 })

/** Data in which what a format does not name is lost. */
const LOST: Partial<Record<Carried, HybridRow>> = {
  tie: madeRow({}, { verdict: 'tie', pA: 0.5 }),
  messages: madeRow(
    conversationFields({
      prompt: [
        { role: 'system', content: 'Be brief.' },
        { role: 'assistant', content: 'How can I help?' },
        { role: 'user', content: 'Why?' },
      ],
      a: [{ role: 'assistant', content: 'Because.' }],
      b: [{ role: 'tool', content: 'No result.' }],
    }),
  ),
}

/** The texts of turn blocks lose the white space around their turns where they are written as messages, which `describeLosses` tells. */
function expectedTexts(row: HybridRow, format: TrainerFormat, shape: ExportShape): unknown {
  const own = textsOf(row.instance)
  if (shape.form === 'plain' || row.instance.messages !== undefined) return own
  const written = renderConversation(conversationOf(row.instance))
  if (isDeepStrictEqual(written, own)) return own
  const collector = describeLosses(format, { ...shape, ties: 'margin' })
  collector.add(row)
  const told = collector.lines().some((line) => line.startsWith('white space around the turns'))
  return told ? written : own
}

const WRITERS = {
  csv: async (path: string, records: readonly object[], columns: readonly TableColumn[]) => {
    const names = columns.map(({ name }) => name)
    await writeFile(path, [...csvLines(records as Record<string, unknown>[], names)].join(''))
  },
  parquet: async (path: string, records: readonly object[], columns: readonly TableColumn[]) => {
    const types = columns.map(({ name, type }) => ({
      name,
      type: type === 'number' ? ('DOUBLE' as const) : ('STRING' as const),
    }))
    await writeParquet(path, records as Record<string, unknown>[], types)
  },
}

/** Compares everything that is carried, with one look where all is well. */
function expectSame(
  rows: readonly HybridRow[],
  instances: readonly PreferenceInstance[],
  format: TrainerFormat,
  shape: ExportShape,
): void {
  const carried = [...format.carries(shape)]
  const kept = rows.filter(({ label }) => label.verdict !== 'tie' || carried.includes('tie'))
  const expected = kept.map((row) =>
    carried.map((part) =>
      part === 'texts' ? expectedTexts(row, format, shape) : PARTS[part].of(row),
    ),
  )
  const found = instances.map((instance) => carried.map((part) => PARTS[part].in(instance)))
  if (!isDeepStrictEqual(found, expected)) expect(found).toEqual(expected)
}

describe('an export that is imported again', () => {
  it.each(CASES)('is what it was in all that %s carries', async (_name, { format, shape }) => {
    for (const rows of MADE)
      expectSame(rows, await importedRecords(exported(rows, format, shape)), format, shape)
    expect(MADE).toHaveLength(500)
  })

  let folder = ''
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'hyper-export-'))
  })
  afterAll(() => rm(folder, { recursive: true }))

  it.each(CASES.filter(([, { format }]) => format.ending in WRITERS))(
    'is what it was through files of %s',
    async (_name, { format, shape }) => {
      const few = MADE.slice(0, 60)
      const paths = few.map((_, index) => join(folder, `${index}.${format.ending}`))
      const columns = format.columns(shape) ?? []
      const write = WRITERS[format.ending as keyof typeof WRITERS]
      for (const [index, rows] of few.entries())
        await write(paths[index]!, exported(rows, format, shape), columns)
      // One reader for all files: starting one takes longer than reading.
      const read = new Map(paths.map((path) => [path, [] as RawRow[]]))
      for await (const row of openRows(paths, { cwd: '/' })) read.get(`/${row.file}`)?.push(row)
      for (const [index, rows] of few.entries())
        expectSame(rows, await imported(read.get(paths[index]!)!), format, shape)
    },
  )

  it.each(CASES)('loses what %s does not name', async (_name, { format, shape }) => {
    const carried = format.carries(shape)
    for (const part of ALL.filter((name) => !carried.has(name))) {
      const row = LOST[part]
      expect(row, `a data set in which ${part} is lost`).toBeDefined()
      const [instance] = await importedRecords(exported([row!], format, shape))
      const found = instance === undefined ? 'nothing' : PARTS[part].in(instance)
      expect(found, part).not.toEqual(PARTS[part].of(row!))
    }
    expect(carried.has('texts')).toBe(true)
  })
})
