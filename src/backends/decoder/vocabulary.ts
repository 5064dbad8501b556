import { damaged, unsupported } from './errors.ts'
import type { GgufFile, GgufValue } from './read-gguf.ts'

/** What the tokenizer is made of. */
export interface Vocabulary {
  /** Ids of the tokens that a text can hold. */
  readonly ids: ReadonlyMap<string, number>
  /** Ids of the tokens that only the template may set. */
  readonly special: ReadonlyMap<string, number>
  /** Two parts and a space between, the first rank first. */
  readonly merges: readonly string[]
}

/** Number of a special token among `tokenizer.ggml.token_type`. */
const SPECIAL = 3

/**
 * Returns the vocabulary of a GGUF file whose tokenizer is the byte-level BPE of SmolLM.
 *
 * @throws HyperError `config/decoder-unsupported`, `config/decoder-damaged`
 */
export function readVocabulary({ metadata }: GgufFile): Vocabulary {
  const field = (name: string): GgufValue | undefined => metadata.get(`tokenizer.ggml.${name}`)
  for (const [name, expected] of [
    ['model', 'gpt2'],
    ['pre', 'smollm'],
  ] as const) {
    if (field(name) === expected) continue
    throw unsupported(
      `tokenizer.ggml.${name} ${JSON.stringify(field(name) ?? null)}`,
      JSON.stringify(expected),
    )
  }
  const tokens = listOf(field('tokens'), 'tokens', 'string')
  const types = listOf(field('token_type'), 'token_type', 'number')
  const merges = listOf(field('merges'), 'merges', 'string')
  if (types.length !== tokens.length) {
    throw damaged(`${types.length} token types`, `${tokens.length}, one a token`)
  }
  const ids = new Map<string, number>()
  const special = new Map<string, number>()
  tokens.forEach((token, id) => {
    if (ids.has(token) || special.has(token)) {
      throw damaged(`token ${JSON.stringify(token)} twice`, 'every token once')
    }
    const kind = types[id] === SPECIAL ? special : ids
    kind.set(token, id)
  })
  return { ids, special, merges }
}

function listOf(value: GgufValue | undefined, name: string, type: 'string'): readonly string[]
function listOf(value: GgufValue | undefined, name: string, type: 'number'): readonly number[]
function listOf(value: GgufValue | undefined, name: string, type: string): readonly GgufValue[] {
  const list: unknown = value
  if (Array.isArray(list) && list.length > 0 && list.every((item) => typeof item === type)) {
    return list as readonly GgufValue[]
  }
  throw damaged(`no usable tokenizer.ggml.${name}`, `a list of values of type ${type}`)
}
