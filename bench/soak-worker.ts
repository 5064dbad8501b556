/** One worker of the soak: takes chunks from the queue and buys their answers until none is left. Started by `soak-run.ts` with its options in the environment. */
import {
  openDatabase,
  openDatabaseJournal,
  openJobQueue,
  openLmEndpoint,
  waitingClock,
} from '../src/backends/index.ts'
import { buyAnswers } from '../src/collect/index.ts'
import { createRandom } from '../src/kit/index.ts'
import { type SoakChunk, soakAsks, soakBound, soakCost, soakKey } from './soak-questions.ts'

/** What a worker is told. */
export interface SoakWorkerOptions {
  readonly schema: string
  readonly endpoint: string
  readonly index: number
  /** Chunks at the same time, and calls at the same time in each. */
  readonly chunks: number
  readonly calls: number
  readonly leaseSeconds: number
}

/** What a worker tells, four times a second and at its end. */
export interface SoakWorkerReport {
  readonly calls: number
  readonly rss: number
  readonly ended: string | null
}

const REPORT_MS = 250

const options = JSON.parse(process.env.HYPER_SOAK_WORKER!) as SoakWorkerOptions
const database = await openDatabase('env:HYPER_SOAK_DATABASE', { schema: options.schema })
const { leaseSeconds } = options
const journal = await openDatabaseJournal({ database, name: 'soak', leaseSeconds })
const queue = await openJobQueue({ database, name: 'soak', leaseSeconds })
const endpoint = openLmEndpoint({
  baseUrl: options.endpoint,
  model: 'stub',
  keys: [],
  limits: { concurrency: options.chunks * options.calls },
  random: createRandom(options.index),
  warn: () => {},
})
let calls = 0
const report = (ended: string | null): void => {
  process.send?.({ calls, rss: process.memoryUsage().rss, ended } satisfies SoakWorkerReport)
}
const counting = {
  ...endpoint,
  call: (...given: Parameters<typeof endpoint.call>) => {
    calls++
    return endpoint.call(...given)
  },
}
const timer = setInterval(() => report(null), REPORT_MS)
report(null)
const { ended, stop } = await queue.work(
  async (chunk, { signal }) => {
    await buyAnswers(soakAsks(chunk as unknown as SoakChunk), {
      journal,
      endpoint: counting,
      concurrency: options.calls,
      costOf: soakCost,
      boundOf: soakBound,
      hash: soakKey,
      clock: waitingClock,
      random: createRandom(options.index),
      cancel: signal,
    })
  },
  { concurrency: options.chunks },
)
clearInterval(timer)
await endpoint.dispose()
await queue.close()
await journal.close()
await database.close()
report(stop?.code ?? ended)
process.disconnect()
