import type { Place, PreferenceInstance, SuiteRow } from '../domain/index.ts'
import type { GatheredRows } from './gather-rows.ts'
import type { Parsed } from './keep-good-rows.ts'
import { createMerger } from './merge-instances.ts'
import { type ParsedPair, parsePair, parseTogether } from './parse-pair.ts'
import type { PairRules, Preset } from './preset.ts'
import { suiteOfInstance } from './suite-of-instance.ts'

/** Pairs that became no row of a suite. */
export interface LeftOutPairs {
  /** The label that counts is a tie. */
  readonly ties: number
  /** Neither people nor a judge voted. */
  readonly unlabelled: number
  /** Good rows that hold no pair: a single completion, ratings that are missing. */
  readonly withoutPair: number
}

/** Makes rows of a suite from pairs. */
export interface SuiteOfPairs {
  parseRow(value: unknown, place: Place, preset: Preset): Parsed<SuiteRow[]>
  parseGroup(group: GatheredRows): Parsed<SuiteRow[]>
  /** Returns the rows of pairs that were joined from several rows of a file, and forgets them. */
  takeJoined(): SuiteRow[]
  leftOut(): LeftOutPairs
  /** Annotations that contradict an earlier one of the same annotator on the same pair; the earlier one counts. */
  conflicts(): number
}

/** Returns a maker of suite rows from the pairs of any shape; what makes no row is counted. */
export function createSuiteOfPairs(rules: PairRules): SuiteOfPairs {
  const merger = createMerger('id')
  const leftOut = { ties: 0, unlabelled: 0, withoutPair: 0 }
  const decide = (instances: readonly PreferenceInstance[]): SuiteRow[] =>
    instances.flatMap((instance) => {
      const row = suiteOfInstance(instance)
      if (typeof row !== 'string') return row
      leftOut[row === 'tie' ? 'ties' : 'unlabelled']++
      return []
    })
  const take = (parsed: ParsedPair, preset: Preset): Parsed<SuiteRow[]> => {
    if ('problems' in parsed) return parsed
    if (parsed.instances.length === 0) leftOut.withoutPair++
    if (preset.repeats !== true) return { kept: decide(parsed.instances) }
    for (const instance of parsed.instances) merger.add(instance)
    return { kept: [] }
  }
  return {
    parseRow: (value, place, preset) => take(parsePair(value, place, preset, rules), preset),
    parseGroup: ({ rows, preset }) =>
      'readTogether' in preset ? take(parseTogether(rows, preset, rules), preset) : { kept: [] },
    takeJoined: () => decide(merger.take()),
    leftOut: () => ({ ...leftOut }),
    conflicts: () => merger.conflicts.count(),
  }
}
