import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/kit/index.ts'
import { crossFitPreference } from '../../src/pilot/cross-fit-preference.ts'
import { fitPilot, predictPilot, selectEvidence } from '../../src/pilot/index.ts'
import { selectTargets } from '../../src/pilot/label-utility.ts'
import { targetsOf } from '../../src/pilot/learned-rows.ts'
import { fitPreference } from '../../src/pilot/preference-model.ts'
import { foldRows, mean, pearson } from '../../src/stats/index.ts'
import { exchangeSides, makePilot } from './made-pilot.ts'

describe('a pilot with something to learn', () => {
  const runs = Array.from({ length: 10 }, (_, seed) => {
    const made = makePilot({ groups: 60 }, createRandom(`made ${seed}`))
    const fresh = makePilot({ groups: 100 }, createRandom(`fresh ${seed}`))
    const fitted = fitPilot(made.evidence, made.people, {}, createRandom(seed))
    return { made, fitted, fresh, predicted: predictPilot(fitted.model, fresh.evidence) }
  })

  it('tells the gain of a human label and where it differs, out of fold and on new prompts', () => {
    const tells = runs.map(({ made, fitted, fresh, predicted }) => ({
      gain: pearson(fitted.outOfFold.labelGain, made.gain),
      newGain: pearson(predicted.labelGain, fresh.gain),
      differs: pearson(fitted.outOfFold.pDiffers, made.differs),
      newDiffers: pearson(predicted.pDiffers, fresh.differs),
    }))
    for (const [name, typical] of [
      ['gain', 0.5],
      ['newGain', 0.5],
      ['differs', 0.6],
      ['newDiffers', 0.6],
    ] as const) {
      const values = tells.map((own) => own[name])
      expect(mean(values), name).toBeGreaterThan(typical)
      expect(Math.min(...values), name).toBeGreaterThan(typical / 2)
    }
    for (const { fitted } of runs) expect(fitted.quality.pDiffers.usable).toBe(true)
    const found = runs.filter(({ fitted }) => fitted.quality.labelGain.usable)
    expect(found.length).toBeGreaterThanOrEqual(8)
  })

  it('ranks first the rows on which a human label is worth most', () => {
    const shares = runs.map(({ fresh, predicted }) => {
      const quarter = fresh.gain.length / 4
      const worthOf = (values: Float64Array): number => {
        const order = [...values.keys()].sort((a, b) => values[b]! - values[a]!)
        return mean(order.slice(0, quarter).map((row) => fresh.gain[row]!))
      }
      const random = mean(fresh.gain)
      return (worthOf(predicted.labelGain) - random) / (worthOf(fresh.gain) - random)
    })
    // Half of what one who knows the truth could do.
    expect(mean(shares)).toBeGreaterThan(0.5)
    expect(Math.min(...shares)).toBeGreaterThan(0.3)
  })

  it('gives chances that come true', () => {
    const predicted = runs.flatMap((run) => [...run.predicted.pDiffers])
    const truth = runs.flatMap((run) => [...run.fresh.differs])
    for (const [from, to] of [
      [0, 0.3],
      [0.3, 0.5],
      [0.5, 0.7],
      [0.7, 1],
    ] as const) {
      const rows = predicted.flatMap((p, row) => (p >= from && p < to ? [row] : []))
      expect(rows.length).toBeGreaterThan(50)
      const off = mean(rows.map((row) => predicted[row]! - truth[row]!))
      // Ten maps of 240 rows each: the share of a bin of 60 rows is known to about 0.06, less over ten pilots.
      expect(Math.abs(off)).toBeLessThan(0.07)
    }
  })

  it('says the same of a pair whichever completion is A', () => {
    for (const { fresh, fitted, predicted } of runs.slice(0, 3)) {
      const exchanged = predictPilot(fitted.model, exchangeSides(fresh.evidence))
      expect(exchanged).toEqual(predicted)
    }
  })

  it('is the same for the same seed, and says the same of a row alone', () => {
    const { made, fitted, fresh, predicted } = runs[0]!
    expect(fitPilot(made.evidence, made.people, {}, createRandom(0))).toEqual(fitted)
    const rows = [17, 3]
    const alone = predictPilot(fitted.model, selectEvidence(fresh.evidence, rows))
    rows.forEach((row, at) => {
      expect(alone.labelGain[at]).toBeCloseTo(predicted.labelGain[row]!, 12)
      expect(alone.pDiffers[at]).toBeCloseTo(predicted.pDiffers[row]!, 12)
    })
  })
})

