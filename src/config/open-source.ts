import {
  type CapabilityProbe,
  type EndpointKey,
  type HttpLmEndpoint,
  openLmEndpoint,
  probeCapabilities,
} from '../backends/index.ts'
import type {
  AbortSignalLike,
  CallOutcome,
  LmEndpoint,
  LmRequest,
  TokenPrice,
} from '../domain/index.ts'
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
  /** Tries what the model can do with two small calls, and remembers it; `call` makes a call whose money is reserved first. */
  probe(options: {
    readonly signal: AbortSignalLike
    readonly call: (request: LmRequest, ask: LmEndpoint['call']) => Promise<CallOutcome>
  }): Promise<CapabilityProbe>
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
  const price = findSourcePrice(name, setup, prices)
  const { requestsPerMinute, tokensPerMinute, concurrency } = setup.limits
  const keys = Math.max(1, setup.keyEnv.length)
  const perKey = (limit: number | null): number | null => (limit === null ? null : limit * keys)
  const { endpoint, http } = lazyEndpoint(setup, options)
  return {
    price,
    probe: async ({ signal, call }) => {
      const opened = http()
      const probe = await probeCapabilities(opened, setup.model, {
        signal,
        call: (request) => call(request, (own, until) => opened.call(own, until)),
      })
      options.record.put(endpoint.id, probe.capabilities)
      return probe
    },
    source: {
      endpoint,
      price: price?.price ?? null,
      limits: {
        requestsPerMinute: perKey(requestsPerMinute),
        tokensPerMinute: perKey(tokensPerMinute),
        concurrency,
      },
      attempts: attempts ?? setup.limits.attempts,
      ready: () => void readKeys(setup, options.env),
    },
  }
}

/** A model whose price is looked for. */
export interface PricedModel {
  readonly model: string
  /** Price that stands beside the model's name; null where none does. */
  readonly price: TokenPrice | null
}

/**
 * Returns the price of a model with where it was found; null where the rules allow that.
 *
 * @throws HyperError `config/unknown-price`
 */
export function findSourcePrice(
  name: string,
  { model, price }: PricedModel,
  rules: PriceRules,
): FoundPrice | null {
  const { option, file } = rules
  const found = findPrice(model, priceTables({ option, judge: price, file }))
  if (found === null) refuseUnpriced(name, model, rules)
  return found
}

function refuseUnpriced(name: string, model: string, rules: PriceRules): void {
  if (rules.capUsd !== null || !rules.allowUnpriced) {
    const why = rules.allowUnpriced ? ' beside --cap, which cannot be kept without one' : ''
    throw new HyperError(
      'config/unknown-price',
      `price of ${show(model)} (${name}): got none, expected USD for a million tokens${why}`,
      {
        hint: 'write "price: {inputPerMillion: ..., outputPerMillion: ...}" beside the model\'s name (an encoder has no outputPerMillion), give --price IN,OUT or --prices FILE; a local model costs 0',
      },
    )
  }
}

function lazyEndpoint(
  setup: EndpointSetup,
  options: SourceOptions,
): { readonly endpoint: LmEndpoint; readonly http: () => HttpLmEndpoint } {
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
  const http = (): HttpLmEndpoint => (opened ??= open())
  const endpoint: LmEndpoint = {
    id,
    call: async (request, signal) => {
      const outcome = await http().call(request, signal)
      options.record.put(id, http().capabilities())
      return outcome
    },
    dispose: async () => opened?.dispose(),
  }
  return { endpoint, http }
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
