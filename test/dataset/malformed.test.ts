import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { openRows, writeParquet } from '../../src/backends/files/index.ts'
import { createParquetDecoder } from '../../src/backends/files/parquet-decoder.ts'
import { readParquetRows } from '../../src/backends/files/read-parquet-rows.ts'
import { importBestOf, importPairs, importSuite } from '../../src/dataset/index.ts'
import type { RawRow } from '../../src/domain/index.ts'
import { createRandom, drawIndex, isHyperError, type Random } from '../../src/kit/index.ts'
import { pairRow, rowsOf } from './support.ts'

/**
 * Valid files, broken by seeded mutation. Each case must end in rows, in reported problems with file and line, or in a HyperError that
 * names the file; never in another exception, a stack trace or a hang.
 */
const folder = mkdtempSync(join(tmpdir(), 'hyper-malformed-'))
afterAll(() => rmSync(folder, { recursive: true }))

const rows = Array.from({ length: 12 }, (_, n) =>
  pairRow({
    id: `row-${n}`,
    prompt: `Question ${n}: what does "é, 日本" mean?\r\nTell me.`,
    response_a: n === 3 ? '' : `Answer, with a comma and a "quote" ${n}`,
    response_b: `Other\tanswer ${n} \u{1f600}`,
  }),
)
const jsonLines = Buffer.from(
  `{"format":"hyper/pairs@1"}\n${rows.map((row) => JSON.stringify(row)).join('\n')}\n`,
)
const jsonArray = Buffer.from(JSON.stringify(rows, null, 1))
const table = (delimiter: string): Buffer => {
  const names = Object.keys(rows[0]!)
  const cell = (value: unknown): string => {
    const text = typeof value === 'string' ? value : JSON.stringify(value)
    return `"${text.replaceAll('"', '""')}"`
  }
  const lines = rows.map((row) => names.map((name) => cell(row[name])).join(delimiter))
  return Buffer.from([names.join(delimiter), ...lines].join('\r\n'))
}

type Mutation = (bytes: Buffer, random: Random) => Buffer
const at = (bytes: Buffer, random: Random): number => drawIndex(bytes.length + 1, random)
const splice = (bytes: Buffer, start: number, end: number, put: Uint8Array): Buffer =>
  Buffer.concat([bytes.subarray(0, start), put, bytes.subarray(Math.max(start, end))])
const SIGNS = [
  '"',
  ',',
  '\n',
  '\r',
  '\0',
  '{',
  '}',
  '[',
  ']',
  '\\',
  '\t',
  '\ufeff',
  '""',
  '"\n"',
  'null',
  '1e999',
]

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => bytes.subarray(0, at(bytes, random)),
  (bytes, random) => {
    const copy = Buffer.from(bytes)
    for (let count = 1 + drawIndex(4, random); count > 0; count--)
      copy[drawIndex(copy.length, random)]! ^= 1 << drawIndex(8, random)
    return copy
  },
  (bytes, random) => {
    const copy = Buffer.from(bytes)
    const start = at(copy, random)
    copy.fill(drawIndex(256, random), start, Math.min(copy.length, start + drawIndex(40, random)))
    return copy
  },
  (bytes, random) => {
    const start = at(bytes, random)
    return splice(bytes, start, start + drawIndex(60, random), Buffer.alloc(0))
  },
  (bytes, random) => {
    const start = at(bytes, random)
    return splice(bytes, start, start, bytes.subarray(start, start + drawIndex(80, random)))
  },
  (bytes, random) => {
    const start = at(bytes, random)
    return splice(bytes, start, start, Buffer.from(SIGNS[drawIndex(SIGNS.length, random)]!))
  },
  (bytes, random) => {
    const start = at(bytes, random)
    const noise = Uint8Array.from({ length: drawIndex(30, random) }, () => drawIndex(256, random))
    return splice(bytes, start, start, noise)
  },
  (bytes, random) => {
    const kind = drawIndex(4, random)
    const text = bytes.toString('utf8')
    if (kind === 0) return Buffer.from(text, 'latin1')
    if (kind === 1) return Buffer.from(`\ufeff${text}`, 'utf16le')
    if (kind === 2) return Buffer.from(text, 'utf16le')
    return Buffer.concat([bytes.subarray(0, 20), Buffer.from(`\ufeff${text}`)])
  },
  (bytes, random) =>
    Buffer.from(
      bytes.toString('latin1').replaceAll('\n', ['\r', '\r\n', '\n\r', ''][drawIndex(4, random)]!),
      'latin1',
    ),
  (bytes) => Buffer.concat([bytes, bytes]),
]

const mutate = (bytes: Buffer, random: Random): Buffer => {
  let result = bytes
  for (let count = 1 + drawIndex(2, random); count > 0 && result.length > 0; count--)
    result = MUTATIONS[drawIndex(MUTATIONS.length, random)]!(result, random)
  return result
}

const outcomes = { rows: 0, problems: 0, errors: 0 }

