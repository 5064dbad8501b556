import type { Json } from '../../kit/index.ts'
import { BUILT_IN_TAG_PROMPT } from './tag-prompt.ts'
import type { TagPrompt } from './tag-template.ts'

/** A language model that says the eight dimensions of a prompt. */
export interface Tagger {
  /** Name for people and columns. */
  readonly id: string
  readonly model: string
  readonly prompt: TagPrompt
  /** Null leaves it to the endpoint. */
  readonly temperature: number | null
  /** Tokens of the answer at most, reasoning included. */
  readonly maxTokens: number
  /** Null sends none. */
  readonly seed: number | null
  /** Entries that the schema allows in a list (`maxItems`); null leaves the keyword out, for endpoints that refuse it. */
  readonly listLimit: number | null
  /** Further fields of the request's body. */
  readonly parameters: Readonly<Record<string, Json>>
}

/** Tokens of the answer by default: the longest answer with three subjects and three languages takes about 150. */
const ANSWER_TOKENS = 400

/** Returns a tagger with the built-in prompt, temperature 0 and at most three entries in a list where the caller names nothing else. */
export function createTagger(fields: Pick<Tagger, 'id' | 'model'> & Partial<Tagger>): Tagger {
  return {
    prompt: BUILT_IN_TAG_PROMPT,
    temperature: 0,
    maxTokens: ANSWER_TOKENS,
    seed: null,
    listLimit: 3,
    parameters: {},
    ...fields,
  }
}
