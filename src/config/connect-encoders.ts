import { cpus } from 'node:os'
import { join, resolve } from 'node:path'
import {
  cachedEncoder,
  cachedResponses,
  cacheName,
  cutCharacters,
  type LikenessMemory,
  openDecoderEncoder,
  openEncoder,
  openEndpointEncoder,
  openRecordCache,
  openVectorCache,
} from '../backends/index.ts'
import type { Encoder, ResponseEncoder, WorkContext } from '../domain/index.ts'
import { HyperError, type Progress, show } from '../kit/index.ts'
import {
  type EndpointEncoder,
  type NamedEncoder,
  type ProbeEncoder,
  type RunOptions,
  readResponseAlone,
} from '../pipeline/index.ts'
import type { Embeddings } from './connect-embeddings.ts'

/** What encoders are opened with. */
export interface EncoderSetting {
  readonly options: RunOptions
  readonly version: string
  readonly concurrency: number
  readonly progress: Progress
  /** Folder of all caches. */
  readonly cacheFolder: string
  /** Folder that relative paths of the options start from. */
  readonly home: string
  /** Folder in which the command was given; `.models` is looked for there. */
  readonly calledFrom: string
  /** What `HYPER_DECODER` says. */
  readonly decoder: string | undefined
  /** Opens an embeddings endpoint; where there is none, a config that names an endpoint is refused. */
  readonly openEmbeddings?: (wanted: EndpointEncoder) => Promise<Embeddings>
  /** Takes what must be let go of at the end. */
  readonly closeLater: (close: () => Promise<void> | void) => void
}

/** The encoders of a run, each opened when it is first asked for. */
export interface ConnectedEncoders {
  encoder(): Promise<Encoder | null>
  responseEncoders(): Promise<readonly NamedEncoder[]>
}

type TextEncoderOptions = RunOptions['features']['encoder']

/** Returns the encoders that the options name, with their caches; a text encoder that two parts of a run use is opened once. */
export function connectEncoders(setting: EncoderSetting): ConnectedEncoders {
  const { features, train } = setting.options
  const opened = new Map<string, Promise<Encoder | null>>()
  const openText = (wanted: TextEncoderOptions): Promise<Encoder | null> => {
    const key = JSON.stringify(wanted)
    const encoder = opened.get(key) ?? openCachedText(setting, wanted)
    opened.set(key, encoder)
    return encoder
  }
  const text = async (wanted: TextEncoderOptions): Promise<NamedEncoder[]> => {
    const encoder = await openText(wanted)
    return encoder === null ? [] : [{ name: 'encoder', encoder: readResponseAlone(encoder) }]
  }
  const openAll = async (): Promise<readonly NamedEncoder[]> => {
    const { encoder: wanted } = train
    if (wanted === 'same') return text(features.encoder)
    if (wanted.kind === 'surface') return []
    if (wanted.kind === 'folder' || wanted.kind === 'endpoint') return text(wanted)
    const light = wanted.kind === 'light+decoder' ? await text({ kind: 'light' }) : []
    return [...light, { name: 'decoder', encoder: await openCachedDecoder(setting, wanted) }]
  }
  let all: Promise<readonly NamedEncoder[]> | undefined
  return {
    encoder: () => openText(features.encoder),
    responseEncoders: () => {
      all ??= openAll()
      return all
    },
  }
}

async function openCachedText(
  setting: EncoderSetting,
  wanted: TextEncoderOptions,
): Promise<Encoder | null> {
  if (wanted.kind === 'none') return null
  const { concurrency, cacheFolder, closeLater } = setting
  if (wanted.kind === 'endpoint') return openEndpoint(setting, wanted)
  const encoder = await openEncoder({ ...wanted, workers: concurrency })
  closeLater(() => encoder.dispose())
  const cache = openVectorCache({ folder: cacheFolder, encoderId: encoder.id })
  closeLater(() => cache.close())
  return cachedEncoder(encoder, cache)
}

async function openEndpoint(
  { openEmbeddings, closeLater }: EncoderSetting,
  wanted: EndpointEncoder,
): Promise<Encoder> {
  if (openEmbeddings === undefined) {
    throw new HyperError(
      'config/no-embeddings',
      `encoder: got an endpoint for ${show(wanted.model)}, expected an encoder on this machine (this command connects no endpoint)`,
    )
  }
  const embeddings = await openEmbeddings(wanted)
  closeLater(() => embeddings.dispose())
  const { embed, endpointId } = embeddings
  const { textsPerCall, windowCharacters, concurrency } = wanted.limits
  const encoder = await openEndpointEncoder({
    ...{ embed, endpointId, dimension: wanted.dimension },
    ...{ textsPerCall, windowCharacters, concurrency },
  })
  return stockedEncoder(encoder, (texts, context) =>
    embeddings.stock(
      texts.flatMap((text) => cutCharacters(text, windowCharacters)),
      context,
    ),
  )
}

/** Texts whose vectors are put together at once. */
const SLICE = 4096

/** Returns an encoder that buys all vectors of a call beforehand, so that one price stands for them, and then reads them slice by slice. */
function stockedEncoder(
  encoder: Encoder,
  stock: (texts: readonly string[], context: WorkContext) => Promise<void>,
): Encoder {
  const { dimension } = encoder
  return {
    ...encoder,
    encode: async (texts, context = {}) => {
      await stock([...new Set(texts)], context)
      const { cancel, stage } = context
      const reading = { ...(cancel && { cancel }), ...(stage !== undefined && { stage }) }
      const rows = new Float32Array(texts.length * dimension)
      for (let start = 0; start < texts.length; start += SLICE) {
        const slice = texts.slice(start, start + SLICE)
        rows.set(await encoder.encode(slice, reading), start * dimension)
      }
      return rows
    },
  }
}

async function openCachedDecoder(
  setting: EncoderSetting,
  { file, layers, precision }: Extract<ProbeEncoder, { readonly layers: number }>,
): Promise<ResponseEncoder> {
  const { cacheFolder, calledFrom, closeLater } = setting
  const encoder = await openDecoderEncoder({
    file: file === null ? undefined : resolve(setting.home, file),
    named: setting.decoder ? resolve(calledFrom, setting.decoder) : undefined,
    folders: [join(calledFrom, '.models'), join(cacheFolder, 'models')],
    layers,
    precision,
    workers: setting.concurrency,
    likeness: rememberLikeness(setting),
    warn: (message) => setting.progress({ type: 'warning', stage: 'design', message }),
  })
  closeLater(() => encoder.dispose())
  const cache = openRecordCache({ folder: cacheFolder, name: cacheName('decoder', encoder.id) })
  closeLater(() => cache.close())
  return cachedResponses(encoder, cache)
}

// What 8 bits are worth hangs on the processor and on the runtime, and the runtime on our version.
function rememberLikeness({ cacheFolder, version, closeLater }: EncoderSetting): LikenessMemory {
  const cache = openRecordCache({ folder: cacheFolder, name: 'decoder-likeness' })
  closeLater(() => cache.close())
  const keyOf = (model: string): string =>
    JSON.stringify([model, version, process.arch, cpus()[0]?.model ?? ''])
  return {
    get: (model) => {
      const bytes = cache.get(keyOf(model))
      return bytes === undefined ? undefined : Number(Buffer.from(bytes).toString('utf8'))
    },
    put: (model, likeness) => cache.put(keyOf(model), Buffer.from(String(likeness))),
  }
}
