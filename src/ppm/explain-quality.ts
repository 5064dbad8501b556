import type { Interval } from '../domain/index.ts'
import type { PpmQuality } from './quality.ts'

/** Below this reliability what a PPM learns of a target is mostly luck of the evaluation rows. */
export const leastReliability = 0.3

/** Returns plain sentences about how far a PPM can be believed on one target; the first is the verdict. */
export function explainQuality(quality: PpmQuality, target = 'the target'): string[] {
  return [
    verdict(quality, target),
    accuracy(quality),
    calibration(quality),
    ...ceilingNote(quality),
    ...reliabilityNote(quality, target),
    basisNote(quality),
  ]
}

function verdict(quality: PpmQuality, target: string): string {
  const { difference, usable, kind } = quality
  const figures = `difference in R2 ${format(difference)}`
  if (kind === 'budget-only')
    return `${target}: this PPM sees only the budget and cannot tell one row from another: routing falls back to routers that need no PPM.`
  if (usable)
    return `${target}: the PPM (${kind}) predicts better than the budget alone (${figures}).`
  const how = difference.hi < 0 ? 'is worse than' : 'is not better than'
  return `${target}: the PPM (${kind}) ${how} the budget alone (${figures}): routing falls back to routers that need no PPM.`
}

function accuracy(quality: PpmQuality): string {
  const { r2, spearman, rmse, budgetOnly } = quality
  return (
    `Out of fold: R2 ${format(r2)} against ${round(budgetOnly.r2.value)} for the budget alone, Spearman ${format(spearman)} against ` +
    `${round(budgetOnly.spearman.value)}, error ${round(rmse.value)} points against ${round(budgetOnly.rmse.value)}.`
  )
}

function calibration(quality: PpmQuality): string {
  const { coverage80, coverage95 } = quality
  const percent = (value: number): string => `${(100 * value).toFixed(0)} %`
  const judged =
    coverage95.hi < 0.95
      ? ': its intervals are too narrow'
      : coverage95.lo > 0.95
        ? ': its intervals are wider than they need be'
        : ''
  return `Its 80 % intervals hold ${percent(coverage80.value)} and its 95 % intervals ${percent(coverage95.value)} of the scores${judged}.`
}

function ceilingNote({ ceiling, r2, budgetOnly }: PpmQuality): string[] {
  if (ceiling === null) return []
  const note = `Run noise allows an R2 of at most ${round(ceiling)}`
  if (ceiling <= budgetOnly.r2.value) {
    return [`${note}, which the budget alone reaches: there is nothing left to learn.`]
  }
  const share = (r2.value - budgetOnly.r2.value) / (ceiling - budgetOnly.r2.value)
  const reached = Math.round(100 * Math.min(1, Math.max(0, share)))
  return [`${note}; the PPM reaches ${reached} % of the way there from the budget alone.`]
}

function reliabilityNote({ reliability }: PpmQuality, target: string): string[] {
  if (reliability === null || reliability >= leastReliability) return []
  return [
    `The part of ${target} that the budget does not explain has a split-half reliability of ${round(reliability)}, below ${leastReliability}: ` +
      'what the PPM learns there is luck of these evaluation rows and will not transfer.',
  ]
}

function basisNote(quality: PpmQuality): string {
  const { mixes, groups, folds, repeats } = quality
  const distinct = groups === mixes ? '' : ` (${groups} of them different)`
  return `From ${mixes} trained mixes${distinct}, ${folds} folds, ${repeats} repeats; intervals are 95 %.`
}

function format({ value, lo, hi }: Interval): string {
  return `${round(value)}, 95 % interval ${round(lo)} to ${round(hi)}`
}

function round(value: number): string {
  const text = value.toFixed(Math.abs(value) < 0.095 ? 3 : 2)
  return Number(text) === 0 ? '0' : text
}
