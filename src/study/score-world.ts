import { type RowBits, revealTruth, rowBits } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import type { AnalyticWorld } from '../simulate/index.ts'

/** Exact scores of a world: what decisions are judged by after they were made. */
export interface WorldScorer {
  /** Expected score of a set of human-routed rows, points. */
  score(rows: RowBits): number
  /** Expected score of a random set of so many rows. */
  random(humans: number): number
  /** Expected score of the best set of so many rows that is known. */
  oracle(humans: number): number
  readonly allHuman: number
  readonly allLm: number
}

/** Returns the scorer of a world; the only place of a study where its truth is looked at. */
export function scoreWorld(world: AnalyticWorld, random: Random): WorldScorer {
  const truth = revealTruth(world.truth)
  const total = world.matrix.ids.length
  const every = Uint32Array.from({ length: total }, (_, row) => row)
  return {
    score: (rows) => truth.expectedScore(rows),
    random: (humans) => truth.randomScore(humans),
    oracle: (humans) => truth.oracle(humans, random.fork('oracle', humans)).score,
    allHuman: truth.expectedScore(rowBits(total, every)),
    allLm: truth.expectedScore(rowBits(total, [])),
  }
}
