import { HyperError, show } from '../../kit/index.ts'
import type { Database } from './database.ts'
import { type PlaceSources, readDatabasePlace } from './database-place.ts'
import { openPglite } from './open-pglite.ts'
import { openPostgres } from './open-postgres.ts'

/** How a database is opened. */
export interface DatabaseOptions extends PlaceSources {
  /** Schema of our tables; `hyper` unless told. Journals and queues of different schemas know nothing of each other. */
  readonly schema?: string
  /** Connections of this process at most; 4 unless told. PGlite has one. */
  readonly connections?: number
}

/**
 * Returns an open database: a PostgreSQL server for `postgres://...`, a PGlite database for a folder, made when it is not there; `env:NAME`
 * takes either from an environment variable. A folder belongs to one process until it is closed. PGlite does not flush to the disk: what
 * was committed survives the death of the process, but not a loss of power.
 *
 * @throws HyperError `config/bad-database`; `usage/database-in-use` for a folder that another process holds; `remote/database` when the server
 * does not let us in
 */
export async function openDatabase(
  place: string,
  options: DatabaseOptions = {},
): Promise<Database> {
  const { schema = 'hyper', connections = 4 } = options
  // The name stands in statements, and that of the queue's schema is five letters longer and may have 50.
  if (!/^[a-z][a-z0-9_]{0,39}$/.test(schema)) {
    throw new HyperError(
      'config/bad-database',
      `database schema: got ${show(schema)}, expected a small letter, then up to 39 small letters, digits and _`,
    )
  }
  const found = await readDatabasePlace(place, options)
  return found.kind === 'pglite'
    ? openPglite(found.folder, schema)
    : openPostgres(found, { schema, connections })
}
