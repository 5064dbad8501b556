import type { AnswerToken, LmReply, PreferenceInstance } from '../../../src/domain/index.ts'
import {
  BUILT_IN_PROMPTS,
  type Judge,
  type JudgeAnswer,
  type JudgeMode,
} from '../../../src/judge/index.ts'

/** A judge with the built-in prompt of a mode. */
export function makeJudge(mode: JudgeMode, fields: Partial<Judge> = {}): Judge {
  return {
    id: 'judge',
    model: 'model-1',
    mode,
    prompt: BUILT_IN_PROMPTS[mode],
    guidelines: null,
    orders: 'both',
    samples: 1,
    temperature: 0,
    maxTokens: null,
    seed: 7,
    probabilities: true,
    reasons: false,
    family: null,
    parameters: {},
    ...fields,
  }
}

export function makeInstance(fields: Partial<PreferenceInstance> = {}): PreferenceInstance {
  return {
    id: 'pair-1',
    source: 'made-up',
    prompt: 'Name a prime number above ten.',
    completionA: 'Eleven.',
    completionB: 'Twelve is one.',
    human: [],
    lm: [],
    meta: {},
    ...fields,
  }
}

export function makeReply(text: string, fields: Partial<LmReply> = {}): LmReply {
  return { text, finish: 'stop', tokens: null, usage: null, model: null, ...fields }
}

/** A token with the probabilities of what might have stood in its place; itself first. */
export function makeToken(...choices: readonly (readonly [string, number])[]): AnswerToken {
  const listed = choices.map(([token, p]) => ({ token, logprob: Math.log(p) }))
  return { ...listed[0]!, alternatives: listed }
}

/** An answer that is one token. */
export function makeTokenReply(...choices: readonly (readonly [string, number])[]): LmReply {
  return makeReply(choices[0]![0], { finish: 'length', tokens: [makeToken(...choices)] })
}

export function makeAnswer(
  reply: LmReply | string | null,
  fields: Partial<JudgeAnswer> = {},
): JudgeAnswer {
  return {
    reply: typeof reply === 'string' ? makeReply(reply) : reply,
    costUsd: 0.001,
    durationMs: 100,
    ...fields,
  }
}

/** An answer in mode `aspects`. */
export function makeAspects(
  overall: string,
  fields: Readonly<Record<string, unknown>> = {},
): string {
  return JSON.stringify({ helpful: 'tie', truthful: 'tie', harmless: 'tie', overall, ...fields })
}
