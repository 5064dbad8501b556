import type { Pool, PoolClient } from 'pg'
import { HyperError } from '../../kit/index.ts'
import type { Database, Sql } from './database.ts'
import type { DatabasePlace } from './database-place.ts'

/** How a server is connected. */
export interface PostgresOptions {
  readonly schema: string
  /** Connections at most; never fewer than 2. */
  readonly connections: number
}

type ServerPlace = Extract<DatabasePlace, { kind: 'postgres' }>

const CONNECT_MS = 20_000

/**
 * Returns a PostgreSQL database behind a pool of connections.
 *
 * @throws HyperError `remote/database` when the server cannot be reached or refuses us, without user and password
 */
export async function openPostgres(
  place: ServerPlace,
  options: PostgresOptions,
): Promise<Database> {
  const { default: pg } = await import('pg')
  const pool = new pg.Pool({
    connectionString: place.url,
    max: Math.max(2, options.connections),
    connectionTimeoutMillis: CONNECT_MS,
    application_name: 'hyper',
    keepAlive: true,
    // An answer must be on the disk of the server when its promise resolves, whatever the server is set to.
    onConnect: (client) => client.query(FLUSH_AT_COMMIT) as unknown as undefined,
  })
  // A connection that breaks while idle is replaced by the next one; without a listener it would end the process.
  pool.on('error', () => {})
  const oneAtATime = createLine()
  try {
    await pool.query('select 1')
  } catch (error) {
    await pool.end()
    throw refuse(place, error)
  }
  return {
    ...toSql(pool),
    kind: 'postgres',
    place: place.shown,
    schema: options.schema,
    exclusive: false,
    transaction: (work) => inTransaction(pool, (client) => work(toSql(client))),
    alone: (name, work) => oneAtATime(() => holdLock(pool, name, work)),
    close: () => pool.end(),
  }
}

const FLUSH_AT_COMMIT = `select set_config('synchronous_commit', 'on', false)
  where current_setting('synchronous_commit') in ('off', 'local')`

function toSql(runner: Pool | PoolClient): Sql {
  return {
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await runner.query(text, [...values])).rows as Row[],
    script: async (text) => {
      await runner.query(text)
    },
  }
}

async function inTransaction<T>(pool: Pool, work: (client: PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  try {
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch((cause: Error) => {
      broken = cause
    })
    throw error
  } finally {
    client.release(broken)
  }
}

function holdLock<T>(pool: Pool, name: string, work: () => Promise<T>): Promise<T> {
  return inTransaction(pool, async (client) => {
    await client.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [name])
    return work()
  })
}

// Each lock holds a connection while its work needs another: several at once could take all connections and wait for ever.
function createLine(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve()
  return (work) => {
    const next = last.then(work)
    last = next.catch(() => {})
    return next
  }
}

// Messages of the driver may quote what it was given.
function refuse(place: ServerPlace, error: unknown): HyperError {
  const { username, password, searchParams } = new URL(place.url)
  const { code, message } = error as NodeJS.ErrnoException
  let reason = message || code || 'no connection'
  const given = [password, username, searchParams.get('password'), searchParams.get('user')]
  for (const secret of given.flatMap((one) => (one ? [one, decode(one)] : []))) {
    reason = reason.replaceAll(secret, '***')
  }
  return new HyperError(
    'remote/database',
    `database ${place.shown}: got ${reason}, expected a connection`,
    { hint: 'check host, user, password and name of the database' },
  )
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
