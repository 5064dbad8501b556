import type { Preference } from '../../preference-words.ts'

/** Names under which a tool showed the two completions; an answer may repeat them. */
export interface SideNames {
  readonly first: string
  readonly second: string
}

/** What an answer may be, for messages. */
export const SHOWN_WORDS =
  'tie, first or second (also A or B, left or right), or first-is-clearly-better, first-is-slightly-better and the same of second'

const TIES: ReadonlySet<string> = new Set([
  'tie',
  'same',
  'equal',
  'draw',
  'both',
  'neither',
  'no-preference',
  'about-the-same',
])

const NOUN =
  '(?:response|answer|completion|output|option|text|model|candidate|generation|reply|summary)'

const PATTERN = new RegExp(
  `^(?:the-)?(?<noun>${NOUN}-?)?(?<side>first|second|left|right|[ab12])(?:-${NOUN})?(?<better>(?:-is)?(?:-(?<strength>clearly|slightly|much))?-better)?$`,
)

/**
 * Returns the preference that an answer stands for, where A is the completion that was shown first; null where it is none. A bare 1 or
 * 2 counts only with `digits`: elsewhere it may be a rating.
 */
export function parseShownWord(
  word: string,
  names: SideNames | null = null,
  digits = false,
): Preference | null {
  const text = plainName(word)
  if (TIES.has(text)) return { verdict: 'tie' }
  if (names !== null && joinedName(text) === joinedName(names.first)) return { verdict: 'a' }
  if (names !== null && joinedName(text) === joinedName(names.second)) return { verdict: 'b' }
  const groups = PATTERN.exec(text)?.groups
  if (groups === undefined) return null
  const { noun, side, strength } = groups
  if ((side === '1' || side === '2') && noun === undefined && !digits) return null
  const verdict = ['first', 'left', 'a', '1'].includes(side!) ? 'a' : 'b'
  if (strength === undefined) return { verdict }
  return { verdict, strength: strength === 'slightly' ? 'slight' : 'clear' }
}

/** Returns a name without the differences that do not matter: case, and how its words are joined. */
export function plainName(name: string): string {
  return name
    .trim()
    .toLowerCase()
    .replace(/[\s_-]+/g, '-')
}

/** Returns a name without what joins its words: `response_1` and `Response 1` are `response1`. */
export function joinedName(name: string): string {
  return plainName(name).replaceAll('-', '')
}

/** Names of the question that asks for the overall preference, the plainest first. */
const PREFERENCE_NAMES: readonly string[] = [
  'preference',
  'overall-preference',
  'overall-pref',
  'overall',
  'pairwise',
  'comparison',
  'choice',
  'better',
  'better-response',
  'best',
  'best-response',
  'winner',
  'ranking',
  'pw',
  'label',
]

const REASON_NAMES = ['reasons', 'reason', 'comment', 'comments', 'explanation', 'rationale', 'why']

/** Returns which of the names is the question for the overall preference; null where none is or where two are equally likely. */
export function findPreferenceName(names: readonly string[]): string | null {
  for (const known of PREFERENCE_NAMES) {
    const found = names.filter((name) => plainName(name) === known)
    if (found.length > 0) return found.length === 1 ? found[0]! : null
  }
  const others = names.filter((name) => !isReasonName(name) && !isConfidenceName(name))
  return others.length === 1 ? others[0]! : null
}

/** Tells whether a question of this name asks for the overall preference. */
export function isPreferenceName(name: string): boolean {
  return PREFERENCE_NAMES.includes(plainName(name))
}

/** Tells whether a question of this name asks for reasons in the annotator's own words. */
export function isReasonName(name: string): boolean {
  return REASON_NAMES.includes(plainName(name))
}

/** Tells whether a question of this name asks how sure the annotator is. */
export function isConfidenceName(name: string): boolean {
  return ['confidence', 'certainty'].includes(plainName(name))
}
