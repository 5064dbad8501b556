import type { StudyBudget, StudyMeasure, StudyResult, StudyRow } from '../domain/index.ts'
import { formatNumber } from './format.ts'

/** Returns a human share as tables name it: `25 %`, `12.5 %`. */
export function nameShare(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`
}

/** Returns where a budget stands as sentences say it: `at 50 % human labels`, or `over all budgets`. */
export function atBudget(budget: StudyBudget): string {
  return budget === 'area' ? 'over all budgets' : `at ${nameShare(budget)} human labels`
}

/** Returns a budget as a column or a title names it. */
export function titleBudget(budget: StudyBudget): string {
  return budget === 'area' ? 'all budgets (area)' : `${nameShare(budget)} human`
}

const MEASURES: Readonly<Record<StudyMeasure, string>> = {
  reward: 'score of the reward model',
  'label-quality': 'utility of the labels',
  gain: 'exact expected score in the simulated world',
  bon: 'true score of best of N',
}

/** Returns what a measure is, in words. */
export function nameMeasure(measure: StudyMeasure): string {
  return MEASURES[measure]
}

/** Returns what the score of a row is of: the measure with its target and its score. */
export function nameTarget({
  measure,
  target,
  score,
}: Pick<StudyRow, 'measure' | 'target' | 'score'>): string {
  const parts = [target, score].filter((part) => part !== null)
  return parts.length === 0 ? nameMeasure(measure) : `${nameMeasure(measure)} (${parts.join(', ')})`
}

/** Returns what the main router is compared with, in words. */
export function nameAgainst(against: string): string {
  switch (against) {
    case 'random':
      return 'random routing'
    case 'all-human':
      return 'all labels by people'
    case 'all-lm':
      return 'all labels by the judge'
    case 'better-single':
      return 'the better single source'
    default:
      return against
  }
}

/** Returns what a study repeats, in the plural. */
export function nameRepeats(result: StudyResult): 'worlds' | 'splits' {
  return result.main.measure === 'gain' ? 'worlds' : 'splits'
}

/** Returns a count with its noun: `1 split`, `20 splits`. */
export function countOf(count: number, plural: string): string {
  return `${formatNumber(count, 0)} ${count === 1 ? plural.replace(/s$/, '') : plural}`
}

/** Returns a sentence list: `a`, `a and b`, `a, b and c`. */
export function joinWords(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

/** Returns names as a sentence lists them, each in quotation marks. */
export function joinNames(names: readonly string[]): string {
  return joinWords(names.map((name) => `"${name}"`))
}

/** Returns a text with its first letter as a capital. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
