import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { runCli } from '../../src/cli/main.ts'
import { ask } from '../backends/local-lm/ask.ts'
import { findModel, missingForLocalLm } from '../backends/local-lm/start.ts'

const folder = mkdtempSync(join(tmpdir(), 'hyper-local-lm-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Runs `hyper local-lm` with a variable KEY until `leave` is called. */
function start(argv: readonly string[]): {
  readonly out: () => string
  readonly err: () => string
  /** Ends when this was printed. */
  readonly shown: (word: string) => Promise<void>
  readonly leave: () => void
  readonly status: Promise<number>
} {
  const stop = new AbortController()
  let out = ''
  let err = ''
  const shown = async (word: string): Promise<void> => {
    while (!out.includes(word)) await new Promise((resolve) => setTimeout(resolve, 50).unref())
  }
  const status = runCli(['local-lm', ...argv], {
    out: (text) => {
      out += text
    },
    err: (text) => {
      err += text
    },
    stdin: Readable.from([]),
    interactive: false,
    env: { HYPER_CACHE: join(folder, '.cache'), KEY: 'canary-key' },
    cwd: folder,
    signal: stop.signal,
  })
  return { out: () => out, err: () => err, shown, leave: () => stop.abort(), status }
}

describe('hyper local-lm', () => {
  it('names the command that fetches the model', async () => {
    const { status, err } = start([])
    expect(await status).toBe(2)
    expect(err()).toContain('npm run fetch:decoder')
  })

  it('names the command that fetches the runtime', async () => {
    const model = join(folder, 'some.gguf')
    writeFileSync(model, 'x')
    const { status, err } = start(['--model', model, '--runtime', folder])
    expect(await status).toBe(2)
    expect(err()).toContain('npm run local-lm:install')
  })

  it('takes a key from the environment alone', async () => {
    const { status, err } = start(['--model', 'x.gguf', '--key-env', 'NONE'])
    expect(await status).toBe(2)
    expect(err()).toContain('variable NONE')
  })

  const name = missingForLocalLm === null ? '' : ` (${missingForLocalLm})`
  it.skipIf(missingForLocalLm !== null)(
    `serves until it is stopped, and says what it is worth${name}`,
    async () => {
      const model = findModel()!.path
      mkdirSync(join(folder, '.models'))
      symlinkSync(model, join(folder, '.models', basename(model)))
      const served = start(['--port', '0', '--key-env', 'KEY'])
      await Promise.race([served.shown('Ctrl-C'), served.status])
      const text = served.out()
      const judge = parse(text.slice(text.indexOf('id:'), text.indexOf('Ctrl-C')))
      expect(judge).toMatchObject({ mode: 'letter', orders: 'both', keyEnv: 'KEY' })
      expect(text).toContain('near chance')
      expect(judge.price).toEqual({ inputPerMillion: 0, outputPerMillion: 0 })
      expect((await ask(judge, 'hi', { body: { max_tokens: 1 } })).status).toBe(401)
      const headers = { authorization: 'Bearer canary-key' }
      expect((await ask(judge, 'hi', { headers, body: { max_tokens: 1 } })).status).toBe(200)
      const taken = start(['--model', model, '--port', new URL(judge.baseUrl).port])
      expect(await taken.status).toBe(2)
      expect(taken.err()).toContain('EADDRINUSE')
      served.leave()
      expect(await served.status).toBe(0)
      await expect(ask(judge, 'hi')).rejects.toThrow()
      expect(served.out() + served.err()).not.toContain('canary-key')
    },
    60_000,
  )
})
