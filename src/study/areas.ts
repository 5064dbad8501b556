import type { CellRecord } from './cell.ts'

/**
 * Returns records of the area under the budget curve of every contender: the trapezium rule over its budgets, with all-LM at 0 and all-human at 1. The
 * area is a mean score over budgets, so it has the unit of the score. Contenders without the ends, or with a single budget, have none.
 */
export function areaRecords(records: readonly CellRecord[]): CellRecord[] {
  const curves = new Map<string, CellRecord[]>()
  const ends = new Map<string, CellRecord>()
  for (const record of records) {
    const { set, measure, target, score } = record
    const key = JSON.stringify([set, measure, target, score])
    if (record.budget === null) ends.set(`${key} ${record.contender}`, record)
    else if (record.budget !== 'area') {
      const own = `${key} ${record.contender}`
      curves.set(own, [...(curves.get(own) ?? []), record])
    }
  }
  return [...curves.values()].flatMap((curve) => {
    const { set, measure, target, score } = curve[0]!
    const key = JSON.stringify([set, measure, target, score])
    const low = ends.get(`${key} all-lm`)
    const high = ends.get(`${key} all-human`)
    if (low === undefined || high === undefined || curve.length < 2) return []
    return [areaOf([{ ...low, budget: 0 }, ...curve, { ...high, budget: 1 }])]
  })
}

function areaOf(points: readonly CellRecord[]): CellRecord {
  const curve = [...points].sort((a, b) => (a.budget as number) - (b.budget as number))
  const weights = curve.map((_, at) => {
    const before =
      at === 0 ? 0 : ((curve[at]!.budget as number) - (curve[at - 1]!.budget as number)) / 2
    const after =
      at === curve.length - 1
        ? 0
        : ((curve[at + 1]!.budget as number) - (curve[at]!.budget as number)) / 2
    return before + after
  })
  const sum = (valueAt: (record: CellRecord) => number): number =>
    curve.reduce((total, record, at) => total + weights[at]! * valueAt(record), 0)
  const { contender, set, measure, target, score } = points[1]!
  const samples = points[1]!.samples
  return {
    set,
    contender,
    budget: 'area',
    measure,
    target,
    score,
    humanShare: null,
    value: sum(({ value }) => value),
    samples:
      samples === null
        ? null
        : samples.map((_, resample) => sum((record) => record.samples?.[resample] ?? Number.NaN)),
  }
}
