import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openHub } from '../../../src/backends/index.ts'
import { isHyperError } from '../../../src/kit/index.ts'
import { failureOf, makeParquet, open, type Seat, takeSeat } from './sit.ts'
import { startTunnelProxy, type TunnelProxy } from './tunnel-proxy.ts'

const TOKEN = 'hf_madeUpTokenForTheseTests0123'
const ID = 'hf:ann/pairs'
let seat: Seat

beforeEach(async () => {
  seat = await takeSeat()
  seat.hub.commit('ann/pairs', 'main', { 'README.md': '---\nlicense: mit\n---\n' })
  seat.hub.commit('ann/pairs', 'refs/convert/parquet', {
    'default/train/0000.parquet': await makeParquet(seat.folder, 5),
  })
})
afterEach(() => seat.close())

describe('the token', () => {
  it('goes to the hub and never to the host of a redirect', async () => {
    seat.hub.usesCdn = true
    await open([ID], seat.options({ HF_TOKEN: TOKEN }))
    const sent = (server: string): unknown[] => [
      ...new Set(
        seat.hub.calls.filter((call) => call.server === server).map((call) => call.authorization),
      ),
    ]
    expect(sent('hub')).toEqual([`Bearer ${TOKEN}`])
    expect(sent('cdn')).toEqual([null])
  })

  it('does not go to another host that a page of a listing names', async () => {
    const hub = openHub(seat.options({ HF_TOKEN: TOKEN }))
    const other = await takeSeat()
    other.hub.commit('ann/pairs', 'main', {})
    await hub.fetch(`${other.hub.endpoint}/api/datasets/ann/pairs/refs`)
    expect(other.hub.calls.map(({ authorization }) => authorization)).toEqual([null])
    await other.close()
  })

  it('may stand in the older variable, and is sent as it is', async () => {
    await open([ID], seat.options({ HUGGING_FACE_HUB_TOKEN: ' company-token ' }))
    expect(seat.hub.calls[0]?.authorization).toBe('Bearer company-token')
    expect(() => openHub(seat.options({ HF_TOKEN: `${TOKEN} with more` }))).toThrow(
      /^HF_TOKEN: got a value with spaces or other characters, expected a token$/,
    )
  })

  it('stands in no error, no event and no file, whatever the hub repeats', async () => {
    const texts: string[] = []
    seat.hub.repos.get('ann/pairs')!.isPrivate = true
    const env = { HF_TOKEN: TOKEN }
    for (const id of [ID, 'hf:ann/none', 'hf:ann/pairs@none']) {
      texts.push((await failureOf(open([id], seat.options(env)))).all)
    }
    for (const status of [400, 401, 403, 404, 409, 500]) {
      const body = JSON.stringify({ error: `bad Bearer ${TOKEN}` })
      for (let count = 0; count < 5; count++)
        seat.hub.refusals.push({ match: /revision/, status, body })
      texts.push((await failureOf(open([ID], seat.options(env)))).all)
      seat.hub.refusals.length = 0
    }
    seat.hub.tokens.add(TOKEN)
    seat.hub.refusals.push({
      match: /tree/,
      status: 429,
      headers: { 'retry-after': '9', 'x-error-message': `slow ${TOKEN}` },
    })
    await open([ID], seat.options(env))
    texts.push(JSON.stringify(seat.events))
    const cache = join(seat.folder, 'cache')
    for (const name of await readdir(cache, { recursive: true, withFileTypes: true }))
      if (name.isFile()) texts.push(await readFile(join(name.parentPath, name.name), 'latin1'))
    expect(texts.length).toBeGreaterThan(11)
    for (const text of texts) for (const piece of pieces(TOKEN)) expect(text).not.toContain(piece)
  })
})

function pieces(token: string): string[] {
  return [token, token.slice(3, 15), Buffer.from(token).toString('base64').slice(0, 16)]
}

