/**
 * Lets several workers buy answers from a stub endpoint through one database, then the same chunks with one worker, and compares.
 *
 *     npx tsx bench/soak.ts [--seconds 180] [--workers 2] [--database postgres://... | env:NAME] [--delay 20] [--kill CALLS]
 *
 * `--kill` kills the first worker after so many calls and starts another one. Without `--database` a PostgreSQL server of its own is started, which flushes to the disk. Prints calls a second and resident memory of each
 * worker over time, money counted beside money charged by the stub, and the number of unequal answers. Exit status 1 when a claim fails.
 */
import { parseArgs } from 'node:util'
import { openDatabase } from '../src/backends/index.ts'
import { hasPostgres, startPostgres } from '../test/backends/jobs/start-postgres.ts'
import { countUnequal, runSoak, type SoakResult, type SoakSecond } from './soak-run.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '180' },
    workers: { type: 'string', default: '2' },
    database: { type: 'string' },
    delay: { type: 'string', default: '20' },
    kill: { type: 'string' },
  },
})

const megabytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(0)

function printSeconds(seconds: readonly SoakSecond[]): void {
  for (let start = 0; start < seconds.length; start += 10) {
    const part = seconds.slice(start, start + 10)
    const rate = part.reduce((sum, one) => sum + one.calls, 0) / part.length
    const rss = part.at(-1)!.rss.map(megabytes).join(' ')
    console.log(`${start + part.length} s: ${rate.toFixed(0)} calls/s, ${rss} MiB`)
  }
}

function printMoney(name: string, { totals, stub, ended, chunks }: SoakResult): void {
  const { answers, failures, lost, spentUsd, uncertainUsd } = totals
  console.log(
    `${name}: ${chunks} chunks, workers ended ${ended.join(', ')}; ${answers} answers, ${failures} failures, ${lost} lost`,
  )
  console.log(
    `${name}: counted ${spentUsd} USD and ${uncertainUsd} USD uncertain, charged ${stub.chargedNano / 1e9} USD for ${stub.calls} calls, ${stub.repeated} repeated`,
  )
}

if (values.database === undefined && !hasPostgres)
  throw new Error('PostgreSQL: got none, expected --database or an installed one')
const server = values.database === undefined ? await startPostgres({ flush: true }) : null
const url = values.database ?? server!.url
const delayMs = Number(values.delay)
try {
  const started = Date.now()
  const many = await runSoak({
    url,
    schema: 'soak_many',
    workers: Number(values.workers),
    seconds: Number(values.seconds),
    chunks: null,
    capUsd: 1000,
    delayMs,
    killCalls: values.kill === undefined ? null : Number(values.kill),
  })
  printSeconds(many.seconds)
  printMoney('many', many)
  console.log(
    `many: ${(many.totals.answers / ((Date.now() - started) / 1000)).toFixed(0)} answers/s over all, starts included`,
  )
  const middle = Date.now()
  const one = await runSoak({
    url,
    schema: 'soak_one',
    workers: 1,
    seconds: 0,
    chunks: many.chunks,
    capUsd: 1000,
    delayMs,
    killCalls: null,
  })
  printMoney('one', one)
  console.log(
    `one: ${(one.totals.answers / ((Date.now() - middle) / 1000)).toFixed(0)} answers/s over all`,
  )
  const databases = [
    await openDatabase(url, { schema: 'soak_many' }),
    await openDatabase(url, { schema: 'soak_one' }),
  ] as const
  const unequal = await countUnequal(databases, many.chunks)
  for (const database of databases) await database.close()
  console.log(`unequal answers: ${unequal}`)
  const counted = Math.round((many.totals.spentUsd + many.totals.uncertainUsd) * 1e9)
  if (unequal > 0 || counted < many.stub.chargedNano) process.exitCode = 1
} finally {
  await server?.stop()
}
