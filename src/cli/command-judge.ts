import { type OpenedJudging, type OpenShop, openJudging, openShop } from '../config/index.ts'
import type { PreferenceInstance } from '../domain/index.ts'
import type { JudgeCalibration } from '../judge/index.ts'
import { createRandom, HyperError, isHyperError } from '../kit/index.ts'
import type { InstanceSource, Judged, JudgedCounts, JudgingPlan } from '../pipeline/index.ts'
import {
  buyJudgements,
  createJudgedCounts,
  planJudging,
  readJudgements,
} from '../pipeline/index.ts'
import { type CommandContext, type CommandSpec, collect, parseWhole } from './command.ts'
import { confirmPurchase } from './confirm-purchase.ts'
import { addDataOptions } from './data-options.ts'
import { listAll } from './judge-list.ts'
import { judgeResult, renderJudgeResult } from './judge-report.ts'
import { loadJudges, schemeOf } from './judge-request.ts'
import { warnOfJudges } from './judge-table.ts'
import {
  calibrationsOf,
  type JudgedRows,
  keepJudged,
  writeCalibrations,
} from './judge-table-output.ts'
import { openPairs, outputPath, requireLines, writePairs } from './pair-source.ts'
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
    addPurchaseOptions(
      addDataOptions(command)
        .option(
          '--judge <name>',
          'judge file, folder, or name in judges/ (may be repeated)',
          collect,
        )
        .option('--panel <rule>', 'one label of several judges: vote or mean-probability')
        .option('--cascade <shares>', 'ask the next judge below these confidences: 0.8,0.9')
        .option('--as <name>', 'annotator of a panel or a cascade')
        .option('--list', 'list judges and prompts; with files also how judges in them did')
        .option('--resamples <n>', 'resamples of the comparison of judges', parseWhole, 1000),
    ),
  run: async ([files], options, context) => {
    if (options.list === true) return listAll(files as string[], options, context)
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
  const shop = await openShop({
    ...bought,
    signal: io.signal,
    progress: context.progress,
    stage: 'judge',
    random: createRandom(common.seed ?? 42).fork('judge'),
    approve: (plan) => confirmPurchase(plan.usd, context),
  })
  try {
    const opened = openJudging(setups, scheme, shop)
    const planned = await planJudging(source, opened.judging, shop.shop)
    const isPlan = options.plan === true || common.dryRun === true
    if (isPlan) return printPlan(planned, opened, context)
    if (planned.plan.calls > 0) {
      if (common.json !== true && common.quiet !== true)
        io.err(renderPlan({ ...planned, examples: [] }, opened.prices))
      await shop.shop.approve(planned.plan)
    }
    const kept = keepJudged(setups, scheme, output)
    const resamples = options.resamples as number
    const work = { source, opened, shop, planned, output, journal: bought.folder, kept, resamples }
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
  readonly kept: JudgedRows
  readonly resamples: number
}

/** What a cap or an endpoint stopped is written as well: the labels are paid for. */
async function buyAndWrite(work: JudgeWork, context: CommandContext): Promise<void> {
  const { source, opened, shop, planned, output, journal, kept, resamples } = work
  const { judging } = opened
  const totals = new Map(
    planned.plan.askers.map(({ name, calls, answered, failed }) => [
      name,
      calls + answered + failed,
    ]),
  )
  let stopped: unknown
  const calibrations = new Map<string, JudgeCalibration>()
  let judged: Judged = { purchases: [], calibrations }
  try {
    judged = await buyJudgements(source, judging, shop.shop, {
      ...{ stage: 'judge', totals },
      onCalibration: (judge, calibration) => void calibrations.set(judge, calibration),
    })
  } catch (error) {
    if (!isHyperError(error, 'cap/reached') && !isHyperError(error, 'remote/refused')) throw error
    stopped = error
  }
  const counts = await writeJudged(work, judged, context)
  const wallet = await shop.shop.journal.totals()
  const compared = kept.compare({ resamples, seed: context.common.seed ?? 42 })
  const fitted = calibrationsOf(compared.comparison, judged.calibrations)
  const path = output === '-' ? null : outputPath(output, context.io.cwd)
  const calibrationFile = await writeCalibrations(path, fitted)
  const result = judgeResult({
    ...{ output, journal, planned, judged, counts, wallet },
    ...{ compared, calibrations: fitted, calibrationFile },
  })
  if (compared.comparison !== null) warnOfJudges(compared.comparison, context.io)
  // Rows on standard output stand there alone.
  if (stopped !== undefined || output === '-') context.io.err(renderJudgeResult(result))
  if (stopped !== undefined) throw stopped
  if (output === '-') return
  context.print({ format: 'hyper/judge-result@1', ...result }, renderJudgeResult(result))
}

async function writeJudged(
  { source, opened, shop, output, kept }: JudgeWork,
  { calibrations }: Judged,
  context: CommandContext,
): Promise<JudgedCounts> {
  const counts = createJudgedCounts()
  const rows = readJudgements(source, opened.judging, shop.shop, {
    ...{ calibrations, counts },
    times: true,
  })
  async function* keeping(): AsyncGenerator<PreferenceInstance, void, undefined> {
    for await (const instance of rows) {
      kept.add(instance)
      yield instance
    }
  }
  await writePairs(output, keeping(), context)
  return counts
}
