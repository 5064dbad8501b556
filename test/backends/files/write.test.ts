import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { parquetWriteFile } from 'hyparquet-writer'
import { afterAll, describe, expect, it } from 'vitest'
import {
  expandPaths,
  openRows,
  readJson,
  sha256OfFile,
  writeAtomic,
  writeJsonLines,
  writeParquet,
} from '../../../src/backends/files/index.ts'
import { createParquetDecoder } from '../../../src/backends/files/parquet-decoder.ts'
import type { RawRow } from '../../../src/domain/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'hyper-write-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function collect(rows: AsyncIterable<RawRow>): Promise<RawRow[]> {
  const all: RawRow[] = []
  for await (const row of rows) all.push(row)
  return all
}
const valuesOf = async (path: string): Promise<unknown[]> =>
  (await collect(openRows([path]))).map((row) => ('value' in row ? row.value : row.problem))

describe('writeJsonLines', () => {
  const rows = [{ n: 1, t: 'é\n' }, { n: 2 }]

  it('writes header and rows that read back, plain and gzip', async () => {
    for (const name of ['rows.jsonl', 'deep/rows.jsonl.gz']) {
      const path = join(folder, name)
      expect(await writeJsonLines(path, { format: 'hyper/pairs@1' }, rows)).toBe(2)
      expect(await valuesOf(path)).toEqual(rows)
      const bytes = readFileSync(path)
      const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString()
      expect(text).toBe('{"format":"hyper/pairs@1"}\n{"n":1,"t":"é\\n"}\n{"n":2}\n')
    }
  })

  it('leaves the old file and nothing else when the rows fail', async () => {
    const path = join(folder, 'kept', 'rows.jsonl')
    await writeJsonLines(path, null, rows)
    const failing = (function* () {
      yield { n: 3 }
      throw new Error('no more')
    })()
    await expect(writeJsonLines(path, null, failing)).rejects.toThrow('no more')
    expect(await valuesOf(path)).toEqual(rows)
    expect(readdirSync(join(folder, 'kept'))).toEqual(['rows.jsonl'])
  })

  it('gives equal bytes for equal rows', async () => {
    const paths = ['one.jsonl.gz', 'two.jsonl.gz'].map((name) => join(folder, name))
    for (const path of paths) await writeJsonLines(path, null, rows)
    expect(await sha256OfFile(paths[0]!)).toBe(await sha256OfFile(paths[1]!))
  })
})