describe('a data set that is not shown', () => {
  it('is named as gated, with the page of its terms', async () => {
    seat.hub.repos.get('ann/pairs')!.isGated = true
    const failure = await failureOf(open([ID], seat.options()))
    expect(failure).toMatchObject({
      code: 'remote/no-access',
      hint: `accept the terms on ${seat.hub.endpoint}/datasets/ann/pairs, and set HF_TOKEN to a token of that account`,
    })
    expect(failure.message).toContain('behind terms (401)')
    seat.hub.tokens.add(TOKEN)
    expect((await open([ID], seat.options({ HF_TOKEN: TOKEN }))).files.length).toBe(1)
  })

  it('may be private or absent: without a token the hub does not tell which', async () => {
    seat.hub.repos.get('ann/pairs')!.isPrivate = true
    const failure = await failureOf(open([ID], seat.options()))
    expect(failure).toMatchObject({ code: 'remote/no-access' })
    expect(failure.message).toContain('private, gated, or not there')
  })

  it('is absent where the hub says so, with the nearest name of the same owner', async () => {
    seat.hub.tokens.add(TOKEN)
    const failure = await failureOf(open(['hf:ann/pears'], seat.options({ HF_TOKEN: TOKEN })))
    expect(failure).toMatchObject({ code: 'remote/no-data-set', hint: 'did you mean hf:ann/pairs' })
  })

  it('has no such revision, config or split, with the nearest names', async () => {
    seat.hub.commit('ann/pairs', 'release/v2', { 'train.csv': 'id\n1\n' })
    const of = (id: string): ReturnType<typeof failureOf> => failureOf(open([id], seat.options()))
    for (const namesErrors of [true, false]) {
      seat.hub.namesErrors = namesErrors
      expect(await of('hf:ann/pairs@release%2Fv3')).toMatchObject({
        code: 'remote/no-revision',
        message: 'ann/pairs: got no revision "release/v3", expected main, release%2Fv2',
        hint: 'did you mean hf:ann/pairs@release%2Fv2',
      })
    }
    expect(await of('hf:ann/pairs/defualt')).toMatchObject({
      code: 'remote/no-config',
      hint: 'for example hf:ann/pairs/default',
    })
    expect(await of('hf:ann/pairs@refs/convert/parquet:tran')).toMatchObject({
      code: 'remote/no-split',
      message: 'hf:ann/pairs@refs/convert/parquet:tran: got no split "tran", expected train',
      hint: 'for example hf:ann/pairs@refs/convert/parquet:train',
    })
    expect(await of('hf:ann/pairs@main')).toMatchObject({ code: 'remote/no-data-files' })
  })
})

describe('a hub that is busy or broken', () => {
  it('is asked again after what it says, a number or a date', async () => {
    const soon = new Date(Date.now() + 3_000).toUTCString()
    seat.hub.refusals.push(
      { match: /revision/, status: 429, headers: { 'retry-after': '7' } },
      { match: /revision/, status: 503, headers: { 'retry-after': soon } },
      { match: /revision/, status: 429, headers: { ratelimit: '"api";r=0;t=42' } },
      { match: /revision/, status: 502 },
    )
    await open([ID], seat.options())
    expect(seat.waits[0]).toBe(7_000)
    expect(seat.waits[1]).toBeGreaterThan(0)
    expect(seat.waits[1]).toBeLessThanOrEqual(3_000)
    expect(seat.waits.slice(2)).toEqual([42_000, 8_000])
    expect(seat.events.filter(({ type }) => type === 'warning').length).toBe(3)
  })

  it('is given up after five answers, or when it asks for too long a wait', async () => {
    for (let count = 0; count < 9; count++)
      seat.hub.refusals.push({ match: /revision/, status: 500 })
    expect(await failureOf(open([ID], seat.options()))).toMatchObject({ code: 'remote/hub-fault' })
    expect(seat.waits).toEqual([1_000, 2_000, 4_000, 8_000])
    expect(seat.hub.refusals.length).toBe(4)
    seat.hub.refusals.length = 0
    seat.hub.refusals.push({ match: /revision/, status: 429, headers: { 'retry-after': '900' } })
    const failure = await failureOf(open([ID], seat.options()))
    expect(failure).toMatchObject({ code: 'remote/hub-busy' })
    expect(failure.hint).toContain('HF_TOKEN')
    expect(seat.waits.length).toBe(4)
  })

  it('is not asked again for what will not change', async () => {
    seat.hub.refusals.push({ match: /revision/, status: 400, body: 'odd request' })
    const failure = await failureOf(open([ID], seat.options()))
    expect(failure).toMatchObject({ code: 'remote/hub-refusal' })
    expect(failure.message).toContain('400 (odd request)')
    expect(seat.waits).toEqual([])
  })

  it('is something else where its answers cannot be read', async () => {
    seat.hub.refusals.push({ match: /revision/, status: 200, body: '<html>Welcome</html>' })
    expect(await failureOf(open([ID], seat.options()))).toMatchObject({ code: 'remote/bad-answer' })
    seat.hub.refusals.push({ match: /revision/, status: 200, body: '{"id":"ann/pairs"}' })
    expect(await failureOf(open([ID], seat.options()))).toMatchObject({ code: 'remote/bad-answer' })
  })

  it('is told to redirect in circles', async () => {
    const refusal = {
      match: /revision/,
      status: 302,
      headers: { location: '/api/datasets/ann/pairs/revision/main' },
    }
    for (let count = 0; count < 20; count++) seat.hub.refusals.push(refusal)
    const failure = await failureOf(open([ID], seat.options()))
    expect(failure.message).toContain('redirects more than 8 times')
  })
})

