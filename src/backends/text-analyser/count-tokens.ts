import * as o200k from 'gpt-tokenizer/encoding/o200k_base'

/** Special tokens are read as plain text. */
const PLAIN = { disallowedSpecial: new Set<string>() }

/** The merge loop is quadratic in a run without a break; runs longer than this are counted in pieces. */
const RUN_LIMIT = 400
const LONG_RUN = new RegExp(
  `[\\p{L}\\p{M}]{${RUN_LIMIT},}|[^\\s\\p{L}\\p{N}]{${RUN_LIMIT},}|\\s{${RUN_LIMIT},}`,
  'u',
)

/**
 * Returns the number of o200k_base tokens of a text. Equal to the published vocabulary except for runs of 400 and more letters, marks or
 * spaces without a break, where the count may differ by one for each 400 characters.
 */
export function countTokens(text: string): number {
  if (!LONG_RUN.test(text)) return countPiece(text)
  let tokens = 0
  for (let start = 0; start < text.length; ) {
    const end = cutPoint(text, Math.min(start + RUN_LIMIT, text.length))
    tokens += countPiece(text.slice(start, end))
    start = end
  }
  return tokens
}

function countPiece(text: string): number {
  if (!text.includes('\uFEFF')) return o200k.countTokens(text, PLAIN)
  return countMarked(text, (part) => o200k.encode(part, PLAIN))
}

function cutPoint(text: string, end: number): number {
  const unit = text.charCodeAt(end)
  return unit >= 0xdc00 && unit <= 0xdfff ? end + 1 : end
}

/** What a byte order mark is one token with. */
const MERGES_WITH_MARK = ['using', 'namespace', '\n\n', '\n', '//', '#', '\uFEFF']

/**
 * Returns the number of tokens of a text with byte order marks. The tokenizer package loses the mark when it looks its bytes up and gives two or
 * three tokens; the published vocabularies have one for the mark, and for the mark with a few followers.
 */
export function countMarked(text: string, encode: (part: string) => readonly number[]): number {
  const mark = encode('\uFEFF')
  const followers = new Set(
    MERGES_WITH_MARK.map((follower) => encode(follower).join()).filter((ids) => !ids.includes(',')),
  )
  const ids = encode(text)
  let count = 0
  for (let at = 0; at < ids.length; count++) {
    const isMark = mark.every((id, offset) => ids[at + offset] === id)
    at += isMark ? mark.length : 1
    if (isMark && followers.has(String(ids[at]))) at++
    else if (isMark && mark.every((id, offset) => ids[at + offset] === id)) at += mark.length
  }
  return count
}
