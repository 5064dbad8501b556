import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/kit/index.ts'
import { withoutJudge } from '../../src/pilot/index.ts'
import { toPairEvidence } from '../../src/pipeline/pair-signals.ts'
import { describePairs, drawPairs, groupPairs } from '../features/made-pairs.ts'

describe('evidence without the judge', () => {
  it('is that of rows which the judge never labelled', () => {
    for (let seed = 0; seed < 12; seed++) {
      const pairs = drawPairs(20, createRandom(`judge ${seed}`))
      const hidden = [2, 3, 11, 19]
      const never = pairs.map((pair, row) => (hidden.includes(row) ? { ...pair, lm: [] } : pair))
      const evidenceOf = (own: typeof pairs) => toPairEvidence(describePairs(own), groupPairs(own))
      const given = evidenceOf(pairs)
      const without = withoutJudge(given, hidden)
      const known = evidenceOf(never)
      for (const row of hidden) {
        expect(without.judge[row]).toBeNaN()
        for (const kind of ['leads', 'traits'] as const) {
          for (const [name, column] of Object.entries(without[kind].columns)) {
            // A panel of nobody and a judge that was asked in no order are counted where nobody hid them.
            if (name === 'panelSize') expect(column[row]).toBeNaN()
            else expect(column[row], `${name} ${row}`).toBe(known[kind].columns[name]![row])
          }
        }
      }
      given.judge.forEach((judge, row) => {
        if (!hidden.includes(row)) expect(without.judge[row]).toBe(judge)
      })
      expect(without.leads.columns.judgeVerdict![0]).toBe(given.leads.columns.judgeVerdict![0])
    }
  })

  it('leaves the evidence that it was made from as it was', () => {
    const pairs = drawPairs(12, createRandom('kept')).map((pair) => ({
      ...pair,
      lm: [{ annotator: 'g', verdict: 'a' as const }],
    }))
    const given = toPairEvidence(describePairs(pairs), groupPairs(pairs))
    const before = structuredClone(given)
    withoutJudge(given, [0, 1, 2])
    expect(given).toEqual(before)
    expect(withoutJudge(given, [])).toEqual(given)
  })
})
