import type { StudyEncoder } from '../domain/index.ts'
import type { ReportTable } from './data.ts'
import { formatCount, formatDifference, formatInterval, formatNumber } from './format.ts'

/** Returns the table of what each encoder makes of the responses, and how far the probe then feels who labelled. */
export function encoderTable(encoders: readonly StudyEncoder[]): ReportTable {
  return {
    caption:
      'What the probe reads responses with: log loss on prompt groups left out, scores of single sources on the main suite, spread of random mixes of one size',
    columns: [
      'setting',
      'encoder',
      'columns',
      'log loss on judge labels, nats',
      'log loss on human labels, nats',
      'soft: people less judge, points',
      'accuracy: people less judge, points',
      'spread, soft',
      'spread, accuracy',
    ],
    rows: encoders.map(({ setting, encoder, columns, logLoss, sources, spread }) => [
      setting,
      encoder,
      formatCount(columns),
      formatNumber(logLoss.lm, 4),
      formatNumber(logLoss.human, 4),
      formatDifference(sources.soft.difference),
      formatDifference(sources.accuracy.difference),
      formatInterval(spread.soft, 3),
      formatInterval(spread.accuracy, 3),
    ]),
  }
}
