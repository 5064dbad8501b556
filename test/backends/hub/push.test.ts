import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Hub, openHub, type PushPlan, planPush, push } from '../../../src/backends/index.ts'
import { failureOf, makeParquet, open, readIds, type Seat, takeSeat } from './sit.ts'

const TOKEN = 'hf_madeUpTokenForTheseTests0123'
let seat: Seat
let hub: Hub
let folder: string
let parquet: Buffer

beforeEach(async () => {
  seat = await takeSeat()
  seat.hub.tokens.add(TOKEN)
  hub = openHub(seat.options({ HF_TOKEN: TOKEN }))
  folder = join(seat.folder, 'push')
  parquet = await makeParquet(seat.folder, 30)
  await mkdir(join(folder, 'data'), { recursive: true })
  await writeFile(join(folder, 'data', 'train-00000-of-00001.parquet'), parquet)
  await writeFile(join(folder, 'README.md'), '---\nlicense: mit\n---\n# Pairs\n')
  await writeFile(join(folder, 'empty.txt'), '')
  await writeFile(join(folder, '.env'), 'HF_TOKEN=never\n')
  await symlink('README.md', join(folder, 'link.md'))
})
afterEach(() => seat.close())

const changes = ({ files }: PushPlan): string[] =>
  files.map(({ path, change }) => `${change} ${path}`)

