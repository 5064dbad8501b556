/** A model that reads windows of tokens. What it says about a window must not depend on the windows beside it. */
export interface WindowModel {
  /** Length of a vector. */
  readonly dimension: number
  /** Most tokens that a window may hold. */
  readonly windowTokens: number
  /** Cuts a text into tokens, without the special ones. */
  tokenise(text: string): Int32Array
  /** Returns a unit vector per window, row-major (windows x dimension). All windows are equally long and not empty. */
  encodeWindows(windows: readonly Int32Array[]): Promise<Float32Array>
  /** Returns a unit vector per token, row-major (windows * length x dimension). All windows are equally long and not empty. */
  encodeTokens(windows: readonly Int32Array[]): Promise<Float32Array>
  dispose(): Promise<void>
}

/** A window and where it came from. */
export interface Window {
  /** Index of the text. */
  readonly text: number
  /** Position of its first token in the text. */
  readonly start: number
  readonly tokens: Int32Array
}

/** Tokens that go through a model together; more is not faster. */
const BATCH_TOKENS = 1024

/** Cuts token lists into consecutive windows; an empty list gives none. */
export function cutWindows(texts: readonly Int32Array[], windowTokens: number): Window[] {
  return texts.flatMap((tokens, text) => {
    const count = Math.ceil(tokens.length / windowTokens)
    return Array.from({ length: count }, (_, index) => {
      const start = index * windowTokens
      return { text, start, tokens: tokens.subarray(start, start + windowTokens) }
    })
  })
}

/** Groups windows of equal length into batches of about a thousand tokens. Order within a length is kept. */
export function batchWindows(windows: readonly Window[]): Window[][] {
  const byLength = new Map<number, Window[]>()
  for (const window of windows) {
    const group = byLength.get(window.tokens.length)
    if (group === undefined) byLength.set(window.tokens.length, [window])
    else group.push(window)
  }
  return [...byLength].flatMap(([length, group]) => {
    const size = Math.max(1, Math.floor(BATCH_TOKENS / length))
    return Array.from({ length: Math.ceil(group.length / size) }, (_, index) =>
      group.slice(index * size, (index + 1) * size),
    )
  })
}
