import { sigmoid } from '../stats/index.ts'
import { scoreSlope } from './head-gradients.ts'
import type { Rows } from './probe-problem.ts'
import type { HeadLabels, LabelTables } from './targets.ts'

/** A fitted head whose labels are to be valued. */
export interface InfluenceProblem {
  /** X: standardised features of completion A minus those of B; row-major (rows x columns). */
  readonly x: Float32Array
  readonly rows: number
  readonly columns: number
  /** The head; shape (columns). */
  readonly weights: ArrayLike<number>
  /** What the head was trained on: those of a mix, of one source, or `midpointLabels`. */
  readonly labels: HeadLabels
  /** The labels of both sources; NaN in `targets` where a source has none, which makes the influence of the row NaN. */
  readonly tables: LabelTables
  /** Weights of the rows in the training, not negative; 1 unless given. Shape (rows). */
  readonly rowWeights?: Rows
  /** Penalty l2/2 |w|^2 of the training. */
  readonly l2: number
}

/**
 * Returns the labels halfway between the sources: the mean of their targets (and of their leads in margin mode), rows masked only where
 * both sources mask them. A row that one source masks trains on the other's label.
 */
export function midpointLabels({ human, lm }: LabelTables): HeadLabels {
  const humanMask = human.mask
  const lmMask = lm.mask
  const halve = (row: number): readonly [number, number] => {
    const mine = humanMask?.[row] ?? 1
    const theirs = lmMask?.[row] ?? 1
    return mine === theirs ? [0.5, 0.5] : [mine, theirs]
  }
  const blend = (a: Float32Array, b: Float32Array): Float32Array =>
    a.map((value, row) => {
      const [mine, theirs] = halve(row)
      return mine * value + theirs * b[row]!
    })
  return {
    targets: blend(human.targets, lm.targets),
    margins: human.margins && lm.margins ? blend(human.margins, lm.margins) : null,
    mask: humanMask && lmMask ? humanMask.map((bit, row) => bit | lmMask[row]!) : null,
  }
}

/**
 * Returns labels that say the opposite of the given ones, ties as they are. In the place of people's labels that nobody has asked for yet they
 * give what each would be worth if it differed from the judge's: known from the judge's label alone.
 */
export function oppositeLabels(labels: HeadLabels): HeadLabels {
  return { ...labels, targets: labels.targets.map((target) => 1 - target) }
}

/** Returns d2loss/ds2 at score s of y softplus(-(s - m)) + (1 - y) softplus(s + m). */
export function scoreCurvature(score: number, target: number, margin: number): number {
  const bend = (value: number): number => sigmoid(value) * sigmoid(-value)
  return margin === 0
    ? bend(score)
    : target * bend(margin - score) + (1 - target) * bend(score + margin)
}

/** Returns by how much the slope of each row's loss changes when its label moves from the judge's to people's; shape (rows). */
export function slopeChanges(problem: InfluenceProblem, scores: Float64Array): Float64Array {
  const { tables, rowWeights } = problem
  const slope = (labels: HeadLabels, row: number): number => {
    const target = labels.targets[row]!
    if (labels.mask?.[row] === 0) return 0
    return scoreSlope(scores[row]!, target, labels.margins?.[row] ?? 0)
  }
  return scores.map((_, row) => {
    const { human, lm } = tables
    if (isSame(human, lm, row)) return 0
    return (rowWeights?.[row] ?? 1) * (slope(human, row) - slope(lm, row))
  })
}

// Equal labels must give exactly zero, whatever the rounding of the slopes.
function isSame(a: HeadLabels, b: HeadLabels, row: number): boolean {
  return (
    a.targets[row] === b.targets[row] &&
    a.margins?.[row] === b.margins?.[row] &&
    a.mask?.[row] === b.mask?.[row]
  )
}

/** Returns the weight of each row in the Hessian of the head, v d2loss/ds2; shape (rows). */
export function rowCurvatures(problem: InfluenceProblem, scores: Float64Array): Float64Array {
  const { labels, rowWeights } = problem
  return scores.map((score, row) => {
    if (labels.mask?.[row] === 0) return 0
    const bend = scoreCurvature(score, labels.targets[row]!, labels.margins?.[row] ?? 0)
    return (rowWeights?.[row] ?? 1) * bend
  })
}

/** Returns X w in double precision; shape (rows). */
export function scoresOf(x: Float32Array, weights: ArrayLike<number>, rows: number): Float64Array {
  const columns = weights.length
  const scores = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    let score = 0
    for (let column = 0; column < columns; column++) {
      score += x[row * columns + column]! * weights[column]!
    }
    scores[row] = score
  }
  return scores
}
