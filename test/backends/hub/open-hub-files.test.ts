import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { failureOf, makeParquet, open, readIds, type Seat, takeSeat } from './sit.ts'

let seat: Seat

beforeEach(async () => {
  seat = await takeSeat()
})
afterEach(() => seat.close())

const CARD = '---\nlicense: cc-by-4.0\n---\n# Pairs\n'

describe('opening a data set of a hub', () => {
  it('reads what the hub converted, pinned, and says what it is', async () => {
    const { hub } = seat
    const parquet = await makeParquet(seat.folder, 7)
    const source = hub.commit('ann/pairs', 'main', { 'README.md': CARD, 'rows.jsonl': '{}\n' })
    const commit = hub.commit('ann/pairs', 'refs/convert/parquet', {
      'default/train/0000.parquet': parquet,
      'default/test/0000.parquet': await makeParquet(seat.folder, 2, 'held'),
    })
    const { files, facts } = await open(['hf:ann/pairs'], seat.options())
    expect(await readIds(files)).toEqual(Array.from({ length: 7 }, (_, index) => `row-${index}`))
    expect(files.map(({ name }) => name)).toEqual(['ann_pairs-default-train-0000.parquet'])
    expect(basename(files[0]!.path)).toBe(files[0]!.name)
    expect(facts).toMatchObject([
      {
        id: 'hf:ann/pairs',
        repo: 'ann/pairs',
        revision: 'refs/convert/parquet',
        commit,
        sourceCommit: source,
        config: 'default',
        split: 'train',
        license: 'cc-by-4.0',
        partial: false,
        warnings: [],
      },
    ])
    expect(await readFile(files[0]!.path)).toEqual(parquet)
    const resolved = hub.calls.filter(({ path }) => path.includes('/resolve/'))
    expect(resolved.every(({ path }) => path.includes(commit) || path.includes(source))).toBe(true)
  })

  it('keeps a record beside each file and downloads nothing twice', async () => {
    const { hub } = seat
    const commit = hub.commit('ann/pairs', 'refs/convert/parquet', {
      'default/train/0000.parquet': await makeParquet(seat.folder, 3),
    })
    hub.commit('ann/pairs', 'main', {})
    const first = await open(['hf:ann/pairs'], seat.options())
    const [file] = first.files
    const record: unknown = JSON.parse(
      await readFile(join(file!.path, '..', `.${file!.name}.json`), 'utf8'),
    )
    expect(record).toMatchObject({
      format: 'hyper/hub-file@1',
      repo: 'ann/pairs',
      path: 'default/train/0000.parquet',
      commit,
      oid: expect.stringMatching(/^sha256:[0-9a-f]{64}$/),
    })
    const before = hub.calls.length
    expect(await open(['hf:ann/pairs', 'hf:ann/pairs'], seat.options())).toEqual(first)
    expect(hub.calls.slice(before).some(({ path }) => path.includes('0000.parquet'))).toBe(false)
    expect(seat.events.at(-1)).toMatchObject({ type: 'stage-skip', stage: 'download' })
  })

  it('warns where the hub converted the first part only', async () => {
    seat.hub.commit('ann/big', 'main', {})
    seat.hub.commit('ann/big', 'refs/convert/parquet', {
      'default/partial-train/0000.parquet': await makeParquet(seat.folder, 3),
    })
    for (const env of [{}, { HF_HUB_OFFLINE: '1' }]) {
      seat.events.length = 0
      const { facts } = await open(['hf:ann/big'], seat.options(env))
      expect(facts[0]).toMatchObject({ split: 'train', partial: true })
      const [warning] = seat.events.filter(({ type }) => type === 'warning')
      expect(warning).toMatchObject({
        message: expect.stringMatching(/^hf:ann\/big: only the first/),
      })
    }
  })

  it('reads the files that a card declares where there is no conversion or a revision is given', async () => {
    const card = `---
license: mit
configs:
- config_name: plain
  data_files:
  - {split: train, path: "a*.jsonl"}
  - {split: held, path: b.jsonl}
---
`
    const rows = (name: string): string => `{"id":"${name}"}\n`
    seat.hub.commit('ann/own', 'main', {
      'README.md': card,
      'a2.jsonl': rows('a2'),
      'a10.jsonl': rows('a10'),
      'b.jsonl': rows('b'),
    })
    const old = seat.hub.commit('ann/own', 'v1.0', { 'train.csv': 'id\nold\n' })
    const now = await open(['hf:ann/own'], seat.options())
    expect(now.facts[0]).toMatchObject({ config: 'plain', revision: 'main', license: 'mit' })
    expect(await readIds(now.files)).toEqual(['a2', 'a10'])
    const held = await open(['hf:ann/own/plain:held'], seat.options())
    expect(await readIds(held.files)).toEqual(['b'])
    const tagged = await open(['hf:ann/own@v1.0'], seat.options())
    expect(tagged.facts[0]).toMatchObject({ commit: old, revision: 'v1.0', license: null })
    expect(tagged.files[0]!.name).toBe('ann_own@v1_0-default-train-0000.csv')
    expect(await readIds(tagged.files)).toEqual(['old'])
  })

  it('falls back to the own files for a config or a split that was not converted', async () => {
    const card =
      '---\nconfigs:\n- {config_name: a, data_files: a.jsonl}\n- {config_name: b, data_files: b.jsonl}\n---\n'
    seat.hub.commit('ann/half', 'main', {
      'README.md': card,
      'a.jsonl': '{"id":"a"}\n',
      'b.jsonl': '{"id":"b"}\n',
    })
    seat.hub.commit('ann/half', 'refs/convert/parquet', {
      'a/train/0000.parquet': await makeParquet(seat.folder, 1),
    })
    expect((await open(['hf:ann/half/b'], seat.options())).facts[0]).toMatchObject({
      revision: 'main',
      config: 'b',
    })
    expect((await open(['hf:ann/half/a'], seat.options())).facts[0]).toMatchObject({
      revision: 'refs/convert/parquet',
    })
    const failure = await failureOf(open(['hf:ann/half@refs/convert/parquet/b'], seat.options()))
    expect(failure.code).toBe('remote/no-config')
    expect(await failureOf(open(['hf:ann/half'], seat.options()))).toMatchObject({
      code: 'usage/which-config',
      message: 'hf:ann/half: got no config, expected one of a, b',
      hint: 'write hf:ann/half/a',
    })
  })

  it('takes the config that the card calls the default, else the one named so', async () => {
    const card = '---\nconfigs:\n- {config_name: a}\n- {config_name: b, default: true}\n---\n'
    const parquet = await makeParquet(seat.folder, 1)
    const converted = { 'a/train/0000.parquet': parquet, 'b/train/0000.parquet': parquet }
    seat.hub.commit('ann/two', 'main', { 'README.md': card })
    seat.hub.commit('ann/two', 'refs/convert/parquet', converted)
    expect((await open(['hf:ann/two'], seat.options())).facts[0]).toMatchObject({ config: 'b' })
    seat.hub.commit('ann/three', 'main', {})
    seat.hub.commit('ann/three', 'refs/convert/parquet', {
      ...converted,
      'default/train/0000.parquet': parquet,
    })
    const { facts } = await open(['hf:ann/three'], seat.options())
    expect(facts[0]).toMatchObject({ config: 'default' })
  })

  it('asks which split where there is no train and several others', async () => {
    const parquet = await makeParquet(seat.folder, 1)
    seat.hub.commit('ann/odd', 'main', {})
    seat.hub.commit('ann/odd', 'refs/convert/parquet', {
      'default/left/0000.parquet': parquet,
      'default/right/0000.parquet': parquet,
    })
    expect(await failureOf(open(['hf:ann/odd'], seat.options()))).toMatchObject({
      code: 'usage/which-split',
      message: 'hf:ann/odd: got no split, expected one of left, right',
    })
    const one = await open(['hf:ann/odd:left', 'hf:ann/odd:right'], seat.options())
    expect(one.files.map(({ name }) => name)).toEqual([
      'ann_odd-default-left-0000.parquet',
      'ann_odd-default-right-0000.parquet',
    ])
  })

  it('follows a listing over its pages and downloads shards side by side, in order', async () => {
    const shards: Record<string, Buffer> = {}
    for (let index = 0; index < 11; index++)
      shards[`default/train/${String(index).padStart(4, '0')}.parquet`] = await makeParquet(
        seat.folder,
        1,
        `shard${index}`,
      )
    seat.hub.pageSize = 3
    seat.hub.commit('ann/many', 'main', {})
    seat.hub.commit('ann/many', 'refs/convert/parquet', shards)
    const { files } = await open(['hf:ann/many'], seat.options())
    expect(await readIds(files)).toEqual(
      Array.from({ length: 11 }, (_, index) => `shard${index}-0`),
    )
    expect(seat.hub.calls.filter(({ path }) => path.includes('cursor=')).length).toBe(3)
    const total = Object.values(shards).reduce((sum, { length }) => sum + length, 0)
    const advances = seat.events.filter((event) => event.type === 'stage-advance')
    expect(advances.at(-1)).toMatchObject({
      done: Math.ceil(total / 1000),
      total: Math.ceil(total / 1000),
      unit: 'kB',
    })
    expect(seat.events.at(-1)).toMatchObject({ type: 'stage-end', counts: { files: 11 } })
  })

  it('tells files apart whose names would be the same', async () => {
    const parquet = await makeParquet(seat.folder, 1)
    for (const [name, word] of [
      ['a_b/c', 'left'],
      ['a/b_c', 'right'],
    ] as const) {
      seat.hub.commit(name, 'main', {})
      seat.hub.commit(name, 'refs/convert/parquet', {
        'default/train/0000.parquet':
          word === 'left' ? parquet : await makeParquet(seat.folder, 1, word),
      })
    }
    const { files } = await open(['hf:a_b/c', 'hf:a/b_c'], seat.options())
    const names = files.map(({ name }) => name)
    expect(new Set(names).size).toBe(2)
    expect(
      names.every((name) => /^a_b_c-default-train-0000-[0-9a-f]{8}\.parquet$/.test(name)),
    ).toBe(true)
    expect(await readIds(files)).toEqual(['row-0', 'right-0'])
  })

  it('reads the cache alone when it is told to be offline', async () => {
    const commit = seat.hub.commit('ann/pairs', 'main', { 'train.jsonl': '{"id":"x"}\n' })
    const online = await open(['hf:ann/pairs'], seat.options())
    await open([`hf:ann/pairs@${commit}`], seat.options())
    const before = seat.hub.calls.length
    const offline = await open(['hf:ann/pairs'], seat.options({ HF_HUB_OFFLINE: '1' }))
    expect(offline).toEqual(online)
    const fixed = await open([`hf:ann/pairs@${commit}`], seat.options())
    expect(fixed.facts[0]?.commit).toBe(commit)
    expect(seat.hub.calls.length).toBe(before)
    const failure = await failureOf(open(['hf:ann/other'], seat.options({ HF_HUB_OFFLINE: '1' })))
    expect(failure).toMatchObject({ code: 'remote/offline' })
    expect(failure.message).toContain('hf:ann/other')
    expect(seat.hub.calls.length).toBe(before)
  })

  it('puts the cache where the environment says', async () => {
    seat.hub.commit('ann/pairs', 'main', { 'train.jsonl': '{"id":"x"}\n' })
    const { env } = seat.options({ HYPER_HUB_CACHE: '', XDG_CACHE_HOME: join(seat.folder, 'xdg') })
    const { files } = await open(['hf:ann/pairs'], { ...seat.options(), env })
    expect(files[0]!.path.startsWith(join(seat.folder, 'xdg', 'hyper-router', 'hub'))).toBe(true)
    const home = { ...env, XDG_CACHE_HOME: '', HOME: join(seat.folder, 'home') }
    await open(['hf:ann/pairs'], { ...seat.options(), env: home })
    const found = await readdir(join(seat.folder, 'home', '.cache', 'hyper-router', 'hub', 'ann'))
    expect(found).toEqual(['pairs'])
  })
})
