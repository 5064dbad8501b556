import { join } from 'node:path'
import { HyperError } from '../../kit/index.ts'
import { type HeldFolder, holdFolder } from '../store/index.ts'
import type { Database, Sql } from './database.ts'

/** Where PGlite keeps its files inside the folder; the lock lies beside them. */
const DATA = 'database'

const HELD: HeldFolder = {
  code: 'usage/database-in-use',
  what: 'database folder',
  hint: 'wait for that process, or share a PostgreSQL server: a folder is for one process',
}

type Runner = Pick<import('@electric-sql/pglite').PGlite, 'query' | 'exec'>

/**
 * Returns a PGlite database in a folder that this process holds until `close`: PGlite itself has no lock, and of two processes in one folder
 * one silently loses its rows.
 *
 * @throws HyperError `usage/database-in-use` while another process holds the folder; `data/bad-database` when its files cannot be opened
 */
export async function openPglite(folder: string, schema: string): Promise<Database> {
  const release = await holdFolder(folder, HELD)
  try {
    const { PGlite } = await import('@electric-sql/pglite')
    const lite = await PGlite.create(join(folder, DATA)).catch((cause: unknown) => {
      throw new HyperError(
        'data/bad-database',
        `database ${folder}: got files that cannot be opened, expected those of PGlite`,
        { cause },
      )
    })
    return {
      ...toSql(lite),
      kind: 'pglite',
      place: folder,
      schema,
      exclusive: true,
      transaction: (work) => lite.transaction((inner) => work(toSql(inner))),
      alone: (_, work) => work(),
      close: async () => {
        await lite.close()
        await release()
      },
    }
  } catch (error) {
    await release()
    throw error
  }
}

function toSql(runner: Runner): Sql {
  return {
    query: async <Row>(text: string, values: readonly unknown[] = []) =>
      (await runner.query<Row>(text, [...values])).rows,
    script: async (text) => {
      await runner.exec(text)
    },
  }
}
