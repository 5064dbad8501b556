import { readFile } from 'node:fs/promises'
import { parseEnv } from 'node:util'
import { HyperError, show } from '../../kit/index.ts'

/** Where a database is. The URL may hold a password: it is for the driver alone. */
export type DatabasePlace =
  | { readonly kind: 'postgres'; readonly url: string; readonly shown: string }
  | { readonly kind: 'pglite'; readonly folder: string; readonly shown: string }

/** Where names of environment variables are looked up. */
export interface PlaceSources {
  /** The environment of this process unless told. */
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** File of lines NAME=VALUE, asked before the environment. */
  readonly envFile?: string
}

/**
 * Returns where a database is: `env:NAME` takes the place from an environment variable, `postgres://...` is a server, everything else the
 * folder of a PGlite database.
 *
 * @throws HyperError `config/bad-database` for a URL that cannot be read, another scheme, a variable that is not set, or an env
 * file that cannot be read
 */
export async function readDatabasePlace(
  place: string,
  sources: PlaceSources = {},
): Promise<DatabasePlace> {
  if (place.startsWith('env:')) {
    return readDatabasePlace(await lookUp(place.slice('env:'.length), sources), sources)
  }
  if (/^postgres(ql)?:\/\//.test(place)) {
    return { kind: 'postgres', url: place, shown: showUrl(place) }
  }
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(place)?.[0]
  if (place === '' || scheme !== undefined) {
    throw new HyperError(
      'config/bad-database',
      `database: got ${show(scheme ?? '')}, expected a folder, postgres://... or env:NAME`,
    )
  }
  return { kind: 'pglite', folder: place, shown: place }
}

async function lookUp(name: string, sources: PlaceSources): Promise<string> {
  const { environment = process.env, envFile } = sources
  const file = envFile === undefined ? {} : await readEnvFile(envFile)
  const value = file[name] ?? environment[name]
  if (value !== undefined && value !== '' && !value.startsWith('env:')) return value
  throw new HyperError(
    'config/bad-database',
    `database: got nothing in ${name}, expected a folder or postgres://... in that environment variable`,
  )
}

async function readEnvFile(path: string): Promise<NodeJS.Dict<string>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new HyperError(
      'config/bad-database',
      `database env file: got ${path} that cannot be read, expected lines NAME=VALUE`,
      { cause },
    )
  })
  return parseEnv(text)
}

// The error of the URL parser quotes its input, which may hold a password: it is not passed on.
function showUrl(url: string): string {
  if (!URL.canParse(url)) {
    throw new HyperError(
      'config/bad-database',
      'database: got a URL that cannot be read, expected postgres://USER:PASSWORD@HOST:PORT/NAME',
      { hint: 'write / : @ # % inside a password as %2F %3A %40 %23 %25' },
    )
  }
  const { host, pathname, searchParams } = new URL(url)
  return `postgres://${host || (searchParams.get('host') ?? '')}${pathname}`
}
