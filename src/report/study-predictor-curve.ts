import type { StudyQuality } from '../domain/index.ts'
import type { Chart } from './blocks.ts'
import { formatCount, formatInterval, isKnown } from './format.ts'
import { drawnLines } from './study-chart-lines.ts'
import { type Line, MOST_OTHERS, symbolsOf } from './study-line-styles.ts'
import { rowAt, type StudyView } from './study-view.ts'

/** Returns how well predictors rank mixes with fewer or more of them to learn from; null where the study never varied that. */
export function predictorCurve(view: StudyView): Chart | null {
  const { main } = view.result
  const rows = view.result.quality.filter(
    ({ set, score, target, trainedMixes, spearman, setting }) =>
      (setting === view.setting || setting.startsWith('mixes ')) &&
      set === main.set &&
      score === main.score &&
      (main.target === null || target === main.target) &&
      trainedMixes !== null &&
      isKnown(spearman),
  )
  const own = rowAt(view.rows, main.router, main.budget)?.ppm ?? null
  const names = [...new Set(rows.map(({ ppm }) => ppm))]
    .filter((name) => countMixes(rows, name) > 1)
    .sort((a, b) => Number(b === own) - Number(a === own))
    .slice(0, 1 + MOST_OTHERS)
  if (names.length === 0) return null
  const lines = names.map(
    (name, place): Line => ({
      name,
      role: name === own ? 'main' : 'other',
      place,
      points: rows
        .filter(({ ppm }) => ppm === name)
        .map(({ trainedMixes, spearman }) => ({ x: trainedMixes!, ...spearman })),
    }),
  )
  return {
    id: 'learning-predictors',
    title: `How well do predictors rank mixes, by how many they learn from? (${main.set})`,
    alt: `Spearman correlation on mixes that were left out, against trained mixes. ${symbolsOf(lines)}`,
    table: {
      caption: 'Spearman correlation on mixes that were left out, 95 % intervals',
      columns: ['predictor', 'trained mixes', 'Spearman', 'budget alone'],
      rows: names.flatMap((name) =>
        rows
          .filter(({ ppm }) => ppm === name)
          .map((row) => [
            name,
            formatCount(row.trainedMixes!),
            formatInterval(row.spearman),
            formatInterval(row.budgetOnly),
          ]),
      ),
    },
    ...drawnLines({
      lines,
      levels: [{ name: 'no relation', value: 0, colour: 'var(--random)' }],
      x: { label: 'trained mixes', format: formatCount, factors: true },
      y: { label: 'Spearman correlation' },
      height: 300,
    }),
  }
}

function countMixes(rows: readonly StudyQuality[], name: string): number {
  return new Set(rows.filter(({ ppm }) => ppm === name).map(({ trainedMixes }) => trainedMixes))
    .size
}
