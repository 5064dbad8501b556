import {
  type Annotation,
  isRawAnswer,
  type PreferenceInstance,
  type Verdict,
} from '../domain/index.ts'
import { aggregateAnnotations } from './aggregate.ts'
import type { AgreementOptions } from './agreement-report.ts'
import { labelInstances } from './label-instances.ts'
import { countVotes, selectRawAnswers, selectVotes } from './vote.ts'

/** What one judge says about one instance. */
export interface JudgeAnswer {
  readonly verdict: Verdict
  /** Probability that A is better, as stated; null where it states none. */
  readonly pA: number | null
  /** The two raw answers; null unless both orders were asked. */
  readonly orders: { readonly ab: Annotation; readonly ba: Annotation } | null
}

/** An instance read once for all comparisons. */
export interface ReadInstance {
  readonly instance: PreferenceInstance
  /** Prompt group; null when none were given. */
  readonly group: number | null
  readonly humanVotes: readonly Annotation[]
  /** Votes of people for A, tie, B. */
  readonly humanCounts: readonly [number, number, number]
  readonly human: Verdict | null
  readonly lm: Verdict | null
  readonly judges: ReadonlyMap<string, JudgeAnswer>
}

/** Returns the instances with verdicts and judges read off their annotations. */
export function readInstances(
  instances: readonly PreferenceInstance[],
  options: AgreementOptions,
): ReadInstance[] {
  const labels = labelInstances(instances, {
    human: options.human ?? { kind: 'plurality' },
    lm: options.lm ?? { kind: 'primary' },
  })
  return instances.map((instance, index) => {
    const humanVotes = selectVotes(instance.human)
    return {
      instance,
      group: options.groups?.[index] ?? null,
      humanVotes,
      humanCounts: countVotes(humanVotes),
      human: labels[index]!.human?.verdict ?? null,
      lm: labels[index]!.lm?.verdict ?? null,
      judges: readJudges(instance.lm),
    }
  })
}

/** Returns the answers per judge, in the order of the annotations. Several samples of one judge are put to the vote. */
export function readJudges(annotations: readonly Annotation[]): Map<string, JudgeAnswer> {
  const judges = new Map<string, JudgeAnswer>()
  const overall = annotations.filter((entry) => entry.aspect === undefined)
  for (const { annotator } of overall.filter((entry) => !isRawAnswer(entry))) {
    if (judges.has(annotator)) continue
    const label = aggregateAnnotations(overall, { kind: 'annotator', annotator })
    const { ab, ba } = selectRawAnswers(overall, annotator)
    judges.set(annotator, {
      verdict: label!.verdict,
      pA: statedProbability(overall, annotator),
      orders: ab !== null && ba !== null ? { ab, ba } : null,
    })
  }
  return judges
}

/** Returns the mean probability that a judge states for A, over its own entries, else over its raw answers; null where none states one. */
export function statedProbability(
  annotations: readonly Annotation[],
  judge: string,
): number | null {
  const stated = (names: readonly string[]): number[] =>
    annotations.flatMap((entry) =>
      names.includes(entry.annotator) && entry.aspect === undefined && entry.pA !== undefined
        ? [entry.pA]
        : [],
    )
  const own = stated([judge])
  const values = own.length > 0 ? own : stated([`${judge}@ab`, `${judge}@ba`])
  return values.length === 0 ? null : values.reduce((sum, p) => sum + p, 0) / values.length
}
