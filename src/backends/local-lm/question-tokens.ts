import type { LmMessage } from '../../domain/index.ts'
import type { LlamaModel, LlamaRuntime } from './runtime.ts'

/** Writes messages as the tokens that the model answers to. */
export type QuestionTokens = (messages: readonly LmMessage[]) => readonly number[]

// Characters of the private use area: no template carries them, and contents never pass through the template.
const OPEN = '\uE000'
const CLOSE = '\uE001'
const HOLDER = new RegExp(`${OPEN}(\\d+)${CLOSE}`)

/**
 * Returns the writer of questions for a chat template in Jinja. The template is rendered around place holders; its own parts are read with
 * control tokens, the contents of messages without, so that `<|im_end|>` inside a text is seven tokens of text and ends nothing.
 */
export function createQuestionTokens(
  model: Pick<LlamaModel, 'tokenize' | 'detokenize' | 'tokens'>,
  template: InstanceType<LlamaRuntime['Template']>,
): QuestionTokens {
  const { bos, eos, shouldPrependBosToken } = model.tokens
  const nameOf = (token: number | null): string =>
    token === null ? '' : model.detokenize([token], true)
  return (messages) => {
    const rendered = template.render({
      messages: messages.map(({ role }, index) => ({ role, content: `${OPEN}${index}${CLOSE}` })),
      add_generation_prompt: true,
      bos_token: nameOf(bos),
      eos_token: nameOf(eos),
    })
    // Splitting by a pattern with a group yields parts of the template and numbers of messages in turn.
    const tokens = rendered
      .split(HOLDER)
      .flatMap((part, place) =>
        place % 2 === 0
          ? model.tokenize(part, true)
          : model.tokenize(messages[Number(part)]!.content, false),
      )
    return shouldPrependBosToken && bos !== null && tokens[0] !== bos ? [bos, ...tokens] : tokens
  }
}
