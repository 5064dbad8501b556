import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Strength, Verdict } from '../../../src/domain/index.ts'
import { mapConfidence } from '../../../src/judge/calibration.ts'
import { fitMap, toSides } from '../../../src/judge/calibration-fit.ts'
import {
  applyCalibration,
  type CalibrationPilot,
  calibrateJudge,
  fromCalibrationArtifact,
  identityCalibration,
  type StatedAnswer,
} from '../../../src/judge/index.ts'
import { createRandom, isHyperError } from '../../../src/kit/index.ts'
import { fitIsotonic, logLoss, mean, sigmoid } from '../../../src/stats/index.ts'
import { drawVerdict, pick, simulatePilot, swapPilot } from './simulated-judges.ts'

const QUICK = { resamples: 200 }
const random = createRandom('calibration tests')

describe('the temperature', () => {
  it.each([0.4, 1, 2.5])('of a judge whose log-odds are %d times too large is found', (factor) => {
    const slopes = Array.from({ length: 12 }, (_, seed) => {
      const pilot = simulatePilot(4000, factor, random.fork('known', factor, seed))
      const human = pilot.human
      return fitMap(
        'temperature',
        toSides(
          pilot.answers.map(({ pA }) => pA),
          human,
        ),
      ).slope!
    })
    // Standard error of one slope: 1 / sqrt(n E[x^2 p (1 - p)]), here 0.031 / factor; of the mean of 12, 0.009 / factor.
    expect(mean(slopes) * factor).toBeCloseTo(1, 1)
    expect(Math.abs(mean(slopes) * factor - 1)).toBeLessThan(0.035)
  })

  it('solves its first-order condition', () => {
    const confidence = Float64Array.of(0.6, 0.7, 0.9, 0.99, 0.8)
    const share = Float64Array.of(1, 0, 1, 1, 0.5)
    const { slope } = fitMap('temperature', { confidence, share })
    const x = confidence.map((c) => Math.log(c / (1 - c)))
    const y = share.map((s) => (5 * s + 1) / 7)
    const gradient = x.reduce(
      (sum, odds, row) => sum + odds * (sigmoid(slope! * odds) - y[row]!),
      0,
    )
    expect(gradient).toBeCloseTo(0, 10)
  })

  it('calls a judge that people contradict even, and turns none round', () => {
    const rows = { confidence: new Float64Array(20).fill(0.9), share: new Float64Array(20) }
    expect(fitMap('temperature', rows).slope).toBe(0)
    for (const kind of ['isotonic', 'classes'] as const) {
      expect(mapConfidence(fitMap(kind, rows), 0.9)).toBe(0.5)
    }
  })
})

describe('the isotonic map', () => {
  it('is the regression on every point and its mirror', () => {
    for (let seed = 0; seed < 30; seed++) {
      const draw = random.fork('mirror', seed)
      const stated = Float64Array.from({ length: 60 }, () => Math.round(20 * draw.next()) / 20)
      const human = stated.map((p) => pick([0, 0.5, 1, Number(draw.next() < p)], draw))
      const mirrored = fitIsotonic(
        [...stated, ...stated.map((p) => 1 - p)].map((p) => Math.round(1e6 * p)),
        [...human, ...human.map((y) => 1 - y)],
      )
      const sides = toSides(stated, human)
      const map = fitMap('isotonic', sides)
      for (const confidence of sides.confidence) {
        const expected = Math.max(0.5, (60 * mirrored.predict(1e6 * confidence) + 1) / 62)
        if (confidence > 0.5) expect(mapConfidence(map, confidence)).toBeCloseTo(expected, 9)
      }
    }
  })
})

describe('the shares of the verdict classes', () => {
  it('are drawn to the classes beside them', () => {
    const confidence = Float64Array.of(0.75, 0.75, 0.75, 0.75, 1, 1, 1, 1, 0.5)
    const share = Float64Array.of(1, 1, 0, 0.5, 1, 1, 1, 1, 0.2)
    const { knots } = fitMap('classes', { confidence, share })
    // Slight: 2.5 of 4, four more as the mean of 0.5 and 1; clear: 4 of 4, four more as 0.625; then 9 rows and one pair on each side.
    const slight = (9 * ((2.5 + 4 * 0.75) / 8) + 1) / 11
    const clear = (9 * ((4 + 4 * 0.625) / 8) + 1) / 11
    expect(knots.map(([stated]) => stated)).toEqual([0.5, 0.75, 1])
    expect(knots[1]![1]).toBeCloseTo(slight, 12)
    expect(knots[2]![1]).toBeCloseTo(clear, 12)
  })

  it('come out in order and near what is true for a judge without probabilities', () => {
    const pilot = simulateVerdicts(3000, random.fork('classes'))
    const { calibration } = calibrateJudge(pilot, QUICK, random.fork('fit classes'))
    expect(calibration).toMatchObject({ scale: 'verdict', kind: 'classes', refusal: null })
    const pA = (verdict: Verdict, strength?: Strength): number =>
      applyCalibration(calibration, strength === undefined ? { verdict } : { verdict, strength })!
    expect(pA('tie')).toBe(0.5)
    expect(pA('a', 'slight')).toBeCloseTo(0.6, 1)
    expect(pA('a', 'clear')).toBeCloseTo(0.8, 1)
    expect(pA('a')).toBeGreaterThan(pA('a', 'slight'))
    expect(pA('a')).toBeLessThan(pA('a', 'clear'))
    expect(pA('b', 'clear')).toBeCloseTo(1 - pA('a', 'clear'), 15)
  })
})