describe('writeAtomic, readJson and sha256OfFile', () => {
  it('write, read and hash', async () => {
    const path = join(folder, 'value.json')
    await writeAtomic(path, '\ufeff{"a": 1}')
    expect(await readJson(path)).toEqual({ a: 1 })
    await writeAtomic(path, 'abc')
    expect(await sha256OfFile(path)).toBe(
      'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    )
    await expect(readJson(path)).rejects.toMatchObject({ code: 'data/bad-json' })
    await expect(readJson(join(folder, 'absent'))).rejects.toMatchObject({
      code: 'data/unreadable-file',
    })
    await expect(writeAtomic(join(path, 'inside.json'), '')).rejects.toMatchObject({
      code: 'data/unwritable-file',
    })
  })
})

describe('Parquet', () => {
  it('is written and read back with lists, objects and fields without a column', async () => {
    const rows = Array.from({ length: 4500 }, (_, n) => ({
      id: `row-${n}`,
      source: 's',
      prompt: 'é',
      response_a: '',
      response_b: 'b',
      human: [{ annotator: 'h1', preference: 'tie' }],
      lm: [],
      meta: { n, list: [1, null] },
      ...(n % 2 === 0 ? {} : { more: { x: n } }),
    }))
    const path = join(folder, 'pairs.parquet')
    expect(await writeParquet(path, rows)).toBe(4500)
    const read = await collect(openRows([path]))
    expect(read.map((row) => ('value' in row ? row.value : row))).toEqual(rows)
    expect(read.at(-1)!.line).toBe(4500)
    expect(await writeParquet(join(folder, 'none.parquet'), [])).toBe(0)
    expect(await valuesOf(join(folder, 'none.parquet'))).toEqual([])
  })

  it('of others is read: whole numbers, dates, bytes, nulls, many row groups', async () => {
    const path = join(folder, 'other.parquet')
    parquetWriteFile({
      filename: path,
      columnData: [
        { name: 'big', data: [1n, 2n ** 60n, 3n], type: 'INT64' },
        { name: 'when', data: [new Date(0), new Date(1), new Date(2)], type: 'TIMESTAMP' },
        { name: 'text', data: ['a', null, 'é'], type: 'STRING' },
      ],
      rowGroupSize: 2,
    })
    expect(await valuesOf(path)).toEqual([
      { big: 1, when: '1970-01-01T00:00:00.000Z', text: 'a' },
      { big: '1152921504606846976', when: '1970-01-01T00:00:00.001Z', text: null },
      { big: 3, when: '1970-01-01T00:00:00.002Z', text: 'é' },
    ])
  })

  it('with a cell that is not UTF-8 names row and field', async () => {
    const path = join(folder, 'latin.parquet')
    const cells = [Uint8Array.of(97), Uint8Array.of(0xe9, 0x20)]
    parquetWriteFile({
      filename: path,
      columnData: [{ name: 'text', data: cells, type: 'BYTE_ARRAY' }],
    })
    const rows = await collect(openRows([path], { cwd: folder }))
    expect(rows).toEqual([
      { file: 'latin.parquet', line: 1, value: { text: 'a' } },
      {
        file: 'latin.parquet',
        line: 2,
        problem: {
          code: 'unreadable-cell',
          field: 'text',
          got: 'no UTF-8 at byte 0 of the cell',
          expected: 'UTF-8',
        },
      },
    ])
  })

  it('that takes too long ends its decoder, and the next request starts another', async () => {
    const path = join(folder, 'slow.parquet')
    await writeParquet(path, [{ id: '1' }])
    const hasty = createParquetDecoder(1)
    const request = { kind: 'groups', path } as const
    expect(await hasty.ask(request)).toEqual({ failure: 'decoding took more than 1 ms' })
    expect(await hasty.ask(request)).toEqual({ failure: 'decoding took more than 1 ms' })
    await hasty.close()
    const patient = createParquetDecoder(30_000)
    expect(await patient.ask(request)).toMatchObject({ groups: [{ rows: 1 }] })
    await patient.close()
  })

  it('that is no Parquet, or cut off, is an error with its name', async () => {
    const path = join(folder, 'bad.parquet')
    for (const bytes of ['', 'PAR1', 'not parquet at all']) {
      writeFileSync(path, bytes)
      await expect(collect(openRows([path], { cwd: folder }))).rejects.toMatchObject({
        code: 'data/unreadable-file',
        message: expect.stringContaining('bad.parquet'),
      })
    }
  })
})

describe('expandPaths', () => {
  const root = join(folder, 'tree')
  mkdirSync(join(root, 'b', 'c'), { recursive: true })
  for (const name of [
    'z.jsonl',
    'a.csv',
    'notes.txt',
    '.hidden.jsonl',
    'b/x.jsonl.gz',
    'b/c/y.parquet',
    'odd[1].jsonl',
  ])
    writeFileSync(join(root, name), '')
  const expand = async (...patterns: string[]): Promise<string[]> =>
    (await expandPaths(patterns, root)).map((path) => path.replace(`${root}/`, ''))

  it('takes files, folders, globs and standard input, sorted and each once', async () => {
    expect(await expand('z.jsonl', '-', 'z.jsonl', 'a.csv')).toEqual(['-', 'a.csv', 'z.jsonl'])
    expect(await expand('.')).toEqual([
      'a.csv',
      'b/c/y.parquet',
      'b/x.jsonl.gz',
      'odd[1].jsonl',
      'z.jsonl',
    ])
    expect(await expand('*.jsonl')).toEqual(['odd[1].jsonl', 'z.jsonl'])
    expect(await expand('**/*.{parquet,jsonl.gz}')).toEqual(['b/c/y.parquet', 'b/x.jsonl.gz'])
    expect(await expand('[a-b].cs?')).toEqual(['a.csv'])
    expect(await expand('odd[1].jsonl')).toEqual(['odd[1].jsonl'])
  })

  it('names the pattern that nothing matches', async () => {
    for (const pattern of ['absent.jsonl', '*.nothing', 'absent/**'])
      await expect(expand('z.jsonl', pattern)).rejects.toMatchObject({
        code: 'data/no-files',
        message: expect.stringContaining(pattern),
      })
    expect(existsSync(root)).toBe(true)
  })
})