describe('a hub that cannot be reached', () => {
  it('is named with the way out, at once', async () => {
    await seat.hub.close()
    const { host } = new URL(seat.hub.endpoint)
    const failure = await failureOf(open([ID], seat.options()))
    expect(failure.code).toBe('remote/no-hub')
    expect(failure.message).toBe(`cannot reach ${host} (ECONNREFUSED: nothing listens at ${host})`)
    expect(failure.hint).toContain(
      'download the files by hand and give their paths, or set HTTPS_PROXY / HF_ENDPOINT',
    )
    expect(seat.waits).toEqual([])
  })

  it.each([
    [{ HF_ENDPOINT: 'hub.example' }, 'config/bad-hub-endpoint'],
    [{ HF_ENDPOINT: 'https://me:secret@hub.example' }, 'config/bad-hub-endpoint'],
    [{ HTTPS_PROXY: 'socks5://proxy.example' }, 'config/bad-proxy'],
  ])('is a mistake of the environment: %j', (env, code) => {
    try {
      openHub(seat.options(env))
      expect.unreachable()
    } catch (error) {
      expect(isHyperError(error, code)).toBe(true)
      expect(String(error)).not.toContain('secret')
    }
  })
})

describe('a proxy', () => {
  let proxy: TunnelProxy
  beforeEach(async () => {
    proxy = await startTunnelProxy()
  })
  afterEach(() => proxy.close())

  it.each(['HTTP_PROXY', 'http_proxy'])('is gone through as %s says', async (name) => {
    await open([ID], seat.options({ [name]: proxy.address }))
    expect(new Set(proxy.asked)).toEqual(new Set([new URL(seat.hub.endpoint).host]))
  })

  it.each(['127.0.0.1', '*', 'else.example, 127.0.0.1', '127.0.0.1:PORT'])(
    'is passed by for hosts in NO_PROXY: %s',
    async (none) => {
      const noProxy = none.replace('PORT', new URL(seat.hub.endpoint).port)
      const env = { HTTP_PROXY: proxy.address, NO_PROXY: noProxy }
      await open([ID], seat.options(env))
      expect(proxy.asked).toEqual([])
    },
  )

  it('is gone through where NO_PROXY names others', async () => {
    await open([ID], seat.options({ HTTP_PROXY: proxy.address, no_proxy: 'else.example' }))
    expect(proxy.asked.length).toBeGreaterThan(0)
  })

  it('is named where it refuses or is not there', async () => {
    proxy.refuses = 407
    const secret = proxy.address.replace('//', '//user:proxySecretWord@')
    const failure = await failureOf(open([ID], seat.options({ HTTP_PROXY: secret })))
    expect(failure.code).toBe('remote/no-hub')
    expect(failure.message).toContain('the proxy refuses with 407')
    expect(failure.all).not.toContain('proxySecretWord')
    const absent = await failureOf(open([ID], seat.options({ HTTP_PROXY: 'http://127.0.0.1:9' })))
    expect(absent.message).toContain('127.0.0.1:9')
  })

  it('is not taken from the environment of the process', async () => {
    const before = process.env.http_proxy
    process.env.http_proxy = proxy.address
    try {
      await open([ID], seat.options())
    } finally {
      if (before === undefined) delete process.env.http_proxy
      else process.env.http_proxy = before
    }
    expect(proxy.asked).toEqual([])
  })
})
