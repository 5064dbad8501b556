import type { Encoder, TextAnalyser } from '../../domain/index.ts'
import { type PrototypeVector, tagPrompts } from '../../features/index.ts'
import type { Cancel } from '../../kit/index.ts'
import type { PromptTagger } from './prompt-tagger.ts'
import { encodePrototypes } from './tag-prototypes.ts'
import { tagsOfTable } from './tags-of-table.ts'

/** Name of the tagger that needs no model: rules and prototype sentences. */
export const LOCAL_TAGGER = 'local'

/** What the local tagger reads prompts with. */
export interface LocalTaggerPorts {
  readonly analyser: TextAnalyser
  /** Null: rules only. */
  readonly encoder: Encoder | null
  readonly cancel: Cancel
}

/** Returns the local tagger. What it says of a prompt does not depend on the prompts beside it. */
export function createLocalTagger({ analyser, encoder, cancel }: LocalTaggerPorts): PromptTagger {
  const context = { cancel }
  let prototypes: Promise<readonly PrototypeVector[]> | undefined
  return {
    id: LOCAL_TAGGER,
    tag: async (prompts) => {
      const facts = await analyser.analyse(prompts, context)
      if (encoder !== null) prototypes ??= encodePrototypes(encoder, context)
      const table = tagPrompts({
        ids: prompts.map((_, index) => String(index)),
        prompts,
        facts,
        vectors: (await encoder?.encode(prompts, context)) ?? null,
        prototypes: (await prototypes) ?? null,
      })
      return tagsOfTable(table).map((tags) => ({
        ...{ tags, problems: [], usage: null },
        state: 'answered',
      }))
    },
  }
}
