import type { AnswerToken, TokenChoice } from './language-model.ts'

type Fields = Readonly<Record<string, unknown>>

/**
 * Returns the tokens of an answer with their alternatives, most probable first; null where the endpoint gave none. Reads
 * `{content: [{token, logprob, top_logprobs}]}` (OpenAI, vLLM, llama.cpp), its llama.cpp form with `prob` and `top_probs`, and
 * `{tokens, token_logprobs, top_logprobs}` (the older form). Entries without a finite number are left out.
 */
export function parseLogprobs(logprobs: unknown): readonly AnswerToken[] | null {
  if (logprobs === null || typeof logprobs !== 'object') return null
  const fields = logprobs as Fields
  const tokens = Array.isArray(fields.content)
    ? fields.content.flatMap(readEntry)
    : readColumns(fields)
  return tokens.length === 0 ? null : tokens
}

function readEntry(entry: unknown): AnswerToken[] {
  const choice = readChoice(entry)
  if (choice === null) return []
  const { top_logprobs, top_probs } = entry as Fields
  const listed = Array.isArray(top_logprobs) ? top_logprobs : top_probs
  const alternatives = Array.isArray(listed) ? listed.map(readChoice) : []
  return [{ ...choice, alternatives: sortChoices(alternatives) }]
}

function readColumns({ tokens, token_logprobs, top_logprobs }: Fields): AnswerToken[] {
  if (!Array.isArray(tokens) || !Array.isArray(token_logprobs)) return []
  return tokens.flatMap((token: unknown, index) => {
    const choice = readChoice({ token, logprob: token_logprobs[index] })
    if (choice === null) return []
    const listed: unknown = Array.isArray(top_logprobs) ? top_logprobs[index] : null
    const alternatives = Object.entries(listed ?? {}).map(([other, logprob]) =>
      readChoice({ token: other, logprob }),
    )
    return [{ ...choice, alternatives: sortChoices(alternatives) }]
  })
}

function readChoice(entry: unknown): TokenChoice | null {
  if (entry === null || typeof entry !== 'object') return null
  const { token, logprob, prob } = entry as Fields
  const value =
    typeof logprob === 'number' ? logprob : typeof prob === 'number' ? Math.log(prob) : NaN
  if (typeof token !== 'string' || !Number.isFinite(value)) return null
  // Rounding on the other side can put a sure token a little above 0.
  return { token, logprob: Math.min(0, value) }
}

function sortChoices(choices: readonly (TokenChoice | null)[]): TokenChoice[] {
  return choices
    .filter((choice) => choice !== null)
    .sort((first, second) => second.logprob - first.logprob)
}
