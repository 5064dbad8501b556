import type { AuditPool, AuditRow } from '../../src/audit/index.ts'
import { drawSubset, type Random, shuffleInPlace } from '../../src/kit/index.ts'

/** A made-up pool whose labels are all known. */
export interface Population {
  readonly pool: AuditPool & { readonly groups: Uint32Array }
  /** 1 where the judge agrees with the person. */
  readonly agrees: Uint8Array
}

/** What a population is made of. */
export interface Recipe {
  readonly groups: number
  /** Rows of a group, by its number. */
  readonly sizeOf: (group: number) => number
  /** Chance of agreement at a place in the order of scores, 0 (lowest score) to 1. */
  readonly agreementAt: (place: number, size: number) => number
  /** True: rows of one group agree or disagree together. */
  readonly together?: boolean
}

/** Draws a population; scores are uniform on 0 to 1, one per group where rows go together. */
export function drawPopulation(recipe: Recipe, random: Random): Population {
  const groups: number[] = []
  const scores: number[] = []
  const agrees: number[] = []
  for (let group = 0; group < recipe.groups; group++) {
    const shared = random.next()
    const luck = random.next()
    const size = recipe.sizeOf(group)
    for (let row = 0; row < size; row++) {
      const score = recipe.together ? shared : random.next()
      groups.push(group)
      scores.push(score)
      const chance = recipe.agreementAt(score, size)
      agrees.push(Number((recipe.together ? luck : random.next()) < chance))
    }
  }
  return {
    pool: { scores: Float64Array.from(scores), groups: Uint32Array.from(groups) },
    agrees: Uint8Array.from(agrees),
  }
}

/** Returns the audit rows of some rows of a population. */
export function auditRowsOf(
  { pool, agrees }: Population,
  rows: Iterable<number>,
  propensityOf: (row: number) => number = () => 1,
): AuditRow[] {
  return Array.from(rows, (row) => ({
    score: pool.scores[row]!,
    agrees: agrees[row] === 1,
    group: pool.groups[row]!,
    propensity: propensityOf(row),
  }))
}

/** Draws so many rows, each set of them equally likely. */
export function drawRows(population: Population, count: number, random: Random): AuditRow[] {
  return auditRowsOf(population, drawSubset(population.agrees.length, count, random))
}

/** Draws so many whole groups. */
export function drawGroups(population: Population, count: number, random: Random): AuditRow[] {
  const all = [...new Set(population.pool.groups)]
  const chosen = new Set(shuffleInPlace(all, random).slice(0, count))
  const rows = Array.from(population.agrees.keys())
  return auditRowsOf(
    population,
    rows.filter((row) => chosen.has(population.pool.groups[row]!)),
  )
}

/** Returns the share of the rows at or above a threshold on which the judge agrees. */
export function trueAgreement({ pool, agrees }: Population, threshold: number): number {
  let rows = 0
  let same = 0
  agrees.forEach((agree, row) => {
    if (!(pool.scores[row]! >= threshold)) return
    rows++
    same += agree
  })
  return same / rows
}
