import type { AnswerState, LmUsage } from '../../domain/index.ts'
import type { GivenTags, TagProblem } from '../../features/index.ts'

/** What a tagger says of one prompt. */
export interface TaggedPrompt {
  /** Every dimension; null is unknown. */
  readonly tags: GivenTags
  /** What could not be read of the answer. */
  readonly problems: readonly TagProblem[]
  /** Open: nobody has answered yet, so that all is unknown. */
  readonly state: AnswerState
  /** Tokens of the answer; null where there is none, or where it did not say. */
  readonly usage: LmUsage | null
}

/** Says the eight dimensions of prompts: a language model out of its journal, or the local tagger. */
export interface PromptTagger {
  readonly id: string
  /** Returns one description a prompt, in their order. */
  tag(prompts: readonly string[]): Promise<TaggedPrompt[]>
}
