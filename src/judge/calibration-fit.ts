import { fitIsotonic, sigmoid } from '../stats/index.ts'
import { type CalibrationKind, confidenceLogit, type JudgeCalibration } from './calibration.ts'

/** Labelled answers, each seen from the side that the judge leans to; arrays are parallel. */
export interface SidedRows {
  /** Confidence as stated, 0.5 to 1. */
  readonly confidence: Float64Array
  /** Share of people on that side, ties half; of no meaning at confidence 0.5. */
  readonly share: Float64Array
}

/** What a fit decides of a calibration. */
export type FittedMap = Pick<JudgeCalibration, 'kind' | 'slope' | 'knots'>

/** Returns stated probabilities of A and people's shares for A, seen from the side that the judge leans to. */
export function toSides(stated: ArrayLike<number>, human: ArrayLike<number>): SidedRows {
  const confidence = Float64Array.from(stated, (p) => Math.max(p, 1 - p))
  const share = Float64Array.from(stated, (p, row) => (p >= 0.5 ? human[row]! : 1 - human[row]!))
  return { confidence, share }
}

/** Returns the map of one kind that fits the rows best. None calls a pair certain: shares are drawn in by one pair on each side. */
export function fitMap(kind: CalibrationKind, rows: SidedRows): FittedMap {
  switch (kind) {
    case 'identity':
      return { kind, slope: null, knots: [] }
    case 'temperature':
      return { kind, slope: fitSlope(rows), knots: [] }
    case 'isotonic':
      return { kind, slope: null, knots: isotonicKnots(rows) }
    case 'classes':
      return { kind, slope: null, knots: classKnots(rows) }
  }
}

/** Returns shares that are never 0 or 1. */
function drawIn(share: number, rows: number): number {
  return (share * rows + 1) / (rows + 2)
}

/** A judge is never taken for surer than this many times its own log-odds. */
const STEEPEST = 64

/**
 * Returns the factor of the log-odds that fits the shares best in log loss: the zero of a gradient that only rises, by bisection. A judge
 * that people contradict gets 0, for a calibration cannot turn a judge round.
 *
 * @see Guo et al., On calibration of modern neural networks (2017): temperature. Platt (1999): the targets that are drawn in
 */
function fitSlope({ confidence, share }: SidedRows): number {
  const odds = confidence.map(confidenceLogit)
  const gradient = (slope: number): number =>
    odds.reduce(
      (sum, x, row) => sum + x * (sigmoid(slope * x) - drawIn(share[row]!, share.length)),
      0,
    )
  if (gradient(0) >= 0) return 0
  let low = 0
  let high = STEEPEST
  for (let step = 0; step < 50; step++) {
    const middle = (low + high) / 2
    if (gradient(middle) < 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}

type Knots = (readonly [number, number])[]

/** Even odds stay even: the knot that makes every map symmetric. */
const EVEN = [0.5, 0.5] as const

/**
 * Returns the non-decreasing map. Fitted on the confident side and held above one half, it is the same as isotonic regression on every
 * point and its mirror, whose blocks across the middle pool to one half.
 */
function isotonicKnots({ confidence, share }: SidedRows): Knots {
  const weights = confidence.map((value) => Number(value > 0.5))
  if (!weights.includes(1)) return [EVEN]
  const { knotsX, knotsY } = fitIsotonic(confidence, share, weights)
  return [EVEN, ...Array.from(knotsX, (x, at) => knot(x, drawIn(knotsY[at]!, share.length)))]
}

function knot(stated: number, share: number): readonly [number, number] {
  return [stated, Math.max(0.5, share)]
}

/** A class of verdicts counts as if this many more of its pairs had come out as in the classes beside it. */
const NEIGHBOUR_ROWS = 4

interface VerdictClass {
  readonly stated: number
  readonly rows: number
  readonly share: number
}

/** Returns the shares of the classes (slight, no strength, clear), each drawn towards the classes beside it, made non-decreasing. */
function classKnots(rows: SidedRows): Knots {
  const classes = countClasses(rows)
  if (classes.length === 0) return [EVEN]
  const shrunk = classes.map(({ rows: count, share }, at) => {
    const beside = [classes[at - 1]?.share ?? 0.5, classes[at + 1]?.share]
    const near = beside.filter((value) => value !== undefined)
    const expected = near.reduce((sum, value) => sum + value, 0) / near.length
    return (count * share + NEIGHBOUR_ROWS * expected) / (count + NEIGHBOUR_ROWS)
  })
  const { predict } = fitIsotonic(
    classes.map(({ stated }) => stated),
    shrunk,
    classes.map((own) => own.rows + NEIGHBOUR_ROWS),
  )
  const total = rows.share.length
  return [EVEN, ...classes.map(({ stated }) => knot(stated, drawIn(predict(stated), total)))]
}

function countClasses({ confidence, share }: SidedRows): VerdictClass[] {
  const sums = new Map<number, { rows: number; share: number }>()
  confidence.forEach((stated, row) => {
    if (stated === 0.5) return
    const own = sums.get(stated) ?? { rows: 0, share: 0 }
    sums.set(stated, { rows: own.rows + 1, share: own.share + share[row]! })
  })
  return [...sums]
    .sort(([x], [y]) => x - y)
    .map(([stated, own]) => ({ stated, rows: own.rows, share: own.share / own.rows }))
}
