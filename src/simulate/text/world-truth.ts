import type { Annotation, Verdict } from '../../domain/index.ts'
import { expectUtility, type LabelChances, labelUtility } from '../label-utility.ts'
import { humanChances, judgeChances } from './label-chances.ts'
import type { SimulatedPair } from './pair.ts'
import type { PromptProfile } from './profile.ts'
import type { WorldRates } from './rates.ts'

/** What is true of one simulated instance; only studies and tests may look at it. */
export interface InstanceTruth {
  readonly id: string
  readonly profile: PromptProfile
  readonly verdict: Verdict
  /** True utility of the answers. */
  readonly utilityA: number
  readonly utilityB: number
  /** Utility of the labels that were drawn, 1 - |label - truth| / 2 with labels on -1, 0, 1; people by majority (level votes are a tie). */
  readonly labelUtility: { readonly human: number; readonly lm: number }
  /** Expected utility of one label before it is drawn: by a person of the pool, by the judge. */
  readonly expectedUtility: { readonly human: number; readonly lm: number }
  /** Chances of the verdicts of one label. */
  readonly chances: { readonly human: LabelChances; readonly lm: LabelChances }
  /** Sign of the expected gain of asking a person instead of the judge. */
  readonly gainSign: -1 | 0 | 1
}

/** Returns what is true of an instance, given its pair and the labels drawn for it. */
export function describeTruth(
  id: string,
  pair: SimulatedPair,
  labels: {
    readonly human: readonly Annotation[]
    readonly lm: readonly Annotation[]
    readonly rates: WorldRates
    /** Mean chance of a careless answer over the pool of people. */
    readonly carelessness: number
  },
): InstanceTruth {
  const chances = {
    human: humanChances(pair, labels.rates, labels.carelessness),
    lm: judgeChances(pair, labels.rates),
  }
  const expectedUtility = {
    human: expectUtility(chances.human, pair.verdict),
    lm: expectUtility(chances.lm, pair.verdict),
  }
  const gain = expectedUtility.human - expectedUtility.lm
  return {
    id,
    profile: pair.prompt.profile,
    verdict: pair.verdict,
    utilityA: pair.a.utility,
    utilityB: pair.b.utility,
    labelUtility: {
      human: labelUtility(majority(labels.human), pair.verdict),
      lm: labelUtility(labels.lm[0]!.verdict, pair.verdict),
    },
    expectedUtility,
    chances,
    gainSign: Math.abs(gain) < 1e-12 ? 0 : gain > 0 ? 1 : -1,
  }
}

/** Returns the verdict with most votes; a level vote is a tie. */
function majority(annotations: readonly Annotation[]): Verdict {
  const votes = { a: 0, tie: 0, b: 0 }
  for (const { verdict } of annotations) votes[verdict]++
  const most = Math.max(votes.a, votes.tie, votes.b)
  const winners = (Object.keys(votes) as Verdict[]).filter((verdict) => votes[verdict] === most)
  return winners.length === 1 ? winners[0]! : 'tie'
}
