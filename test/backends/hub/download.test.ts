import {
  appendFile,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cachePath } from '../../../src/backends/hub/cache-record.ts'
import { openHub } from '../../../src/backends/hub/open-hub.ts'
import { openHubFiles, parseHubId } from '../../../src/backends/index.ts'
import { gitSha1, type SeenCall, sha256 } from './hub-server.ts'
import { failureOf, makeParquet, open, readIds, type Seat, takeSeat } from './sit.ts'

let seat: Seat
let parquet: Buffer

beforeEach(async () => {
  seat = await takeSeat()
  parquet = await makeParquet(seat.folder, 40)
  serve(parquet)
  seat.hub.untilTaken = async () => {
    const taken = seat.events.length
    for (let wait = 0; wait < 40 && seat.events.length === taken; wait++)
      await new Promise((resolve) => setTimeout(resolve, 10))
  }
})
afterEach(() => seat.close())

function serve(bytes: Buffer): void {
  seat.hub.commit('ann/pairs', 'main', {})
  seat.hub.commit('ann/pairs', 'refs/convert/parquet', { 'default/train/0000.parquet': bytes })
}

const ID = 'hf:ann/pairs'
const fetches = (): SeenCall[] =>
  seat.hub.calls.filter(({ path }) => /0000\.parquet|\/get\//.test(path))
const expectWhole = async (bytes = parquet): Promise<void> => {
  const { files } = await open([ID], seat.options())
  expect(await readFile(files[0]!.path)).toEqual(bytes)
  expect((await readdir(dirname(files[0]!.path))).sort()).toEqual([
    `.${files[0]!.name}.json`,
    files[0]!.name,
  ])
}
/** Where the file of a test lies in the cache. */
const targetOf = (bytes: Buffer): string => {
  const oid = { kind: 'sha256', hex: sha256(bytes) } as const
  const name = 'ann_pairs-default-train-0000.parquet'
  return cachePath(openHub(seat.options()), 'ann/pairs', { path: '', bytes: 0, oid, name })
}

describe('a download that is cut', () => {
  it('goes on from where it was within one call', async () => {
    seat.hub.cuts.push(1000, 500)
    await expectWhole()
    expect(fetches().map(({ range }) => range)).toEqual([null, 'bytes=1000-', 'bytes=1500-'])
    expect(fetches()[1]?.ifRange).toBe(`"${sha256(parquet)}"`)
  })

  it('is given up after some empty answers and goes on in the next call', async () => {
    seat.hub.cuts.push(1200, 0, 0, 0, 0, 0)
    const failure = await failureOf(open([ID], seat.options()))
    expect(failure).toMatchObject({ code: 'remote/cut-off' })
    expect(failure.message).toContain(`got 1200 bytes before`)
    seat.hub.calls.length = 0
    await expectWhole()
    expect(fetches().map(({ range }) => range)).toEqual(['bytes=1200-'])
  })

  it('goes on from another host as well', async () => {
    seat.hub.usesCdn = true
    seat.hub.cuts.push(1000)
    await expectWhole()
    expect(fetches().map(({ server, range }) => [server, range])).toEqual([
      ['hub', null],
      ['cdn', null],
      ['hub', 'bytes=1000-'],
      ['cdn', 'bytes=1000-'],
    ])
  })

  it('starts again where the data set has changed in between', async () => {
    seat.hub.cuts.push(1200, 0, 0, 0, 0, 0)
    await failureOf(open([ID], seat.options()))
    const changed = await makeParquet(seat.folder, 41)
    serve(changed)
    seat.hub.calls.length = 0
    await expectWhole(changed)
    expect(fetches().map(({ range }) => range)).toEqual([null])
  })

  it('starts again where the other side has another file under the address', async () => {
    seat.hub.cuts.push(1200, 0, 0, 0, 0, 0)
    await failureOf(open([ID], seat.options()))
    seat.hub.etagMark = '-other'
    seat.hub.calls.length = 0
    await expectWhole()
    expect(fetches().map(({ range }) => range)).toEqual(['bytes=1200-'])
  })

  it('starts again where what was kept is spoilt, too long or of a killed process', async () => {
    const target = targetOf(parquet)
    const rest = join(dirname(target), `.${target.split('/').at(-1)}.part`)
    await mkdir(dirname(target), { recursive: true })
    await writeFile(rest, Buffer.alloc(700))
    await expectWhole()
    expect(fetches().map(({ range }) => range)).toEqual(['bytes=700-', null])

    await rm(target)
    await writeFile(rest, Buffer.alloc(parquet.length + 5))
    await expectWhole()

    await rm(target)
    await writeFile(rest.replace('.part', `.other_host-1-abcdef12.part`), parquet.subarray(0, 700))
    seat.hub.calls.length = 0
    await open([ID], seat.options())
    expect(fetches().map(({ range }) => range)).toEqual([null])
  })

  it('takes over the part of a process that is gone', async () => {
    const target = targetOf(parquet)
    seat.hub.cuts.push(900, 0, 0, 0, 0, 0)
    await failureOf(open([ID], seat.options()))
    const { hostname } = await import('node:os')
    const host = hostname().replace(/\W/g, '_').slice(0, 24)
    const rest = join(dirname(target), `.${target.split('/').at(-1)}.part`)
    await rename(rest, rest.replace('.part', `.${host}-4194305-abcdef12.part`))
    await writeFile(rest.replace('.part', `.${host}-4194306-abcdef12.part`), '')
    seat.hub.calls.length = 0
    await expectWhole()
    expect(fetches().map(({ range }) => range)).toEqual(['bytes=900-'])
  })
})

describe('bytes that are not those of the listing', () => {
  it('are thrown away, large files by SHA-256', async () => {
    seat.hub.spoil = (bytes) => Buffer.concat([bytes.subarray(1), Buffer.from('x')])
    const failure = await failureOf(open([ID], seat.options()))
    expect(failure).toMatchObject({ code: 'remote/wrong-checksum' })
    expect(failure.message).toContain(`sha256 ${sha256(parquet)}`)
    expect(await readdir(dirname(targetOf(parquet)))).not.toContain(targetOf(parquet))
    seat.hub.spoil = (bytes) => bytes
    await expectWhole()
  })

  it('are thrown away, small files by the hash of Git', async () => {
    const rows = Buffer.from('{"id":"one"}\n')
    seat.hub.commit('ann/small', 'main', { 'train.jsonl': rows })
    const good = await open(['hf:ann/small'], seat.options())
    expect(good.facts[0]?.files[0]?.oid).toEqual({ kind: 'git-sha1', hex: gitSha1(rows) })
    expect(await readIds(good.files)).toEqual(['one'])
    seat.hub.commit('ann/small', 'main', { 'train.jsonl': '{"id":"two"}\n' })
    seat.hub.spoil = (bytes) => Buffer.from(bytes.toString().replace('two', 'six'))
    const failure = await failureOf(open(['hf:ann/small'], seat.options()))
    expect(failure).toMatchObject({ code: 'remote/wrong-checksum' })
  })

  it('are refused where there are more of them', async () => {
    seat.hub.spoil = (bytes) => Buffer.concat([bytes, bytes])
    const failure = await failureOf(open([ID], seat.options()))
    expect(failure.message).toContain(`got more than ${parquet.length} bytes`)
  })
})

describe('the cache', () => {
  it('mends a file of another length, and one of another content without a record', async () => {
    const { files } = await open([ID], seat.options())
    const [{ path, name }] = files as [{ path: string; name: string }]
    await appendFile(path, 'more')
    await expectWhole()
    await writeFile(path, Buffer.alloc(parquet.length))
    await rm(join(dirname(path), `.${name}.json`))
    await expectWhole()
  })

  it('serves two downloads of one file at once without spoiling either', async () => {
    seat.hub.cuts.push(1100, 1200, 1300, 1400)
    const both = await Promise.all([open([ID], seat.options()), open([ID], seat.options())])
    expect(both[0]).toEqual(both[1])
    await expectWhole()
    expect(fetches().length).toBeGreaterThan(2)
  })

  it('says what to do when the disk is full', async () => {
    const target = targetOf(parquet)
    await mkdir(dirname(target), { recursive: true })
    // What is written there finds no room.
    await symlink('/dev/full', join(dirname(target), `.${target.split('/').at(-1)}.part`))
    const failure = await failureOf(open([ID], seat.options()))
    expect(failure).toMatchObject({ code: 'data/disk-full' })
    expect(failure.message).toContain('ENOSPC')
    expect(failure.hint).toContain('HYPER_HUB_CACHE')
  })

  it('refuses files that the disk has no room for before it begins', async () => {
    const options = seat.options()
    const { facts } = await open([ID], options)
    const { downloadHubFiles } = await import('../../../src/backends/index.ts')
    const huge = facts.map((one) => ({
      ...one,
      files: one.files.map((file) => ({ ...file, bytes: 2 ** 60 })),
    }))
    const before = seat.hub.calls.length
    const failure = await failureOf(downloadHubFiles(openHub(options), huge))
    expect(failure).toMatchObject({ code: 'data/disk-full' })
    expect(seat.hub.calls.length).toBe(before)
  })

  it('stops at once when it is told to, and keeps what came', async () => {
    const stop = new AbortController()
    seat.hub.cuts.push(800)
    const options = seat.options()
    const work = openHubFiles([parseHubId(ID)], {
      ...options,
      signal: stop.signal,
      progress: (event) => {
        if (event.type === 'stage-advance') stop.abort(new Error('stopped'))
      },
    })
    await expect(work).rejects.toThrow('stopped')
    seat.hub.calls.length = 0
    await expectWhole()
    expect(fetches()[0]?.range).toMatch(/^bytes=\d+-$/)
  })
})
