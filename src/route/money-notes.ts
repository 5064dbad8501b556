import type { Prices } from '../domain/index.ts'

/** What human labels were bought for. */
export interface BoughtGain {
  /** Human labels. */
  readonly humans: number
  /** What they are expected to add, in the unit. */
  readonly gain: number
  /** `point`. */
  readonly unit: string
}

/**
 * Returns the sentence that says what one unit of gain costs beyond the judge labels that people replace; none where a price is unknown, where no row
 * goes to people, or where people cost no more than the judge.
 */
export function costNotes({ human, lm }: Prices, { humans, gain, unit }: BoughtGain): string[] {
  if (human === null || lm === null || humans === 0 || human <= lm) return []
  const extra = humans * (human - lm)
  const paid = `the ${humans} human labels cost usd ${formatAmount(extra)} more than judge labels`
  return gain > 0
    ? [
        `${paid}, usd ${formatAmount(extra / gain)} for one ${unit} of the ${gain.toPrecision(3)} expected`,
      ]
    : [`${paid} and are not expected to gain anything`]
}

function formatAmount(usd: number): string {
  return usd >= 1 ? usd.toFixed(2) : usd.toPrecision(2)
}
