import { type OpenedJudging, openJudging } from '../config/index.ts'
import type { PurchasePlan } from '../judge/index.ts'
import { createRandom, HyperError } from '../kit/index.ts'
import { countOnly, type JudgingPlan, planJudging } from '../pipeline/index.ts'
import { type CommandContext, type CommandSpec, collect, parseWhole } from './command.ts'
import { confirmPurchase } from './confirm-purchase.ts'
import { addDataOptions } from './data-options.ts'
import { addBatchOptions, batchOptions, readBatchFiles, writeBatchFiles } from './judge-batch.ts'
import { listAll } from './judge-list.ts'
import { probeJudges } from './judge-probe.ts'
import { loadJudges, schemeOf } from './judge-request.ts'
import { keepJudged } from './judge-table-output.ts'
import { buyAndWrite } from './judge-work.ts'
import { addWorkerOptions, openJudgeShop, runJudgeWorker } from './judge-workers.ts'
import { openPairs, requireLines } from './pair-source.ts'
import { addPurchaseOptions, purchaseOptions } from './purchase-options.ts'
import { renderPlan } from './render-purchase.ts'

type Options = Readonly<Record<string, unknown>>

/** `hyper judge`. */
export const judgeCommand: CommandSpec = {
  name: 'judge',
  arguments: '[files...]',
  summary: 'Label pairs by language models: price first, a hard cap, never an answer bought twice',
  example: 'judge pairs.jsonl --judge judges/small.yaml --plan',
  options: (command) =>
    addWorkerOptions(
      addBatchOptions(addPurchaseOptions(addDataOptions(command)))
        .option(
          '--judge <name>',
          'judge file, folder, or name in judges/ (may be repeated)',
          collect,
        )
        .option('--panel <rule>', 'one label of several judges: vote or mean-probability')
        .option('--cascade <shares>', 'ask the next judge below these confidences: 0.8,0.9')
        .option('--as <name>', 'annotator of a panel or a cascade')
        .option('--list', 'list judges and prompts; with files also how judges in them did')
        .option('--resamples <n>', 'resamples of the comparison of judges', parseWhole, 1000)
        .option(
          '--probe',
          'try what the endpoints of the judges can do, with two small calls each',
        ),
    ),
  run: async ([files], options, context) => {
    if (options.list === true) return listAll(files as string[], options, context)
    if (options.probe === true) return probeJudges(options, context)
    if (options.worker === true) return runJudgeWorker(options, context)
    return runJudge(files as string[], options, context)
  },
}

async function runJudge(
  files: readonly string[],
  options: Options,
  context: CommandContext,
): Promise<void> {
  const { io, common } = context
  if (files.length === 0)
    throw new HyperError('usage/no-file', 'judge: got no file, expected pairs to be judged')
  const output = common.output ?? 'judged.jsonl'
  requireLines('judge', output)
  const setups = await loadJudges((options.judge as string[] | undefined) ?? [], context)
  const scheme = schemeOf(options, setups.length)
  const source = await openPairs(files, options, context)
  const bought = await purchaseOptions(options, output, context)
  const { batchWrite, batchRead } = batchOptions(options)
  const isBatch = batchWrite !== undefined || batchRead !== undefined
  const given = {
    ...bought,
    // What a vendor has charged is counted, whatever may be spent.
    ...(batchRead === undefined ? {} : { prices: { ...bought.prices, capUsd: null } }),
    signal: io.signal,
    progress: context.progress,
    stage: 'judge',
    random: createRandom(common.seed ?? 42).fork('judge'),
    approve: (plan: PurchasePlan) => confirmPurchase(plan.usd, context),
  }
  const own = await openJudgeShop(given, { files, options, output }, context)
  const { shop, place } = own
  try {
    const opened = openJudging(setups, scheme, shop)
    const isPlan = options.plan === true || common.dryRun === true
    const batch = { source, opened, shop: shop.shop }
    const read =
      batchRead === undefined || isPlan
        ? null
        : await readBatchFiles({ ...batch, capUsd: bought.prices.capUsd }, batchRead, context)
    const planned = await planJudging(source, opened.judging, shop.shop, { batch: isBatch })
    if (isPlan) return printPlan(planned, opened, context)
    if (batchWrite !== undefined)
      return await writeBatchFiles({ ...batch, planned }, batchWrite, context)
    if (planned.plan.calls > 0 && !isBatch) {
      if (common.json !== true && common.quiet !== true)
        io.err(renderPlan({ ...planned, examples: [] }, opened.prices))
      await shop.shop.approve(planned.plan)
    }
    const buy = isBatch ? countOnly(shop.shop) : own.buyFor(setups)
    // A call that cannot be made for want of a key would count as lost. Workers look at their own environments.
    if (buy === undefined && planned.plan.calls > 0)
      for (const seat of opened.judging.seats) seat.ready?.()
    const kept = keepJudged(setups, scheme, output)
    const resamples = options.resamples as number
    const work = { source, opened, shop, planned, output, journal: place, buy, read }
    await buyAndWrite({ ...work, kept, resamples }, context)
  } finally {
    await shop.dispose()
  }
}

function printPlan(planned: JudgingPlan, { prices }: OpenedJudging, context: CommandContext): void {
  context.print(
    { format: 'hyper/purchase-plan@1', ...planned, prices },
    renderPlan(planned, prices),
  )
}
