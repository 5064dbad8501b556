import type { Ask } from '../../collect/index.ts'
import type { PaidAnswer } from '../../domain/index.ts'
import {
  createTagQuestioner,
  readTagReply,
  type TagCapabilities,
  type Tagger,
  unknownTags,
} from '../../features/index.ts'
import type { AnswerShop, AnswerSource } from '../judging/index.ts'
import type { PromptTagger, TaggedPrompt } from './prompt-tagger.ts'

/** A tagger with the endpoint that it is asked at. */
export interface TaggerSeat extends AnswerSource {
  readonly tagger: Tagger
}

/** One question has one key for good: an endpoint leaves out what it does not take. */
const EVERYTHING: TagCapabilities = { jsonSchema: true, seed: true }

/** Returns the questions of a tagger about prompts; they are the same whatever the endpoint can do. */
export function tagQuestioner(tagger: Tagger): (prompt: string) => Ask {
  return createTagQuestioner(tagger, EVERYTHING)
}

/** Returns a tagger that reads what the journal holds and asks nothing, so that a better reader needs no new money. */
export function readingTagger(
  { tagger }: Pick<TaggerSeat, 'tagger'>,
  shop: Pick<AnswerShop, 'journal' | 'hash'>,
): PromptTagger {
  const ask = tagQuestioner(tagger)
  return {
    id: tagger.id,
    tag: async (prompts) => {
      const keys = prompts.map((prompt) => shop.hash(ask(prompt).identity))
      return (await shop.journal.read(keys)).map(readAnswer)
    },
  }
}

function readAnswer(answer: PaidAnswer | undefined): TaggedPrompt {
  if (!answer?.reply) {
    const state = answer === undefined ? 'open' : 'failed'
    return { tags: unknownTags(), problems: [], state, usage: null }
  }
  return { ...readTagReply(answer.reply), state: 'answered', usage: answer.reply.usage }
}
