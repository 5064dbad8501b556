import type { ScoreTriple } from '../domain/index.ts'
import { sigmoid, softplus } from '../stats/index.ts'

/** A smooth score on evaluation rows whose change by every label is asked for. */
export interface InfluenceTarget {
  /** Unique among the targets. */
  readonly name: string
  /**
   * `soft`: mean sigmoid(2 margin / scale), scale = sd of the margins on the training rows. `accuracy`: the same with a scale of
   * `bandwidth` times that, a smooth stand-in for the share of positive margins. `logLoss`: minus the mean of -log sigmoid(margin), in
   * hundredths of a nat, so that here too more is better.
   */
  readonly score: keyof ScoreTriple
  /** Chosen minus rejected, scaled by the scaler of the training rows; row-major (rows x columns). Targets on one array share its products. */
  readonly x: Float32Array
  readonly rows: number
  /** Weight of every row in the score, in any unit: how subsets and categories are weighed. 1 unless given. Shape (rows). */
  readonly rowWeights?: ArrayLike<number>
  /** Only for `accuracy`; 0.1 unless told. */
  readonly bandwidth?: number
  /** Prompt group of every row, for certainty; each row by itself unless given. Shape (rows). */
  readonly groups?: ArrayLike<number>
  /** Category of every row, inside which prompt groups are drawn and whose weight is kept; one unless given. Shape (rows). */
  readonly categories?: ArrayLike<number>
}

/** A target read at one head. A score under row weights q (summing to 1) is q . values; its slopes follow in the same way. */
export interface TargetReading {
  /** Points a row; shape (rows). */
  readonly values: Float64Array
  /** Change of `values` with the row's margin at a fixed scale; shape (rows). */
  readonly perMargin: Float64Array
  /** Change of `values` with the scale at fixed margins; shape (rows). */
  readonly perScale: Float64Array
}

/** Width of the smooth step of `accuracy`, in units of the margin scale. */
const BANDWIDTH = 0.1

/** Returns a target at the margins of its rows under a head. */
export function readTarget(
  target: InfluenceTarget,
  margins: ArrayLike<number>,
  scale: number,
): TargetReading {
  const { rows, score } = target
  const values = new Float64Array(rows)
  const perMargin = new Float64Array(rows)
  const perScale = new Float64Array(rows)
  const width = scale * (score === 'accuracy' ? (target.bandwidth ?? BANDWIDTH) : 1)
  for (let row = 0; row < rows; row++) {
    const margin = margins[row]!
    if (score === 'logLoss') {
      values[row] = -100 * softplus(-margin)
      perMargin[row] = 100 * sigmoid(-margin)
      continue
    }
    const share = sigmoid((2 * margin) / width)
    values[row] = 100 * share
    perMargin[row] = (200 / width) * share * (1 - share)
    perScale[row] = (-perMargin[row]! * margin) / scale
  }
  return { values, perMargin, perScale }
}

/** Returns the weights of a target's rows, summing to 1; shape (rows). */
export function targetWeights({ rowWeights, rows }: InfluenceTarget): Float64Array {
  if (rowWeights === undefined) return new Float64Array(rows).fill(1 / rows)
  let total = 0
  for (let row = 0; row < rows; row++) total += rowWeights[row]!
  return Float64Array.from(rowWeights, (weight) => weight / total)
}

/** @throws RangeError where a shape, weight or name cannot be */
export function checkTargets(targets: readonly InfluenceTarget[], columns: number): void {
  if (targets.length === 0) refuse('targets', 'none', 'at least one')
  const names = new Set(targets.map(({ name }) => name))
  if (names.size < targets.length) refuse('targets', 'a name twice', 'each name once')
  for (const target of targets) checkTarget(target, columns)
}

function checkTarget(target: InfluenceTarget, columns: number): void {
  const { name, x, rows } = target
  if (rows < 1) refuse(`target "${name}"`, `${rows} rows`, 'at least 1')
  if (x.length !== rows * columns) {
    refuse(`target "${name}" x`, `${x.length} values`, `${rows} x ${columns}`)
  }
  for (const part of ['rowWeights', 'groups', 'categories'] as const) {
    const values = target[part]
    if (values !== undefined && values.length !== rows) {
      refuse(`target "${name}" ${part}`, `${values.length} values`, String(rows))
    }
  }
  const weights = Array.from(target.rowWeights ?? [1])
  const total = weights.reduce((sum, weight) => sum + (weight >= 0 ? weight : Number.NaN), 0)
  if (!(total > 0 && total < Number.POSITIVE_INFINITY)) {
    refuse(
      `target "${name}" rowWeights`,
      'a sum or sign',
      'weights from 0 with a finite sum above 0',
    )
  }
  if (target.bandwidth !== undefined && !(target.bandwidth > 0)) {
    refuse(`target "${name}" bandwidth`, target.bandwidth, 'a number above 0')
  }
}

function refuse(what: string, got: unknown, expected: string): never {
  throw new RangeError(`influence ${what}: got ${String(got)}, expected ${expected}`)
}
