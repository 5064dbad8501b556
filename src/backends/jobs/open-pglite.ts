import { join } from 'node:path'
import { HyperError } from '../../kit/index.ts'
import { openDirectoryStore } from '../store/index.ts'
import type { Database, Sql } from './database.ts'

/** Where PGlite keeps its files inside the folder; the lock lies beside them. */
const DATA = 'database'

type Runner = Pick<import('@electric-sql/pglite').PGlite, 'query' | 'exec'>

/**
 * Returns a PGlite database in a folder that this process holds until `close`: PGlite itself has no lock, and of two processes in one folder
 * one silently loses its rows.
 *
 * @throws HyperError `usage/run-in-use` while another process holds the folder; `data/bad-database` when its files cannot be opened
 */
export async function openPglite(folder: string, schema: string): Promise<Database> {
  const held = await openDirectoryStore(folder)
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
        await held.release()
      },
    }
  } catch (error) {
    await held.release()
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
