import { hasFeature, type Interval } from '../domain/index.ts'
import { shareDiffering } from '../pilot/index.ts'
import type { ReportData } from '../report/index.ts'
import { tQuantile } from '../stats/index.ts'
import type { RunFacts } from './run-facts.ts'
import { describeQuality } from './run-routing-evidence.ts'
import { peopleOf } from './source-labels.ts'
import { judgePositions } from './stage-pilot.ts'

/** Rows and prompt groups below which nothing is said of a feature. */
const LEAST_ROWS = 20
const LEAST_GROUPS = 10
/** Features told of. */
const SHOWN = 15

/**
 * Returns where people and the judge differ most: features by the calibrated chance that a person's label differs, with the share that was measured on rows
 * with both labels beside it. Intervals of means over prompt groups.
 */
export function whereSourcesDiffer(facts: RunFacts): ReportData['differ'] {
  const { evidence, matrix, dataset, instances, labels, options } = facts
  const indexOf = new Map(instances.map(({ id }, index) => [id, index]))
  const rows = evidence.ids.map((id) => indexOf.get(id)!)
  const judge = judgePositions(rows.map((row) => labels[row]!))
  const measured = Float64Array.from(rows, (row, at) =>
    shareDiffering(peopleOf(instances[row]!, options.labels), judge[at]!),
  )
  const quality = evidence.facts.quality['P(differs)']
  const predicted = evidence.columns.pDiffers ?? null
  const groups = Uint32Array.from(rows, (row) => dataset.groups[row]!)
  const ranked = matrix.specs.flatMap((spec, column) => {
    const own = [...rows.keys()].filter((at) => hasFeature(matrix, rows[at]!, column))
    if (own.length < LEAST_ROWS || new Set(own.map((at) => groups[at]!)).size < LEAST_GROUPS)
      return []
    return [
      {
        label: spec.label,
        count: own.length,
        predicted: predicted === null ? null : groupMean(predicted, own, groups),
        measured: groupMean(measured, own, groups),
      },
    ]
  })
  const every = [...rows.keys()]
  return {
    overall: {
      predicted: predicted === null ? null : groupMean(predicted, every, groups),
      measured: groupMean(measured, every, groups),
    },
    quality:
      quality === undefined
        ? `No chance was learned: ${evidence.facts.skipped ?? 'there is no pilot'}.`
        : `The chance was learned on ${evidence.facts.pilotRows} rows with both labels: ${describeQuality(quality)}${quality.usable ? '' : '; it was refused, so only the measured shares count'}.`,
    rows: ranked
      .sort((a, b) => keyOf(b) - keyOf(a) || (a.label < b.label ? -1 : 1))
      .slice(0, SHOWN),
  }
}

const keyOf = (row: {
  readonly predicted: Interval | null
  readonly measured: Interval | null
}): number => (row.predicted ?? row.measured)?.value ?? Number.NEGATIVE_INFINITY

/** Returns a mean with the interval that treats prompt groups as the units drawn; null where nothing is known. @see Liang and Zeger (1986) */
function groupMean(
  values: Float64Array,
  rows: readonly number[],
  groups: Uint32Array,
): Interval | null {
  const known = rows.filter((at) => !Number.isNaN(values[at]!))
  if (known.length === 0) return null
  const value = known.reduce((sum, at) => sum + values[at]!, 0) / known.length
  const sums = new Map<number, number>()
  for (const at of known) sums.set(groups[at]!, (sums.get(groups[at]!) ?? 0) + values[at]! - value)
  const count = sums.size
  if (count < 2) return { value, lo: Number.NaN, hi: Number.NaN }
  const squares = [...sums.values()].reduce((sum, own) => sum + own * own, 0)
  const reach =
    (tQuantile(0.975, count - 1) * Math.sqrt((squares * count) / (count - 1))) / known.length
  return { value, lo: Math.max(0, value - reach), hi: Math.min(1, value + reach) }
}
