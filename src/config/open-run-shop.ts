import { join, resolve } from 'node:path'
import { createRandom, HyperError } from '../kit/index.ts'
import type { ProbeEncoder, RunOptions } from '../pipeline/index.ts'
import type { ConnectOptions } from './connect-options.ts'
import { type OpenShop, openShop } from './open-shop.ts'
import type { PriceRules } from './open-source.ts'
import { loadPriceTable } from './price-table.ts'

/** Returns the prices of a run and the most money that it may spend. @throws HyperError as `loadPriceTable` */
export async function runPrices({ options, cwd, encoders }: ConnectOptions): Promise<PriceRules> {
  const { annotate } = options
  const file = annotate?.prices ?? null
  return {
    option: null,
    file: file === null ? null : await loadPriceTable(resolve(cwd, file)),
    allowUnpriced: annotate?.allowUnpriced ?? false,
    capUsd: annotate === null ? encoderCap(options, encoders) : annotate.cap,
  }
}

/** Returns the smallest cap of the encoders; null where none has one. */
function encoderCap(
  { features, train }: RunOptions,
  more: ConnectOptions['encoders'],
): number | null {
  const caps = [features.encoder, train.encoder, ...(more ?? [])].flatMap((encoder) =>
    isEndpoint(encoder) && encoder.cap !== null ? [encoder.cap] : [],
  )
  return caps.length === 0 ? null : Math.min(...caps)
}

function isEndpoint(
  encoder: RunOptions['features']['encoder'] | RunOptions['train']['encoder'],
): encoder is Extract<ProbeEncoder, { readonly kind: 'endpoint' }> {
  return encoder !== 'same' && encoder.kind === 'endpoint'
}

/** Opens the shop of a run: one journal, and so one wallet, for all that judges and encoders are paid for. @throws HyperError as `openShop` */
export async function openRunShop(given: ConnectOptions, prices: PriceRules): Promise<OpenShop> {
  const { options, store, env, signal, progress, cwd } = given
  const journal = options.annotate?.journal ?? null
  return openShop({
    folder: journal === null ? join(store.folder, 'answers') : resolve(cwd, journal),
    prices,
    ...{
      attempts: null,
      retryFailed: given.retryFailed ?? false,
      env,
      signal,
      progress,
      stage: 'judge',
    },
    random: createRandom(options.seed).fork('judges'),
    approve: given.approve ?? refusePurchase,
  })
}

async function refusePurchase(): Promise<void> {
  throw new HyperError(
    'usage/not-confirmed',
    'paid work: got a command that buys nothing, expected "hyper run"',
  )
}
