import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { type OpenRowsOptions, openRows } from '../../../src/backends/files/index.ts'
import type { RawRow } from '../../../src/domain/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'hyper-files-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function collect(rows: AsyncIterable<RawRow>): Promise<RawRow[]> {
  const all: RawRow[] = []
  for await (const row of rows) all.push(row)
  return all
}

async function read(
  name: string,
  bytes: string | Uint8Array,
  options: OpenRowsOptions = {},
): Promise<RawRow[]> {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return collect(openRows([path], { cwd: folder, ...options }))
}

const values = (rows: readonly RawRow[]): unknown[] =>
  rows.flatMap((row) => ('value' in row ? [row.value] : []))
const lines = (rows: readonly RawRow[]): number[] => rows.map((row) => row.line)
const problems = (rows: readonly RawRow[]): { code: string; line: number; got: string }[] =>
  rows.flatMap((row) =>
    'problem' in row ? [{ code: row.problem.code, line: row.line, got: row.problem.got }] : [],
  )

describe('JSON Lines', () => {
  it('are cut at LF, CRLF and lone CR in any mixture, with the numbers of the lines', async () => {
    const rows = await read('mixed.jsonl', '{"n":1}\n{"n":2}\r\n{"n":3}\r{"n":4}\n\r\n{"n":5}')
    expect(values(rows)).toEqual([1, 2, 3, 4, 5].map((n) => ({ n })))
    expect(lines(rows)).toEqual([1, 2, 3, 4, 6])
    expect(rows[0]!.file).toBe('mixed.jsonl')
  })

  it('skip a byte-order mark of UTF-8 and refuse that of UTF-16', async () => {
    expect(values(await read('bom.jsonl', '\ufeff{"n":1}\n'))).toEqual([{ n: 1 }])
    await expect(read('wide.jsonl', Buffer.from('\ufeff{"n":1}', 'utf16le'))).rejects.toMatchObject(
      {
        code: 'data/wrong-encoding',
        message: 'wide.jsonl: got the byte-order mark of UTF-16, expected UTF-8',
      },
    )
  })

  it('name the line and the byte of what is not UTF-8, and read on', async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"n":1}\n{"n":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}\n{"n":3}\n'),
    ])
    const rows = await read('latin.jsonl', bytes)
    expect(values(rows)).toEqual([{ n: 1 }, { n: 3 }])
    expect(problems(rows)).toEqual([
      { code: 'invalid-utf8', line: 2, got: 'byte 0xc3 at offset 14 of the file' },
    ])
  })

  it('report broken JSON, NUL bytes and a second byte-order mark, each with its line', async () => {
    const rows = await read('broken.jsonl', '{"n":1}\n{"n":\n\ufeff{"n":2}\n\0\0\n{"n":3}\n')
    expect(problems(rows).map(({ code, line }) => [code, line])).toEqual([
      ['invalid-json', 2],
      ['invalid-json', 3],
      ['nul-byte', 4],
    ])
    expect(values(rows)).toEqual([{ n: 1 }, { n: 3 }])
  })

  it('read a line of 50 MB, and report one beyond the limit without holding it', async () => {
    const text = 'x'.repeat(50 * 1000 * 1000)
    const rows = await read('long.jsonl', `{"n":"${text}"}\n{"n":2}\n`)
    expect((values(rows)[0] as { n: string }).n.length).toBe(50_000_000)
    const limited = await read('long.jsonl', `{"n":"${text}"}\n{"n":2}\n`, {
      largestLineBytes: 1e6,
    })
    expect(problems(limited)).toEqual([{ code: 'line-too-long', line: 1, got: '50000008 bytes' }])
    expect(values(limited)).toEqual([{ n: 2 }])
  })

  it('tell the header and skip it, on line 1 only', async () => {
    const headers: unknown[] = []
    const text = '{"format":"hyper/pairs@1","note":"x"}\n{"n":1}\n{"format":"hyper/pairs@1"}\n'
    const rows = await read('headed.jsonl', text, {
      onHeader: (header, file) => headers.push([header, file]),
    })
    expect(headers).toEqual([[{ format: 'hyper/pairs@1', note: 'x' }, 'headed.jsonl']])
    expect(lines(rows)).toEqual([2, 3])
  })

  it('have no rows in an empty file, plain or gzip', async () => {
    expect(await read('empty.jsonl', '')).toEqual([])
    expect(await read('empty.jsonl.gz', gzipSync(''))).toEqual([])
    expect(await read('empty.csv', '')).toEqual([])
  })
})

