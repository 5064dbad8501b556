import type { PromptedResponse } from '../../domain/index.ts'
import { unsupported } from './errors.ts'
import { PROMPT_TOKENS, RESPONSE_TOKENS } from './read-limits.ts'
import { createTextTokenizer } from './text-tokenizer.ts'
import type { Vocabulary } from './vocabulary.ts'

/** A prompt and a response as the decoder reads them. */
export interface TokenSequence {
  readonly ids: readonly number[]
  /** Place of the first token of the response; it and all after it are averaged. */
  readonly from: number
}

/** Writes a response with its prompt as tokens; null where the response has no token. */
export type ChatTemplate = (item: PromptedResponse) => TokenSequence | null

/**
 * Returns the template `<|im_start|>user\n PROMPT<|im_end|>\n<|im_start|>assistant\n RESPONSE<|im_end|>`, without a system message.
 *
 * @throws HyperError `config/decoder-unsupported` where the vocabulary lacks the marks
 */
export function createChatTemplate(vocabulary: Vocabulary): ChatTemplate {
  const tokenizer = createTextTokenizer(vocabulary)
  const mark = (name: string): number => {
    const id = vocabulary.special.get(name)
    if (id === undefined) throw unsupported(`no special token ${name}`, 'the marks of ChatML')
    return id
  }
  const start = mark('<|im_start|>')
  const end = mark('<|im_end|>')
  const plain = (text: string): number[] => tokenizer.first(text, text.length)
  const before = [start, ...plain('user\n')]
  const between = [end, ...plain('\n'), start, ...plain('assistant\n')]
  return ({ prompt, response }) => {
    const answer = tokenizer.first(response, RESPONSE_TOKENS)
    if (answer.length === 0) return null
    const head = [...before, ...tokenizer.first(prompt, PROMPT_TOKENS), ...between]
    return { ids: [...head, ...answer, end], from: head.length }
  }
}
