import { describe, expect, it } from 'vitest'
import { createRandom } from '../../src/kit/index.ts'
import { predictPilot } from '../../src/pilot/index.ts'
import { type EvidenceTask, gatherEvidence } from '../../src/pipeline/gather-evidence.ts'
import { spearman } from '../../src/stats/index.ts'
import { drawNoise, makeRows } from './made-evidence.ts'

const ROWS = 240
const random = () => createRandom('gather')

/** A task with a probe to which every row that may differ is worth something. */
function makeTask(parts: Partial<EvidenceTask> = {}): EvidenceTask {
  const { evidence, people, errs } = makeRows(ROWS)
  const worth = drawNoise(ROWS, createRandom('worth')).map((value) => 1 + value)
  return {
    evidence,
    people,
    ppmGain: null,
    probe: {
      worth,
      gap: drawNoise(ROWS, createRandom('gap')),
      influence: worth.map((value, row) => value * errs[row]!),
    },
    ...parts,
  }
}

const flip = (positions: readonly number[]): number[] => positions.map((own) => -own)

describe('gatherEvidence', () => {
  it('finds the rows on which the judge errs, and combines what it finds', () => {
    const task = makeTask()
    const { evidence, combined } = gatherEvidence(task, random())
    const { errs } = makeRows(ROWS)
    expect(spearman(evidence.columns.pDiffers!, Float64Array.from(errs))).toBeGreaterThan(0.2)
    expect(combined).not.toBeNull()
    expect(evidence.facts.combined!.target).toBe('influence')
    const shares = Object.values(evidence.facts.combined!.shares)
    expect(shares.reduce((sum, own) => sum + own, 0)).toBeCloseTo(1, 12)
    expect(spearman(evidence.columns.combined!, task.probe!.influence)).toBeGreaterThan(0.2)
    expect(evidence.facts.pilotRows).toBe(ROWS)
    expect(Object.keys(evidence.columns)).toContain('signal:judgeTie')
    expect(Object.keys(evidence.columns)).not.toContain('ppmGain')
  })

  it("says the same of a row whatever people said of it, but for what all rows' calibration shares", () => {
    const task = makeTask()
    const before = gatherEvidence(task, random()).evidence.columns
    for (const row of [3, 77, 160]) {
      const people = task.people.map((own, at) => (at === row ? flip(own) : own))
      const after = gatherEvidence({ ...task, people }, random()).evidence.columns
      expect(after.labelGain![row]).toBe(before.labelGain![row])
      expect(after.rewardGap![row]).toBe(before.rewardGap![row])
      expect(after['signal:judgeTie']![row]).toBe(before['signal:judgeTie']![row])
      // Other rows' scores know this label, and the map from scores to chances is fitted on them.
      expect(Math.abs(after.pDiffers![row]! - before.pDiffers![row]!)).toBeLessThan(0.1)
      expect(
        [...after.labelGain!].filter((value, at) => value !== before.labelGain![at]).length,
      ).toBeGreaterThan(ROWS / 2)
    }
  })

  it('tells nothing of labels that mean nothing, where a fit that saw them tells much', () => {
    const own: number[] = []
    const seen: number[] = []
    for (let seed = 0; seed < 6; seed++) {
      const { evidence } = makeRows(ROWS, { seed: 50 + seed })
      const coins = createRandom('coins').fork(seed)
      const people = evidence.ids.map(() => [coins.next() < 0.5 ? 1 : -1])
      const { evidence: gathered, fitted } = gatherEvidence(
        { evidence, people, ppmGain: null, probe: null },
        random().fork(seed),
      )
      const differs = Float64Array.from(people, ([position], row) =>
        Number(position !== evidence.judge[row]!),
      )
      own.push(spearman(gathered.columns.pDiffers!, differs))
      own.push(spearman(gathered.columns.labelGain!, differs))
      seen.push(spearman(predictPilot(fitted!.model, evidence).labelGain, differs))
      expect(gathered.facts.combined).toBeNull()
      expect(gathered.facts.notes.join('\n')).toMatch(/refused/)
    }
    const mean = (values: readonly number[]): number =>
      values.reduce((sum, value) => sum + value, 0) / values.length
    // 12 correlations of about 1 / sqrt(240) each: their mean stays within 0.1.
    expect(Math.abs(mean(own))).toBeLessThan(0.1)
    expect(mean(seen) - mean(own)).toBeGreaterThan(0.1)
  })

  it('never looks at rows outside the pilot, but says something of them', () => {
    const task = makeTask()
    const hidden = new Set([5, 6, 100, 239])
    const people = task.people.map((own, row) => (hidden.has(row) ? [] : own))
    const influence = task.probe!.influence.map((value, row) =>
      hidden.has(row) ? Number.NaN : value,
    )
    const of = (probe: EvidenceTask['probe']) =>
      gatherEvidence({ ...task, people, probe }, random()).evidence
    const found = of({ ...task.probe!, influence })
    expect(found.facts.pilotRows).toBe(ROWS - hidden.size)
    for (const row of hidden) {
      for (const name of ['labelGain', 'pDiffers', 'influence', 'combined'])
        expect(Number.isFinite(found.columns[name]![row])).toBe(true)
    }
  })

  it('leaves unknown what only a label of the judge can tell', () => {
    const task = makeTask()
    const judge = task.evidence.judge.slice()
    judge[10] = Number.NaN
    const worth = task.probe!.worth.slice()
    worth[10] = Number.NaN
    const { evidence } = gatherEvidence(
      { ...task, evidence: { ...task.evidence, judge }, probe: { ...task.probe!, worth } },
      random(),
    )
    expect(evidence.columns.labelGain![10]).toBeNaN()
    expect(evidence.columns.pDiffers![10]).toBeNaN()
    expect(evidence.columns.influence![10]).toBeNaN()
    expect(evidence.facts.pilotRows).toBe(ROWS - 1)
  })

  it('does without a pilot below 40 rows with both labels, and says so', () => {
    const task = makeTask()
    const people = task.people.map((own, row) => (row < 39 ? own : []))
    const { evidence, fitted, combined } = gatherEvidence({ ...task, people }, random())
    expect([fitted, combined]).toEqual([null, null])
    expect(evidence.facts.skipped).toContain('39 rows carry both labels')
    expect(Object.keys(evidence.columns).sort()).toEqual(['rewardGap', 'signal:judgeTie'])
  })

  it('aims at the gain of labels where there is no probe', () => {
    const { evidence } = gatherEvidence({ ...makeTask(), probe: null }, random())
    expect(evidence.facts.combined!.target).toBe('label gain')
    expect(Object.keys(evidence.columns)).not.toContain('influence')
  })
})
