import { countTokens, openFileJournal, sha256Of, waitingClock } from '../backends/index.ts'
import type { AnswerJournal } from '../domain/index.ts'
import {
  type FoundPrice,
  FULL_CAPABILITIES,
  type PurchasePlan,
  statedFallbacks,
} from '../judge/index.ts'
import type { Progress, Random } from '../kit/index.ts'
import type { AnswerShop, JudgeScheme, JudgeSeat, Judging } from '../pipeline/index.ts'
import { requireOwnQuestions } from './check-judges.ts'
import { type EndpointRecord, openEndpointRecord } from './endpoint-record.ts'
import type { EndpointSetup, JudgeSetup } from './judge-setup.ts'
import { type OpenedSource, openSource, type PriceRules } from './open-source.ts'

/** How a shop is opened. */
export interface ShopOptions {
  /** Folder of the journal, and of what its endpoints were found to take; null for no folder, beside an open journal. */
  readonly folder: string | null
  readonly prices: PriceRules
  /** Calls for one question at most; null as each judge says. */
  readonly attempts: number | null
  readonly retryFailed: boolean
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal: AbortSignal
  readonly progress: Progress
  readonly stage: string
  readonly random: Random
  readonly approve: (plan: PurchasePlan) => Promise<void>
  /** A journal that is open already; one in a file of the folder unless told. It is not closed here. */
  readonly journal?: AnswerJournal
}

/** An open shop. */
export interface OpenShop {
  readonly shop: AnswerShop
  /** Opens the source of answers that a setup names; let go of with the shop. */
  source(name: string, setup: EndpointSetup): OpenedSource
  /** Returns, one sentence each, what judges want and their endpoints are known not to give, and what takes its place. */
  fallbacks(judging: Judging): string[]
  dispose(): Promise<void>
}

/** Opens the journal of a folder, and what is needed to buy answers into it. @throws HyperError as `openFileJournal` */
export async function openShop(options: ShopOptions): Promise<OpenShop> {
  const { folder, prices, progress, stage, random } = options
  const warn = (message: string): void => progress({ type: 'warning', stage, message })
  const record: EndpointRecord = await openEndpointRecord(folder)
  const journal = options.journal ?? (await openFolder(folder, prices.capUsd, warn))
  const opened: OpenedSource[] = []
  return {
    shop: {
      journal,
      clock: waitingClock,
      random: random.fork('shop'),
      cancel: options.signal,
      progress,
      retryFailed: options.retryFailed,
      hash: sha256Of,
      countTokens,
      approve: options.approve,
    },
    source: (name, setup) => {
      const { attempts, env } = options
      const source = openSource(name, setup, { prices, attempts, env, record, warn, random })
      opened.push(source)
      return source
    },
    fallbacks: ({ seats }) => seats.flatMap((seat) => fallbacksOf(seat, record)),
    dispose: async () => {
      for (const { source } of opened) await source.endpoint.dispose()
      await record.save()
      if (options.journal === undefined) await journal.close()
    },
  }
}

/** What was not tried counts as given. */
function fallbacksOf({ judge, endpoint }: JudgeSeat, record: EndpointRecord): string[] {
  const known = record.get(endpoint.id)
  if (known === undefined) return []
  const topLogprobs = known.topLogprobs ?? FULL_CAPABILITIES.topLogprobs
  const lines = statedFallbacks(judge, {
    logprobs: topLogprobs > 0,
    topLogprobs,
    jsonSchema: known.schema ?? true,
    seed: known.seed ?? true,
  })
  return lines.map((line) => `${judge.id}: ${line}`)
}

async function openFolder(
  folder: string | null,
  capUsd: number | null,
  warn: (message: string) => void,
): Promise<AnswerJournal> {
  if (folder === null) throw new RangeError('shop: got neither a folder nor a journal')
  return openFileJournal({ folder, capUsd, warn })
}

/** Judges at their endpoints, with where their prices were found. */
export interface OpenedJudging {
  readonly judging: Judging
  readonly prices: readonly (FoundPrice | null)[]
}

/** Returns the judges of setups at their endpoints. @throws HyperError `config/unknown-price`, `config/same-questions` */
export function openJudging(
  setups: readonly JudgeSetup[],
  scheme: JudgeScheme,
  shop: OpenShop,
): OpenedJudging {
  requireOwnQuestions(setups)
  const opened = setups.map((setup) => shop.source(`judge ${setup.judge.id}`, setup))
  return {
    judging: {
      scheme,
      seats: opened.map(({ source }, index) => ({ ...source, judge: setups[index]!.judge })),
    },
    prices: opened.map(({ price }) => price),
  }
}