describe('pushing a folder', () => {
  it('plans a private data set that is not there, makes it, and reads it back equal', async () => {
    const plan = await planPush(hub, { repo: 'ann/new', folder })
    expect(plan).toMatchObject({
      repo: 'ann/new',
      url: `${seat.hub.endpoint}/datasets/ann/new`,
      exists: false,
      visibility: 'private',
      leftOut: ['.env', 'link.md'],
      parentCommit: null,
    })
    expect(changes(plan)).toEqual([
      'new README.md',
      'new data/train-00000-of-00001.parquet',
      'new empty.txt',
    ])
    expect(seat.hub.repos.has('ann/new')).toBe(false)

    const pushed = await push(hub, plan, { title: 'First pairs', description: 'Made up' })
    const repo = seat.hub.repos.get('ann/new')
    expect(repo?.isPrivate).toBe(true)
    expect(repo?.commits.size).toBe(2)
    expect(pushed).toMatchObject({ commit: repo?.refs.get('main'), files: 3, bytes: plan.bytes })
    const { files, facts } = await open(['hf:ann/new@main'], seat.options({ HF_TOKEN: TOKEN }))
    expect(await readFile(files[0]!.path)).toEqual(parquet)
    expect((await readIds(files)).length).toBe(30)
    expect(facts[0]).toMatchObject({ license: 'mit', commit: pushed.commit })
    expect(seat.events).toContainEqual(
      expect.objectContaining({
        type: 'stage-end',
        stage: 'upload',
        counts: expect.objectContaining({ files: 3 }),
      }),
    )
  })

  it('sends the token to the hub alone, and large files in parts where it asks for them', async () => {
    seat.hub.partBytes = 1_000
    await push(hub, await planPush(hub, { repo: 'ann/new', folder }), { title: 'Parts' })
    const puts = seat.hub.calls.filter(({ server }) => server === 'cdn')
    expect(puts.length).toBe(Math.ceil(parquet.length / 1_000) + 1)
    expect(puts.every(({ authorization }) => authorization === null)).toBe(true)
    const { files } = await open(['hf:ann/new@main'], seat.options({ HF_TOKEN: TOKEN }))
    expect(await readFile(files[0]!.path)).toEqual(parquet)
  })

  it('names what is replaced in a data set that is there, and keeps what the folder lacks', async () => {
    seat.hub.commit('ann/old', 'main', {
      'README.md': '# Older words\n',
      'data/train-00000-of-00001.parquet': parquet,
      'notes.txt': 'kept',
    })
    const plan = await planPush(hub, { repo: 'hf:ann/old', folder, visibility: 'private' })
    expect(plan).toMatchObject({ exists: true, visibility: 'public' })
    expect(changes(plan)).toEqual([
      'replaced README.md',
      'same data/train-00000-of-00001.parquet',
      'new empty.txt',
    ])
    expect(await push(hub, plan, { title: 'Newer words' })).toMatchObject({ files: 2 })
    const repo = seat.hub.repos.get('ann/old')!
    const files = repo.commits.get(repo.refs.get('main') ?? '')
    expect(files?.get('notes.txt')?.toString()).toBe('kept')
    expect(files?.get('README.md')?.toString()).toContain('license: mit')
    expect(files?.get('data/train-00000-of-00001.parquet')).toEqual(parquet)
  })

  it('writes nothing where nothing differs', async () => {
    await push(hub, await planPush(hub, { repo: 'ann/new', folder }), { title: 'Once' })
    const commit = seat.hub.repos.get('ann/new')?.refs.get('main')
    const again = await push(hub, await planPush(hub, { repo: 'ann/new', folder }), {
      title: 'Twice',
    })
    expect(again).toMatchObject({ commit, files: 0 })
    expect(seat.hub.repos.get('ann/new')?.commits.size).toBe(2)
  })

  it('refuses to write over what came after the plan', async () => {
    seat.hub.commit('ann/old', 'main', { 'README.md': 'one' })
    const plan = await planPush(hub, { repo: 'ann/old', folder })
    seat.hub.commit('ann/old', 'main', { 'README.md': 'two' })
    const failure = await failureOf(push(hub, plan, { title: 'Late' }))
    expect(failure).toMatchObject({ code: 'remote/changed-meanwhile' })
    expect(failure.all).not.toContain(TOKEN)
    seat.hub.commit('ann/new', 'main', {})
    const other = await planPush(hub, { repo: 'ann/new', folder })
    await writeFile(join(folder, 'README.md'), 'changed')
    expect(await failureOf(push(hub, other, { title: 'Late' }))).toMatchObject({
      code: 'data/changed-file',
    })
  })

  it('needs a token that may write', async () => {
    const bare = openHub(seat.options())
    const failure = await failureOf(planPush(bare, { repo: 'ann/new', folder }))
    expect(failure).toMatchObject({ code: 'remote/no-token' })
    const plan = await planPush(hub, { repo: 'ann/new', folder })
    seat.hub.tokens.clear()
    const refused = await failureOf(push(hub, plan, { title: 'No' }))
    expect(refused).toMatchObject({ code: 'remote/no-access' })
    expect(refused.message).toContain('to the token in HF_TOKEN')
    expect(refused.all).not.toContain(TOKEN)
  })

  it('does not send a commit twice when its answer is a fault', async () => {
    const plan = await planPush(hub, { repo: 'ann/new', folder })
    seat.hub.refusals.push({ match: /\/commit\//, status: 500 })
    expect(await failureOf(push(hub, plan, { title: 'Once' }))).toMatchObject({
      code: 'remote/hub-fault',
    })
    expect(seat.hub.calls.filter(({ path }) => path.includes('/commit/')).length).toBe(1)
  })

  it('touches no network when it is told to be offline', async () => {
    const offline = openHub(seat.options({ HF_TOKEN: TOKEN, HF_HUB_OFFLINE: '1' }))
    const before = seat.hub.calls.length
    expect(await failureOf(planPush(offline, { repo: 'ann/new', folder }))).toMatchObject({
      code: 'remote/offline',
    })
    expect(seat.hub.calls.length).toBe(before)
  })

  it.each(['ann', 'ann/new@main', 'ann/new/config'])('refuses %s as a place', async (repo) => {
    expect(await failureOf(planPush(hub, { repo, folder }))).toMatchObject({
      code: 'usage/bad-hub-id',
    })
  })
})
