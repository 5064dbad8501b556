import type { AuditPool, AuditRow } from './audit-input.ts'
import type { UnitSums } from './group-bets.ts'
import type { ScoreLevel } from './score-levels.ts'
import {
  type AuditUnit,
  type BoundOptions,
  descending,
  type UnitBound,
  unitBounds,
} from './unit-bounds.ts'

/** What the slice says about the rows at or above one threshold. */
export interface LevelTally extends ScoreLevel, UnitBound {
  readonly rows: number
  readonly agree: number
  readonly groups: number
  /** Independent units with an accepted row. */
  readonly units: number
  /** Share of the accepted rows on which the judge agrees, each with its weight; NaN without rows. */
  readonly agreement: number
  /** Weights per unit, in the order in which the units were given; empty unless they were asked for. */
  readonly sums: UnitSums
  /** Most that one unit of the slice weighs. */
  readonly most: number
}

/** Options of a tally. */
export interface TallyOptions extends BoundOptions {
  /** Whether the weights of every unit are wanted. */
  readonly keepsSums: boolean
}

/** Returns the tallies of all levels, strictest first. O((n + rows) log n + levels x units). */
export function tallyLevels(
  { pool, audit }: { readonly pool: AuditPool; readonly audit: readonly AuditRow[] },
  levels: readonly ScoreLevel[],
  options: TallyOptions,
): LevelTally[] {
  const { weightOf, keepsSums } = options
  const { unitOf, count } = numberUnits(audit, options.unit)
  const sums = { agree: new Float64Array(count), total: new Float64Array(count) }
  const groups = new Set<number>()
  const order = descending(audit.map(({ score }) => score))
  const bounds = unitBounds(pool, levels, options)
  const so = { rows: 0, agree: 0, units: 0, weight: 0, agreeing: 0, most: 0 }
  return levels.map((level, index) => {
    for (; so.rows < order.length; so.rows++) {
      const row = audit[order[so.rows]!]!
      if (row.score < level.threshold) break
      const own = unitOf[order[so.rows]!]!
      const weight = weightOf(row.propensity)
      if (sums.total[own] === 0) so.units++
      sums.total[own]! += weight
      so.weight += weight
      if (row.agrees) {
        sums.agree[own]! += weight
        so.agreeing += weight
        so.agree++
      }
      so.most = Math.max(so.most, sums.total[own]!)
      groups.add(row.group)
    }
    return {
      ...level,
      rows: so.rows,
      agree: so.agree,
      groups: groups.size,
      units: so.units,
      agreement: so.agreeing / so.weight,
      sums: keepsSums ? keepSeen(sums) : NO_SUMS,
      most: so.most,
      ...bounds[index]!,
    }
  })
}

const NO_SUMS: UnitSums = { agree: new Float64Array(0), total: new Float64Array(0) }

function numberUnits(
  audit: readonly AuditRow[],
  unit: AuditUnit,
): { readonly unitOf: readonly number[]; readonly count: number } {
  const numbers = new Map<number, number>()
  const unitOf = audit.map(({ group }, index) => {
    const key = unit === 'row' ? index : group
    const known = numbers.get(key) ?? numbers.size
    numbers.set(key, known)
    return known
  })
  return { unitOf, count: numbers.size }
}

/** Units without an accepted row say nothing. */
function keepSeen({ agree, total }: UnitSums): UnitSums {
  return {
    agree: agree.filter((_, unit) => total[unit]! > 0),
    total: total.filter((weight) => weight > 0),
  }
}
