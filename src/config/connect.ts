import { createHash } from 'node:crypto'
import { cpus } from 'node:os'
import { basename, join } from 'node:path'
import { parseHTML } from 'linkedom'
import {
  type DirectoryStore,
  expandInputs,
  type HubOptions,
  openMatrixEngine,
  openRows,
  runCommandTrainer,
  sha256Of,
  sha256OfFile,
} from '../backends/index.ts'
import type { MatrixEngine } from '../domain/index.ts'
import { createRandom, type Progress } from '../kit/index.ts'
import type { EndpointEncoder, World } from '../pipeline/index.ts'
import { cacheFolderOf, openCachedAnalyser } from './connect-analyser.ts'
import { connectEmbeddings, type Embeddings } from './connect-embeddings.ts'
import { connectEncoders } from './connect-encoders.ts'
import { openRunJudges } from './connect-judges.ts'
import type { ConnectOptions } from './connect-options.ts'
import { openRunShop, runPrices } from './open-run-shop.ts'

/** A world with the call that lets go of its workers and files. */
export interface ConnectedWorld {
  readonly world: World
  /** Opens an embeddings endpoint that is paid by the run. */
  readonly openEmbeddings: (wanted: EndpointEncoder) => Promise<Embeddings>
  readonly dispose: () => Promise<void>
}

/** Returns the world of a run: ports filled with the adapters that the config names, each opened when it is first asked for. */
export function connectWorld(given: ConnectOptions): ConnectedWorld {
  const { options, store, signal, progress, cwd } = given
  const closers: (() => Promise<void> | void)[] = []
  const closeLater = (close: () => Promise<void> | void): void => void closers.push(close)
  const cacheFolder = cacheFolderOf(given.env)
  const analyser = once(() =>
    openCachedAnalyser({
      workers: given.concurrency,
      entities: options.features.entities,
      cacheFolder,
      closeLater,
    }),
  )
  const engine = once((): Promise<MatrixEngine> => openMatrixEngine())
  // One line after the other, in the order of the events; a log that cannot be written must not end the work.
  let logged = startLog(store).catch(() => {})
  const log = (line: string): void => {
    logged = logged.then(() => store.append('events.jsonl', line)).catch(() => {})
  }
  const tell: Progress = (event) => {
    progress(event)
    if (event.type !== 'stage-advance')
      log(JSON.stringify({ ...event, at: new Date().toISOString() }))
  }
  const prices = once(() => runPrices(given))
  const shop = once(async () => {
    const opened = await openRunShop({ ...given, progress: tell }, await prices())
    closeLater(() => opened.dispose())
    return opened
  })
  const openEmbeddings = connectEmbeddings({
    ...{ cacheFolder, env: given.env, signal, progress: tell, prices, closeLater },
    random: createRandom(options.seed).fork('embeddings'),
    shop: async () => (await shop()).shop,
  })
  const { encoder, responseEncoders } = connectEncoders({
    ...given,
    progress: tell,
    cacheFolder,
    home: cwd,
    calledFrom: given.calledFrom ?? cwd,
    decoder: given.env.HYPER_DECODER,
    ...{ openEmbeddings, closeLater },
  })
  const hub: HubOptions = { env: given.env, progress: tell, signal, cwd }
  const judges = once(async () => openRunJudges(given, await shop()))
  const world: World = {
    version: given.version,
    store,
    clock: { now: () => Date.now() },
    progress: tell,
    cancel: signal,
    concurrency: given.concurrency,
    environment: {
      node: process.version,
      platform: `${process.platform}-${process.arch}`,
      processor: cpus()[0]?.model ?? 'unknown',
      cores: cpus().length,
    },
    hash: sha256Of,
    openRows: async function* (patterns) {
      const { paths } = await expandInputs(patterns, cwd, hub)
      for await (const row of openRows(paths, { stdin: given.stdin, signal }))
        yield { ...row, file: shortName(row.file) }
    },
    fingerprint: (patterns) => fingerprintFiles(patterns, cwd, hub),
    encoder,
    responseEncoders,
    judges,
    retryFailed: given.retryFailed ?? false,
    analyser,
    engine,
    runJobs: (jobs, evaluation, stage) => {
      const { trainer } = options.train
      if (trainer.kind !== 'command')
        throw new Error('runJobs: the config names no command trainer')
      return runCommandTrainer({
        command: trainer.command,
        trainer: basename(trainer.command[0]!),
        jobs,
        suites: [{ name: 'evaluation', rows: evaluation }],
        concurrency: given.concurrency,
        timeoutSeconds: trainer.timeoutSeconds,
        folder: join(store.folder, 'jobs'),
        cwd,
        environment: trainer.environment,
        usdPerHour: options.prices.machineHour,
        signal,
        progress,
        stage,
      })
    },
    document: openDocument,
  }
  return {
    world,
    openEmbeddings,
    dispose: async () => {
      for (const close of closers.reverse()) await close()
      await logged
    },
  }
}

async function startLog(store: DirectoryStore): Promise<void> {
  if ((await store.readText('events.jsonl')) === null) {
    await store.append('events.jsonl', JSON.stringify({ format: 'hyper/events@1' }))
  }
}

function once<T>(open: () => Promise<T>): () => Promise<T> {
  let held: Promise<T> | undefined
  return () => (held ??= open())
}

// Artifacts must not hold paths of a machine.
const shortName = (file: string): string => (file === '-' ? file : basename(file))

async function fingerprintFiles(
  patterns: readonly string[],
  cwd: string,
  hub: HubOptions,
): Promise<string | null> {
  const { paths } = await expandInputs(patterns, cwd, hub)
  if (paths.includes('-')) return null
  const hash = createHash('sha256')
  for (const path of paths) hash.update(`${basename(path)} ${await sha256OfFile(path)}\n`)
  return hash.digest('hex')
}

/** Returns an empty DOM document to draw charts in. */
export function openDocument(): unknown {
  return parseHTML('<html><body></body></html>').document
}
