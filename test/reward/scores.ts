import type { MixScore, ScoreTriple } from '../../src/domain/index.ts'

/** Returns a score whose accuracy and soft accuracy are the given points. */
export function makeScore(points: { readonly overall: number; readonly chat: number }): MixScore {
  const triple = (value: number): ScoreTriple => ({ accuracy: value, soft: value, logLoss: 0.7 })
  return {
    mix: 'm',
    seed: 1,
    trainer: 'probe',
    budget: 0,
    humanShare: 0,
    rows: 1,
    overall: triple(points.overall),
    categories: { chat: triple(points.chat) },
    subsets: {},
    seconds: null,
    costUsd: null,
  }
}
