import { join, resolve } from 'node:path'
import { createRandom, HyperError } from '../kit/index.ts'
import type { AnnotateOptions, OpenedJudges } from '../pipeline/index.ts'
import type { ConnectOptions } from './connect-options.ts'
import type { JudgeSetup } from './judge-setup.ts'
import { loadJudge, toJudgeSetup } from './load-judge.ts'
import { openJudging, openShop } from './open-shop.ts'
import { loadPriceTable } from './price-table.ts'

/**
 * Opens the judges of a run with a journal of their answers: one wallet for all that the run buys.
 *
 * @throws HyperError as `loadJudge`, `openShop`; `usage/not-confirmed` from a purchase that nobody can agree to
 */
export async function openRunJudges(
  given: ConnectOptions,
  closers: (() => Promise<void> | void)[],
): Promise<OpenedJudges> {
  const { options, store, env, signal, progress, cwd } = given
  const { annotate } = options
  if (annotate === null) throw new Error('judges: the config has no annotate')
  const opened = await openShop({
    folder:
      annotate.journal === null ? join(store.folder, 'answers') : resolve(cwd, annotate.journal),
    prices: {
      option: null,
      file: annotate.prices === null ? null : await loadPriceTable(resolve(cwd, annotate.prices)),
      allowUnpriced: annotate.allowUnpriced,
      capUsd: annotate.cap,
    },
    ...{ attempts: null, retryFailed: false, env, signal, progress, stage: 'judge' },
    random: createRandom(options.seed).fork('judges'),
    approve: given.approve ?? refusePurchase,
  })
  closers.push(() => opened.dispose())
  const setups = await loadRunJudges(annotate, cwd)
  const { judging } = openJudging(setups, annotate.combine, opened)
  return { judging, shop: opened.shop }
}

async function refusePurchase(): Promise<void> {
  throw new HyperError(
    'usage/not-confirmed',
    'paid work: got a command that buys nothing, expected "hyper run"',
  )
}

async function loadRunJudges({ judges }: AnnotateOptions, folder: string): Promise<JudgeSetup[]> {
  const setups: JudgeSetup[] = []
  for (const [index, judge] of judges.entries()) {
    setups.push(
      typeof judge === 'string'
        ? await loadJudge(judge, folder)
        : await toJudgeSetup(judge, folder, `annotate.judges[${index}]`),
    )
  }
  return setups
}
