import { findEmails } from './find-emails.ts'
import { findAssignedKeys, findKeyBlocks, findShapedKeys, type Span } from './find-keys.ts'
import { findCards, findIps } from './find-numbers.ts'
import {
  findInternationalPhones,
  findLabelledPhones,
  findNorthAmericanPhones,
} from './find-phones.ts'

/** What is looked for in texts. */
export type ScrubKind = 'keys' | 'emails' | 'cards' | 'ips' | 'phones'

/** All kinds, in the order in which they are looked for. */
export const SCRUB_KINDS: readonly ScrubKind[] = ['keys', 'emails', 'cards', 'ips', 'phones']

/** The kinds that are looked for where nothing is said. */
export const DEFAULT_SCRUB_KINDS: readonly ScrubKind[] = ['keys', 'emails', 'phones']

/** What stands in the place of a find. */
export const SCRUB_MARKS: Readonly<Record<ScrubKind, string>> = {
  keys: '[key]',
  emails: '[email]',
  cards: '[card]',
  ips: '[ip]',
  phones: '[phone]',
}

/** Finds that are told one by one; all others are counted. */
export const MOST_PLACES = 20

/** A find in a text, told without what was found. */
export interface ScrubFind {
  readonly kind: ScrubKind
  /** The mark with some of the text around it, on one line; digits and words that could be ids, keys or addresses are hidden. */
  readonly excerpt: string
}

/** A text after the scrub. */
export interface ScrubbedText {
  /** The text as it came where nothing was found. */
  readonly text: string
  readonly counts: Readonly<Partial<Record<ScrubKind, number>>>
  /** The first 20 finds. */
  readonly finds: readonly ScrubFind[]
}

type Finder = (text: string) => readonly Span[]

/**
 * Every finder reads what the ones before it have left, and looks no further than one character beyond a find; so a mark in the place of a
 * find shows nothing new to a second scrub.
 */
const FINDERS: Readonly<Record<ScrubKind, readonly Finder[]>> = {
  keys: [findKeyBlocks, findShapedKeys, findAssignedKeys],
  emails: [findEmails],
  cards: [findCards],
  ips: [findIps],
  phones: [findNorthAmericanPhones, findInternationalPhones, findLabelledPhones],
}

/**
 * Returns a text with a mark in the place of every find of these kinds: `[key]`, `[email]`, `[card]`, `[ip]`, `[phone]`. Scrubbing the result
 * again changes nothing more. Time is linear in the length of the text.
 *
 * Precision over recall for phones: a number counts only where it has `+` and the length of a telephone number, where it has the separators
 * of a North American number, or where a word such as `Tel.` or `phone:` says what it is. All other digits are left: far more often they are
 * dates, amounts, versions, account numbers and ids. Names, addresses of streets and dates of birth are not looked for.
 */
export function scrubText(
  text: string,
  kinds: readonly ScrubKind[] = DEFAULT_SCRUB_KINDS,
): ScrubbedText {
  let parts: readonly Part[] = [{ text, kind: null }]
  for (const kind of SCRUB_KINDS)
    if (kinds.includes(kind))
      for (const find of FINDERS[kind]) parts = parts.flatMap((part) => divide(part, kind, find))
  if (parts.every((part) => part.kind === null)) return { text, counts: {}, finds: [] }
  const scrubbed = parts.map((part) => part.text).join('')
  const counts: Partial<Record<ScrubKind, number>> = {}
  const finds: ScrubFind[] = []
  let start = 0
  for (const { text: own, kind } of parts) {
    if (kind !== null) {
      counts[kind] = (counts[kind] ?? 0) + 1
      if (finds.length < MOST_PLACES) finds.push({ kind, excerpt: excerptOf(scrubbed, start, own) })
    }
    start += own.length
  }
  return { text: scrubbed, counts, finds }
}

/** A stretch of text, or a mark with its kind. */
interface Part {
  readonly text: string
  readonly kind: ScrubKind | null
}

function divide(part: Part, kind: ScrubKind, find: Finder): readonly Part[] {
  if (part.kind !== null) return [part]
  const spans = find(part.text)
  if (spans.length === 0) return [part]
  const parts: Part[] = []
  let from = 0
  for (const { start, end } of spans) {
    if (start > from) parts.push({ text: part.text.slice(from, start), kind: null })
    parts.push({ text: SCRUB_MARKS[kind], kind })
    from = end
  }
  if (from < part.text.length) parts.push({ text: part.text.slice(from), kind: null })
  return parts
}

/** Characters that an excerpt shows on each side, and those it is cut from. */
const AROUND = 24
const READ = 120

function excerptOf(text: string, start: number, mark: string): string {
  const end = start + mark.length
  const before = hideWords(text.slice(Math.max(0, start - READ), start))
  const after = hideWords(text.slice(end, end + READ))
  const from = before.length > AROUND || start > READ ? '...' : ''
  const to = after.length > AROUND || text.length > end + READ ? '...' : ''
  return `${from}${before.slice(-AROUND)}${mark}${after.slice(0, AROUND)}${to}`
}

/** The same find may stand there again in a form that is none: bare digits, a key without its name, a mailbox in a URL. */
const hideWords = (text: string): string =>
  text
    .replace(/\p{Surrogate}/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/[^ ]+/g, (word) => (mayTell(word) ? '***' : word.replace(/\d/g, '#')))

const mayTell = (word: string): boolean =>
  word.includes('@') || (/[A-Za-z0-9]{12}/.test(word) && /\d/.test(word))
