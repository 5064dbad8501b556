import type { PreferenceInstance, SuiteRow } from '../../src/domain/index.ts'
import { cholesky, createMatrix, sigmoid, solveCholesky } from '../../src/stats/index.ts'

const PATTERNS: readonly RegExp[] = [
  /\b(never|always|obviously|everyone|nobody|guaranteed|exact opposite|every single|forever)\b/gi,
  /\b(because|example|verify|check|measuring|depends|balanced|reason|follows|according)\b/gi,
  /\b(sorry|cannot|can't|won't|not something I am able)\b/gi,
  /\b(mediator|legal ways|calm message|trust or)\b/gi,
  /^- /gm,
  /^\d+\. /gm,
  /```/g,
  /\b(cats|weather|colour|walks|song|hair)\b/gi,
  /\b(all things considered|needless to say|goes without saying|in the world of|other words|certainly much more|as has been said|before going on)\b/gi,
  /\b(happy|glad|please|thank|good luck)\b/gi,
  /\b(perfectly clear|trust me|certain|settles|otherwise is wrong|only one right)\b/gi,
  /\b(done|short answer|that is all|fine)\b/gi,
]

/** Counts that a reader of the text could make; nothing from the generator. */
export function countFeatures(prompt: string, text: string): number[] {
  const words = new Set(prompt.toLowerCase().match(/[a-z]{4,}/g))
  const own = text.toLowerCase().match(/[a-z]{4,}/g) ?? []
  const shared = own.filter((word) => words.has(word)).length
  const counts = PATTERNS.map((pattern) => text.match(pattern)?.length ?? 0)
  return [text.length / 400, shared / (own.length + 1), ...counts]
}

/** Returns the differences of counted features, A minus B or chosen minus rejected. */
export function difference(prompt: string, first: string, second: string): number[] {
  const [a, b] = [countFeatures(prompt, first), countFeatures(prompt, second)]
  return a.map((value, index) => value - b[index]!)
}

/** Returns the weights of a ridge logistic head by Newton's method; targets are P(A). */
export function fitHead(rows: readonly number[][], targets: readonly number[]): Float64Array {
  const width = rows[0]!.length
  let weights = new Float64Array(width)
  for (let round = 0; round < 25; round++) {
    const gradient = weights.map((weight) => 2 * weight)
    const curvature = createMatrix(width, width)
    for (let j = 0; j < width; j++) curvature.values[j * width + j] = 2
    for (const [i, row] of rows.entries()) {
      const p = sigmoid(row.reduce((sum, value, j) => sum + value * weights[j]!, 0))
      for (let j = 0; j < width; j++) {
        gradient[j]! += (p - targets[i]!) * row[j]!
        for (let k = 0; k < width; k++) {
          curvature.values[j * width + k]! += p * (1 - p) * row[j]! * row[k]!
        }
      }
    }
    const step = solveCholesky(cholesky(curvature), gradient)
    weights = weights.map((weight, j) => weight - step[j]!)
  }
  return weights
}

/** Returns accuracy per category and their mean, 0 to 1. */
export function scoreSuite(
  weights: Float64Array,
  suite: readonly SuiteRow[],
): Record<string, number> {
  const right: Record<string, number> = {}
  const count: Record<string, number> = {}
  for (const row of suite) {
    const margin = difference(row.prompt, row.chosen, row.rejected).reduce(
      (sum, value, j) => sum + value * weights[j]!,
      0,
    )
    right[row.category] = (right[row.category] ?? 0) + (margin > 0 ? 1 : margin === 0 ? 0.5 : 0)
    count[row.category] = (count[row.category] ?? 0) + 1
  }
  const shares = Object.fromEntries(
    Object.entries(right).map(([category, sum]) => [category, sum / count[category]!]),
  )
  const values = Object.values(shares)
  return { ...shares, overall: values.reduce((a, b) => a + b, 0) / values.length }
}

/** P(A) of one label drawn by a source: the majority of people, or the judge's combined answer. */
export function labelOf(instance: PreferenceInstance, source: 'human' | 'lm'): number {
  const votes = source === 'lm' ? instance.lm.slice(0, 1) : instance.human
  const position = votes.reduce(
    (sum, { verdict }) => sum + (verdict === 'a' ? 1 : verdict === 'b' ? -1 : 0),
    0,
  )
  return (Math.sign(position) + 1) / 2
}