describe('out of fold', () => {
  it('a prediction does not move when the labels of its prompt group do', () => {
    const { evidence, people } = makePilot({ groups: 24, perGroup: 3 }, createRandom('left out'))
    const before = fitPilot(evidence, people, { folds: 4 }, createRandom(1))
    for (let group = 0; group < 24; group += 3) {
      const other = people.map((own, row) =>
        evidence.groups[row] === group ? own.map((p) => (p === 1 ? -1 : p + 1)) : own,
      )
      const after = fitPilot(evidence, other, { folds: 4 }, createRandom(1))
      let moved = 0
      evidence.groups.forEach((own, row) => {
        const difference = after.outOfFold.labelGain[row]! - before.outOfFold.labelGain[row]!
        if (own === group) expect(difference).toBe(0)
        else moved += Number(difference !== 0)
      })
      expect(moved).toBeGreaterThan(40)
      // What was left out still counts for new rows.
      const [a, b] = [before, after].map(({ model }) => predictPilot(model, evidence).labelGain)
      expect(a).not.toEqual(b)
    }
  })

  it('models of what people prefer see no row of the folds named, in whatever order', () => {
    const { evidence, people } = makePilot({ groups: 20, perGroup: 3 }, createRandom('crossed'))
    const { positions } = targetsOf(evidence, people)
    const folds = foldRows(evidence.groups, 4, createRandom('folds'))
    const without = crossFitPreference(evidence, positions, { folds, random: createRandom(3) })
    const rows = Uint32Array.from(folds.keys()).filter(
      (row) => folds[row] !== 1 && folds[row] !== 3,
    )
    const known = fitPreference(
      selectEvidence(evidence, rows),
      selectTargets(positions, rows),
      createRandom(3).fork(1, 3),
    )
    expect(without([3, 1])).toEqual(known)
    expect(without([1, 3])).toBe(without([3, 1]))
    expect(without([])).not.toEqual(known)
  })
})

describe('partial labels', () => {
  it('are unknown without the judge, and learned from all the same', () => {
    let better = 0
    for (let seed = 0; seed < 6; seed++) {
      const made = makePilot({ groups: 60, perGroup: 4 }, createRandom(`partial ${seed}`))
      const fresh = makePilot({ groups: 100 }, createRandom(`partial fresh ${seed}`))
      const both = [...made.people.keys()].filter((row) => row % 4 === 0)
      const judge = made.evidence.judge.map((own, row) => (row % 4 === 0 ? own : Number.NaN))
      const columns = { ...made.evidence.leads.columns, judgeVerdict: judge }
      const evidence = { ...made.evidence, judge, leads: { ids: made.evidence.ids, columns } }
      const all = fitPilot(evidence, made.people, {}, createRandom(seed))
      made.people.forEach((_, row) => {
        expect(Number.isNaN(all.outOfFold.labelGain[row])).toBe(row % 4 > 0)
        expect(Number.isNaN(all.outOfFold.pDiffers[row])).toBe(row % 4 > 0)
      })
      expect([all.quality.labelGain.rows, all.targets.gain.measured]).toEqual([60, 60])
      const few = fitPilot(
        selectEvidence(evidence, both),
        both.map((row) => made.people[row]!),
        {},
        createRandom(seed),
      )
      const [a, b] = [all, few].map(({ model }) =>
        pearson(predictPilot(model, fresh.evidence).pDiffers, fresh.differs),
      )
      better += a! - b!
    }
    expect(better / 6).toBeGreaterThan(0)
  })

  it('without people are predicted and do not count', () => {
    const { evidence, people } = makePilot({ groups: 30, perGroup: 3 }, createRandom('judged'))
    const some = people.map((own, row) => (row % 3 === 0 ? [] : own))
    const fitted = fitPilot(evidence, some, {}, createRandom(1))
    expect(fitted.quality.pDiffers.rows).toBe(60)
    some.forEach((own, row) => {
      expect(fitted.outOfFold.pDiffers[row]).not.toBeNaN()
      expect(Number.isNaN(fitted.targets.differs[row])).toBe(own.length === 0)
    })
  })

  it('of single people are enough', () => {
    const { evidence, people, gain } = makePilot({ groups: 60, people: 1 }, createRandom('single'))
    const fitted = fitPilot(evidence, people, {}, createRandom(1))
    expect([fitted.targets.gain.measured, fitted.targets.gain.inferred]).toEqual([0, 240])
    expect(pearson(fitted.outOfFold.labelGain, gain)).toBeGreaterThan(0.3)
  })
})

describe('a pilot that cannot be', () => {
  it('has too few rows with both labels', () => {
    const { evidence, people } = makePilot({ groups: 20, perGroup: 2 }, createRandom('few'))
    expect(() => fitPilot(evidence, [[], ...people.slice(1)], {}, createRandom(1))).toThrow(
      /got 39 rows with both labels, expected at least 40/,
    )
    expect(() => fitPilot(evidence, people, {}, createRandom(1))).not.toThrow()
  })

  it.each([0, 2, 2.5, 256, Number.NaN])('has %d folds', (folds) => {
    const { evidence, people } = makePilot({ groups: 20 }, createRandom('folds'))
    expect(() => fitPilot(evidence, people, { folds }, createRandom(1))).toThrow(
      /expected 3 to 255/,
    )
  })
})
