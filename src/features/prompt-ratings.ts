import { cholesky, createMatrix, solveCholesky } from '../stats/index.ts'

/** Responses of one prompt that are rated at most: the work grows with their cube. */
const mostResponses = 200

/** One comparison of two responses to a prompt. */
export interface RatedPair {
  readonly a: string
  readonly b: string
  /** +1 for A, -1 for B, 0 for a tie; NaN without a verdict. */
  readonly verdict: number
}

/**
 * Returns per pair what a judge's other verdicts on the same prompt say of it: responses get ratings r by ridge regression of the verdicts on
 * r_a - r_b (penalty 1), and the pair's own verdict is left out by the hat matrix (fit - h v) / (1 - h). NaN where no other pair of
 * the prompt tells anything of its two responses. A verdict that contradicts its own rating is one that the judge would not repeat.
 */
export function ratePairs(pairs: readonly RatedPair[]): Float64Array {
  const out = new Float64Array(pairs.length).fill(Number.NaN)
  const used = pairs.flatMap(({ a, b, verdict }, at) =>
    Number.isNaN(verdict) || a === b ? [] : [at],
  )
  const index = new Map<string, number>()
  for (const at of used) {
    for (const text of [pairs[at]!.a, pairs[at]!.b]) {
      if (!index.has(text)) index.set(text, index.size)
    }
  }
  const size = index.size
  if (used.length < 2 || size > mostResponses) return out
  const places = used.map((at) => [index.get(pairs[at]!.a)!, index.get(pairs[at]!.b)!] as const)
  const system = createMatrix(size, size)
  const moment = new Float64Array(size)
  const meetings = new Uint32Array(size)
  for (let k = 0; k < size; k++) system.values[k * size + k] = 1
  places.forEach(([a, b], k) => {
    system.values[a * size + a]! += 1
    system.values[b * size + b]! += 1
    system.values[a * size + b]! -= 1
    system.values[b * size + a]! -= 1
    moment[a]! += pairs[used[k]!]!.verdict
    moment[b]! -= pairs[used[k]!]!.verdict
    meetings[a]! += 1
    meetings[b]! += 1
  })
  const factor = cholesky(system)
  const ratings = solveCholesky(factor, moment)
  places.forEach(([a, b], k) => {
    if (meetings[a]! + meetings[b]! <= 2) return
    const unit = new Float64Array(size)
    unit[a] = 1
    unit[b] = -1
    const spread = solveCholesky(factor, unit)
    const leverage = spread[a]! - spread[b]!
    const fit = ratings[a]! - ratings[b]!
    out[used[k]!] = (fit - leverage * pairs[used[k]!]!.verdict) / (1 - leverage)
  })
  return out
}
