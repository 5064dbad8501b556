import type { AnswerToken, TokenChoice } from '../../domain/index.ts'
import type { LocalAnswer } from './local-model.ts'

/** What of a reply is not the model's. */
export interface ReplyFacts {
  readonly id: string
  /** Seconds since 1970. */
  readonly created: number
  readonly model: string
}

/** Returns the body of a chat completion as OpenAI clients read it. */
export function chatReply(answer: LocalAnswer, { id, created, model }: ReplyFacts): object {
  const { text, tokens, finish, inputTokens, outputTokens } = answer
  return {
    id,
    object: 'chat.completion',
    created,
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text, refusal: null },
        logprobs: tokens === null ? null : { content: tokens.map(describeToken), refusal: null },
        finish_reason: finish,
      },
    ],
    usage: {
      prompt_tokens: inputTokens,
      completion_tokens: outputTokens,
      total_tokens: inputTokens + outputTokens,
      prompt_tokens_details: { cached_tokens: 0 },
    },
  }
}

const describeToken = ({ alternatives, ...own }: AnswerToken): object => ({
  ...describeChoice(own),
  top_logprobs: alternatives.map(describeChoice),
})

// A token that is a part of a character has no text of its own, and the runtime does not tell its bytes.
const describeChoice = ({ token, logprob }: TokenChoice): object => ({
  token,
  logprob,
  bytes: token.includes('\uFFFD') ? null : [...Buffer.from(token)],
})
