import { batchWindows, cutWindows, type WindowModel } from './window-model.ts'

/** Unit token vectors of one text, row-major (tokens x dimension). */
export interface TokenVectors {
  readonly tokens: number
  /** Whether the text goes on after them. */
  readonly cut: boolean
  readonly data: Float32Array
}

/** Token vectors of the texts asked for last. */
export interface TokenStore {
  /** Returns the vectors of texts in their order; encodes only those that are not held. */
  load(texts: readonly string[]): Promise<TokenVectors[]>
}

/** Bounds of a token store. */
export interface TokenStoreLimits {
  /** Tokens read of every text; the rest is left out. */
  readonly tokensPerText: number
  /** Bytes held between two calls. */
  readonly bytes: number
}

/** Returns an empty store; what was asked for longest ago is dropped first. */
export function createTokenStore(model: WindowModel, limits: TokenStoreLimits): TokenStore {
  const held = new Map<string, TokenVectors>()
  let bytes = 0
  const keep = (text: string, vectors: TokenVectors): void => {
    bytes += vectors.data.byteLength
    held.set(text, vectors)
  }
  const shrink = (): void => {
    for (const [text, vectors] of held) {
      if (bytes <= limits.bytes) return
      held.delete(text)
      bytes -= vectors.data.byteLength
    }
  }
  return {
    load: async (texts) => {
      const missing = [...new Set(texts)].filter((text) => !held.has(text))
      const fresh = await encodeTokensOf(model, missing, limits.tokensPerText)
      missing.forEach((text, index) => {
        keep(text, fresh[index]!)
      })
      const found = texts.map((text) => {
        const vectors = held.get(text)!
        held.delete(text)
        held.set(text, vectors)
        return vectors
      })
      shrink()
      return found
    },
  }
}

async function encodeTokensOf(
  model: WindowModel,
  texts: readonly string[],
  tokensPerText: number,
): Promise<TokenVectors[]> {
  const { dimension } = model
  const whole = texts.map((text) => model.tokenise(text))
  const tokens = whole.map((all) => all.subarray(0, tokensPerText))
  const vectors = tokens.map(({ length }) => new Float32Array(length * dimension))
  for (const batch of batchWindows(cutWindows(tokens, model.windowTokens))) {
    const rows = await model.encodeTokens(batch.map((window) => window.tokens))
    const size = batch[0]!.tokens.length * dimension
    batch.forEach(({ text, start }, index) => {
      vectors[text]!.set(rows.subarray(index * size, (index + 1) * size), start * dimension)
    })
  }
  return vectors.map((data, text) => ({
    tokens: tokens[text]!.length,
    cut: whole[text]!.length > tokensPerText,
    data,
  }))
}
