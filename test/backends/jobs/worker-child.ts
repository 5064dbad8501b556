/** A process for tests: opens a database and does what its parent tells it, one message at a time. Started by `start-worker.ts`. */
import {
  openDatabase,
  openDatabaseJournal,
  openJobQueue,
} from '../../../src/backends/jobs/index.ts'
import type { Reservation } from '../../../src/domain/index.ts'
import { answerTo } from './made-up-answers.ts'

/** What a child is told to do. */
export type Order =
  | { readonly do: 'reserve'; readonly key: string; readonly boundUsd: number }
  | { readonly do: 'answer'; readonly key: string; readonly costUsd: number }
  | { readonly do: 'hang-on-chunk' }

const { HYPER_TEST_PLACE: place = '', HYPER_TEST_NAME: name = '' } = process.env
try {
  const database = await openDatabase(place)
  const journal = await openDatabaseJournal({ database, name, leaseSeconds: 1 })
  const held = new Map<string, Reservation>()
  const obey = async (order: Order): Promise<unknown> => {
    if (order.do === 'reserve') {
      const reservation = await journal.reserve(order.key, order.boundUsd)
      if (reservation !== null) held.set(order.key, reservation)
      return reservation !== null
    }
    if (order.do === 'answer') {
      const answer = answerTo(order.key, 'late', order.costUsd)
      await journal.settle(held.get(order.key)!, { answer })
      return true
    }
    const queue = await openJobQueue({ database, name, leaseSeconds: 1 })
    return new Promise((resolve) => {
      const hang = async (): Promise<void> => {
        resolve(true)
        await new Promise(() => {})
      }
      void queue.work(hang, { concurrency: 1 })
    })
  }
  process.on('message', async (order: Order) => process.send!({ result: await obey(order) }))
  process.send!({ result: 'ready' })
} catch (error) {
  process.send!({ result: error instanceof Error ? error.message : 'an error' })
  process.exit(1)
}