describe('a JSON array', () => {
  it('is read element by element with the line on which each starts', async () => {
    const text = '[\n {"n": [1, "]"]},\r\n {"n":\n "a,\\"}"}, 3\n]\n'
    const rows = await read('array.json', text)
    expect(values(rows)).toEqual([{ n: [1, ']'] }, { n: 'a,"}' }, 3])
    expect(lines(rows)).toEqual([2, 3, 4])
    expect(await read('none.json', ' [ ] ')).toEqual([])
  })

  it('that is cut off gives its rows and then a problem', async () => {
    const rows = await read('cut.json', '[{"n":1},{"n":2},{"n":')
    expect(values(rows)).toEqual([{ n: 1 }, { n: 2 }])
    expect(problems(rows)[0]).toMatchObject({ code: 'truncated-file', line: 1 })
    expect(problems(rows)[0]!.got).toContain('after 2 rows')
  })

  it('with a gap, a comma too many or something after it is a problem', async () => {
    for (const text of ['[1,,2]', '[1,]', '[1] x', '[{"a":}]'])
      expect(problems(await read('odd.json', text)).map((one) => one.code)).toEqual([
        'invalid-json',
      ])
  })
})

describe('gzip', () => {
  it('is told by its mark, and several members are one file', async () => {
    const bytes = Buffer.concat([gzipSync('{"n":1}\n'), gzipSync('{"n":2}\n')])
    expect(values(await read('two.jsonl.gz', bytes))).toEqual([{ n: 1 }, { n: 2 }])
    expect(values(await read('unnamed.jsonl', bytes))).toEqual([{ n: 1 }, { n: 2 }])
    await expect(read('plain.jsonl.gz', '{"n":1}')).rejects.toMatchObject({
      code: 'data/unreadable-file',
    })
  })

  it('that is cut off delivers the rows before the end, then says how many they were', async () => {
    const text = Array.from({ length: 5000 }, (_, n) => `{"n":${n},"t":"${Math.sin(n)}"}\n`).join(
      '',
    )
    const bytes = gzipSync(text)
    const rows = await read('cut.jsonl.gz', bytes.subarray(0, bytes.length >> 1))
    const delivered = values(rows).length
    expect(delivered).toBeGreaterThan(1000)
    expect(values(rows)).toEqual(values(await read('whole.jsonl', text)).slice(0, delivered))
    expect(problems(rows)).toEqual([
      {
        code: 'truncated-file',
        line: delivered + 1,
        got: `an end in the middle of the gzip stream after ${delivered} rows`,
      },
    ])
  })

  it('that is cut off delivers the rows of a small file too', async () => {
    for (const [name, text, expected] of [
      ['small.jsonl.gz', '{"n":1}\n{"n":2}\n{"n":3', [{ n: 1 }, { n: 2 }]],
      ['small.csv.gz', 'n,t\n1,x\n2,', [{ n: '1', t: 'x' }]],
    ] as const) {
      const rows = await read(name, gzipSync(text).subarray(0, -6))
      expect(values(rows)).toEqual(expected)
      expect(problems(rows)).toMatchObject([{ code: 'truncated-file' }])
    }
  })

  it('that is broken inside is a problem after the rows before', async () => {
    const bytes = gzipSync(Array.from({ length: 9000 }, (_, n) => `{"n":${n}}\n`).join(''))
    bytes.fill(0xff, bytes.length - 200, bytes.length - 100)
    const found = problems(await read('flipped.jsonl.gz', bytes))
    expect(found.at(-1)).toMatchObject({ code: 'corrupt-file' })
  })
})

