import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Tokenizer } from '@huggingface/tokenizers'
import { HyperError } from '../../kit/index.ts'
import type { FolderModelSpec } from './folder-spec.ts'

/** The tokenizer of a model folder. */
export interface FolderTokenizer {
  /** Returns the token ids of a text without the special ones. */
  tokenise(text: string): Int32Array
  /** Special tokens before and after every window. */
  readonly before: readonly number[]
  readonly after: readonly number[]
}

/** Reads `tokenizer.json`. @throws HyperError `config/encoder-folder` when it is not one */
export async function readFolderTokenizer(spec: FolderModelSpec): Promise<FolderTokenizer> {
  const tokenizer = await openTokenizer(spec)
  const encode = (text: string, special: boolean): number[] =>
    tokenizer.encode(text, { add_special_tokens: special }).ids
  const [before, after] = findSpecials(encode('a', false), encode('a', true))
  return { tokenise: (text) => Int32Array.from(encode(text, false)), before, after }
}

async function openTokenizer(spec: FolderModelSpec): Promise<Tokenizer> {
  try {
    const description = JSON.parse(await readFile(spec.tokenizerFile, 'utf8')) as object
    const config = existsSync(spec.tokenizerConfigFile)
      ? (JSON.parse(await readFile(spec.tokenizerConfigFile, 'utf8')) as object)
      : {}
    return new Tokenizer(description, config)
  } catch (cause) {
    throw new HyperError(
      'config/encoder-folder',
      `${spec.tokenizerFile}: got a file that cannot be used (${(cause as Error).message}), expected a Hugging Face tokenizer.json`,
      { cause },
    )
  }
}

function findSpecials(plain: readonly number[], whole: readonly number[]): [number[], number[]] {
  const start = whole.findIndex((_, at) => plain.every((id, index) => whole[at + index] === id))
  return start < 0 ? [[], []] : [whole.slice(0, start), whole.slice(start + plain.length)]
}
