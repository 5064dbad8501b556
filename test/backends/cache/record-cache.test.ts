import { fork } from 'node:child_process'
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openRecordCache, type RecordCache } from '../../../src/backends/cache/index.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hyper-cache-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const open = (): RecordCache => openRecordCache({ folder, name: 'test' })
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const textAt = (cache: RecordCache, key: string): string | undefined => {
  const found = cache.get(key)
  return found === undefined ? undefined : new TextDecoder().decode(found)
}
const segments = (): string[] =>
  readdirSync(join(folder, 'test'))
    .filter((name) => name.endsWith('.segment'))
    .map((name) => join(folder, 'test', name))
const fill = (count: number, from = 0): void => {
  const cache = open()
  for (let index = from; index < from + count; index++) {
    cache.put(`key ${index}`, bytes(`value ${index} ${'x'.repeat(index % 50)}`))
  }
  cache.close()
}

describe('openRecordCache', () => {
  it('gives back what was put, at once, after a flush and in a later process', () => {
    const cache = open()
    expect(cache.get('a')).toBeUndefined()
    cache.put('a', bytes('one'))
    cache.put('', bytes(''))
    expect([textAt(cache, 'a'), textAt(cache, '')]).toEqual(['one', ''])
    cache.flush()
    expect([textAt(cache, 'a'), textAt(cache, ''), cache.size]).toEqual(['one', '', 2])
    cache.close()
    const again = open()
    expect([textAt(again, 'a'), textAt(again, ''), again.has('b')]).toEqual(['one', '', false])
    again.close()
  })

  it('makes no file when nothing is put', () => {
    fill(3)
    const before = segments()
    const cache = open()
    cache.get('key 1')
    cache.put('key 1', bytes('value 1 x'))
    cache.close()
    expect(segments()).toEqual(before)
  })

  it('keeps the bytes it was given when the caller changes them later', () => {
    const cache = open()
    const value = bytes('abc')
    cache.put('k', value)
    value[0] = 0
    expect(textAt(cache, 'k')).toBe('abc')
    cache.close()
  })

  it('loses only the last record when the file ends anywhere within it', () => {
    fill(5)
    const [segment] = segments()
    const whole = readFileSync(segment!)
    const tail = 4 + 4 + 32 + 4 + bytes(`value 4 ${'x'.repeat(4)}`).length
    for (let cut = 1; cut <= tail; cut++) {
      writeFileSync(segment!, whole)
      truncateSync(segment!, whole.length - cut)
      const cache = open()
      expect(cache.size).toBe(4)
      expect(textAt(cache, 'key 3')).toBe('value 3 xxx')
      expect(cache.get('key 4')).toBeUndefined()
      cache.close()
    }
  })

  it('never gives damaged bytes: any single changed byte costs that record, and it can be put anew', () => {
    fill(3)
    const [segment] = segments()
    const whole = readFileSync(segment!)
    for (let at = 0; at < whole.length; at += 3) {
      const damaged = Buffer.from(whole)
      damaged[at]! ^= 0x55
      writeFileSync(segment!, damaged)
      const cache = open()
      for (let index = 0; index < 3; index++) {
        const found = textAt(cache, `key ${index}`)
        expect([undefined, `value ${index} ${'x'.repeat(index)}`]).toContain(found)
        cache.put(`key ${index}`, bytes(`value ${index} ${'x'.repeat(index)}`))
      }
      cache.close()
      const healed = open()
      expect(textAt(healed, 'key 1')).toBe('value 1 x')
      expect(textAt(healed, 'key 2')).toBe('value 2 xx')
      healed.close()
      for (const other of segments()) if (other !== segment) rmSync(other)
    }
  })

  it('lets two open caches write side by side and shows both to the next', () => {
    const [one, two] = [open(), open()]
    for (let index = 0; index < 200; index++) {
      one.put(`one ${index}`, bytes(`${index}`))
      two.put(`two ${index}`, bytes(`${index}`))
      one.put(`both ${index}`, bytes(`same ${index}`))
      two.put(`both ${index}`, bytes(`same ${index}`))
      if (index % 7 === 0) one.flush()
      if (index % 11 === 0) two.flush()
    }
    one.close()
    two.close()
    const all = open()
    expect(all.size).toBe(600)
    for (let index = 0; index < 200; index++) {
      expect(textAt(all, `one ${index}`)).toBe(`${index}`)
      expect(textAt(all, `two ${index}`)).toBe(`${index}`)
      expect(textAt(all, `both ${index}`)).toBe(`same ${index}`)
    }
    all.close()
  })

  it('refuses a name that would leave its folder, and a folder that cannot be made', () => {
    expect(() => openRecordCache({ folder, name: '../x' })).toThrow(/cache name: got/)
    writeFileSync(join(folder, 'file'), '')
    expect(() => openRecordCache({ folder: join(folder, 'file'), name: 'a' })).toThrow(
      expect.objectContaining({ code: 'config/bad-cache' }),
    )
  })
})

describe('merging of segments', () => {
  it('makes one of many whose processes are gone, and keeps every record', () => {
    for (let part = 0; part < 40; part++) fill(5, part * 5)
    const gone = 2 ** 22 + 5
    for (const path of segments()) {
      writeFileSync(path.replace(`_${process.pid}_`, `_${gone}_`), readFileSync(path))
      rmSync(path)
    }
    const cache = open()
    expect(segments()).toHaveLength(1)
    expect(cache.size).toBe(200)
    for (let index = 0; index < 200; index++) {
      expect(textAt(cache, `key ${index}`)).toBe(`value ${index} ${'x'.repeat(index % 50)}`)
    }
    cache.close()
  })

  it('leaves the segments of living processes alone', () => {
    for (let part = 0; part < 40; part++) fill(1, part)
    open().close()
    expect(segments()).toHaveLength(40)
  })
})

describe('a process killed while it writes', () => {
  it('loses at most what was not flushed, never more, never wrong bytes (8 kills)', async () => {
    for (let round = 0; round < 8; round++) {
      const child = fork(join(import.meta.dirname, 'cache-writer.ts'), [folder, `${round}`], {
        execArgv: ['--import', 'tsx'],
      })
      const flushed = await new Promise<number>((resolve) => {
        let last = -1
        child.on('message', (index: number) => {
          last = index
          if (index >= 40 + 37 * round) child.kill('SIGKILL')
        })
        child.on('exit', () => resolve(last))
      })
      const cache = open()
      for (let index = 0; index <= flushed; index++) {
        expect(textAt(cache, `${round}/${index}`)).toBe(`${index}`.repeat(1 + (index % 300)))
      }
      cache.close()
    }
  }, 120_000)
})
