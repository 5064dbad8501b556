import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readDecoderFile } from '../../../src/backends/decoder/index.ts'
import { openLocalLm } from '../../../src/backends/local-lm/index.ts'
import type { HyperError } from '../../../src/kit/index.ts'
import { writeTinyGguf } from '../decoder/tiny-gguf.ts'
import { writeZip } from '../decoder/tiny-zip.ts'
import { findModel, missingForLocalLm } from './start.ts'

const folder = mkdtempSync(join(tmpdir(), 'hyper-local-lm-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name)
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, content)
  return path
}
const failureOf = async (path: string, runtimeFolder: string): Promise<HyperError> =>
  (await openLocalLm({ file: { path, expected: null }, runtimeFolder }).then(
    () => null,
    (error: unknown) => error,
  )) as HyperError

describe('openLocalLm', () => {
  it('says how the runtime is come by where it is absent', async () => {
    const { code, hint } = await failureOf('x.gguf', folder)
    expect(code).toBe('config/local-lm-runtime')
    expect(hint).toContain('npm run local-lm:install')
  })

  it('says so where the runtime does not run on this machine', async () => {
    const place = join(folder, 'broken')
    write('broken/node_modules/package.json', '{"type": "module"}')
    write('broken/node_modules/@huggingface/jinja/dist/index.js', 'export class Template {}')
    write(
      'broken/node_modules/node-llama-cpp/dist/index.js',
      'export const getLlama = async () => { throw new Error("no build for this machine") }',
    )
    const { code, message } = await failureOf(write('x.gguf', writeTinyGguf()), place)
    expect(code).toBe('config/local-lm-runtime')
    expect(message).toContain('no build for this machine')
  })

  const name = missingForLocalLm === null ? '' : ` (${missingForLocalLm})`
  it.skipIf(missingForLocalLm !== null)(
    `names a file that is absent, cut, or no model for chats${name}`,
    async () => {
      const runtime = resolve('local-lm')
      const absent = await failureOf(join(folder, 'none.gguf'), runtime)
      expect([absent.code, absent.message]).toEqual([
        'config/decoder-missing',
        expect.stringContaining('none.gguf'),
      ])
      const garbage = await failureOf(write('bad.gguf', 'GGUF, but not really'), runtime)
      expect(garbage.code).toBe('config/decoder-damaged')
      const whole = await readDecoderFile(findModel()!)
      writeFileSync(join(folder, 'cut.gguf'), whole.bytes.subarray(0, whole.bytes.length / 2))
      expect((await failureOf(join(folder, 'cut.gguf'), runtime)).code).toBe(
        'config/decoder-damaged',
      )
      // A sound file, but of no model that the engine takes; out of its wheel it is laid beside for the engine.
      const wheel = join(folder, 'tiny-1.0-py3-none-any.whl')
      writeFileSync(wheel, writeZip([{ name: 'tiny/tiny.gguf', content: writeTinyGguf() }]))
      const strange = await failureOf(wheel, runtime)
      expect([strange.code, strange.message]).toEqual([
        'config/local-lm-model',
        expect.stringContaining('tiny.gguf'),
      ])
    },
    60_000,
  )
})
