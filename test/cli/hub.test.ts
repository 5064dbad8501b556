import { existsSync, readFileSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type HubServer, startHub } from '../backends/hub/hub-server.ts'
import { openWorkplace, PAIRS, parseLines, type Workplace } from './call-cli.ts'

const TOKEN = 'hf_a-token-for-tests-alone'
const CARD = '---\nlicense: cc-by-nc-4.0\n---\n# Rated\n'
const rated = (prompt: string, response: string, helpfulness: number): object => ({
  ...{ prompt, response, helpfulness, correctness: 4, coherence: 4, complexity: 2, verbosity: 2 },
})
const lines = (rows: readonly object[]): string =>
  rows.map((row) => `${JSON.stringify(row)}\n`).join('')

let hub: HubServer
let place: Workplace
let env: Record<string, string>
beforeEach(async () => {
  hub = await startHub()
  place = openWorkplace()
  place.write('pairs.jsonl', PAIRS)
  env = { HF_ENDPOINT: hub.endpoint, HYPER_HUB_CACHE: place.path('hub-cache') }
  hub.commit('some/rated', 'main', {
    'README.md': CARD,
    'data/train.jsonl': lines([rated('Why?', 'So.', 4), rated('Why?', 'No.', 1)]),
    'data/validation.jsonl': lines([rated('How?', 'So.', 1), rated('How?', 'No.', 3)]),
  })
})
afterEach(async () => {
  place.remove()
  await hub.close()
})

describe('a data set of a hub', () => {
  it('is imported by its id, with the commit and the licence on every row', async () => {
    const { status, out, err } = await place.hyper(['import', 'hf:some/rated'], '', env)
    expect(`${status} ${status === 0 ? '' : err}`).toBe('0 ')
    expect(err).toContain('read as helpsteer2 (')
    const commit = hub.repos.get('some/rated')!.refs.get('main')!
    expect(parseLines(out)).toMatchObject([
      {
        prompt: 'Why?',
        human: [{ preference: 'a-is-better' }],
        meta: { licence: 'cc-by-nc-4.0', hub: `some/rated@${commit}/default:train` },
      },
    ])
  })

  it('is imported by split, and the second time from the cache alone', async () => {
    const argv = ['import', 'hf:some/rated:validation', '-o', 'out.jsonl', '--json']
    const { out } = await place.hyper(argv, '', env)
    expect(JSON.parse(out)).toMatchObject({
      presets: ['helpsteer2'],
      counts: { read: 2, kept: 1 },
      hub: [{ repo: 'some/rated', split: 'validation', license: 'cc-by-nc-4.0' }],
    })
    const first = readFileSync(place.path('out.jsonl'), 'utf8')
    hub.calls.length = 0
    expect((await place.hyper(argv, '', { ...env, HF_HUB_OFFLINE: '1' })).status).toBe(0)
    expect(hub.calls).toEqual([])
    expect(readFileSync(place.path('out.jsonl'), 'utf8')).toBe(first)
  })

  it('can be looked at and stand in a config', async () => {
    const { out } = await place.hyper(['init', 'hf:some/rated'], '', env)
    expect(out).toContain('(helpsteer2), licence cc-by-4.0\n1 instances in the first 2 rows')
    expect(out).toContain('no judge has labelled anything')
    expect(readFileSync(place.path('hyper.yaml'), 'utf8')).toContain('files: ["hf:some/rated"]')
    const config = place.path('hyper.yaml')
    expect((await place.hyper(['validate', '-c', config], '', env)).out).toBe(
      'valid: 1 instances, 0 suite rows\n',
    )
  })

  it('says in one line what to do where the hub cannot be reached', async () => {
    const away = { ...env, HF_ENDPOINT: 'http://127.0.0.1:9' }
    const { status, err } = await place.hyper(['import', 'hf:some/rated'], '', away)
    expect(status).toBe(4)
    expect(err).toMatch(/cannot reach 127\.0\.0\.1:9/)
    expect(err).toMatch(/hint: .*(?:HTTPS_PROXY|HF_ENDPOINT)/)
  })
})

describe('hyper export --push', () => {
  const argv = ['export', 'pairs.jsonl', '-o', 'hybrid/train.jsonl', '--push', 'hf:me/mine']

  it('writes data, card and description in one commit, and can be read back', async () => {
    hub.tokens.add(TOKEN)
    const given = { ...env, HF_TOKEN: TOKEN }
    await mkdir(place.path('hybrid/private'), { recursive: true })
    await writeFile(place.path('hybrid/private/diary.txt'), 'not for everybody')
    const { status, out, err } = await place.hyper([...argv, '--yes'], '', given)
    expect(`${status} ${status === 0 ? '' : err}`).toBe('0 ')
    expect(err).toContain(`new private data set ${hub.endpoint}/datasets/me/mine\n`)
    for (const file of ['README.md', 'croissant.json', 'train.jsonl'])
      expect(err).toContain(`  new: ${file} (`)
    expect(out + err).not.toContain(TOKEN)
    expect(err).toContain('not pushed: 1 other files of the folder')
    const repo = hub.repos.get('me/mine')!
    const files = [...repo.commits.get(repo.refs.get('main')!)!.keys()].sort()
    expect(files.filter((file) => !file.startsWith('.'))).toEqual([
      'README.md',
      'croissant.json',
      'train.jsonl',
    ])
    const back = await place.hyper(['import', 'hf:me/mine'], '', given)
    expect(`${back.status} ${back.status === 0 ? '' : back.err}`).toBe('0 ')
    expect(back.err).toContain('read as exported-preferences (')
    expect(parseLines(back.out).map(({ id }) => id)).toEqual(['p1'])
  })

  it('asks first: without a terminal and --yes nothing leaves, and the files are there', async () => {
    hub.tokens.add(TOKEN)
    const { status, err } = await place.hyper(argv, '', { ...env, HF_TOKEN: TOKEN })
    expect(status).toBe(2)
    expect(err).toContain('push to me/mine: got no consent, expected --yes')
    expect(hub.repos.has('me/mine')).toBe(false)
    expect(existsSync(place.path('hybrid/train.jsonl'))).toBe(true)
  })

  it('wants a token that may write', async () => {
    const { status, err } = await place.hyper([...argv, '--yes'], '', env)
    expect(status).toBe(4)
    expect(err).toContain('set HF_TOKEN')
  })
})
