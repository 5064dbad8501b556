import type { ReportTable } from './data.ts'
import { formatCount, formatDifference, formatInterval, formatNumber, formatUsd } from './format.ts'
import { referencesAt, rowAt, type StudyView } from './study-view.ts'
import { nameShare } from './study-words.ts'

/** Returns the mean price of a label at a human share, USD. */
export const priceOf = (share: number, human: number, lm: number): number =>
  share * human + (1 - share) * lm

/** Returns an amount without cents where they do not matter. */
export function roundUsd(usd: number): string {
  return usd >= 100 ? `$${formatCount(Math.round(usd))}` : formatUsd(usd)
}

/** Returns the price of the labels at every human share, beside what the main router reaches there. */
export function moneyTable(view: StudyView, human: number, lm: number): ReportTable {
  const { result, rows, shares, decimals } = view
  const { main, data } = result
  const all = [...new Set([0, ...shares, 1])]
  const means = referencesAt(rows, shares[0]!)
  const valueAt = (share: number): string => {
    const row = rowAt(rows, main.router, share)
    if (row !== undefined) return formatInterval(row.value, decimals)
    return formatNumber(share === 0 ? means.allLm : share === 1 ? means.allHuman : null, decimals)
  }
  return {
    caption: `What the labels cost: ${formatUsd(human)} for one by a person, ${formatUsd(lm)} for one by the judge; the pilot and the trainings are not in it`,
    columns: [
      'human share',
      'price of 1,000 labels',
      ...(data.rows === null ? [] : [`price of all ${formatCount(data.rows)}`]),
      `value of ${main.router}, points`,
      'against random, points',
    ],
    rows: all.map((share) => [
      share === 0 ? '0 % (all LM)' : share === 1 ? '100 % (all human)' : nameShare(share),
      formatUsd(1000 * priceOf(share, human, lm)),
      ...(data.rows === null ? [] : [formatUsd(data.rows * priceOf(share, human, lm))]),
      valueAt(share),
      share === 0 || share === 1
        ? '-'
        : formatDifference(rowAt(rows, main.router, share)?.vsRandom ?? null, decimals),
    ]),
  }
}
