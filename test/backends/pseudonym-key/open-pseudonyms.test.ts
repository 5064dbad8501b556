import { createHmac } from 'node:crypto'
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inspect } from 'node:util'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPseudonyms } from '../../../src/backends/pseudonym-key/index.ts'
import { isHyperError } from '../../../src/kit/index.ts'

let home: string
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'hyper-pseudonyms-'))
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const fileIn = (folder: string): string => join(folder, 'hyper-router', 'pseudonym.key')
const writeKey = (text: string): string => {
  const path = fileIn(join(home, '.config'))
  mkdirSync(join(home, '.config', 'hyper-router'), { recursive: true })
  writeFileSync(path, text)
  return path
}
const failure = async (environment: Record<string, string>): Promise<Error> => {
  try {
    await openPseudonyms({ environment, home })
  } catch (error) {
    return error as Error
  }
  throw new Error('no failure')
}

/** The first 50 bits of the digest in base32, written down bit by bit. */
function expectedName(key: string, id: string): string {
  const bits = [...createHmac('sha256', key).update(id).digest()]
    .map((byte) => byte.toString(2).padStart(8, '0'))
    .join('')
  const letters = Array.from({ length: 10 }, (_, place) =>
    Number.parseInt(bits.slice(place * 5, place * 5 + 5), 2),
  )
  return `p-${letters.map((value) => 'abcdefghijklmnopqrstuvwxyz234567'[value]).join('')}`
}

describe('the key of the pseudonyms', () => {
  it('comes from the environment where it is set, and writes nothing', async () => {
    const key = 'correct horse battery'
    const opened = await openPseudonyms({ environment: { HYPER_PSEUDONYM_KEY: ` ${key}\n` }, home })
    expect(opened).toMatchObject({ origin: 'environment', path: null, created: false })
    for (const id of ['W17', '', 'anna@x.org', 'Zoë 🌿'])
      expect(opened.nameOf(id)).toBe(expectedName(key, id))
    expect(readdirSync(home)).toEqual([])
  })

  it('is made once in a file for the owner alone, and found again', async () => {
    const first = await openPseudonyms({ environment: {}, home })
    const path = fileIn(join(home, '.config'))
    expect(first).toMatchObject({ origin: 'file', path, created: true })
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, 'utf8')).toMatch(/^[0-9a-f]{64}\n$/)
    expect(readdirSync(join(home, '.config', 'hyper-router'))).toEqual(['pseudonym.key'])
    const again = await openPseudonyms({ environment: {}, home })
    expect(again).toMatchObject({ origin: 'file', path, created: false })
    expect(again.nameOf('W17')).toBe(first.nameOf('W17'))
    expect(first.nameOf('W17')).toMatch(/^p-[a-z2-7]{10}$/)
    expect(first.nameOf('W17')).not.toBe(first.nameOf('W18'))
    const text = readFileSync(path, 'utf8')
    const given = await openPseudonyms({ environment: { HYPER_PSEUDONYM_KEY: text }, home })
    expect(given.nameOf('W17')).toBe(first.nameOf('W17'))
  })

  it('lies below XDG_CONFIG_HOME, unless that is a relative path', async () => {
    const folder = join(home, 'elsewhere')
    const opened = await openPseudonyms({ environment: { XDG_CONFIG_HOME: folder }, home })
    expect(opened.path).toBe(fileIn(folder))
    for (const XDG_CONFIG_HOME of ['relative', ''])
      expect((await openPseudonyms({ environment: { XDG_CONFIG_HOME }, home })).path).toBe(
        fileIn(join(home, '.config')),
      )
  })

  it('is one, however many ask for it at the same time', async () => {
    const opened = await Promise.all(
      Array.from({ length: 12 }, () => openPseudonyms({ environment: {}, home })),
    )
    expect(new Set(opened.map(({ nameOf }) => nameOf('W17'))).size).toBe(1)
    expect(opened.filter(({ created }) => created)).toHaveLength(1)
  })

  it.each(['', '    ', 'short-and-secret'.slice(0, 15)])(
    'is refused when it is %j',
    async (key) => {
      const fromEnvironment = await failure({ HYPER_PSEUDONYM_KEY: key })
      const path = writeKey(`${key}\n`)
      const fromFile = await failure({})
      for (const [error, place] of [
        [fromEnvironment, 'HYPER_PSEUDONYM_KEY'],
        [fromFile, path],
      ] as const) {
        expect(isHyperError(error, 'config/short-key')).toBe(true)
        expect(error.message).toBe(
          `${place}: got a key of ${key.trim().length} characters, expected at least 16`,
        )
        if (key.trim() !== '') expect(inspect(error, { depth: 9 })).not.toContain(key)
      }
    },
  )

  it('is in nothing that is returned', async () => {
    const key = 'never-to-be-seen-anywhere'
    const opened = await openPseudonyms({ environment: { HYPER_PSEUDONYM_KEY: key }, home })
    expect(inspect(opened, { depth: 9, showHidden: true })).not.toContain(key)
    expect(JSON.stringify(opened)).not.toContain(key)
  })

  it('tells what is wrong with its file', async () => {
    mkdirSync(fileIn(join(home, '.config')), { recursive: true })
    const unreadable = await failure({})
    expect(isHyperError(unreadable, 'config/unreadable-key')).toBe(true)
    expect(unreadable.message).toContain('got EISDIR, expected the key of the pseudonyms')
    writeFileSync(join(home, 'a-file'), '')
    const unwritable = await failure({ XDG_CONFIG_HOME: join(home, 'a-file') })
    expect(unwritable.message).toMatch(/pseudonym\.key: got ENOTDIR, expected/)
  })

  it.skipIf(process.getuid?.() === 0)(
    'is not made in a folder that cannot be written',
    async () => {
      const folder = join(home, 'locked')
      mkdirSync(folder, { mode: 0o500 })
      const error = await failure({ XDG_CONFIG_HOME: folder })
      chmodSync(folder, 0o700)
      expect(isHyperError(error, 'config/unwritable-key')).toBe(true)
    },
  )
})
