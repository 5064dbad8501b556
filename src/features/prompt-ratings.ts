import { cholesky, createMatrix, type Matrix, solveCholesky } from '../stats/index.ts'

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
  const meetings = listMeetings(pairs)
  const size = meetings.responses
  if (meetings.pairs.length < 2 || size > mostResponses) return out
  const { system, moment, counts } = buildSystem(meetings)
  const factor = cholesky(system)
  const ratings = solveCholesky(factor, moment)
  for (const { at, a, b, verdict } of meetings.pairs) {
    if (counts[a]! + counts[b]! <= 2) continue
    const unit = new Float64Array(size)
    unit[a] = 1
    unit[b] = -1
    const spread = solveCholesky(factor, unit)
    const leverage = spread[a]! - spread[b]!
    out[at] = (ratings[a]! - ratings[b]! - leverage * verdict) / (1 - leverage)
  }
  return out
}

interface Meetings {
  /** Responses that take part. */
  readonly responses: number
  /** Pairs with a verdict on two different responses: place among all pairs, numbers of the responses. */
  readonly pairs: readonly {
    readonly at: number
    readonly a: number
    readonly b: number
    readonly verdict: number
  }[]
}

/** Responses are numbered in code-unit order, so that ratings depend neither on the order of the pairs nor on sides. */
function listMeetings(pairs: readonly RatedPair[]): Meetings {
  const used = pairs
    .map((pair, at) => ({ ...pair, at }))
    .filter(({ a, b, verdict }) => !Number.isNaN(verdict) && a !== b)
  const texts = [...new Set(used.flatMap(({ a, b }) => [a, b]))].sort()
  const numbers = new Map(texts.map((text, number) => [text, number]))
  return {
    responses: texts.length,
    pairs: used.map(({ a, b, verdict, at }) => ({
      at,
      a: numbers.get(a)!,
      b: numbers.get(b)!,
      verdict,
    })),
  }
}

function buildSystem({ responses: size, pairs }: Meetings): {
  readonly system: Matrix
  readonly moment: Float64Array
  readonly counts: Uint32Array
} {
  const system = createMatrix(size, size)
  const moment = new Float64Array(size)
  const counts = new Uint32Array(size)
  for (let k = 0; k < size; k++) system.values[k * size + k] = 1
  for (const { a, b, verdict } of pairs) {
    system.values[a * size + a]! += 1
    system.values[b * size + b]! += 1
    system.values[a * size + b]! -= 1
    system.values[b * size + a]! -= 1
    moment[a]! += verdict
    moment[b]! -= verdict
    counts[a]! += 1
    counts[b]! += 1
  }
  return { system, moment, counts }
}
