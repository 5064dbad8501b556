import type { StudyCalibration } from '../domain/index.ts'
import type { Panels } from './blocks.ts'
import { formatCount, formatNumber } from './format.ts'
import { drawCalibration } from './study-chart-calibration.ts'
import { joinNames } from './study-words.ts'

/** Returns predicted against observed values, a panel per predictor. */
export function calibrationPanels(calibration: readonly StudyCalibration[]): Panels {
  const groups = new Map<string, StudyCalibration[]>()
  for (const bin of calibration) {
    const key = JSON.stringify([bin.set, bin.predictor])
    groups.set(key, [...(groups.get(key) ?? []), bin])
  }
  const isOneSet = new Set(calibration.map(({ set }) => set)).size === 1
  const panels = [...groups.values()].map((bins) => {
    const { predictor, set } = bins[0]!
    return { bins, title: isOneSet ? predictor : `${predictor}, ${set}` }
  })
  return {
    id: 'calibration',
    title: 'Calibration: predicted against what came true',
    alt: `One panel for each of ${joinNames(panels.map(({ title }) => title))}: a circle per bin of the prediction, its area by the number of rows; on the dashed diagonal the prediction came true exactly, below it the prediction promised too much. Bins come without an interval.`,
    table: {
      caption: 'Mean of the prediction and of what came true, by bin of the prediction',
      columns: ['predictor', 'predicted', 'observed', 'rows'],
      rows: panels.flatMap(({ title, bins }) =>
        bins.map(({ predicted, observed, rows }) => [
          title,
          formatNumber(predicted, 3),
          formatNumber(observed, 3),
          formatCount(rows),
        ]),
      ),
    },
    panels: panels.map(({ title, bins }) => ({
      title: `${title} (${formatCount(bins.reduce((sum, { rows }) => sum + rows, 0))} rows)`,
      draw: (document) => drawCalibration(document, bins),
    })),
  }
}
