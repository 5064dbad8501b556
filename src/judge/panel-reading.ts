import type { Annotation, Strength, Verdict } from '../domain/index.ts'
import { applyCalibration, type JudgeCalibration, type StatedAnswer } from './calibration.ts'

/** What one judge says about one pair. */
export interface JudgeReading {
  readonly judge: string
  readonly verdict: Verdict
  readonly strength?: Strength
  /** Probability that A is better: calibrated where there is a calibration, else as stated; null where it states none. */
  readonly pA: number | null
  /** True where its answers in the two orders name opposite sides. */
  readonly flip: boolean
}

/** Calibrations by judge. */
export type Calibrations = ReadonlyMap<string, JudgeCalibration>

/** Returns what a judge says about a pair; null where it did not answer. */
export function readJudge(
  annotations: readonly Annotation[],
  judge: string,
  calibrations: Calibrations = new Map(),
): JudgeReading | null {
  const answer = findAnswer(annotations, judge)
  if (answer === null) return null
  const calibration = calibrations.get(judge)
  const pA = calibration === undefined ? answer.pA : applyCalibration(calibration, answer)
  return {
    judge,
    verdict: answer.verdict,
    ...(answer.strength === undefined ? {} : { strength: answer.strength }),
    pA: pA ?? null,
    flip: hasFlipped(annotations, judge),
  }
}

/** Returns a judge's answer about the overall preference, its probability read off both orders where it gives none itself; null without one. */
export function findAnswer(annotations: readonly Annotation[], judge: string): StatedAnswer | null {
  const own = findOverall(annotations, judge)
  if (own === undefined) return null
  const { verdict, strength } = own
  const pA = own.pA ?? meanStated(annotations, judge)
  return {
    verdict,
    ...(strength === undefined ? {} : { strength }),
    ...(pA === undefined ? {} : { pA }),
  }
}

/** Returns the readings with other probabilities of A, NaN where unknown: those that were calibrated out of fold. */
export function withProbabilities(
  readings: readonly (JudgeReading | null)[],
  pA: ArrayLike<number>,
): (JudgeReading | null)[] {
  return readings.map((reading, row) => {
    if (reading === null) return null
    return { ...reading, pA: Number.isNaN(pA[row]!) ? null : pA[row]! }
  })
}

function findOverall(annotations: readonly Annotation[], name: string): Annotation | undefined {
  return annotations.find(({ annotator, aspect }) => aspect === undefined && annotator === name)
}

function meanStated(annotations: readonly Annotation[], judge: string): number | undefined {
  const stated = ['ab', 'ba']
    .map((order) => findOverall(annotations, `${judge}@${order}`)?.pA)
    .filter((pA) => pA !== undefined)
  return stated.length === 0 ? undefined : stated.reduce((a, b) => a + b, 0) / stated.length
}

function hasFlipped(annotations: readonly Annotation[], judge: string): boolean {
  if (findOverall(annotations, judge)?.extra?.flip === true) return true
  const sides = ['ab', 'ba'].map((order) => findOverall(annotations, `${judge}@${order}`)?.verdict)
  return sides.includes('a') && sides.includes('b')
}