describe('a calibration', () => {
  it('finds the temperature of an overconfident judge and lowers its log loss out of fold', () => {
    const pilot = simulatePilot(1200, 3, random.fork('overconfident'))
    const { calibration, outOfFold } = calibrateJudge(pilot, QUICK, random.fork('fit'))
    expect(calibration.kind).toBe('temperature')
    expect(calibration.slope).toBeCloseTo(1 / 3, 1)
    const { before, after, gain } = calibration.quality!
    expect(after.logLoss.value).toBeCloseTo(logLoss(outOfFold, pilot.human), 12)
    const stated = pilot.answers.map(({ pA }) => pA)
    expect(before.logLoss.value).toBeCloseTo(logLoss(stated, pilot.human), 12)
    expect(gain.value).toBeCloseTo(before.logLoss.value - after.logLoss.value, 12)
    expect(gain.lo).toBeGreaterThan(0)
    expect(after.expectedCalibrationError.hi).toBeLessThan(before.expectedCalibrationError.lo)
    expect(after.brier.value).toBeLessThan(before.brier.value)
  })

  it('leaves a calibrated judge alone in most pilots, and is never worse than identity beyond noise', () => {
    const gains: number[] = []
    let kept = 0
    for (let seed = 0; seed < 30; seed++) {
      const pilot = simulatePilot(400, 1, random.fork('calibrated', seed))
      const { calibration } = calibrateJudge(pilot, { resamples: 50 }, random.fork('law', seed))
      if (calibration.kind === 'identity') kept++
      gains.push(calibration.quality!.gain.value)
    }
    expect(kept).toBeGreaterThanOrEqual(18)
    // A free parameter costs half a row's nat over the rows: 0.5 / 320; a few times that is still noise.
    expect(mean(gains)).toBeGreaterThan(-0.005)
  })

  it('is symmetric in A and B and never falls, whatever it was fitted on', () => {
    for (let seed = 0; seed < 12; seed++) {
      const pilot = simulatePilot(300, pick([0.3, 1, 4], random.fork('f', seed)), random.fork(seed))
      const calibrate = (own: CalibrationPilot) =>
        calibrateJudge(own, { resamples: 20 }, random.fork('swap', seed))
      const one = calibrate(pilot)
      const other = calibrate(swapPilot(pilot))
      expect(other.calibration.kind).toBe(one.calibration.kind)
      one.outOfFold.forEach((p, row) => {
        expect(other.outOfFold[row]).toBeCloseTo(1 - p, 9)
      })
      let last = 0
      for (let step = 0; step <= 200; step++) {
        const p = applyCalibration(one.calibration, { verdict: 'a', pA: step / 200 })!
        const mirror = applyCalibration(one.calibration, { verdict: 'b', pA: 1 - step / 200 })!
        expect(p + mirror).toBeCloseTo(1, 12)
        expect(p).toBeGreaterThanOrEqual(last - 1e-12)
        last = p
      }
    }
  })

  it('never lets the labels of a prompt touch its own probabilities out of fold', () => {
    const pilot = simulatePilot(320, 3, random.fork('leak'))
    const turned = pilot.human.map((share, row) => (row < 4 ? 1 - share : share))
    const held = [pilot, { ...pilot, human: turned }].map(
      (own) => calibrateJudge(own, { resamples: 20 }, createRandom('leak')).outOfFold,
    )
    expect([...held[1]!.slice(0, 4)]).toEqual([...held[0]!.slice(0, 4)])
    expect([...held[1]!.slice(4)]).not.toEqual([...held[0]!.slice(4)])
  })

  it('refuses a small pilot and says why', () => {
    const small = simulatePilot(40, 3, random.fork('small'))
    const refused = calibrateJudge(small, {}, random)
    expect(refused.calibration).toMatchObject({ kind: 'identity', rows: 40, quality: null })
    expect(refused.calibration.refusal).toMatch(/^40 pairs are labelled .* needs 50$/)
    expect(refused.outOfFold[3]).toBe(small.answers[3]!.pA)
    const alike = { ...simulatePilot(80, 3, random), groups: new Uint32Array(80) }
    expect(calibrateJudge(alike, {}, random).calibration.refusal).toMatch(/1 different prompts/)
  })

  it('reads only pairs that both labelled, and gives every answered pair a probability', () => {
    const pilot = simulatePilot(200, 2, random.fork('gaps'))
    const human = pilot.human.map((share, row) => (row % 2 === 0 ? share : Number.NaN))
    const answers = pilot.answers.map((answer, row) => (row % 5 === 4 ? null : answer))
    const { calibration, outOfFold } = calibrateJudge({ ...pilot, human, answers }, QUICK, random)
    expect(calibration.rows).toBe(80)
    expect([...outOfFold].map(Number.isNaN)).toEqual(answers.map((answer) => answer === null))
    expect(outOfFold[1]).toBe(applyCalibration(calibration, answers[1]!))
  })

  it('counts a reliability diagram on held-out folds', () => {
    const pilot = simulatePilot(500, 2, random.fork('diagram'))
    const { calibration, outOfFold } = calibrateJudge(pilot, QUICK, random.fork('diagram fit'))
    const { before, after } = calibration.quality!.reliability
    expect(before.reduce((sum, { pairs }) => sum + pairs, 0)).toBe(500)
    const own = [...outOfFold].flatMap((p, row) => (p >= 0.6 && p < 0.7 ? [row] : []))
    expect(after[6]!.pairs).toBe(own.length)
    expect(after[6]!.stated).toBeCloseTo(mean(own.map((row) => outOfFold[row]!)), 12)
    expect(after[6]!.observed).toBeCloseTo(mean(own.map((row) => pilot.human[row]!)), 12)
  })

  it('does not depend on other streams and is the same again', () => {
    const pilot = simulatePilot(150, 2, random.fork('again'))
    const again = () => calibrateJudge(pilot, QUICK, createRandom('same'))
    expect(again()).toEqual(again())
  })

  it('survives JSON to the last bit', () => {
    const pilots = [simulatePilot(300, 3, random.fork('json')), simulateVerdicts(300, random)]
    for (const pilot of pilots) {
      const { calibration } = calibrateJudge(pilot, QUICK, random.fork('json fit'))
      const back = fromCalibrationArtifact(JSON.parse(JSON.stringify(calibration)))
      expect(back).toEqual(calibration)
      fc.assert(
        fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (pA) => {
          const answer: StatedAnswer = { verdict: 'a', pA, strength: 'slight' }
          expect(applyCalibration(back, answer)).toBe(applyCalibration(calibration, answer))
        }),
        { numRuns: 50 },
      )
    }
  })

  it.each([
    [null, 'calibration'],
    [{ format: 'hyper/plan@1' }, 'format'],
    [{ ...identityCalibration('g', 'verdict'), scale: 'x' }, 'scale'],
    [{ ...identityCalibration('g', 'verdict'), kind: 'platt' }, 'kind'],
    [{ ...identityCalibration('g', 'probability'), kind: 'temperature' }, 'slope'],
    [
      {
        ...identityCalibration('g', 'verdict'),
        kind: 'classes',
        knots: [
          [0.7, 0.6],
          [0.6, 0.7],
        ],
      },
      'knots',
    ],
    [{ ...identityCalibration('g', 'verdict'), kind: 'isotonic', knots: [[0.6, 1.2]] }, 'knots'],
  ])('names what is wrong in a file: %#', (value, field) => {
    let caught: unknown
    try {
      fromCalibrationArtifact(value)
    } catch (error) {
      caught = error
    }
    expect(isHyperError(caught, 'data/bad-calibration')).toBe(true)
    expect(String(caught)).toContain(`"${field}"`)
  })
})

/** Pairs whose judge states verdict and strength alone: clear is right in 80 %, unrecorded in 70 %, slight in 60 %. */
function simulateVerdicts(pairs: number, draw: ReturnType<typeof createRandom>): CalibrationPilot {
  const right = { clear: 0.8, slight: 0.6, none: 0.7 }
  const rows = Array.from({ length: pairs }, () => {
    const verdict = drawVerdict([0.4, 0.2], draw)
    const strength = pick(['clear', 'slight', 'none'] as const, draw)
    const agrees = draw.next() < (verdict === 'tie' ? 0.5 : right[strength])
    const answer: StatedAnswer =
      strength === 'none' || verdict === 'tie' ? { verdict } : { verdict, strength }
    return { answer, human: Number((verdict === 'b') !== agrees) }
  })
  return {
    judge: 'plain',
    answers: rows.map(({ answer }) => answer),
    human: rows.map(({ human }) => human),
    groups: rows.map((_, row) => Math.floor(row / 3)),
  }
}
