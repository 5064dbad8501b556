import { resolve } from 'node:path'
import { HyperError, show } from '../kit/index.ts'
import { VARIABLE_NAME } from './hide-keys.ts'

/** Where a word may point to. */
export interface DatabaseWordSources {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly cwd: string
}

/**
 * Returns the place that a word of the command line names, as `openDatabase` takes it: the name of an environment variable that holds
 * `postgres://...`, such a URL without a password, or a folder. A URL with a password is refused: command lines are seen by all who list processes.
 *
 * @throws HyperError `usage/bad-database`
 */
export function databaseOfWord(word: string, { env, cwd }: DatabaseWordSources): string {
  if (word.startsWith('env:')) return word
  if (/^postgres(?:ql)?:\/\//i.test(word)) return checkUrl(word)
  const isName = VARIABLE_NAME.test(word)
  if (isName && /^postgres(?:ql)?:\/\//.test(env[word] ?? '')) return `env:${word}`
  if (isName && word === word.toUpperCase() && /[A-Z]/.test(word)) {
    throw new HyperError(
      'usage/bad-database',
      `database: got ${word}, expected an environment variable that holds postgres://..., or a folder`,
      { hint: `set ${word}, or name it in --env-file; a folder of this name is ./${word}` },
    )
  }
  return resolve(cwd, word)
}

// The URL itself is not shown: it may hold a password in a form that we do not recognise.
function checkUrl(word: string): string {
  const url = URL.canParse(word) ? new URL(word) : null
  if (url !== null && url.password === '' && !url.searchParams.has('password')) return word
  throw new HyperError(
    'usage/bad-database',
    `database: got a URL ${url === null ? 'that cannot be read' : 'with a password'}, expected one without, or ${show('NAME')} of an environment variable that holds it`,
    { hint: 'export HYPER_DATABASE=postgres://..., then give --database HYPER_DATABASE' },
  )
}
