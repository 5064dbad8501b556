import type { PreferenceInstance } from '../domain/index.ts'
import { sha1Hex } from './sha1.ts'

/** What a pair is by its texts, whatever its id and the order of its completions. */
export interface ContentKey {
  /** 40 hex digits, equal for pairs of the same prompt and the same two completions. */
  readonly key: string
  /** Completion B comes first in the key. */
  readonly swapped: boolean
}

/** Returns what a pair is by its texts: the SHA-1 of prompt and completions, each with its length, the completions in code-point order. */
export function contentKey({
  prompt,
  completionA,
  completionB,
}: Pick<PreferenceInstance, 'prompt' | 'completionA' | 'completionB'>): ContentKey {
  const swapped = completionB < completionA
  const texts = swapped ? [prompt, completionB, completionA] : [prompt, completionA, completionB]
  return { key: sha1Hex(texts.map((text) => `${text.length}:${text}`).join('')), swapped }
}
