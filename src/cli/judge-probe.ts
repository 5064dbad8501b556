import { type JudgeSetup, type OpenedSource, type OpenShop, openShop } from '../config/index.ts'
import {
  type CallOutcome,
  chargeOf,
  emptyAnswer,
  type LmEndpoint,
  type LmRequest,
  type LmUsage,
} from '../domain/index.ts'
import { boundOf, costOf } from '../judge/index.ts'
import { createRandom, HyperError } from '../kit/index.ts'
import type { CommandContext } from './command.ts'
import { confirmPurchase } from './confirm-purchase.ts'
import { loadJudges } from './judge-request.ts'
import { purchaseOptions } from './purchase-options.ts'
import { renderWallet } from './render-purchase.ts'

/** Calls of one probe. */
const CALLS = 2
/** More than a call of a probe can cost in tokens, for the question of consent. */
const MOST_TOKENS = 2000

/** Tries what the endpoints of the named judges can do, within the wallet of the journal, and remembers it there. */
export async function probeJudges(
  options: Readonly<Record<string, unknown>>,
  context: CommandContext,
): Promise<void> {
  const { io, common } = context
  const setups = await loadJudges((options.judge as string[] | undefined) ?? [], context)
  const bought = await purchaseOptions(options, common.output ?? 'judged.jsonl', context)
  const shop = await openShop({
    ...bought,
    ...{ signal: io.signal, progress: context.progress, stage: 'probe', approve: async () => {} },
    random: createRandom(common.seed ?? 42).fork('probe'),
  })
  try {
    const sources = setups.map((setup) => ({
      setup,
      source: shop.source(`judge ${setup.judge.id}`, setup),
    }))
    await confirmPurchase(mostUsd(sources.map(({ source }) => source)), context)
    const judges = []
    for (const { setup, source } of sources) judges.push(await probe(setup, source, shop, context))
    const wallet = await shop.shop.journal.totals()
    context.print(
      { format: 'hyper/judge-probe@1', judges, wallet },
      [...judges.map(renderProbe), renderWallet(wallet), ''].join('\n'),
    )
  } finally {
    await shop.dispose()
  }
}

interface Probed {
  readonly judge: string
  readonly model: string
  readonly capabilities: unknown
  readonly notes: readonly string[]
}

async function probe(
  { judge, model }: JudgeSetup,
  source: OpenedSource,
  { shop }: OpenShop,
  { io }: CommandContext,
): Promise<Probed> {
  const { capabilities, notes } = await source.probe({
    signal: io.signal,
    call: (request, ask) => pay(request, ask, source, { shop, io }),
  })
  return { judge: judge.id, model, capabilities, notes }
}

/** Makes one call of a probe: reserved, asked, settled like any other. */
async function pay(
  request: LmRequest,
  ask: LmEndpoint['call'],
  { source }: OpenedSource,
  { shop, io }: Pick<OpenShop, 'shop'> & Pick<CommandContext, 'io'>,
): Promise<CallOutcome> {
  const { journal } = shop
  const { price } = source
  const startedAt = shop.clock.now()
  const key = shop.hash(JSON.stringify(['probe', source.endpoint.id, startedAt, request]))
  const boundUsd = price === null ? null : boundOf(request, price)
  const reservation = await journal.reserve(key, boundUsd)
  if (reservation === null) {
    throw new HyperError('cap/reached', 'cap: got no room for a probe, expected a higher --cap')
  }
  const outcome = await ask(request, io.signal)
  if (outcome.kind === 'refused') await journal.settle(reservation, { released: true })
  else if (outcome.kind === 'lost') await journal.settle(reservation, { lost: outcome.reason })
  else {
    const { reply } = outcome
    const cost = price === null ? null : (usage: LmUsage): number => costOf(usage, price)
    const answer = emptyAnswer(key, shop.clock.now() - startedAt, 1)
    await journal.settle(reservation, {
      answer: { ...answer, reply, ...chargeOf(reply.usage, boundUsd, cost) },
    })
  }
  return outcome
}

function mostUsd(sources: readonly OpenedSource[]): { low: number; high: number } | null {
  const prices = sources.map(({ source }) => source.price)
  if (prices.includes(null)) return null
  const high = prices.reduce(
    (sum, price) =>
      sum + (CALLS * MOST_TOKENS * Math.max(price!.inputPerMillion, price!.outputPerMillion)) / 1e6,
    0,
  )
  return { low: 0, high }
}

function renderProbe({ judge, model, notes }: Probed): string {
  const lines = notes.length === 0 ? ['does all that a judge asks for'] : notes
  return [`${judge} (${model}):`, ...lines.map((line) => `  ${line}`)].join('\n')
}
