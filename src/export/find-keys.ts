/** A stretch of a text: indices of its first character and of the first one after it. */
export interface Span {
  readonly start: number
  readonly end: number
}

const SHAPES = [
  'sk-[A-Za-z0-9_-]{20,}', // OpenAI, Anthropic, OpenRouter, DeepSeek
  'xox[abeoprs]-[A-Za-z0-9-]{10,}', // Slack
  '(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}', // Stripe
  'glpat-[A-Za-z0-9_-]{20,}', // GitLab
  'hf_[A-Za-z0-9]{30,}', // Hugging Face
  'gh[pousr]_[A-Za-z0-9]{36,}', // GitHub
  'github_pat_[A-Za-z0-9_]{22,}',
  'gsk_[A-Za-z0-9]{40,}', // Groq
  'npm_[A-Za-z0-9]{36}(?![A-Za-z0-9])',
  '(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])', // AWS
  'AIza[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])', // Google
  'eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{10,}', // JSON web tokens (RFC 7519)
]
const SHAPE = new RegExp(`(?<![A-Za-z0-9_])(?:${SHAPES.join('|')})`, 'g')
/** Shapes that a hyphenated name can have too: only what looks random, or holds a long number, counts. */
const MAY_BE_A_NAME = /^(?:sk-|xox|glpat-)/

const VALUE = '([A-Za-z0-9_\\-./+~]{16,}={0,2})'
const NAMES =
  '(?:api|access|secret|private|auth|client|service|bearer)[_\\- ]?(?:key|token|secret)|token|secret|passw(?:or)?d|passphrase'
const ASSIGNED = new RegExp(
  `(?:(?:${NAMES})["'\\]]{0,2}\\s{0,4}(?:=>|:=|=|:)\\s{0,4}["'\`]?|(?<![A-Za-z0-9_])bearer\\s{1,3})${VALUE}`,
  'gi',
)

/** Returns keys by the shapes that well-known services give them, and signed JSON web tokens. */
export function findShapedKeys(text: string): Span[] {
  const spans: Span[] = []
  for (const match of text.matchAll(SHAPE))
    if (!MAY_BE_A_NAME.test(match[0]) || looksRandom(match[0]) || /\d{9}/.test(match[0]))
      spans.push({ start: match.index, end: match.index + match[0].length })
  return spans
}

/**
 * Returns long values that look random after a name such as `api_key=`, `client-secret:` or after `Bearer`; the name is no part of it.
 */
export function findAssignedKeys(text: string): Span[] {
  const spans: Span[] = []
  ASSIGNED.lastIndex = 0
  for (let match = ASSIGNED.exec(text); match !== null; match = ASSIGNED.exec(text)) {
    const value = (match[1] ?? '').replace(/\.+$/, '')
    const start = match.index + match[0].length - (match[1] ?? '').length
    if (looksRandom(value)) spans.push({ start, end: start + value.length })
    // What is no value may end in a name: token=the-name-of-api_key=...
    else ASSIGNED.lastIndex = start
  }
  return spans
}

/** Tells whether some part of a value, between its signs, is long and mixes letters and two digits: no name, no path, no word. */
function looksRandom(value: string): boolean {
  if (/^[./~]/.test(value)) return false
  return (
    UUID.test(value) ||
    value
      .split(/[^A-Za-z0-9]/)
      .some((part) => part.length >= 12 && /\d.*\d/.test(part) && /[A-Za-z]/.test(part))
  )
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g
const END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g
const LONGEST_BLOCK = 20_000
/** Lines of base64 after a beginning without an end; `\n` may be written as a sign. */
const BASE64_LINES = /(?:(?:\s|\\[nr]){0,4}[A-Za-z0-9+/=]{24,})*/y

/** Returns private key blocks (PEM, RFC 7468); of one that is cut off, its first line and the lines of base64 that follow. */
export function findKeyBlocks(text: string): Span[] {
  const ends = [...text.matchAll(END)]
  let next = 0
  let after = 0
  const spans: Span[] = []
  for (const begin of text.matchAll(BEGIN)) {
    if (begin.index < after) continue
    const body = begin.index + begin[0].length
    while (next < ends.length && (ends[next]?.index ?? 0) < body) next++
    const end = ends[next]
    const inside =
      end === undefined ? null : text.slice(body, Math.min(end.index, body + LONGEST_BLOCK))
    if (end !== undefined && inside !== null && isBody(inside, end.index - body))
      after = end.index + end[0].length
    else {
      BASE64_LINES.lastIndex = body
      BASE64_LINES.test(text)
      after = BASE64_LINES.lastIndex
    }
    if (after > body) spans.push({ start: begin.index, end: after })
  }
  return spans
}

/** A body holds base64 and header lines, and so much of it that it is no ellipsis. */
const isBody = (inside: string, length: number): boolean =>
  length <= LONGEST_BLOCK &&
  /^[A-Za-z0-9+/=\s\\:,.-]+$/.test(inside) &&
  /[A-Za-z0-9+/]{24}/.test(inside)
