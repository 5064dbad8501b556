import type { Interval } from '../domain/index.ts'
import type { InfluenceQuality } from './influence-quality.ts'

/** Returns plain sentences about how far expected influences can be believed; the first is the verdict. */
export function explainInfluence(quality: InfluenceQuality, target = 'the target'): string[] {
  const { rows, differing, groups, folds, repeats, pearson, spearman, r2, usable } = quality
  const figures = `correlation ${format(pearson)}`
  return [
    usable
      ? `${target}: features say something about the influence of labels on unseen prompts (${figures}).`
      : `${target}: features say nothing certain about the influence of labels on unseen prompts (${figures}): rows whose labels are unknown cannot be routed by it.`,
    `Out of fold: Spearman ${format(spearman)}, R2 against the mean influence ${format(r2)}.`,
    `From ${rows} rows of ${groups} prompts, ${differing} of which change the target, ${folds} folds of whole prompts, ${repeats} repeats; intervals are 95 %, over prompts.`,
  ]
}

function format({ value, lo, hi }: Interval): string {
  return `${round(value)}, 95 % interval ${round(lo)} to ${round(hi)}`
}

function round(value: number): string {
  const text = value.toFixed(3)
  return Number(text) === 0 ? '0' : text
}
