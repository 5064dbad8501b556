import { stopsPurchase } from '../collect/index.ts'
import type { OpenedJudging, OpenShop } from '../config/index.ts'
import type { PreferenceInstance } from '../domain/index.ts'
import type { JudgeCalibration } from '../judge/index.ts'
import {
  askerTotals,
  type BatchRead,
  type BuyStep,
  buyJudgements,
  createJudgedCounts,
  type InstanceSource,
  type Judged,
  type JudgedCounts,
  type JudgingPlan,
  readJudgements,
} from '../pipeline/index.ts'
import type { CommandContext } from './command.ts'
import { renderRead } from './judge-batch.ts'
import { judgeResult, renderJudgeResult } from './judge-report.ts'
import { warnOfJudges } from './judge-table.ts'
import { calibrationsOf, type JudgedRows, writeCalibrations } from './judge-table-output.ts'
import { outputPath, writePairs } from './pair-source.ts'

/** A purchase that was planned and agreed to. */
export interface JudgeWork {
  readonly source: InstanceSource
  readonly opened: OpenedJudging
  readonly shop: OpenShop
  readonly planned: JudgingPlan
  readonly output: string
  /** Where the journal lies, for people. */
  readonly journal: string
  readonly kept: JudgedRows
  readonly resamples: number
  /** How answers are bought; undefined from the endpoint by this process. */
  readonly buy: BuyStep | undefined
  /** What was read of batch files. */
  readonly read: BatchRead | null
}

/**
 * Buys, writes the output and prints what was done. What a cap or an endpoint stopped is written as well: its labels are paid for.
 *
 * @throws HyperError as `buyJudgements`
 */
export async function buyAndWrite(work: JudgeWork, context: CommandContext): Promise<void> {
  const { shop, output, kept, resamples, read } = work
  const { judged, stopped } = await buy(work)
  const counts = await writeJudged(work, judged, context)
  const compared = kept.compare({ resamples, seed: context.common.seed ?? 42 })
  const calibrations = calibrationsOf(compared.comparison, judged.calibrations)
  const path = output === '-' ? null : outputPath(output, context.io.cwd)
  const result = judgeResult({
    ...{ output, journal: work.journal, planned: work.planned, judged, counts, compared },
    ...{ calibrations, calibrationFile: await writeCalibrations(path, calibrations) },
    wallet: await shop.shop.journal.totals(),
    fallbacks: shop.fallbacks(work.opened.judging),
  })
  if (compared.comparison !== null) warnOfJudges(compared.comparison, context.io)
  const text = `${read === null ? '' : renderRead(read)}${renderJudgeResult(result)}`
  // Rows on standard output stand there alone.
  if (stopped !== undefined || output === '-') context.io.err(text)
  if (stopped !== undefined) throw stopped
  if (output === '-') return
  const batch = read === null ? {} : { batch: read }
  context.print({ format: 'hyper/judge-result@1', ...result, ...batch }, text)
}

async function buy({ source, opened, shop, planned, buy: step }: JudgeWork): Promise<{
  readonly judged: Judged
  readonly stopped: unknown
}> {
  const calibrations = new Map<string, JudgeCalibration>()
  try {
    const judged = await buyJudgements(source, opened.judging, shop.shop, {
      ...{ stage: 'judge', totals: askerTotals(planned.plan) },
      ...(step === undefined ? {} : { buy: step }),
      onCalibration: (judge, calibration) => void calibrations.set(judge, calibration),
    })
    return { judged, stopped: undefined }
  } catch (error) {
    if (!stopsPurchase(error)) throw error
    return { judged: { purchases: [], calibrations }, stopped: error }
  }
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
