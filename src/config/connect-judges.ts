import type { AnnotateOptions, OpenedJudges } from '../pipeline/index.ts'
import type { ConnectOptions } from './connect-options.ts'
import type { JudgeSetup } from './judge-setup.ts'
import { loadJudge, toJudgeSetup } from './load-judge.ts'
import { type OpenShop, openJudging } from './open-shop.ts'

/**
 * Opens the judges of a run, who are paid in its shop.
 *
 * @throws HyperError as `loadJudge`; `config/unknown-price`
 */
export async function openRunJudges(
  { options, cwd }: Pick<ConnectOptions, 'options' | 'cwd'>,
  opened: OpenShop,
): Promise<OpenedJudges> {
  const { annotate } = options
  if (annotate === null) throw new Error('judges: the config has no annotate')
  const setups = await loadRunJudges(annotate, cwd)
  const { judging } = openJudging(setups, annotate.combine, opened)
  return { judging, shop: opened.shop }
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
