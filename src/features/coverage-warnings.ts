import type { FeatureMatrix } from '../domain/index.ts'
import type { FeatureCoverage } from './feature-coverage.ts'
import type { TagTable } from './tag-table.ts'

/** Above this unknown share a group says little. */
const MOST_UNKNOWN = 0.5
/** Above this share among the known one value says nearly nothing. */
const MOST_COMMON = 0.95
/** Below this effective number of values a group of three and more values has hardly any contrast. */
const FEWEST_EFFECTIVE = 1.5
/** Above this share of labels outside the options the tag set is not made for the data. */
const MOST_OTHER = 0.05

/** Returns plain sentences about groups of features that do not fit the data, in the order of the columns. */
export function tagWarnings(
  matrix: FeatureMatrix,
  features: readonly FeatureCoverage[],
  tags: TagTable | null,
): string[] {
  const rows = matrix.ids.length
  if (rows === 0) return ['the data set has no instance']
  const groups = new Map<string, FeatureCoverage[]>()
  features.forEach((feature, column) => {
    if (matrix.specs[column]!.kind === 'flag') return
    groups.set(feature.group, [...(groups.get(feature.group) ?? []), feature])
  })
  const warnings = [...groups].flatMap(([group, members]) => groupWarnings(group, members, rows))
  const constant = features.filter((feature) => feature.constant).length
  if (constant > features.length / 2) {
    warnings.push(
      `${constant} of ${features.length} features have one value on all instances: the feature set does not fit this data set`,
    )
  }
  return [...warnings, ...otherWarnings(tags, rows)]
}

function groupWarnings(group: string, members: readonly FeatureCoverage[], rows: number): string[] {
  const unknown = Math.min(...members.map(({ unknownShare }) => unknownShare))
  if (unknown > MOST_UNKNOWN) {
    return [`${group}: unknown for ${percent(unknown)} of the instances`]
  }
  const known = rows * (1 - unknown)
  const shares = members.map(({ carried }) => carried / known)
  const top = Math.max(...shares)
  const common = members[shares.indexOf(top)]!
  if (top > MOST_COMMON) {
    return [`${group}: ${percent(top)} of the known instances are "${common.label}"`]
  }
  if (top === 0) return [`${group}: no known instance carries any of its ${members.length} values`]
  const effective = effectiveCount(shares)
  if (members.length < 3 || effective >= FEWEST_EFFECTIVE) return []
  return [
    `${group}: ${effective.toFixed(1)} effective values of ${members.length}, hardly any contrast`,
  ]
}

/** exp(entropy) of how often the values occur. */
function effectiveCount(shares: readonly number[]): number {
  const total = shares.reduce((sum, share) => sum + share, 0)
  return Math.exp(
    shares.reduce((sum, share) => {
      const part = share / total
      return part > 0 ? sum - part * Math.log(part) : sum
    }, 0),
  )
}

function otherWarnings(tags: TagTable | null, rows: number): string[] {
  return (tags?.columns ?? []).flatMap(({ dimension, otherLabels }) => {
    const count = Object.values(otherLabels).reduce((sum, value) => sum + value, 0)
    if (count / rows <= MOST_OTHER) return []
    const named = Object.entries(otherLabels).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    const examples = named.slice(0, 3).map(([label]) => `"${label}"`)
    return [
      `${dimension.id}: ${count} labels are outside the ${dimension.options.length} options (${examples.join(', ')})`,
    ]
  })
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}
