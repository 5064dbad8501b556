import { porterStem } from './porter-stem.ts'

/** Interned tokens of texts: equal tokens have equal numbers within one index. */
export interface RougeIndex {
  /**
   * Returns the token numbers of a text: lower-cased, every run outside `[a-z0-9]` is a space; with stemming the tokens
   * longer than 3 characters stand for their Porter stem. Each distinct text is read once.
   */
  tokens(text: string): Int32Array
  /** Distinct tokens seen so far; every token number is below it. */
  readonly size: number
}

/** Returns an empty index. Stems are computed once a distinct word. Memory: 4 bytes a token of every distinct text seen. */
export function createRougeIndex(options: { readonly stem: boolean }): RougeIndex {
  const numbers = new Map<string, number>()
  const stems = new Map<string, number>()
  const texts = new Map<string, Int32Array>()
  const intern = (token: string): number => {
    const known = numbers.get(token)
    if (known !== undefined) return known
    numbers.set(token, numbers.size)
    return numbers.size - 1
  }
  const internWord = (word: string): number => {
    const known = stems.get(word)
    if (known !== undefined) return known
    const number = intern(options.stem && word.length > 3 ? porterStem(word) : word)
    stems.set(word, number)
    return number
  }
  return {
    tokens(text) {
      const known = texts.get(text)
      if (known !== undefined) return known
      const tokens = readTokens(text.toLowerCase(), internWord)
      texts.set(text, tokens)
      return tokens
    },
    get size() {
      return numbers.size
    },
  }
}

/** Returns the ROUGE tokens of a text without stemming. */
export function rougeWords(text: string): string[] {
  return text.toLowerCase().match(/[a-z0-9]+/g) ?? []
}

let scratch = new Int32Array(1024)

function readTokens(text: string, internWord: (word: string) => number): Int32Array {
  if (scratch.length * 2 < text.length + 2) scratch = new Int32Array(text.length + 2)
  let count = 0
  let start = -1
  for (let index = 0; index <= text.length; index++) {
    const unit = index < text.length ? text.charCodeAt(index) : 32
    const isTokenUnit = (unit >= 97 && unit <= 122) || (unit >= 48 && unit <= 57)
    if (isTokenUnit) {
      if (start < 0) start = index
    } else if (start >= 0) {
      scratch[count++] = internWord(text.slice(start, index))
      start = -1
    }
  }
  return scratch.slice(0, count)
}
