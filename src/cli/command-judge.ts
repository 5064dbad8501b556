import { writeJsonLines } from '../backends/index.ts'
import { type OpenedJudging, type OpenShop, openJudging, readKeys } from '../config/index.ts'
import { toPairRow } from '../dataset/index.ts'
import type { PurchasePlan } from '../judge/index.ts'
import { createRandom, HyperError, isHyperError, show } from '../kit/index.ts'
import type {
  BatchRead,
  BuyStep,
  InstanceSource,
  Judged,
  JudgedCounts,
  JudgingPlan,
} from '../pipeline/index.ts'
import {
  buyJudgements,
  countOnly,
  createJudgedCounts,
  planJudging,
  readJudgements,
} from '../pipeline/index.ts'
import { type CommandContext, type CommandSpec, collect } from './command.ts'
import { confirmPurchase } from './confirm-purchase.ts'
import { addDataOptions } from './data-options.ts'
import {
  addBatchOptions,
  batchOptions,
  readBatchFiles,
  renderRead,
  writeBatchFiles,
} from './judge-batch.ts'
import { listAll } from './judge-list.ts'
import { judgeResult, renderJudgeResult } from './judge-report.ts'
import { loadJudges, openPairs, outputPath, schemeOf } from './judge-request.ts'
import { addWorkerOptions, openJudgeShop, runJudgeWorker } from './judge-workers.ts'
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
        .option('--list', 'list judges and prompts; with files also how judges in them did'),
    ),
  run: async ([files], options, context) => {
    if (options.list === true) return listAll(files as string[], options, context)
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
  requireLines(output)
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
      for (const setup of setups) readKeys(setup, bought.env)
    const work = { source, opened, shop, planned, output, journal: place, buy, read }
    await buyAndWrite(work, context)
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

interface JudgeWork {
  readonly source: InstanceSource
  readonly opened: OpenedJudging
  readonly shop: OpenShop
  readonly planned: JudgingPlan
  readonly output: string
  readonly journal: string
  /** How answers are bought; undefined from the endpoint by this process. */
  readonly buy: BuyStep | undefined
  /** What was read of batch files. */
  readonly read: BatchRead | null
}

/** What a cap stopped is written as well: the labels are paid for. */
async function buyAndWrite(work: JudgeWork, context: CommandContext): Promise<void> {
  const { source, opened, shop, planned, output, journal, buy, read } = work
  const { judging } = opened
  const totals = new Map(
    planned.plan.askers.map(({ name, calls, answered, failed }) => [
      name,
      calls + answered + failed,
    ]),
  )
  let stopped: unknown
  let judged: Judged = { purchases: [], calibrations: new Map() }
  try {
    judged = await buyJudgements(source, judging, shop.shop, {
      ...{ stage: 'judge', totals },
      ...(buy === undefined ? {} : { buy }),
    })
  } catch (error) {
    if (!isHyperError(error, 'cap/reached')) throw error
    stopped = error
  }
  const counts = await writeJudged(work, judged, context)
  const wallet = await shop.shop.journal.totals()
  const result = judgeResult({ output, journal, planned, judged, counts, wallet })
  if (stopped !== undefined) {
    context.io.err(renderJudgeResult(result))
    throw stopped
  }
  context.print(
    { format: 'hyper/judge-result@1', ...result, ...(read === null ? {} : { batch: read }) },
    `${read === null ? '' : renderRead(read)}${renderJudgeResult(result)}`,
  )
}

async function writeJudged(
  { source, opened, shop, output }: JudgeWork,
  { calibrations }: Judged,
  { io }: CommandContext,
): Promise<JudgedCounts> {
  const counts = createJudgedCounts()
  const rows = readJudgements(source, opened.judging, shop.shop, {
    ...{ calibrations, counts },
    times: true,
  })
  async function* lines(): AsyncGenerator<unknown, void, undefined> {
    for await (const instance of rows) yield toPairRow(instance)
  }
  if (output === '-') for await (const row of lines()) io.out(`${JSON.stringify(row)}\n`)
  else await writeJsonLines(outputPath(output, io.cwd), { format: 'hyper/pairs@1' }, lines())
  return counts
}

function requireLines(output: string): void {
  if (output === '-' || /\.jsonl(?:\.gz)?$/i.test(output)) return
  throw new HyperError(
    'usage/unknown-format',
    `judge -o: got ${show(output)}, expected a file of JSON Lines (.jsonl, .jsonl.gz)`,
    { hint: 'turn it into another format with "hyper import"' },
  )
}
