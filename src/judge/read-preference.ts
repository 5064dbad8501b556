import { PREFERENCE_PHRASES } from './answer-form.ts'
import type { ReadPreference } from './read-result.ts'
import { trimMarks } from './read-text.ts'

const PHRASES: ReadonlyMap<string, ReadPreference> = new Map([
  ...PREFERENCE_PHRASES.map((phrase): [string, ReadPreference] => [
    phrase.toLowerCase(),
    phrase === 'tie'
      ? { verdict: 'tie', strength: null }
      : {
          verdict: phrase.startsWith('A') ? 'a' : 'b',
          strength: phrase.includes('clearly') ? 'clear' : 'slight',
        },
  ]),
  ['a is better', { verdict: 'a', strength: null }],
  ['b is better', { verdict: 'b', strength: null }],
  ['a', { verdict: 'a', strength: null }],
  ['b', { verdict: 'b', strength: null }],
])

/** Preferences of the digits of `five-step`, 1 to 5. */
export const STEP_PREFERENCES: readonly ReadPreference[] = [
  { verdict: 'a', strength: 'clear' },
  { verdict: 'a', strength: 'slight' },
  { verdict: 'tie', strength: null },
  { verdict: 'b', strength: 'slight' },
  { verdict: 'b', strength: 'clear' },
]

const SPACE = ' \t\r\n\u00A0\u3000'
const MARKS = { before: `${SPACE}"'“”‘’\`*_([{#`, after: `${SPACE}"'“”‘’\`*_)]}.,;:!` }

/** Returns what a line says without the marks around it (bold, quotes, brackets, a full stop), lower case. A leading `>` is a quotation and stays. */
export function bareWords(line: string): string {
  return trimMarks(line, MARKS).replace(/\s+/g, ' ').toLowerCase()
}

/** Returns the preference that words stand for, A being the answer shown first: one of the five phrases, `A is better`, `A`, `B`; null for any other. */
export function readPhrase(words: string): ReadPreference | null {
  return PHRASES.get(bareWords(words)) ?? null
}
