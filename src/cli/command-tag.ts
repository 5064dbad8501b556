import { createMemoryJournal } from '../collect/index.ts'
import { type OpenedTaggers, type OpenShop, openShop, openTaggers } from '../config/index.ts'
import { createRandom, HyperError } from '../kit/index.ts'
import { planTagging, type TaggingPlan } from '../pipeline/index.ts'
import { type CommandContext, type CommandSpec, collect } from './command.ts'
import { confirmPurchase } from './confirm-purchase.ts'
import { addDataOptions } from './data-options.ts'
import { openPairs, requireLines } from './pair-source.ts'
import { addPurchaseOptions, type PurchaseOptions, purchaseOptions } from './purchase-options.ts'
import { renderPlan } from './render-purchase.ts'
import { listAllTaggers } from './tag-list.ts'
import { loadTaggers } from './tag-request.ts'
import { buyAndTag, TAG_STAGE } from './tag-work.ts'

type Options = Readonly<Record<string, unknown>>

/** `hyper tag`. */
export const tagCommand: CommandSpec = {
  name: 'tag',
  arguments: '[files...]',
  summary: 'Tag prompts in eight dimensions by a language model, or without one; each prompt once',
  example: 'tag pairs.jsonl --tagger taggers/openai.yaml --tagger local --plan',
  options: (command) =>
    addPurchaseOptions(
      addDataOptions(command)
        .option(
          '--tagger <name>',
          'tagger file, folder, name in taggers/, or "local"; a second one is compared with it',
          collect,
        )
        .option('--list', 'list taggers and the built-in prompt'),
    ),
  run: async ([files], options, context) => {
    if (options.list === true) return listAllTaggers(context)
    return runTag(files as string[], options, context)
  },
}

async function runTag(
  files: readonly string[],
  options: Options,
  context: CommandContext,
): Promise<void> {
  const { common } = context
  if (files.length === 0)
    throw new HyperError('usage/no-file', 'tag: got no file, expected pairs to be tagged')
  const output = common.output ?? 'tagged.jsonl'
  requireLines('tag', output)
  const wanted = await loadTaggers((options.tagger as string[] | undefined) ?? [], context)
  const setups = wanted.flatMap((one) => (one.kind === 'lm' ? [one.setup] : []))
  const isPaid = setups.length > 0
  // Without a language model there is nothing to keep, so that standard output needs no journal.
  const bought = await purchaseOptions(options, isPaid ? output : 'tagged.jsonl', context)
  const source = await openPairs(files, options, context)
  const shop = await openTagShop(bought, isPaid, context)
  try {
    const opened = openTaggers(setups, shop)
    const planned = await planTagging(source, opened.seats, shop.shop)
    if (options.plan === true || common.dryRun === true) return printPlan(planned, opened, context)
    await agree({ planned, opened, shop }, context)
    const journal = isPaid ? bought.folder : null
    await buyAndTag({ source, wanted, opened, shop, planned, output, journal }, context)
  } finally {
    await shop.dispose()
  }
}

function openTagShop(
  bought: PurchaseOptions,
  isPaid: boolean,
  context: CommandContext,
): Promise<OpenShop> {
  return openShop({
    ...bought,
    signal: context.io.signal,
    progress: context.progress,
    stage: TAG_STAGE,
    random: createRandom(context.common.seed ?? 42).fork(TAG_STAGE),
    approve: (plan) => confirmPurchase(plan.usd, context),
    ...(isPaid ? {} : { journal: createMemoryJournal({ capUsd: null }) }),
  })
}

interface PlannedTagging {
  readonly planned: TaggingPlan
  readonly opened: OpenedTaggers
  readonly shop: OpenShop
}

async function agree(
  { planned, opened, shop }: PlannedTagging,
  { io, common }: CommandContext,
): Promise<void> {
  if (planned.plan.calls === 0) return
  if (common.json !== true && common.quiet !== true)
    io.err(renderTagPlan({ ...planned, examples: [] }, opened))
  await shop.shop.approve(planned.plan)
  for (const seat of opened.seats) seat.ready?.()
}

function printPlan(planned: TaggingPlan, opened: OpenedTaggers, context: CommandContext): void {
  const { prices } = opened
  context.print(
    { format: 'hyper/purchase-plan@1', ...planned, prices },
    renderTagPlan(planned, opened),
  )
}

function renderTagPlan(planned: TaggingPlan, { prices }: OpenedTaggers): string {
  const { rows, prompts } = planned
  const head = `${rows} rows with ${prompts} distinct prompts, each asked once\n`
  return prices.length === 0
    ? `${head}the local tagger costs nothing\n`
    : `${head}${renderPlan(planned, prices)}`
}
