import { createServer, type Server } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CANARY_KEY, CANARY_NAME, HOSTILE_LIMITS } from '../../endpoints/hostile-cases.ts'
import { complete } from '../../endpoints/scripted-answers.ts'
import { openScriptedEndpoint, type ScriptedEndpoint } from '../../endpoints/scripted-endpoint.ts'
import { makeServerIdentity } from '../../endpoints/server-identity.ts'
import { withEndpoint } from './sit.ts'

const identity = makeServerIdentity()
const keys = [{ name: CANARY_NAME, value: CANARY_KEY }]

describe.skipIf(identity === null)('TLS (skipped without the program openssl)', () => {
  let server: ScriptedEndpoint
  beforeAll(async () => {
    server = await openScriptedEndpoint([complete()], { identity: identity! })
  })
  afterAll(() => server.close())

  it('refuses a self-signed certificate before the key has left, and says what to do', async () => {
    await withEndpoint([complete()], { baseUrl: server.baseUrl, keys }, async ({ call }) => {
      const outcome = await call()
      expect(outcome).toMatchObject({
        kind: 'refused',
        status: null,
        about: 'all',
        again: false,
        reason: expect.stringMatching(/not signed by anybody known; give .* as "ca"/),
      })
      expect(server.calls).toHaveLength(0)
    })
  })

  it('trusts it where it is given', async () => {
    const options = { baseUrl: server.baseUrl, keys, ca: identity!.cert }
    await withEndpoint([complete()], options, async ({ call }) => {
      expect((await call()).kind).toBe('reply')
      expect((await call()).kind).toBe('reply')
      expect(server.connections()).toBeLessThanOrEqual(2)
    })
  })
})

describe('a server that is none', () => {
  const baseUrlOf = (server: Server): string =>
    `https://127.0.0.1:${(server.address() as { port: number }).port}/v1`

  it('refuses https where http is spoken, whatever is asked again', async () => {
    const plain = await openScriptedEndpoint([complete()])
    const baseUrl = plain.baseUrl.replace('http:', 'https:')
    await withEndpoint([complete()], { baseUrl, keys }, async ({ call }) => {
      const reason = expect.stringContaining('does not speak TLS')
      expect(await call()).toMatchObject({ kind: 'refused', about: 'all', again: false, reason })
    })
    await plain.close()
  })

  it('refuses, and counts nothing as sent, where the handshake never ends', async () => {
    const silent = createServer(() => {})
    await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
    const options = { baseUrl: baseUrlOf(silent), keys, limits: HOSTILE_LIMITS }
    await withEndpoint([complete()], options, async ({ call }) => {
      expect(await call()).toMatchObject({ kind: 'refused', status: null, about: 'all' })
    })
    silent.close()
  })
})
