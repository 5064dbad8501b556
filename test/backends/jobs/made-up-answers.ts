import type { PaidAnswer } from '../../../src/domain/index.ts'

/** Returns an answer, or a failure when the text is null. */
export function answerTo(key: string, text: string | null, costUsd: number | null): PaidAnswer {
  const common = { key, costUsd, estimated: false, durationMs: 12.5, attempts: 1 }
  if (text === null) return { ...common, reply: null, failure: 'no' }
  const reply = { text, finish: 'stop', tokens: null, usage: null, model: null } as const
  return { ...common, reply, failure: null }
}

let count = 0
/** Returns a name that no other test of the file uses. */
export const freshName = (): string => `name-${count++}`
