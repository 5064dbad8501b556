import type { AuditPool, AuditRow, AuditUnit } from './audit-input.ts'
import type { UnitSums } from './group-bets.ts'
import type { ScoreLevel } from './score-levels.ts'

/** What the slice says about the rows at or above one threshold. */
export interface LevelTally extends ScoreLevel {
  readonly rows: number
  readonly agree: number
  readonly groups: number
  /** Independent units with an accepted row. */
  readonly units: number
  /** Share of the accepted rows on which the judge agrees, each with its weight; NaN without rows. */
  readonly agreement: number
  /** Weights per unit, in the order in which the units were given; empty unless they were asked for. */
  readonly sums: UnitSums
  /** Most that one unit can weigh at this threshold. */
  readonly bound: number
}

/** Options of a tally. */
export interface TallyOptions {
  readonly unit: AuditUnit
  /** Weight of a row that was drawn with this chance. */
  readonly weightOf: (propensity: number) => number
  /** Whether the weights of every unit are wanted. */
  readonly keepsSums: boolean
}

/** Returns the tallies of all levels, strictest first. O((n + rows) log n + levels x units). */
export function tallyLevels(
  { pool, audit }: { readonly pool: AuditPool; readonly audit: readonly AuditRow[] },
  levels: readonly ScoreLevel[],
  { unit, weightOf, keepsSums }: TallyOptions,
): LevelTally[] {
  const { unitOf, count } = numberUnits(audit, unit)
  const sums = { agree: new Float64Array(count), total: new Float64Array(count) }
  const groups = new Set<number>()
  const order = descending(audit.map(({ score }) => score))
  const bounds = poolBounds(pool, levels, { unit, weightOf })
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
      bound: Math.max(so.most, bounds[index]!),
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

/** Returns per level the most that one unit of the pool weighs; 0 where the pool does not say. */
function poolBounds(
  { scores, groups, propensities }: AuditPool,
  levels: readonly ScoreLevel[],
  { unit, weightOf }: Omit<TallyOptions, 'keepsSums'>,
): number[] {
  if (unit === 'group' ? !groups : !propensities) return levels.map(() => 0)
  const order = descending(scores)
  const weights = new Map<number, number>()
  let most = 0
  let at = 0
  return levels.map(({ threshold }) => {
    for (; at < order.length && scores[order[at]!]! >= threshold; at++) {
      const row = order[at]!
      let weight = weightOf(propensities?.[row] ?? 1)
      if (unit === 'group') {
        weight += weights.get(groups![row]!) ?? 0
        weights.set(groups![row]!, weight)
      }
      if (weight > most) most = weight
    }
    return most
  })
}

/** Returns the indices of the known scores, highest first. */
function descending(scores: ArrayLike<number>): Uint32Array {
  const known: number[] = []
  for (let index = 0; index < scores.length; index++) {
    if (!Number.isNaN(scores[index]!)) known.push(index)
  }
  return Uint32Array.from(known).sort((a, b) => scores[b]! - scores[a]! || a - b)
}
