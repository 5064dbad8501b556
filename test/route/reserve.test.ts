import { describe, expect, it } from 'vitest'
import { createRandom, type Random } from '../../src/kit/index.ts'
import { mergeReserve, type ReserveRequest, reserveRows } from '../../src/route/index.ts'
import { chiSquaredUpperTail, estimateMean } from '../../src/stats/index.ts'

const request = (parts: Partial<ReserveRequest> = {}): ReserveRequest => ({
  total: 40,
  groups: null,
  auditShare: 0.1,
  explorationShare: 0.25,
  humans: 20,
  ...parts,
})

/** A router that takes the lowest rows it may. */
function takeFirst(routable: Uint32Array, count: number, total: number): Uint8Array {
  const isHuman = new Uint8Array(total)
  for (const row of routable.subarray(0, count)) isHuman[row] = 1
  return isHuman
}

function drawAll(parts: Partial<ReserveRequest>, random: Random) {
  const asked = request(parts)
  const reserve = reserveRows(asked, random)
  const isHuman = takeFirst(reserve.routable, reserve.routed, asked.total)
  return { reserve, isHuman, merged: mergeReserve(isHuman, reserve) }
}

describe('reserveRows and mergeReserve', () => {
  it('label exactly as many rows as there is budget for, each for one reason', () => {
    for (let seed = 0; seed < 400; seed++) {
      const random = createRandom('reserve').fork(seed)
      const total = Math.floor(random.next() * 30)
      const parts = {
        total,
        humans: Math.floor(random.next() * (total + 1)),
        auditShare: random.next() < 0.2 ? Math.round(random.next()) : random.next() / 2,
        explorationShare: random.next() < 0.2 ? Math.round(random.next()) : random.next(),
      }
      const { reserve, isHuman, merged } = drawAll(parts, random)
      const { audit, routed, exploration, humans } = reserve
      expect(audit + routed + exploration).toBe(humans)
      expect(humans).toBe(parts.humans)
      const count = (reason: string): number => merged.reasons.filter((r) => r === reason).length
      expect([count('audit'), count('routed'), count('exploration')]).toEqual([
        audit,
        routed,
        exploration,
      ])
      expect(merged.isHuman.reduce((sum, bit) => sum + bit, 0)).toBe(humans)
      const left = total - audit - routed
      merged.reasons.forEach((reason, row) => {
        expect(merged.isHuman[row]).toBe(Number(reason !== null))
        expect(reserve.isAudit[row]).toBe(Number(reason === 'audit'))
        expect(isHuman[row]).toBe(Number(reason === 'routed'))
        const sure = reason === 'audit' || reason === 'routed'
        expect(merged.propensity[row]).toBe(sure ? 1 : exploration / left)
      })
    }
  })

  it('take budgets of nothing and of everything as they come', () => {
    const random = createRandom('corners')
    const nothing = drawAll({ humans: 0 }, random)
    expect(nothing.merged.isHuman).toEqual(new Uint8Array(40))
    expect(nothing.reserve).toMatchObject({
      audit: 0,
      routed: 0,
      exploration: 0,
      auditPropensity: 0,
    })
    expect([...nothing.merged.propensity].every((propensity) => propensity === 0)).toBe(true)
    const everything = drawAll({ humans: 40 }, random)
    expect(everything.merged.isHuman).toEqual(new Uint8Array(40).fill(1))
    expect([...everything.merged.propensity].every((propensity) => propensity === 1)).toBe(true)
    expect(drawAll({ total: 0, humans: 0 }, random).merged.isHuman).toHaveLength(0)
  })

  it('explore what the router did not use', () => {
    const reserve = reserveRows(request(), createRandom('unused'))
    const merged = mergeReserve(takeFirst(reserve.routable, 3, 40), reserve)
    expect(merged.isHuman.reduce((sum, bit) => sum + bit, 0)).toBe(20)
    expect(merged.reasons.filter((reason) => reason === 'exploration')).toHaveLength(20 - 4 - 3)
    expect(Math.min(...merged.propensity)).toBeCloseTo(13 / 33, 12)
  })

  it('draw every row into the slice, and every row left into the exploration, equally often', () => {
    const draws = 6000
    const audited = new Float64Array(40)
    const explored = new Float64Array(40)
    const fixed = Uint8Array.from({ length: 40 }, (_, row) => Number(row % 4 === 0))
    for (let seed = 0; seed < draws; seed++) {
      const random = createRandom('inclusion').fork(seed)
      const slice = reserveRows(request(), random)
      slice.isAudit.forEach((bit, row) => {
        audited[row]! += bit
      })
      const open = reserveRows(request({ auditShare: 0 }), random)
      mergeReserve(fixed, open).reasons.forEach((reason, row) => {
        explored[row]! += Number(reason === 'exploration')
      })
    }
    // A row is in a draw of m of N with chance m / N; the counts of one draw are not independent, which shrinks their spread by (N - m) / (N - 1).
    const pValue = (counts: Float64Array, size: number, chosen: number): number => {
      const chance = chosen / size
      const rows = [...counts].filter((_, row) => size === 40 || fixed[row] === 0)
      expect(rows).toHaveLength(size)
      const statistic = rows.reduce(
        (sum, count) => sum + (count - draws * chance) ** 2 / (draws * chance * (1 - chance)),
        0,
      )
      return chiSquaredUpperTail(((size - 1) / size) * statistic, size - 1)
    }
    expect(pValue(audited, 40, 4)).toBeGreaterThan(0.001)
    expect(pValue(explored, 30, 10)).toBeGreaterThan(0.001)
    expect(fixed.every((bit, row) => bit === 0 || explored[row] === 0)).toBe(true)
  })

  it('log propensities that estimate the whole pool without bias; the slice counted by its own would be counted twice', () => {
    const total = 60
    const values = Float64Array.from({ length: total }, (_, row) => row / 10 + (row % 7))
    const truth = values.reduce((sum, value) => sum + value, 0) / total
    const draws = 1500
    const means = { all: 0, slice: 0, mixed: 0 }
    for (let seed = 0; seed < draws; seed++) {
      const random = createRandom('unbiased').fork(seed)
      const { reserve, merged } = drawAll({ total, humans: 30, auditShare: 0.15 }, random)
      const observed = values.map((value, row) => (merged.isHuman[row] === 1 ? value : Number.NaN))
      const sum = (rows: (row: number) => boolean, chance: (row: number) => number): number =>
        values.reduce((all, value, row) => all + (rows(row) ? value / chance(row) : 0), 0) / total
      const isAudit = (row: number): boolean => reserve.isAudit[row] === 1
      means.all +=
        estimateMean({ values: observed, propensities: merged.propensity }).horvitzThompson.value /
        draws
      means.slice += sum(isAudit, () => reserve.auditPropensity) / draws
      means.mixed +=
        sum(
          (row) => merged.isHuman[row] === 1,
          (row) => (isAudit(row) ? reserve.auditPropensity : merged.propensity[row]!),
        ) / draws
    }
    expect(Math.abs(means.all - truth)).toBeLessThan(0.02 * truth)
    expect(Math.abs(means.slice - truth)).toBeLessThan(0.02 * truth)
    expect(means.mixed).toBeGreaterThan(1.5 * truth)
  })

  it('say which groups the slice touches', () => {
    const groups = Uint32Array.from({ length: 40 }, (_, row) => row >> 1)
    const { isAudit, groups: counted } = reserveRows(request({ groups }), createRandom(3))
    const touched = new Set([...groups].filter((_, row) => isAudit[row] === 1))
    const whole = [...touched].filter(
      (group) => isAudit[2 * group] === 1 && isAudit[2 * group + 1] === 1,
    )
    expect(counted).toEqual({ inSlice: touched.size, onBothSides: touched.size - whole.length })
  })

  it('do not depend on what else is drawn, and refuse what does not fit', () => {
    const first = reserveRows(request(), createRandom(5))
    const other = createRandom(5)
    other.fork('something').next()
    expect(reserveRows(request(), other)).toEqual(first)
    expect(() => reserveRows(request({ humans: 41 }), createRandom(1))).toThrow(RangeError)
    expect(() => reserveRows(request({ auditShare: 1.2 }), createRandom(1))).toThrow(RangeError)
    const inSlice = Uint8Array.from(first.isAudit, (bit, row) => Number(bit === 1 && row >= 0))
    expect(() => mergeReserve(inSlice, first)).toThrow(/audit slice/)
    expect(() => mergeReserve(new Uint8Array(40).fill(1), first)).toThrow(/at most 11/)
  })
})