/** Runs one case under `skip` and under `fail` and checks how each ends. */
async function check(open: () => AsyncIterable<RawRow>, file: string): Promise<void> {
  try {
    const { counts, problems } = await importPairs(open(), { onBadRow: 'skip' })
    expect(counts.kept + counts.bad).toBe(counts.read)
    expect(problems.length).toBeLessThanOrEqual(20)
    expect(counts.bad === 0).toBe(problems.length === 0)
    for (const problem of problems) {
      expect(problem.file).toBe(file)
      expect(problem.line).toBeGreaterThanOrEqual(1)
      expect(problem.got.length).toBeLessThan(300)
    }
    outcomes[counts.bad === 0 ? 'rows' : 'problems']++
  } catch (error) {
    checkError(error, file)
  }
  try {
    await importPairs(open(), { onBadRow: 'fail' })
  } catch (error) {
    checkError(error, file)
    outcomes.errors++
  }
}

function checkError(error: unknown, file: string): void {
  if (!isHyperError(error)) throw error
  expect(error.code).toMatch(/^data\//)
  expect(error.message).toContain(file)
  expect(error.message).not.toMatch(/\n\s+at /)
}

describe('malformed input ends in rows, problems or a HyperError', () => {
  const random = createRandom('malformed')
  const stream = (bytes: Buffer, step: number) => (): AsyncIterable<RawRow> => {
    const chunks: Buffer[] = []
    for (let start = 0; start < bytes.length; start += step)
      chunks.push(bytes.subarray(start, start + step))
    return openRows(['-'], { stdin: Readable.from(chunks), largestLineBytes: 4000 })
  }
  const runStreams = async (
    name: string,
    base: Buffer,
    cases: number,
    zip: boolean,
  ): Promise<void> => {
    for (let index = 0; index < cases; index++) {
      const own = random.fork(name, index)
      // Half of the gzip cases break the text inside, half the packed bytes.
      const inside = zip && index % 2 === 0
      const bytes = inside ? gzipSync(mutate(base, own)) : mutate(zip ? gzipSync(base) : base, own)
      await check(stream(bytes, 1 + drawIndex(3000, own)), '-')
    }
  }

  it('JSON Lines, 500 cases', () => runStreams('lines', jsonLines, 500, false))
  it('a JSON array, 300 cases', () => runStreams('array', jsonArray, 300, false))
  it('CSV, 400 cases', () => runStreams('csv', table(','), 400, false))
  it('TSV, 200 cases', () => runStreams('tsv', table('\t'), 200, false))
  it('gzip, 300 cases', () => runStreams('gzip', jsonLines, 300, true))

  it('files that are not what their ending says, 100 cases', async () => {
    const bases = [
      jsonLines,
      jsonArray,
      table(','),
      gzipSync(jsonLines),
      Buffer.from(random.fork('x').next().toString()),
    ]
    const names = ['a.jsonl', 'a.json', 'a.csv', 'a.tsv', 'a.jsonl.gz', 'a.csv.gz']
    for (let index = 0; index < 100; index++) {
      const own = random.fork('named', index)
      const path = join(folder, names[drawIndex(names.length, own)]!)
      writeFileSync(path, mutate(bases[drawIndex(bases.length, own)]!, own))
      const file = path.slice(folder.length + 1)
      await check(() => openRows([path], { cwd: folder }), file)
    }
  })

  it('fields of wrong types, missing and odd, 500 cases', async () => {
    const odd: unknown[] = [
      undefined,
      null,
      0,
      -1,
      '',
      ' ',
      'x',
      true,
      [],
      {},
      [[]],
      [null],
      { a: 1 },
      1e308,
      '\0',
      '\ud800',
      ['tie'],
      [{}],
      [{ annotator: 'a' }],
      [{ annotator: 'a', preference: 5 }],
      'a-is-better',
      JSON.parse('{"__proto__":null,"constructor":1}'),
    ]
    for (let index = 0; index < 500; index++) {
      const own = random.fork('fields', index)
      const broken = rows.map((row) => {
        const names = [...Object.keys(row), '__proto__', 'toString', 'comparison_id']
        const name = names[drawIndex(names.length, own)]!
        const value = odd[drawIndex(odd.length, own)]
        return own.next() < 0.3
          ? value
          : Object.fromEntries([...Object.entries(row), [name, value]])
      })
      await check(() => rowsOf(broken, 'rows.jsonl'), 'rows.jsonl')
      for (const read of [importSuite, importBestOf]) {
        const result = await read(rowsOf(broken, 'rows.jsonl'), { onBadRow: 'skip' })
        expect(result.counts.kept + result.counts.bad).toBe(result.counts.read)
      }
    }
  })

  it('Parquet, 200 cases', { timeout: 300_000 }, async () => {
    const path = join(folder, 'good.parquet')
    await writeParquet(path, rows)
    const base = readFileSync(path)
    const decoder = createParquetDecoder(2000)
    for (let index = 0; index < 200; index++) {
      const own = random.fork('parquet', index)
      const broken = join(folder, `broken-${index}.parquet`)
      writeFileSync(broken, mutate(base, own))
      await check(() => readParquetRows(broken, 'broken.parquet', decoder), 'broken.parquet')
    }
    await decoder.close()
  })

  it('covered every way to end, in at least 2,000 cases', () => {
    expect(outcomes.rows).toBeGreaterThan(50)
    expect(outcomes.problems).toBeGreaterThan(500)
    expect(outcomes.errors).toBeGreaterThan(500)
  })
})