describe('CSV and TSV', () => {
  it('are read as texts by the names of the first line, with the line a record starts on', async () => {
    const text = '\ufeffid,text\r\n1,"a ""b"", c\r\nd"\r\n\r\n2,\n"3",x\r4,"é"'
    const rows = await read('table.csv', text)
    expect(values(rows)).toEqual([
      { id: '1', text: 'a "b", c\r\nd' },
      { id: '2', text: '' },
      { id: '3', text: 'x' },
      { id: '4', text: 'é' },
    ])
    expect(lines(rows)).toEqual([2, 5, 6, 7])
    expect(values(await read('table.tsv', 'a\tb\n1\tx,y\n'))).toEqual([{ a: '1', b: 'x,y' }])
    expect(values(await read('semi.csv', 'a;b\r\n1;"x;y, z"\r\n'))).toEqual([
      { a: '1', b: 'x;y, z' },
    ])
    expect(values(await read('one.csv', 'a,b;c\n1,2\n'))).toEqual([{ a: '1', 'b;c': '2' }])
  })

  it('report a stray quote, a wrong number of fields and NUL for their record alone', async () => {
    const rows = await read('odd.csv', 'a,b\n5" pipe,1\n"x"y,2\n1,2,3\n\0,4\nok,5\n')
    expect(problems(rows).map(({ code, line }) => [code, line])).toEqual([
      ['invalid-csv', 2],
      ['invalid-csv', 3],
      ['invalid-csv', 4],
      ['nul-byte', 5],
    ])
    expect(values(rows)).toEqual([{ a: 'ok', b: '5' }])
  })

  it('say where a quote that never closes was opened', async () => {
    const rows = await read('open.csv', 'a,b\n1,2\n"x,3\n4,5\n')
    expect(values(rows)).toEqual([{ a: '1', b: '2' }])
    expect(problems(rows)[0]).toMatchObject({ code: 'truncated-file', line: 3 })
  })

  it('refuse a header with a name twice or none', async () => {
    for (const text of ['a,a\n1,2\n', 'a,\n1,2\n'])
      await expect(read('header.csv', text)).rejects.toMatchObject({ code: 'data/bad-header' })
  })
})

describe('standard input', () => {
  const from = (text: string | Uint8Array): Promise<RawRow[]> =>
    collect(openRows(['-'], { stdin: Readable.from([Buffer.from(text)]) }))

  it('is told by its first bytes', async () => {
    expect(values(await from('{"n":1}\n'))).toEqual([{ n: 1 }])
    expect(values(await from('[{"n":1}]'))).toEqual([{ n: 1 }])
    expect(values(await from('a,b\n1,2\n'))).toEqual([{ a: '1', b: '2' }])
    expect(values(await from('a\tb\n1\t2\n'))).toEqual([{ a: '1', b: '2' }])
    expect(values(await from(gzipSync('{"n":1}\n')))).toEqual([{ n: 1 }])
    await expect(from('PAR1....')).rejects.toMatchObject({ code: 'data/unknown-format' })
    await expect(collect(openRows(['-']))).rejects.toMatchObject({ code: 'data/unreadable-file' })
  })
})

describe('what cannot be opened', () => {
  it('is a HyperError with the name of the file', async () => {
    const open = (name: string): Promise<RawRow[]> => collect(openRows([join(folder, name)]))
    await expect(open('absent.jsonl')).rejects.toMatchObject({ code: 'data/unreadable-file' })
    await expect(open('notes.txt')).rejects.toMatchObject({ code: 'data/unknown-format' })
    await expect(open('absent.parquet')).rejects.toMatchObject({ code: 'data/unreadable-file' })
  })

  it('stops when it is cancelled', async () => {
    const path = join(folder, 'cancel.jsonl')
    writeFileSync(path, '{"n":1}\n')
    const signal = AbortSignal.abort()
    await expect(collect(openRows([path], { signal }))).rejects.toMatchObject({
      name: 'AbortError',
    })
  })
})
