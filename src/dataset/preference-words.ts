import type { Strength, Verdict } from '../domain/index.ts'

/** A verdict with its strength, where one was recorded. */
export interface Preference {
  readonly verdict: Verdict
  readonly strength?: Strength
}

/** What a preference may be, for messages. */
export const PREFERENCE_WORDS =
  'tie, or a-is-better or b-is-better with "clearly-" or "slightly-" before "better" where strength was recorded'

/**
 * Returns the preference that a word of the pair format stands for, or null where it is none. Case and surrounding white space do
 * not matter (MultiPref writes `A-is-clearly-better`).
 */
export function parsePreference(word: string): Preference | null {
  const text = word.trim().toLowerCase()
  if (text === 'tie') return { verdict: 'tie' }
  const match = /^([ab])-is-(clearly-|slightly-)?better$/.exec(text)
  if (match === null) return null
  const verdict = match[1] as Verdict
  if (match[2] === undefined) return { verdict }
  return { verdict, strength: match[2] === 'clearly-' ? 'clear' : 'slight' }
}

/** Returns the word of the pair format for a preference; the inverse of `parsePreference`. */
export function formatPreference(verdict: Verdict, strength?: Strength): string {
  if (verdict === 'tie') return 'tie'
  if (strength === undefined) return `${verdict}-is-better`
  return `${verdict}-is-${strength === 'clear' ? 'clearly' : 'slightly'}-better`
}
