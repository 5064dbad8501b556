import type { StudyBreakEven, StudyRow } from '../domain/index.ts'
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
    const share = crossing(curve, { budget: row.budget, value: row.value.value })
    const labelsSaved = share === null ? null : Math.max(0, Math.round((share - row.budget) * size))
    return [
      {
        set,
        router: row.router,
        budget: row.budget,
        trainings: row.trainedMixes,
        labelsSaved,
        trainingUsd:
          labelsSaved === null || human === null || lm === null
            ? null
            : (labelsSaved * (human - lm)) / row.trainedMixes,
      },
    ]
  })
}

interface CurvePoint {
  readonly budget: number
  readonly value: number
}

/** Points of random routing: a router's value less its difference to random. */
function randomCurve(rows: readonly StudyRow[]): CurvePoint[] {
  const points = new Map<number, number>()
  for (const { budget, value, vsRandom } of rows) {
    if (typeof budget === 'number' && vsRandom !== null) {
      points.set(budget, value.value - vsRandom.value)
    }
  }
  return [...points]
    .map(([budget, value]) => ({ budget, value }))
    .sort((a, b) => a.budget - b.budget)
}

/** Returns the smallest share above the point's at which the curve reaches its value; null where it does not. */
function crossing(curve: readonly CurvePoint[], point: CurvePoint): number | null {
  for (let at = 1; at < curve.length; at++) {
    const from = curve[at - 1]!
    const to = curve[at]!
    if (to.budget <= point.budget || to.value < point.value) continue
    if (from.value >= point.value) return Math.max(point.budget, from.budget)
    const part = (point.value - from.value) / (to.value - from.value)
    return Math.max(point.budget, from.budget + part * (to.budget - from.budget))
  }
  return null
}
