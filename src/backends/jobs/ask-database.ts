import { HyperError } from '../../kit/index.ts'
import type { Database } from './database.ts'

/** Codes of a connection that broke or of a server that goes down, starts or has no room: the same statement may succeed in a moment. */
const BROKEN =
  /^(08\w{3}|57P0[123]|53300|40001|40P01|ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH)$/

/** Waits between tries, milliseconds: a server may restart meanwhile. */
const WAITS = [50, 250, 1000, 2000, 4000, 8000, 15_000] as const

/** Tells whether an error of a database says that the connection broke, not that the statement is wrong. */
export function isBroken(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code = '', syscall } = error as NodeJS.ErrnoException
  return (
    BROKEN.test(code) ||
    // A server that starts has no socket yet.
    syscall === 'connect' ||
    /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
      error.message,
    )
  )
}

/** Returns what `work` resolves with, tried again while the connection is broken, for half a minute; `work` must be safe to repeat. */
export async function retryBroken<T>(
  work: () => Promise<T>,
  waits: readonly number[] = WAITS,
): Promise<T> {
  for (const wait of waits) {
    try {
      return await work()
    } catch (error) {
      if (!isBroken(error)) throw error
      await new Promise((resolve) => setTimeout(resolve, wait))
    }
  }
  return work()
}

/** Runs one statement that is safe to repeat, again while the connection is broken. */
export async function askDatabase<Row>(
  database: Database,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  try {
    return await retryBroken(() => database.query<Row>(text, values))
  } catch (error) {
    throw new HyperError(
      'remote/database',
      `database ${database.place}: got ${error instanceof Error ? error.message : 'an error'}, expected the statement to be carried out`,
      {
        cause: error,
        hint: 'nothing that was counted is lost; run it again when the database is there',
      },
    )
  }
}
