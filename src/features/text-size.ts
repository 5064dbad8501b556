import { rougeWords } from './rouge-tokens.ts'

/** How long a text is, in seven units that need no vocabulary. Tokens of a vocabulary come from the text analyser. */
export interface TextSize {
  readonly codePoints: number
  readonly utf16Units: number
  readonly utf8Bytes: number
  /** Pieces between runs of space, tab, line feed and carriage return. */
  readonly spacedWords: number
  /** Runs of letters, digits and marks of any script. */
  readonly words: number
  /** Runs of `[a-z0-9]` after lower-casing. */
  readonly rougeTokens: number
  readonly lines: number
}

/** Returns the sizes of a text. A lone surrogate counts as one code point and three bytes. */
export function measureText(text: string): TextSize {
  let codePoints = 0
  let utf8Bytes = 0
  for (const character of text) {
    const point = character.codePointAt(0)!
    codePoints++
    utf8Bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4
  }
  return {
    codePoints,
    utf16Units: text.length,
    utf8Bytes,
    spacedWords: text.match(/[^ \t\n\r]+/g)?.length ?? 0,
    words: text.match(/[\p{L}\p{N}\p{M}]+/gu)?.length ?? 0,
    rougeTokens: rougeWords(text).length,
    lines: text === '' ? 0 : text.split(/\r\n|\r|\n/).length,
  }
}
