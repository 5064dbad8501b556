import type { StudyBreakEven, StudyRow } from '../domain/index.ts'
import { breakEvenPrice, type CurvePoint, labelsSaved } from '../route/index.ts'
import type { GatheredData } from './gather.ts'
import type { StudyOptions } from './options.ts'

/**
 * Returns when the trainings behind a PPM are paid back: how many more human labels random routing needs for the score that the router reaches at a budget (read off
 * the line through random's own points), and the price of one training at which both ways cost the same. Where random routing never gets there
 * with the labels there are, the saving has no bound and is unknown.
 */
export function breakEven(
  options: StudyOptions,
  rows: readonly StudyRow[],
  { rows: total }: GatheredData,
): StudyBreakEven[] {
  const { set, measure, target, score } = options.main
  const { human = null, lm = null } = options.run?.prices ?? {}
  const size = total ?? options.worlds.find(({ name }) => name === set)?.instances ?? null
  if (size === null) return []
  const own = rows.filter(
    (row) =>
      row.setting === options.settings[0]!.name &&
      row.set === set &&
      row.measure === measure &&
      row.target === target &&
      row.score === score,
  )
  const curve = randomCurve(own)
  return own.flatMap((row): StudyBreakEven[] => {
    if (row.ppm === null || typeof row.budget !== 'number' || row.trainedMixes === null) return []
    const saved = labelsSaved(curve, { share: row.budget, value: row.value.value }, size)
    return [
      {
        set,
        router: row.router,
        budget: row.budget,
        trainings: row.trainedMixes,
        labelsSaved: saved,
        trainingUsd: breakEvenPrice(saved, row.trainedMixes, { human, lm }),
      },
    ]
  })
}

/** Points of random routing: a router's value less its difference to random. */
function randomCurve(rows: readonly StudyRow[]): CurvePoint[] {
  const points = new Map<number, number>()
  for (const { budget, value, vsRandom } of rows) {
    if (typeof budget === 'number' && vsRandom !== null) {
      points.set(budget, value.value - vsRandom.value)
    }
  }
  return [...points].map(([share, value]) => ({ share, value })).sort((a, b) => a.share - b.share)
}
