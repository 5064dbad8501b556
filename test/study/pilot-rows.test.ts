import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/kit/index.ts'
import type { PairEvidence } from '../../src/pilot/index.ts'
import { takePilot } from '../../src/study/pilot-rows.ts'

const rows = 40
const column = (at: (row: number) => number): Float64Array =>
  Float64Array.from({ length: rows }, (_, row) => at(row))
const evidence: PairEvidence = {
  ids: Array.from({ length: rows }, (_, row) => `r${row}`),
  groups: Uint32Array.from({ length: rows }, (_, row) => row),
  judge: column((row) => (row % 2 === 0 ? 1 : -1)),
  leads: {
    ids: [],
    columns: { judgeVerdict: column(() => 1), lengthLead: column((row) => row) },
  },
  traits: { ids: [], columns: { judgeTie: column(() => 0), refusals: column(() => 1) } },
}
const people = Array.from({ length: rows }, () => [1, 1, -1])
const count = (values: Float64Array): number => values.filter((own) => !Number.isNaN(own)).length
const take = (plan: Parameters<typeof takePilot>[2]) =>
  takePilot(evidence, people, plan, createRandom(3))

describe('takePilot', () => {
  it('keeps everything where no number of rows is set', () => {
    expect(take({ rows: null, rest: 'none' })).toEqual({ evidence, people, doubleLabelled: rows })
  })

  it('leaves the other rows out, or leaves them one label', () => {
    const none = take({ rows: 10, rest: 'none' })
    expect(none.people).toHaveLength(10)
    const lm = take({ rows: 10, rest: 'lm' })
    expect(lm.people.filter((own) => own.length > 0)).toHaveLength(10)
    expect(count(lm.evidence.judge)).toBe(rows)
    const human = take({ rows: 10, rest: 'human' })
    expect(human.people.every((own) => own.length === 3)).toBe(true)
    expect(count(human.evidence.judge)).toBe(10)
  })

  it('hides everything that comes from the judge where its label is hidden, and nothing else', () => {
    const { leads, traits, judge } = take({ rows: 10, rest: 'human' }).evidence
    expect(count(leads.columns.judgeVerdict!)).toBe(10)
    expect(count(traits.columns.judgeTie!)).toBe(10)
    expect(count(leads.columns.lengthLead!)).toBe(rows)
    expect(count(traits.columns.refusals!)).toBe(rows)
    expect(judge).not.toBe(evidence.judge)
  })

  it('gives each other row either label by chance', () => {
    const either = take({ rows: 10, rest: 'either' })
    for (let row = 0; row < rows; row++) {
      const hasJudge = !Number.isNaN(either.evidence.judge[row]!)
      const hasPeople = either.people[row]!.length > 0
      expect(hasJudge || hasPeople).toBe(true)
    }
    const single = either.people.filter((own) => own.length === 0).length
    expect(single).toBeGreaterThan(3)
    expect(single).toBeLessThan(27)
  })
})
