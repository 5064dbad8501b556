import type { Section } from './blocks.ts'
import type { ReportData } from './data.ts'
import { formatCount, formatShareInterval } from './format.ts'

/** Returns the section on the features with which a person's label most probably differs from the judge's. */
export function differSection({ differ }: ReportData): Section {
  const { overall, quality, rows } = differ
  const chance =
    overall.predicted === null
      ? ''
      : ` The calibrated chance is ${formatShareInterval(overall.predicted, 1)} on average.`
  return {
    id: 'differ',
    title: 'Where do people and the judge differ?',
    blocks: [
      {
        kind: 'text',
        text: `One person's label differs from the judge's on ${formatShareInterval(overall.measured, 1)} of the labels that were measured.${chance}`,
      },
      {
        kind: 'how',
        text: `${quality} A row of the pilot is read by a fit that left its prompt group out. Intervals are 95 %, of means over prompt groups, each feature by itself; features on fewer than 20 rows or 10 prompt groups are left out. To differ is not to be wrong: who is right stands in the section above.`,
      },
      {
        kind: 'table',
        table: {
          caption: 'Features with the highest chance, over all rows that can be routed',
          columns: ['feature', 'rows', 'chance that a person differs', 'measured share'],
          rows: rows.map(({ label, count, predicted, measured }) => [
            label,
            formatCount(count),
            formatShareInterval(predicted, 1),
            formatShareInterval(measured, 1),
          ]),
        },
      },
    ],
  }
}
