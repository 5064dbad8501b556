import type { Span } from './find-keys.ts'

const WORD = '[\\p{L}\\p{N}_]'
const GAP = '[ .\\-/()\\u00A0]'

const NORTH_AMERICAN = new RegExp(
  `(?<!${WORD}|[+\\-./])(?:\\+?1[\\- .])?(?:\\([2-9]\\d{2}\\)[ \\u00A0]?[2-9]\\d{2}[\\-. ]\\d{4}|[2-9]\\d{2}-[2-9]\\d{2}-\\d{4}|[2-9]\\d{2}\\.[2-9]\\d{2}\\.\\d{4})(?!${WORD}|\\+|\\(\\d{3}\\)|[\\-.]\\d)`,
  'gu',
)
const INTERNATIONAL = new RegExp(
  `(?<!${WORD}|\\+)\\+[1-9]\\d{0,14}(?:${GAP}{1,2}\\d{1,8}){0,6}(?!${WORD}|\\+|\\(\\d{3}\\))`,
  'gu',
)
const LABELLED = new RegExp(
  `(?<!${WORD})(?:(?:tel|telefon|telephone|fax|whatsapp)(?!${WORD})\\.?|(?:phone|mobile|cell|handy)(?= ?(?:number|nr|no|is|[:=#])))(?: ?(?:number|nr|no)(?!${WORD})\\.?)?(?: is)? ?[:=#]? ?(\\+?\\(?\\d(?:${GAP}{0,2}\\d){6,14})(?!${WORD}|\\+|\\(\\d{3}\\))`,
  'giu',
)

/** Returns numbers with the separators of the North American plan: `(415) 555-0123`, `1-415-555-0123`, `415.555.0123`. */
export function findNorthAmericanPhones(text: string): Span[] {
  return [...text.matchAll(NORTH_AMERICAN)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
  }))
}

/** Returns numbers with a leading `+` and 9 to 15 digits (E.164) that are parted as telephone numbers are. */
export function findInternationalPhones(text: string): Span[] {
  return [...text.matchAll(INTERNATIONAL)]
    .filter(([number]) => isInternational(number))
    .map((match) => ({ start: match.index, end: match.index + match[0].length }))
}

/** Returns numbers of 7 to 15 digits after a word that says what they are: `Tel. 030 1234567`, `phone: 5550123`; the word is no part. */
export function findLabelledPhones(text: string): Span[] {
  return [...text.matchAll(LABELLED)].flatMap((match) => {
    const number = match[1] ?? ''
    const end = match.index + match[0].length
    return isLabelled(number) ? [{ start: end - number.length, end }] : []
  })
}

function isInternational(number: string): boolean {
  const digits = number.replace(/\D/g, '')
  const groups = number.slice(1).split(/\D+/)
  if (digits.length > 15 || isRound(digits) || hasDecimals(number)) return false
  if (digits.startsWith('1')) return digits.length === 11
  if (digits.length >= 10) return true
  // Nine digits in threes are an amount: +123 456 789.
  return digits.length === 9 && groups.length >= 3 && groups.some(({ length }) => length !== 3)
}

function isLabelled(number: string): boolean {
  const digits = number.replace(/\D/g, '')
  const groups = number.replace(/^\D+/, '').split(/\D+/)
  const isDate = /^(?:(?:19|20)\d\d[-/. ]\d\d?[-/. ]\d\d?|\d\d?[-/.]\d\d?[-/.](?:19|20)\d\d)/.test(
    number,
  )
  const areYears = groups.every((group) => /^(?:19|20)\d\d$/.test(group))
  return digits.length <= 15 && !isDate && !areYears && !isRound(digits) && !hasDecimals(number)
}

const isRound = (digits: string): boolean => /0{5}$|^(\d)\1+$/.test(digits)

/** A point parts groups only where it parts all of them, and three or more. */
const hasDecimals = (number: string): boolean =>
  number.includes('.') && !/^\+?\d+(?:\.\d+){2,}$/.test(number)
