import type { Interval } from '../domain/index.ts'

/** What the health of a judge is read from; null is unknown. */
export interface HealthFacts {
  /** Pairs that people labelled too. */
  readonly withPeople: number
  /** Pairs asked in both orders. */
  readonly asked: number
  readonly flipped: Interval | null
  /** Share of sided answers for the completion shown first. */
  readonly firstShown: Interval | null
  /** Agreement with people where neither says tie. */
  readonly withoutTies: Interval | null
  /** Share of pairs on which people prefer the longer completion: what always naming the longer one would reach. */
  readonly alwaysLonger: Interval | null
}

/** Whether a judge can be used, in words. */
export interface JudgeHealth {
  /** False where a finding says that its labels are worth no more than a rule of thumb or a coin. */
  readonly usable: boolean
  /** Plain sentences, the gravest first; empty where nothing is wrong. */
  readonly findings: readonly string[]
}

const MOST_FLIPS = 0.5
const MOST_FIRST_SHOWN = 0.8

/** Returns what is wrong with a judge. Below `leastPairs` labelled pairs it says that its agreement is not known well. */
export function judgeHealth(facts: HealthFacts, leastPairs: number): JudgeHealth {
  const faults = [flipFault(facts), lengthFault(facts), placeFault(facts)].filter(
    (fault) => fault !== null,
  )
  const few =
    facts.withPeople < leastPairs
      ? [
          `people labelled ${facts.withPeople} of its pairs: below ${leastPairs} its agreement is not known well`,
        ]
      : []
  return { usable: faults.length === 0, findings: [...faults, ...few] }
}

function flipFault({ flipped, asked }: HealthFacts): string | null {
  if (flipped === null || asked === 0) return null
  if (flipped.value === 1) {
    return 'asked in both orders it contradicted itself on every pair: not usable'
  }
  if (flipped.value <= MOST_FLIPS) return null
  return `asked in both orders it contradicted itself on ${percent(flipped.value)} of ${asked} pairs: not usable`
}

function lengthFault({ withoutTies, alwaysLonger }: HealthFacts): string | null {
  if (withoutTies === null || alwaysLonger === null) return null
  if (!(withoutTies.hi < alwaysLonger.lo)) return null
  return `it agrees with people on ${percent(withoutTies.value)} of the pairs, always naming the longer completion on ${percent(alwaysLonger.value)}: not usable`
}

function placeFault({ firstShown }: HealthFacts): string | null {
  if (firstShown === null) return null
  const { value } = firstShown
  if (value > MOST_FIRST_SHOWN) {
    return `${percent(value)} of its answers name the completion shown first: it reads the place, not the text`
  }
  if (value >= 1 - MOST_FIRST_SHOWN) return null
  return `${percent(1 - value)} of its answers name the completion shown second: it reads the place, not the text`
}

function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`
}
