import { listJudges, loadJudge } from '../config/index.ts'
import { BUILT_IN_PROMPTS, promptLabel } from '../judge/index.ts'
import type { CommandContext } from './command.ts'
import { renderTextTable } from './table.ts'

/** Lists the judges of `judges/` and the built-in prompts; with files also how the judges in them did. */
export async function listAll(
  _files: readonly string[],
  _options: Readonly<Record<string, unknown>>,
  context: CommandContext,
): Promise<void> {
  const judges = []
  for (const { name, file } of await listJudges(context.io.cwd)) {
    const { judge, baseUrl, from } = await loadJudge(file, context.io.cwd)
    judges.push({
      ...{ name, id: judge.id, model: judge.model, mode: judge.mode, orders: judge.orders },
      ...{ prompt: promptLabel(judge.prompt), endpoint: new URL(baseUrl).host, file: from },
    })
  }
  const prompts = Object.entries(BUILT_IN_PROMPTS).map(([mode, prompt]) => ({
    mode,
    prompt: promptLabel(prompt),
    hash: prompt.hash,
  }))
  context.print(
    { format: 'hyper/judges@1', judges, prompts },
    [
      renderTextTable(
        ['judge', 'model', 'mode', 'prompt', 'orders', 'endpoint'],
        judges.map((own) => [own.id, own.model, own.mode, own.prompt, own.orders, own.endpoint]),
      ),
      renderTextTable(
        ['mode', 'built-in prompt', 'hash'],
        prompts.map(({ mode, prompt, hash }) => [mode, prompt, hash]),
      ),
    ].join('\n'),
  )
}
