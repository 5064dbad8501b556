import type { Span } from './find-keys.ts'

const CARD =
  /(?<![\p{L}\p{N}_.])(?:\d{13,19}|\d{4}([ -])\d{4}\1\d{4}\1\d{4}|\d{4}([ -])\d{6}\2\d{4,5})(?![\p{L}\p{N}_]|\.\d)/gu

/**
 * Returns payment cards: the lengths and first digits that card brands use, alone or in the groups printed on cards, with the check digit
 * of Luhn (ISO/IEC 7812-1).
 */
export function findCards(text: string): Span[] {
  const spans: Span[] = []
  CARD.lastIndex = 0
  for (let match = CARD.exec(text); match !== null; match = CARD.exec(text)) {
    const end = match.index + match[0].length
    if (isCard(match[0].replace(/\D/g, ''))) spans.push({ start: match.index, end })
    // Groups of four may be read from any of them on.
    else CARD.lastIndex = match.index + 1
  }
  return spans
}

const BRANDS =
  /^(?:4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:2[2-9]|[3-6]\d|7[01])\d{13}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}|6(?:011|4[4-9]\d|5\d\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12})$/

function isCard(digits: string): boolean {
  if (!BRANDS.test(digits) || /^(\d)\1+$/.test(digits)) return false
  let sum = 0
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place])
    const doubled = place % 2 === 1 ? digit * 2 : digit
    sum += doubled > 9 ? doubled - 9 : doubled
  }
  return sum % 10 === 0
}

const OCTET = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)'
const IPV4 = new RegExp(
  `(?<![\\p{L}\\p{N}_.])(?:${OCTET}\\.){3}${OCTET}(?![\\p{L}\\p{N}_]|\\.\\d)`,
  'gu',
)
const IPV6 = /(?<![\p{L}\p{N}_:.])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\p{L}\p{N}_:])/gu

/**
 * Returns addresses of the internet, IPv4 and IPv6. Those that everybody has stay (loopback, private and link-local ranges, masks), and what
 * follows a word such as `version` is no address.
 */
export function findIps(text: string): Span[] {
  const found = [
    ...[...text.matchAll(IPV4)].filter(
      (match) => isPublic(match[0]) && !isVersion(text, match.index),
    ),
    ...[...text.matchAll(IPV6)].filter((match) => isIpv6(match[0])),
  ]
  return found
    .map((match) => ({ start: match.index, end: match.index + match[0].length }))
    .sort((one, other) => one.start - other.start)
}

const isPublic = (address: string): boolean =>
  !/^(?:0|10|127|169\.254|172\.(?:1[6-9]|2\d|3[01])|192\.168|2(?:2[4-9]|[345]\d))\./.test(address)

const isVersion = (text: string, start: number): boolean =>
  /(?:version|release|build|ver\.?|section|chapter)\s?[:=]?\s?$/i.test(
    text.slice(Math.max(0, start - 12), start),
  )

/** Eight groups, or fewer with one `::` and three at least; a digit somewhere, so that `ace::bad::cafe` stays code. */
function isIpv6(text: string): boolean {
  if (!/\d/.test(text) || /^fe80:/i.test(text)) return false
  const parts = text.split('::')
  const groups = parts.flatMap((part) => part.split(':')).filter((group) => group !== '').length
  if (parts.length === 1) return groups === 8 && !text.startsWith(':') && !text.endsWith(':')
  return parts.length === 2 && !/(?:^:(?!:))|(?:(?<!:):$)/.test(text) && groups >= 3 && groups <= 7
}
