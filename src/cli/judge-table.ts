import { groupInstances } from '../dataset/index.ts'
import type { PreferenceInstance } from '../domain/index.ts'
import type { Judge } from '../judge/index.ts'
import { createRandom } from '../kit/index.ts'
import {
  type JudgeComparison,
  judgeFamily,
  judgeNotes,
  judgeTables,
  measureJudges,
} from '../pipeline/index.ts'
import { renderTextTable } from './table.ts'

/** How a command compares judges. */
export interface CompareJudges {
  /** Judges whose model or family is known; others are of the family that their name says. */
  readonly known: readonly Pick<Judge, 'id' | 'model' | 'family'>[]
  readonly resamples: number
  readonly seed: number
}

/** Returns the comparison of all judges in a set of instances. */
export function compareJudges(
  instances: readonly PreferenceInstance[],
  { known, resamples, seed }: CompareJudges,
): JudgeComparison {
  const { groups } = groupInstances(instances)
  const families = Object.fromEntries(known.map((judge) => [judge.id, judgeFamily(judge)]))
  return measureJudges(
    instances,
    { groups, resamples, families },
    createRandom(seed).fork('judges'),
  )
}

/** Returns the comparison as text: the tables with their captions, and what they leave unsaid but for what makes a judge unusable. */
export function renderJudgeTable(comparison: JudgeComparison): string {
  const { labelled, withPeople, resamples, judges } = comparison
  if (judges.length === 0) return 'no judge labelled any of these instances\n'
  const about = `${labelled} instances with a judge's label, ${withPeople} of them with one of people; 95 % intervals over prompt groups, ${resamples} resamples`
  return [
    about,
    ...judgeTables(comparison).map(
      ({ caption, columns, rows }) => `\n${caption}\n${renderTextTable(columns, rows).trimEnd()}`,
    ),
    ...judgeNotes(comparison).others,
    '',
  ].join('\n')
}

/** Says on standard error which judges should not be used, and why. */
export function warnOfJudges(
  comparison: JudgeComparison,
  { err }: { readonly err: (text: string) => void },
): void {
  for (const finding of judgeNotes(comparison).unusable) err(`warning: ${finding}\n`)
}
