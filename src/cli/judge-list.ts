import { type JudgeSetup, listJudges, loadJudge } from '../config/index.ts'
import type { PreferenceInstance } from '../domain/index.ts'
import { BUILT_IN_PROMPTS, promptLabel } from '../judge/index.ts'
import type { JudgeComparison } from '../pipeline/index.ts'
import type { CommandContext } from './command.ts'
import { compareJudges, renderJudgeTable, warnOfJudges } from './judge-table.ts'
import { openPairs } from './pair-source.ts'
import { renderTextTable } from './table.ts'

/** Lists the judges of `judges/` and the built-in prompts; with files also how the judges in them did. */
export async function listAll(
  files: readonly string[],
  options: Readonly<Record<string, unknown>>,
  context: CommandContext,
): Promise<void> {
  const setups: (JudgeSetup & { readonly name: string })[] = []
  for (const { name, file } of await listJudges(context.io.cwd))
    setups.push({ name, ...(await loadJudge(file, context.io.cwd)) })
  const judges = setups.map(({ name, judge, baseUrl, from }) => ({
    ...{ name, id: judge.id, model: judge.model, mode: judge.mode, orders: judge.orders },
    ...{ prompt: promptLabel(judge.prompt), endpoint: new URL(baseUrl).host, file: from },
  }))
  const prompts = Object.entries(BUILT_IN_PROMPTS).map(([mode, prompt]) => ({
    mode,
    prompt: promptLabel(prompt),
    hash: prompt.hash,
  }))
  const comparison =
    files.length === 0 ? null : await compareIn(files, { options, setups }, context)
  const listed = { format: 'hyper/judges@1', judges, prompts }
  context.print(
    comparison === null ? listed : { ...listed, comparison },
    [
      renderTextTable(
        ['judge', 'model', 'mode', 'prompt', 'orders', 'endpoint'],
        judges.map((own) => [own.id, own.model, own.mode, own.prompt, own.orders, own.endpoint]),
      ),
      renderTextTable(
        ['mode', 'built-in prompt', 'hash'],
        prompts.map(({ mode, prompt, hash }) => [mode, prompt, hash]),
      ),
      ...(comparison === null ? [] : [renderJudgeTable(comparison)]),
    ].join('\n'),
  )
  if (comparison !== null) warnOfJudges(comparison, context.io)
}

interface ListRequest {
  readonly options: Readonly<Record<string, unknown>>
  readonly setups: readonly JudgeSetup[]
}

async function compareIn(
  files: readonly string[],
  { options, setups }: ListRequest,
  context: CommandContext,
): Promise<JudgeComparison> {
  const instances: PreferenceInstance[] = []
  for await (const instance of (await openPairs(files, options, context))())
    instances.push(instance)
  return compareJudges(instances, {
    known: setups.map(({ judge }) => judge),
    resamples: options.resamples as number,
    seed: context.common.seed ?? 42,
  })
}
