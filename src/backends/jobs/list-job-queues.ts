import { askDatabase } from './ask-database.ts'
import type { Database } from './database.ts'
import { ensureTables } from './ensure-tables.ts'

/** Returns the names of the queues with chunks that wait or are worked on, of those that nobody stopped; the one that waits longest comes first. */
export async function listJobQueues(database: Database, prefix: string): Promise<string[]> {
  await ensureTables(database)
  const { schema } = database
  const jobs = `${schema}_jobs.job`
  const [found] = await askDatabase<{ there: boolean }>(
    database,
    'select to_regclass($1) is not null as there',
    [jobs],
  )
  if (!found!.there) return []
  const rows = await askDatabase<{ name: string }>(
    database,
    `select name from ${jobs}
      where starts_with(name, $1) and state in ('created', 'retry', 'active')
        and name not in (select queue from ${schema}.stops)
      group by name order by min(created_on), name`,
    [prefix],
  )
  return rows.map(({ name }) => name)
}
