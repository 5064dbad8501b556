import { createHmac, createSecretKey, randomBytes } from 'node:crypto'
import { constants, copyFile, link, mkdir, open, readFile, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { HyperError } from '../../kit/index.ts'

/** Name of the environment variable that holds the key. */
export const PSEUDONYM_KEY_NAME = 'HYPER_PSEUDONYM_KEY'

const LEAST_CHARACTERS = 16

/** Pseudonyms under one key: equal ids get equal names as long as the key stays. */
export interface OpenedPseudonyms {
  /** Returns `p-` and 10 characters of base32 (50 bits): two of 100,000 ids share a name with a chance of 4 in a million. */
  readonly nameOf: (id: string) => string
  readonly origin: 'environment' | 'file'
  /** Path of the key file; null where the key came from the environment. */
  readonly path: string | null
  /** Whether the key file was made just now: earlier exports have other names. */
  readonly created: boolean
}

/**
 * Returns pseudonyms by HMAC-SHA-256 (RFC 2104) under the key in `HYPER_PSEUDONYM_KEY`, else in `hyper-router/pseudonym.key` below
 * `XDG_CONFIG_HOME` (by default `~/.config`). That file is made where it is missing: 32 random bytes as hexadecimal digits, readable for its
 * owner alone. White space around a key does not count. The key is in no error and in nothing that is returned.
 *
 * @throws HyperError `config/short-key` for a key of fewer than 16 characters, `config/unreadable-key`, `config/unwritable-key`
 */
export async function openPseudonyms(given: {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Home folder; by default that of the user. */
  readonly home?: string
}): Promise<OpenedPseudonyms> {
  const { environment, home = homedir() } = given
  const set = environment[PSEUDONYM_KEY_NAME]
  if (set !== undefined)
    return {
      nameOf: keyedNames(set, PSEUDONYM_KEY_NAME),
      origin: 'environment',
      path: null,
      created: false,
    }
  const folder = environment.XDG_CONFIG_HOME ?? ''
  const path = join(
    // The XDG rules: a relative path there is to be ignored.
    isAbsolute(folder) ? folder : join(home, '.config'),
    'hyper-router',
    'pseudonym.key',
  )
  const held = await readKey(path)
  if (held !== null) return { nameOf: keyedNames(held, path), origin: 'file', path, created: false }
  const created = await makeKey(path)
  const key = (await readKey(path)) ?? ''
  return { nameOf: keyedNames(key, path), origin: 'file', path, created }
}

function keyedNames(text: string, place: string): (id: string) => string {
  const characters = [...text.trim()].length
  if (characters < LEAST_CHARACTERS)
    throw new HyperError(
      'config/short-key',
      `${place}: got a key of ${characters} characters, expected at least ${LEAST_CHARACTERS}`,
      {
        hint: `unset ${PSEUDONYM_KEY_NAME} and a key file is made, or set it to a long random text`,
      },
    )
  const key = createSecretKey(text.trim(), 'utf8')
  return (id) => `p-${base32(createHmac('sha256', key).update(id, 'utf8').digest())}`
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567'

/** The first 50 bits as ten characters (RFC 4648, in lower case). */
function base32(digest: Buffer): string {
  let bits = digest.readUIntBE(0, 6) * 4 + Math.floor(digest.readUInt8(6) / 64)
  let text = ''
  for (let place = 0; place < 10; place++) {
    text = ALPHABET.charAt(bits % 32) + text
    bits = Math.floor(bits / 32)
  }
  return text
}

async function readKey(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null
    throw new HyperError(
      'config/unreadable-key',
      `${path}: got ${codeOf(error)}, expected the key of the pseudonyms`,
      { hint: `make the file readable, or set ${PSEUDONYM_KEY_NAME}`, details: { file: path } },
    )
  }
}

/** Makes the file in one step and never over another one; false where somebody else made it meanwhile. */
async function makeKey(path: string): Promise<boolean> {
  const draft = `${path}.${process.pid}-${randomBytes(4).toString('hex')}`
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 })
    const handle = await open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(`${randomBytes(32).toString('hex')}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await link(draft, path).catch((error: unknown) => {
      // Some file systems have no links; a copy is not one step, but never over another file either.
      if (codeOf(error) === 'EEXIST') throw error
      return copyFile(draft, path, constants.COPYFILE_EXCL)
    })
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw new HyperError(
      'config/unwritable-key',
      `${path}: got ${codeOf(error)}, expected a place for the key of the pseudonyms`,
      {
        hint: `set ${PSEUDONYM_KEY_NAME}, or XDG_CONFIG_HOME to a folder that can be written`,
        details: { file: path },
      },
    )
  } finally {
    await rm(draft, { force: true }).catch(() => {})
  }
}

const codeOf = (error: unknown): string =>
  String((error as { readonly code?: unknown } | null)?.code ?? 'an error')
