import { batchWindows, cutWindows, type Window, type WindowModel } from './window-model.ts'

/**
 * Returns one unit vector per text, row-major (texts x dimension): the mean of the vectors of its windows weighted by their
 * tokens, renormalised; zero for a text without tokens. A text's vector does not depend on the texts beside it.
 */
export async function encodeTexts(
  model: WindowModel,
  texts: readonly string[],
): Promise<Float32Array<ArrayBuffer>> {
  const { dimension } = model
  const windows = cutWindows(
    texts.map((text) => model.tokenise(text)),
    model.windowTokens,
  )
  const vectors = await encodeAll(model, windows)
  const sums = new Float64Array(texts.length * dimension)
  for (const window of windows) {
    const vector = vectors.get(window)!
    const start = window.text * dimension
    const weight = window.tokens.length
    for (let index = 0; index < dimension; index++) sums[start + index]! += weight * vector[index]!
  }
  const result = new Float32Array(sums.length)
  for (let start = 0; start < sums.length; start += dimension) {
    result.set(unitVector(sums.subarray(start, start + dimension)), start)
  }
  return result
}

async function encodeAll(
  model: WindowModel,
  windows: readonly Window[],
): Promise<Map<Window, Float32Array>> {
  const { dimension } = model
  const vectors = new Map<Window, Float32Array>()
  for (const batch of batchWindows(windows)) {
    const rows = await model.encodeWindows(batch.map((window) => window.tokens))
    batch.forEach((window, index) => {
      vectors.set(window, rows.subarray(index * dimension, (index + 1) * dimension))
    })
  }
  return vectors
}

/** Returns the vector of length one in the same direction; zero for zero. */
export function unitVector(vector: Float64Array | Float32Array): Float32Array {
  let squares = 0
  for (const value of vector) squares += value * value
  const unit = new Float32Array(vector.length)
  if (squares === 0) return unit
  const factor = 1 / Math.sqrt(squares)
  for (let index = 0; index < vector.length; index++) unit[index] = vector[index]! * factor
  return unit
}
