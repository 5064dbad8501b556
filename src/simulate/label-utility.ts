import type { Verdict } from '../domain/index.ts'

const POSITION: Readonly<Record<Verdict, number>> = { a: 1, tie: 0, b: -1 }

/** Chances of the three verdicts of one label; they sum to 1. */
export interface LabelChances {
  readonly a: number
  readonly tie: number
  readonly b: number
}

/** Returns the utility of a label: 1 - |label - truth| / 2 with verdicts on -1, 0, 1. */
export function labelUtility(label: Verdict, truth: Verdict): number {
  return 1 - Math.abs(POSITION[label] - POSITION[truth]) / 2
}

/** Returns the expected utility of a label that is not drawn yet. */
export function expectUtility(chances: LabelChances, truth: Verdict): number {
  return (
    chances.a * labelUtility('a', truth) +
    chances.tie * labelUtility('tie', truth) +
    chances.b * labelUtility('b', truth)
  )
}
