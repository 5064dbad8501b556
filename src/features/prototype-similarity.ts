import { tagDimension } from './tag-catalogue.ts'
import type { TagDimension } from './tag-types.ts'

/** A prototype as the encoder sees it. */
export interface PrototypeVector {
  readonly id: string
  readonly vector: Float32Array
}

/** Returns per option of a dimension the mean of its two highest cosines to a prompt; null for a zero vector. */
export type OptionSimilarity = (dimension: TagDimension, row: number) => Float64Array | null

/** Returns the similarity of prompts (row-major, unit or zero vectors) to the prototypes of each option. Unknown ids are ignored. */
export function createOptionSimilarity(
  vectors: Float32Array,
  dimension: number,
  prototypes: readonly PrototypeVector[],
): OptionSimilarity {
  const byOption = new Map<string, Float32Array[]>()
  for (const { id, vector } of prototypes) {
    const option = id.split('#')[0]!
    byOption.set(option, [...(byOption.get(option) ?? []), vector])
  }
  return (tag, row) => {
    const prompt = vectors.subarray(row * dimension, (row + 1) * dimension)
    if (!prompt.some((value) => value !== 0)) return null
    const { options } = tagDimension(tag)
    return Float64Array.from(options, ({ id }) => {
      const cosines = (byOption.get(`${tag}:${id}`) ?? []).map((vector) => dotOf(prompt, vector))
      if (cosines.length === 0) return -1
      const best = cosines.sort((a, b) => b - a).slice(0, 2)
      return best.reduce((sum, value) => sum + value, 0) / best.length
    })
  }
}

function dotOf(a: Float32Array, b: Float32Array): number {
  let product = 0
  for (let index = 0; index < a.length; index++) product += a[index]! * b[index]!
  return product
}

/**
 * Returns similarities as shares that sum to 1 (softmax at temperature 0.06: a lead of 0.04 in cosine about doubles a share).
 */
export function similarityShares(similarities: Float64Array): Float64Array {
  const top = Math.max(...similarities)
  const shares = similarities.map((value) => Math.exp((value - top) / 0.06))
  const total = shares.reduce((sum, share) => sum + share, 0)
  return shares.map((share) => share / total)
}
