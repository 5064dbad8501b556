import type { Ask } from '../../collect/index.ts'
import type { PaidAnswer } from '../../domain/index.ts'
import {
  readTagReply,
  type TagCapabilities,
  type Tagger,
  tagIdentity,
  tagRequest,
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

/** Returns the question of a tagger about a prompt; it is the same whatever the endpoint can do. */
export function askTags(prompt: string, tagger: Tagger): Ask {
  const request = tagRequest(prompt, tagger, EVERYTHING)
  return { identity: tagIdentity(request, tagger), request }
}

/** Returns a tagger that reads what the journal holds and asks nothing, so that a better reader needs no new money. */
export function readingTagger(
  { tagger }: Pick<TaggerSeat, 'tagger'>,
  shop: Pick<AnswerShop, 'journal' | 'hash'>,
): PromptTagger {
  return {
    id: tagger.id,
    tag: async (prompts) => {
      const keys = prompts.map((prompt) => shop.hash(askTags(prompt, tagger).identity))
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
