import type { Annotation, Interval } from '../domain/index.ts'
import { interpolate, logit, sigmoid } from '../stats/index.ts'

/** What a judge states about a pair; an annotation is one. */
export type StatedAnswer = Pick<Annotation, 'verdict' | 'strength' | 'pA'>

/** Which part of an answer is calibrated: the probability that A is better, or, for a judge that gives none, verdict and strength. */
export type CalibrationScale = 'probability' | 'verdict'

/** How a stated probability becomes a calibrated one, simplest first; `classes` is for the scale `verdict` alone. */
export type CalibrationKind = 'identity' | 'temperature' | 'isotonic' | 'classes'

/**
 * How what a judge states becomes the probability that people prefer A. It maps the confidence in the side that the judge leans to, so that
 * swapping A and B of a pair turns p into 1 - p. Plain values: it is its own JSON.
 */
export interface JudgeCalibration {
  readonly format: 'hyper/judge-calibration@1'
  readonly judge: string
  readonly scale: CalibrationScale
  readonly kind: CalibrationKind
  /** Factor of the log-odds, the inverse of the temperature, 0 or more; null for other kinds. */
  readonly slope: number | null
  /** Confidence as stated and share of people on that side, both 0.5 to 1 and ascending; linear between, constant beyond; empty for other kinds. */
  readonly knots: readonly (readonly [stated: number, share: number])[]
  /** Labelled pairs that it was fitted on, and their prompt groups. */
  readonly rows: number
  readonly groups: number
  /** Why the answers stay as stated; null where a calibration could be chosen. */
  readonly refusal: string | null
  /** What the calibration does on prompts that it was not fitted on; null where it was refused. */
  readonly quality: CalibrationQuality | null
}

/** How well probabilities match people, with bootstrap intervals by prompt group. */
export interface CalibrationScores {
  /** Over ten equal-width bins of the probability. */
  readonly expectedCalibrationError: Interval
  readonly brier: Interval
  /** Nats. */
  readonly logLoss: Interval
}

/** One bin of a reliability diagram. */
export interface ReliabilityBin {
  readonly pairs: number
  /** Mean probability of A; null in an empty bin. */
  readonly stated: number | null
  /** Share of people for A, a tie half; null in an empty bin. */
  readonly observed: number | null
}

/** Probabilities before and after calibration on the same pairs; after is out of fold, choice of the kind included. */
export interface CalibrationQuality {
  readonly before: CalibrationScores
  readonly after: CalibrationScores
  /** Log loss before less log loss after, paired; nats. */
  readonly gain: Interval
  readonly reliability: {
    readonly before: readonly ReliabilityBin[]
    readonly after: readonly ReliabilityBin[]
  }
}

/** Returns the calibration that leaves a judge's answers as stated. */
export function identityCalibration(
  judge: string,
  scale: CalibrationScale,
  refusal: string | null = null,
): JudgeCalibration {
  return {
    format: 'hyper/judge-calibration@1',
    judge,
    scale,
    kind: 'identity',
    slope: null,
    knots: [],
    rows: 0,
    groups: 0,
    refusal,
    quality: null,
  }
}

/** Returns the probability that people prefer A; null where the answer does not state what the calibration reads. */
export function applyCalibration(
  calibration: JudgeCalibration,
  answer: StatedAnswer,
): number | null {
  const stated = statedProbability(answer, calibration.scale)
  if (stated === null) return null
  const share = mapConfidence(calibration, Math.max(stated, 1 - stated))
  return stated >= 0.5 ? share : 1 - share
}

/**
 * Returns the probability of A that an answer states; null where it states none. Verdicts count clear 1, of no recorded strength 7/8,
 * slight 3/4, tie 1/2: an order, not a probability, until it is calibrated.
 */
export function statedProbability(
  { verdict, strength, pA }: StatedAnswer,
  scale: CalibrationScale,
): number | null {
  if (scale === 'probability') return pA !== undefined && pA >= 0 && pA <= 1 ? pA : null
  if (verdict === 'tie') return 0.5
  const confidence = strength === undefined ? 0.875 : strength === 'clear' ? 1 : 0.75
  return verdict === 'a' ? confidence : 1 - confidence
}

/** Log-odds of a confidence that token probabilities round to 1 end here. */
const SUREST = 1 - 1e-6

/** Returns the log-odds of a confidence, finite at 1. */
export function confidenceLogit(confidence: number): number {
  return logit(Math.min(confidence, SUREST))
}

/** Returns the share of people on the side that a judge leans to with this confidence, 0.5 to 1. */
export function mapConfidence(
  { kind, slope, knots }: Pick<JudgeCalibration, 'kind' | 'slope' | 'knots'>,
  confidence: number,
): number {
  if (kind === 'identity') return confidence
  if (kind === 'temperature') return sigmoid((slope ?? 1) * confidenceLogit(confidence))
  return interpolate(
    knots.map(([stated]) => stated),
    knots.map(([, share]) => share),
    confidence,
  )
}
