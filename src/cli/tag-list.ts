import { listTaggers, loadTagger } from '../config/index.ts'
import { BUILT_IN_TAG_PROMPT } from '../features/index.ts'
import { promptLabel } from '../judge/index.ts'
import { LOCAL_TAGGER } from '../pipeline/index.ts'
import type { CommandContext } from './command.ts'
import { renderTextTable } from './table.ts'

/** Lists the taggers of `taggers/`, the local one, and the built-in prompt. */
export async function listAllTaggers(context: CommandContext): Promise<void> {
  const taggers = []
  for (const { name, file } of await listTaggers(context.io.cwd)) {
    const { tagger, baseUrl, from } = await loadTagger(file, context.io.cwd)
    const { id, model, prompt } = tagger
    const endpoint = new URL(baseUrl).host
    taggers.push({
      name,
      id,
      model,
      prompt: promptLabel(prompt),
      hash: prompt.hash,
      endpoint,
      from,
    })
  }
  const prompts = [{ prompt: promptLabel(BUILT_IN_TAG_PROMPT), hash: BUILT_IN_TAG_PROMPT.hash }]
  const rows = taggers.map((own) => [own.id, own.model, own.prompt, own.endpoint])
  context.print(
    { format: 'hyper/taggers@1', taggers, builtIn: LOCAL_TAGGER, prompts },
    [
      renderTextTable(
        ['tagger', 'model', 'prompt', 'endpoint'],
        [...rows, [LOCAL_TAGGER, '(rules and prototypes)', '', '']],
      ),
      renderTextTable(
        ['built-in prompt', 'hash'],
        prompts.map(({ prompt, hash }) => [prompt, hash]),
      ),
    ].join('\n'),
  )
}
