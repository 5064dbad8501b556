import type { FoundPrice } from '../judge/index.ts'
import type { Cancel, Progress } from '../kit/index.ts'
import {
  createLocalTagger,
  type PromptTagger,
  type RunOptions,
  type TaggerSeat,
} from '../pipeline/index.ts'
import { cacheFolderOf, openCachedAnalyser } from './connect-analyser.ts'
import { connectEncoders } from './connect-encoders.ts'
import type { TaggerSetup } from './load-tagger.ts'
import type { OpenShop } from './open-shop.ts'

/** Taggers at their endpoints, with where their prices were found. */
export interface OpenedTaggers {
  readonly seats: readonly TaggerSeat[]
  readonly prices: readonly (FoundPrice | null)[]
}

/** Returns the taggers of setups at their endpoints. @throws HyperError `config/unknown-price` */
export function openTaggers(setups: readonly TaggerSetup[], shop: OpenShop): OpenedTaggers {
  const opened = setups.map((setup) => shop.source(`tagger ${setup.tagger.id}`, setup))
  return {
    seats: opened.map(({ source }, index) => ({ ...source, tagger: setups[index]!.tagger })),
    prices: opened.map(({ price }) => price),
  }
}

/** What the local tagger is opened with. */
export interface LocalTaggerOptions {
  /** Names the text encoder. */
  readonly options: RunOptions
  readonly version: string
  readonly workers: number
  readonly cwd: string
  /** Only `HYPER_CACHE` is read. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly progress: Progress
  readonly cancel: Cancel
}

/** The local tagger with the call that lets go of its workers and files. */
export interface OpenedLocalTagger {
  readonly tagger: PromptTagger
  dispose(): Promise<void>
}

/** Opens the local tagger: the text analyser, and the text encoder that the options name. */
export async function openLocalTagger(given: LocalTaggerOptions): Promise<OpenedLocalTagger> {
  const { options, version, workers, cwd, env, progress, cancel } = given
  const closers: (() => Promise<void> | void)[] = []
  const closeLater = (close: () => Promise<void> | void): void => void closers.push(close)
  const dispose = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close()
  }
  const cacheFolder = cacheFolderOf(env)
  try {
    const { entities } = options.features
    const analyser = await openCachedAnalyser({ workers, entities, cacheFolder, closeLater })
    const { encoder } = connectEncoders({
      ...{ options, version, progress, cacheFolder, closeLater },
      concurrency: workers,
      home: cwd,
      calledFrom: cwd,
      decoder: undefined,
    })
    return {
      tagger: createLocalTagger({ analyser, encoder: await encoder(), cancel }),
      dispose,
    }
  } catch (error) {
    await dispose()
    throw error
  }
}
