import { type EndpointKey, type HttpLmEndpoint, openLmEndpoint } from '../backends/index.ts'
import type { LmEndpoint, TokenPrice } from '../domain/index.ts'
import { type FoundPrice, findPrice, type PriceTable, priceTables } from '../judge/index.ts'
import { HyperError, type Random, show } from '../kit/index.ts'
import type { AnswerSource } from '../pipeline/index.ts'
import type { EndpointRecord } from './endpoint-record.ts'
import type { EndpointSetup } from './judge-setup.ts'

/** Prices that the user gave beside those of the judges' own files, and what to do without one. */
export interface PriceRules {
  readonly option: TokenPrice | null
  readonly file: PriceTable | null
  readonly allowUnpriced: boolean
  /** Most money that may be spent; it cannot be kept where a price is not known. */
  readonly capUsd: number | null
}

/** What sources are opened with. */
export interface SourceOptions {
  readonly prices: PriceRules
  /** Calls for one question at most; null as the setup says. */
  readonly attempts: number | null
  /** Keys are read from it when the first call is made, and nowhere else. */
  readonly env: Readonly<Record<string, string | undefined>>
  readonly record: EndpointRecord
  readonly warn: (message: string) => void
  readonly random: Random
}

/** A source of answers with where its price was found. */
export interface OpenedSource {
  readonly source: AnswerSource
  readonly price: FoundPrice | null
}

/**
 * Returns the source of answers that a setup names. Nothing is connected and no key is read before the first call.
 *
 * @throws HyperError `config/unknown-price` where no price is known and the rules do not allow that
 */
export function openSource(
  name: string,
  setup: EndpointSetup,
  options: SourceOptions,
): OpenedSource {
  const { prices, attempts } = options
  const tables = priceTables({ option: prices.option, judge: setup.price, file: prices.file })
  const price = findPrice(setup.model, tables)
  if (price === null) refuseUnpriced(name, setup, prices)
  const { requestsPerMinute, tokensPerMinute, concurrency } = setup.limits
  const keys = Math.max(1, setup.keyEnv.length)
  const perKey = (limit: number | null): number | null => (limit === null ? null : limit * keys)
  return {
    price,
    source: {
      endpoint: lazyEndpoint(setup, options),
      price: price?.price ?? null,
      limits: {
        requestsPerMinute: perKey(requestsPerMinute),
        tokensPerMinute: perKey(tokensPerMinute),
        concurrency,
      },
      attempts: attempts ?? setup.limits.attempts,
    },
  }
}

function refuseUnpriced(name: string, { model }: EndpointSetup, rules: PriceRules): void {
  if (rules.capUsd !== null || !rules.allowUnpriced) {
    const why = rules.allowUnpriced ? ' beside --cap, which cannot be kept without one' : ''
    throw new HyperError(
      'config/unknown-price',
      `price of ${show(model)} (${name}): got none, expected USD for a million tokens${why}`,
      {
        hint: 'write "price: {inputPerMillion: ..., outputPerMillion: ...}" into the judge, give --price IN,OUT or --prices FILE; a local model costs 0,0',
      },
    )
  }
}

function lazyEndpoint(setup: EndpointSetup, options: SourceOptions): LmEndpoint {
  const { host } = new URL(setup.baseUrl)
  const id = `${setup.model}@${host}`
  let opened: HttpLmEndpoint | undefined
  const open = (): HttpLmEndpoint => {
    const { deadlineSeconds, longestWaitSeconds, concurrency } = setup.limits
    const { requestsPerMinute, tokensPerMinute } = setup.limits
    const known = options.record.get(id)
    return openLmEndpoint({
      baseUrl: setup.baseUrl,
      model: setup.model,
      keys: readKeys(setup, options.env),
      limits: {
        ...{ deadlineSeconds, longestWaitSeconds, concurrency },
        ...{ requestsPerMinute, tokensPerMinute },
      },
      warn: options.warn,
      random: options.random.fork('endpoint', id),
      ...(known === undefined ? {} : { capabilities: known }),
    })
  }
  return {
    id,
    call: async (request, signal) => {
      opened ??= open()
      const outcome = await opened.call(request, signal)
      options.record.put(id, opened.capabilities())
      return outcome
    },
    dispose: async () => opened?.dispose(),
  }
}

/** Returns the keys of an endpoint. @throws HyperError `config/missing-key` that names the variable */
export function readKeys(
  { keyEnv, model }: Pick<EndpointSetup, 'keyEnv' | 'model'>,
  env: SourceOptions['env'],
): EndpointKey[] {
  return keyEnv.map((name) => {
    const value = env[name]?.trim()
    if (value) return { name, value }
    throw new HyperError(
      'config/missing-key',
      `key of ${show(model)}: got no environment variable ${name}, expected one that holds the key`,
      { hint: `export ${name}=..., or name a file of NAME=value lines with --env-file` },
    )
  })
}
