import { Tokenizer } from '@huggingface/tokenizers'
import { damaged } from './errors.ts'
import type { Vocabulary } from './vocabulary.ts'

/** Turns texts into token ids. */
export interface TextTokenizer {
  /** Returns the first ids of a text, at most so many. What stands for a special token in the text is read as plain characters. */
  readonly first: (text: string, limit: number) => number[]
}

/** Characters that a token has on average at most; only a first guess. */
const CHARACTERS_A_TOKEN = 8

/**
 * Returns the tokenizer of SmolLM: every digit (of any script) by itself, then the byte-level BPE of GPT-2. No special token is known to it, so
 * that a text cannot close the message that it stands in. Bytes that the vocabulary lacks are left out.
 *
 * @throws HyperError `config/decoder-damaged`
 */
export function createTextTokenizer({ ids, merges }: Vocabulary): TextTokenizer {
  const tokenizer = openTokenizer(ids, merges)
  const encode = (text: string): number[] =>
    text === '' ? [] : tokenizer.encode(text, { add_special_tokens: false }).ids
  return {
    first: (text, limit) => {
      let characters = limit * CHARACTERS_A_TOKEN
      for (;;) {
        const head = headOf(text, characters)
        const found = encode(head)
        if (found.length >= limit || head.length === text.length) return found.slice(0, limit)
        characters = Math.max(2 * characters, head.length + 1)
      }
    },
  }
}

/**
 * Returns the start of a text, cut where a word ends, at or before a number of characters, or at the first such place after it. The tokens of the
 * part are the first tokens of the whole: no token reaches over the end of a word.
 */
function headOf(text: string, characters: number): string {
  if (text.length <= characters) return text
  for (let end = characters; end > characters / 2; end--) {
    if (isWordEnd(text, end)) return text.slice(0, end)
  }
  for (let end = characters + 1; end < text.length; end++) {
    if (isWordEnd(text, end)) return text.slice(0, end)
  }
  return text
}

// A word is letters, other marks or white space, with at most one space before it; a digit is a word. Only a mark may reach into letters ('s).
function isWordEnd(text: string, end: number): boolean {
  const before = text[end - 1]!
  const after = text[end]!
  if (/[\ud800-\udfff]/.test(after)) return false
  if (/\p{N}/u.test(before) || /\p{N}/u.test(after)) return true
  return /\s/.test(after) ? !/\s/.test(before) : /\p{L}/u.test(before) && !/\p{L}/u.test(after)
}

function openTokenizer(ids: ReadonlyMap<string, number>, merges: readonly string[]): Tokenizer {
  const description = {
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: {
      type: 'Sequence',
      pretokenizers: [
        { type: 'Split', pattern: { Regex: '\\p{N}' }, behavior: 'Isolated', invert: false },
        { type: 'ByteLevel', add_prefix_space: false, use_regex: true },
      ],
    },
    post_processor: null,
    decoder: { type: 'ByteLevel' },
    model: { type: 'BPE', vocab: Object.fromEntries(ids), merges },
  }
  try {
    return new Tokenizer(description, {})
  } catch (cause) {
    throw damaged(`a vocabulary that cannot be used (${(cause as Error).message})`, 'a BPE', cause)
  }
}
