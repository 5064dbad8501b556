import { isRawAnswer } from '../domain/index.ts'
import { HyperError, type Json, show } from '../kit/index.ts'

/** What a judge is asked for; see `BUILT_IN_PROMPTS` for the words. */
export const JUDGE_MODES = [
  'letter',
  'five-step',
  'aspects',
  'scores',
  'reason-then-verdict',
] as const

/**
 * How a judge answers: `letter` one token, A or B; `five-step` one token, 1 (A clearly better) to 5 (B clearly better); `aspects` a JSON object with
 * a preference per aspect; `scores` 1 to 10 for each answer alone; `reason-then-verdict` reasons, then a last line with the verdict.
 */
export type JudgeMode = (typeof JUDGE_MODES)[number]

/** In which order a judge sees the completions: both one after the other, one drawn from the texts, or as stored. */
export type OrderPolicy = 'both' | 'random' | 'stored'

/** The words that a judge is asked in: a template with placeholders. Made by `createJudgePrompt`. */
export interface JudgePrompt {
  readonly name: string
  /** Raised with every change of the text. */
  readonly version: string
  readonly text: string
  /** 128 bits of the text, hex: tells versions apart, is no signature. */
  readonly hash: string
}

/** A language model with a prompt, as an annotator. */
export interface Judge {
  /** Name of its annotations; may not end in `@ab` or `@ba`, which mark raw answers. */
  readonly id: string
  /** Name of the model at its endpoint. */
  readonly model: string
  readonly mode: JudgeMode
  readonly prompt: JudgePrompt
  /** Text shown to the judge before the material; null for none. */
  readonly guidelines: string | null
  /** Does not apply to `scores`. */
  readonly orders: OrderPolicy
  /** Answers asked for in each order; 1 or more. */
  readonly samples: number
  /** Null leaves it to the endpoint. */
  readonly temperature: number | null
  /** Tokens of an answer at most; null for the mode's own number (`DEFAULT_MAX_TOKENS`). */
  readonly maxTokens: number | null
  /** Seed of the first sample, others are derived from it; null sends none. */
  readonly seed: number | null
  /** Whether token probabilities are asked for. */
  readonly probabilities: boolean
  /** Whether reasons are kept; `aspects` asks for them then. */
  readonly reasons: boolean
  /** Family of the model (`gpt`, `llama`); null where unknown. */
  readonly family: string | null
  /** Further fields of the request's body. */
  readonly parameters: Readonly<Record<string, Json>>
}

/** What an endpoint can do for a judge. */
export interface JudgeCapabilities {
  readonly logprobs: boolean
  /** Most alternatives beside a token; 0 where it gives none. */
  readonly topLogprobs: number
  readonly jsonSchema: boolean
  readonly seed: boolean
}

/** An endpoint that can do all a judge asks for. */
export const FULL_CAPABILITIES: JudgeCapabilities = {
  logprobs: true,
  topLogprobs: 20,
  jsonSchema: true,
  seed: true,
}

/** Aspects that the mode `aspects` asks for beside the overall preference: those of MultiPref (Miranda et al. 2024, arXiv:2410.19133). */
export const ASPECTS = ['helpful', 'truthful', 'harmless'] as const

/**
 * Returns the judge when it can be used.
 *
 * @throws HyperError `config/bad-judge` for an id that is empty or ends as a raw answer does, for samples or tokens below 1, for an unknown mode, and for
 * guidelines that the prompt has no place for
 */
export function checkJudge(judge: Judge): Judge {
  const { id, samples, maxTokens, mode, guidelines, prompt } = judge
  const refuse = (field: string, got: unknown, expected: string): never => {
    throw new HyperError(
      'config/bad-judge',
      `judge ${show(id)}, ${field}: got ${show(got)}, expected ${expected}`,
    )
  }
  if (id.trim() === '' || isRawAnswer({ annotator: id }))
    refuse('id', id, 'a name that does not end in @ab or @ba')
  if (!JUDGE_MODES.includes(mode)) refuse('mode', mode, JUDGE_MODES.join(', '))
  if (!Number.isInteger(samples) || samples < 1) refuse('samples', samples, 'a whole number from 1')
  if (maxTokens !== null && (!Number.isInteger(maxTokens) || maxTokens < 1))
    refuse('maxTokens', maxTokens, 'a whole number from 1')
  if (guidelines !== null && !/\{\{\s*guidelines\s*\}\}/.test(prompt.text))
    refuse('guidelines', 'guidelines', `a prompt with {{guidelines}}, which ${prompt.name} is not`)
  return judge
}
