import type { NamedColumns } from './design-columns.ts'
import type { PairEvidence } from './pair-evidence.ts'
import { type ExpectedPositions, leadColumns } from './preference-model.ts'

/** Leads that restate the judge's own verdict: in its direction they say nothing beyond the traits. */
const ownVerdicts: ReadonlySet<string> = new Set(['judgeVerdict', 'judgeStrength'])

/**
 * Returns what the gain of a human label and the chance of a different one are learned from: the traits; every lead in the direction of the judge's label
 * and by its size; and where people are expected to stand, in the direction of the judge, by size, and by distance from it. None changes when A and B do.
 */
export function gainColumns(evidence: PairEvidence, expected: ExpectedPositions): NamedColumns {
  const { judge } = evidence
  const side = judge.map((position) => (Number.isNaN(position) ? 0 : position))
  const turned = leadColumns(evidence)
    .filter(({ name }) => !ownVerdicts.has(name))
    .flatMap(({ name, values }) => [
      { name: `${name} with judge`, values: values.map((value, row) => value * side[row]!) },
      { name: `|${name}|`, values: values.map(Math.abs) },
    ])
  const people = Object.entries(expected).flatMap(([name, positions]: [string, Float64Array]) => [
    { name: `people ${name} with judge`, values: positions.map((p, row) => p * side[row]!) },
    { name: `|people ${name}|`, values: positions.map(Math.abs) },
    {
      name: `people ${name} from judge`,
      values: positions.map((p, row) => Math.abs(p - side[row]!)),
    },
  ])
  return [
    ...Object.entries(evidence.traits.columns).map(([name, values]) => ({ name, values })),
    ...turned,
    ...people,
  ]
}
