import type { Annotation, PreferenceInstance } from '../domain/index.ts'

/** What a set of instances holds, for reports. */
export interface InstanceSummary {
  readonly instances: number
  /** Instances per data set. */
  readonly sources: Readonly<Record<string, number>>
  /** Instances by who labelled them; the four parts add up. */
  readonly labelled: {
    readonly both: number
    readonly humanOnly: number
    readonly lmOnly: number
    readonly none: number
  }
  /** Overall votes; answers on aspects and raw one-order answers of judges do not vote. */
  readonly humanVotes: number
  readonly lmVotes: number
  /** Persons or positions who voted. */
  readonly humanAnnotators: number
  /** Votes per judge. */
  readonly judges: Readonly<Record<string, number>>
  /** Answers on aspects, per aspect. */
  readonly aspects: Readonly<Record<string, number>>
  readonly identicalCompletions: number
  readonly emptyCompletion: number
}

/** Returns the counts of a set of instances. */
export function summarizeInstances(instances: readonly PreferenceInstance[]): InstanceSummary {
  const human = instances.flatMap((instance) => instance.human)
  const lm = instances.flatMap((instance) => instance.lm)
  const humanVotes = human.filter(isVote)
  const lmVotes = lm.filter(isVote)
  const aspects = [...human, ...lm].flatMap(({ aspect }) => (aspect === undefined ? [] : [aspect]))
  return {
    instances: instances.length,
    sources: countNames(instances.map((instance) => instance.source)),
    labelled: countLabelled(instances),
    humanVotes: humanVotes.length,
    lmVotes: lmVotes.length,
    humanAnnotators: new Set(humanVotes.map((annotation) => annotation.annotator)).size,
    judges: countNames(lmVotes.map((annotation) => annotation.annotator)),
    aspects: countNames(aspects),
    identicalCompletions: instances.filter((one) => one.completionA === one.completionB).length,
    emptyCompletion: instances.filter((one) => !one.completionA.trim() || !one.completionB.trim())
      .length,
  }
}

function isVote(annotation: Annotation): boolean {
  return annotation.aspect === undefined && !/@(ab|ba)$/.test(annotation.annotator)
}

function countLabelled(instances: readonly PreferenceInstance[]): InstanceSummary['labelled'] {
  const labelled = { both: 0, humanOnly: 0, lmOnly: 0, none: 0 }
  for (const { human, lm } of instances) {
    const byHuman = human.some(isVote)
    const byLm = lm.some(isVote)
    labelled[byHuman ? (byLm ? 'both' : 'humanOnly') : byLm ? 'lmOnly' : 'none']++
  }
  return labelled
}

/** Counts names, the names in code-point order. */
function countNames(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}
