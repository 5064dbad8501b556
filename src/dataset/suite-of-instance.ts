import { type Annotation, isVote, type PreferenceInstance, type SuiteRow } from '../domain/index.ts'
import type { Json } from '../kit/index.ts'
import { suiteGroup } from './suite-group.ts'

/** Facts that say something of A and of B, in this order. */
const PAIRED: ReadonlySet<string> = new Set(['models', 'ratings', 'ranks', 'fine_grained'])

/** A row of a suite, or why an instance makes none. */
export type SuiteOfInstance = SuiteRow | 'tie' | 'unlabelled'

/**
 * Returns an instance as a row of a suite. Its first human vote, else its first vote of a judge, tells the chosen completion; a tie
 * makes no row. `meta.subset`, else the data set, is the subset, `meta.category`, else the subset, the category; models and ratings in
 * `meta` are turned to the order chosen, rejected.
 */
export function suiteOfInstance(instance: PreferenceInstance): SuiteOfInstance {
  const { id, source, prompt, completionA, completionB, human, lm } = instance
  const verdict = firstVote(human) ?? firstVote(lm)
  if (verdict === undefined) return 'unlabelled'
  if (verdict === 'tie') return 'tie'
  const isA = verdict === 'a'
  const { subset: named, category, ...facts } = instance.meta
  const subset = nameOf(named) ?? source
  const meta = { ...(isA ? facts : turnFacts(facts)), ...instance.extra }
  return {
    id,
    subset,
    category: nameOf(category) ?? subset,
    prompt,
    chosen: isA ? completionA : completionB,
    rejected: isA ? completionB : completionA,
    group: suiteGroup(meta, prompt),
    meta,
  }
}

function firstVote(annotations: readonly Annotation[]): Annotation['verdict'] | undefined {
  return annotations.find(isVote)?.verdict
}

function nameOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

function turnFacts(facts: Readonly<Record<string, Json>>): Record<string, Json> {
  return Object.fromEntries(
    Object.entries(facts).map(([name, value]) => [
      name,
      PAIRED.has(name) && Array.isArray(value) ? value.toReversed() : value,
    ]),
  )
}
