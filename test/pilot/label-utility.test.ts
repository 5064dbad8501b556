import { describe, expect, it } from 'vitest'
import { createRandom, drawIndex } from '../../src/kit/index.ts'
import {
  gainOfPerson,
  gainTargets,
  lossOfJudge,
  shareDiffering,
  utilityOfLabel,
} from '../../src/pilot/index.ts'
import { mean } from '../../src/stats/index.ts'

const positions = [-1, 0, 1]

describe('what a human label is worth', () => {
  it('is what one person gains on the judge with the other as truth, averaged over the choice', () => {
    expect(gainOfPerson([1, 1], -1)).toBe(1)
    expect(gainOfPerson([1, 1], 1)).toBe(0)
    expect(gainOfPerson([1, 0], 1)).toBe(-0.25)
    expect(gainOfPerson([1, -1], 1)).toBe(-0.5)
    expect(gainOfPerson([1, -1], 0)).toBe(-0.5)
    for (const a of positions) {
      for (const b of positions) {
        for (const judge of positions) {
          const gains = [
            utilityOfLabel(a, b) - utilityOfLabel(judge, b),
            utilityOfLabel(b, a) - utilityOfLabel(judge, a),
          ]
          expect(gainOfPerson([a, b], judge)).toBeCloseTo(mean(gains), 12)
          expect(gainOfPerson([-a, -b], -judge)).toBeCloseTo(mean(gains), 12)
        }
      }
    }
  })

  it('is unknown with one person or without the judge', () => {
    expect(gainOfPerson([1], 1)).toBeNaN()
    expect(gainOfPerson([1, 1], Number.NaN)).toBeNaN()
    expect(lossOfJudge([], 1)).toBeNaN()
    expect(lossOfJudge([1], Number.NaN)).toBeNaN()
    expect(shareDiffering([], 1)).toBeNaN()
    expect(shareDiffering([1], Number.NaN)).toBeNaN()
    expect(shareDiffering([1, 0, -1, 1], 1)).toBe(0.5)
  })
})

describe('gains to learn from', () => {
  /** People are right with chance 0.8, the judge with 0.6. */
  function drawPeople(rows: number, seed: number, count: (row: number) => number) {
    const random = createRandom(`people ${seed}`)
    const judge = new Float64Array(rows)
    const people = Array.from({ length: rows }, (_, row) => {
      const truth = random.next() < 0.5 ? 1 : -1
      judge[row] = random.next() < 0.6 ? truth : -truth
      return Array.from({ length: count(row) }, () => (random.next() < 0.8 ? truth : -truth))
    })
    return { people, judge }
  }

  it('of single people have the mean of those that are measured', () => {
    const off: number[] = []
    for (let seed = 0; seed < 40; seed++) {
      const { people, judge } = drawPeople(2000, seed, (row) => 1 + (row % 2))
      const gains = gainTargets(people, judge)
      expect([gains.measured, gains.inferred]).toEqual([1000, 1000])
      const meanOf = (rest: number): number =>
        mean(gains.values.filter((_, row) => row % 2 === rest))
      off.push(meanOf(0) - meanOf(1))
      expect([gains.weights[0], gains.weights[1]]).toEqual([1 / 3, 1])
    }
    const error = Math.sqrt(mean(off.map((value) => value ** 2)) / off.length)
    expect(Math.abs(mean(off))).toBeLessThan(4 * error)
    // A person disagrees with another in 2 x 0.8 x 0.2 of the rows.
    const { people, judge } = drawPeople(20000, 99, () => 2)
    expect(gainTargets(people, judge).humanNoise).toBeCloseTo(0.32, 1)
  })

  it('of single people take them as the truth where too few rows have two', () => {
    const { people, judge } = drawPeople(200, 1, (row) => (row < 29 ? 2 : 1))
    const gains = gainTargets(people, judge)
    expect([gains.measured, gains.inferred, gains.humanNoise]).toEqual([29, 171, 0])
    for (let row = 29; row < 200; row++) {
      expect(gains.weights[row]).toBe(1)
      expect(gains.values[row]).toBe(lossOfJudge(people[row]!, judge[row]!))
    }
  })

  it('leave out rows where a side is missing', () => {
    const random = createRandom('missing')
    const people = Array.from({ length: 100 }, () =>
      new Array<number>(drawIndex(3, random)).fill(1),
    )
    const judge = Float64Array.from(people, () => (random.next() < 0.3 ? Number.NaN : 1))
    const { weights, values } = gainTargets(people, judge)
    people.forEach((own, row) => {
      expect(weights[row]! > 0).toBe(own.length > 0 && !Number.isNaN(judge[row]!))
      expect(values[row]).not.toBeNaN()
    })
  })
})
