import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/kit/index.ts'
import { type PairEvidence, selectEvidence } from '../../src/pilot/index.ts'
import { expectPositions, fitPreference } from '../../src/pilot/preference-model.ts'
import { mean } from '../../src/stats/index.ts'
import { exchangeSides, makePilot } from './made-pilot.ts'

const targetOf = (people: readonly (readonly number[])[]) => ({
  values: Float64Array.from(people, (own) => mean(own)),
  weights: new Float64Array(people.length).fill(1),
})

/** Leads that are now and then unknown. */
function withGaps(evidence: PairEvidence): PairEvidence {
  const columns = Object.fromEntries(
    Object.entries(evidence.leads.columns).map(([name, values], column) => [
      name,
      values.map((value, row) => ((row + column) % 7 === 0 ? Number.NaN : value)),
    ]),
  )
  return { ...evidence, leads: { ...evidence.leads, columns } }
}

describe('what people are expected to prefer', () => {
  it('turns round exactly when A and B change places', () => {
    for (let seed = 0; seed < 8; seed++) {
      const { evidence, people } = makePilot({ groups: 30 }, createRandom(`sides ${seed}`))
      const given = withGaps(evidence)
      const model = fitPreference(given, targetOf(people), createRandom(seed))
      const stored = expectPositions(model, given)
      const exchanged = expectPositions(model, exchangeSides(given))
      for (const name of ['forest', 'ridge'] as const) {
        expect(stored[name].some((position) => position !== 0)).toBe(true)
        stored[name].forEach((position, row) => {
          expect(position + exchanged[name][row]!).toBe(0)
        })
      }
    }
  })

  it('has the ridge coefficients of the rows and their mirror images', () => {
    const { evidence, people } = makePilot({ groups: 40 }, createRandom('ridge'))
    const target = targetOf(people)
    target.weights.set([0, 3, 0.5])
    const { ridge, leads } = fitPreference(evidence, target, createRandom(1))
    const columns = Object.values(evidence.leads.columns)
    const scales = columns.map(
      (values) => 1 / Math.sqrt(mean(values.map((value) => value * value))),
    )
    // The gradient of sum over both images of weight (y - f)^2 + 50 |scaled coefficients|^2 is zero.
    columns.forEach((values, column) => {
      let gradient = 0
      for (const sign of [1, -1]) {
        for (const [row, own] of values.entries()) {
          const fitted = columns.reduce((sum, other, k) => sum + sign * other[row]! * ridge[k]!, 0)
          gradient += target.weights[row]! * (sign * target.values[row]! - fitted) * sign * own
        }
      }
      const penalty = (50 * ridge[column]!) / scales[column]! ** 2
      expect(gradient).toBeCloseTo(penalty, 8)
    })
    expect(leads).toEqual(Object.keys(evidence.leads.columns))
  })

  it('follows the lead that says something and not those that say nothing', () => {
    for (let seed = 0; seed < 6; seed++) {
      const { evidence, people } = makePilot({ groups: 150 }, createRandom(`leads ${seed}`))
      const model = fitPreference(evidence, targetOf(people), createRandom(seed))
      const [, hint, idle] = model.ridge
      expect(hint).toBeGreaterThan(0.1)
      expect(Math.abs(idle!)).toBeLessThan(0.1)
    }
  })

  it('does not read rows without weight', () => {
    const { evidence, people } = makePilot({ groups: 40 }, createRandom('weightless'))
    const { values } = targetOf(people)
    const weights = values.map((_, row) => Number(row % 4 > 0))
    const other = values.map((value, row) => (row % 4 > 0 ? value : -value))
    const model = (own: Float64Array) =>
      fitPreference(evidence, { values: own, weights }, createRandom(1))
    expect(model(other)).toEqual(model(values))
  })

  it('refuses other leads or traits', () => {
    const { evidence, people } = makePilot({ groups: 20 }, createRandom('names'))
    const model = fitPreference(evidence, targetOf(people), createRandom(1))
    const { hint: _, ...leads } = evidence.leads.columns
    const { ease: __, ...traits } = evidence.traits.columns
    const { ids } = evidence
    expect(() => expectPositions(model, { ...evidence, leads: { ids, columns: leads } })).toThrow(
      /leads: got judgeVerdict,idleLead, expected judgeVerdict,hint,idleLead/,
    )
    expect(() => expectPositions(model, { ...evidence, traits: { ids, columns: traits } })).toThrow(
      RangeError,
    )
  })

  it('has no rows for no rows', () => {
    const { evidence, people } = makePilot({ groups: 20 }, createRandom('none'))
    const model = fitPreference(evidence, targetOf(people), createRandom(1))
    const none = expectPositions(model, selectEvidence(evidence, []))
    expect([none.forest.length, none.ridge.length]).toEqual([0, 0])
  })
})
