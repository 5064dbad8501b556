import type { Interval } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { dot, percentileInterval } from '../stats/index.ts'
import { assignFolds } from './folds.ts'
import { chooseRatio, openLeaveOut } from './influence-penalty.ts'
import { type InfluencePilot, openPilot, type PilotRows } from './influence-pilot.ts'
import { type RegressionSums, sumFolds } from './influence-sums.ts'
import { drawResamples } from './resamples.ts'
import { layOutPredictions, type MeasuredPredictions, scorePredictions } from './weighted-scores.ts'

/** How a regression of influences is cross-validated. */
export interface InfluenceValidation {
  /** Default 10; as many as prompt groups where these are fewer. */
  readonly folds?: number
  /** Default 5. */
  readonly repeats?: number
  /** Bootstrap resamples behind the intervals; default 1,000. */
  readonly resamples?: number
}

/** How well the influence of a row is predicted from its features by a regression that never saw its prompt. */
export interface InfluenceQuality {
  /** Rows of known influence. */
  readonly rows: number
  /** Rows on which the sources differ. */
  readonly differing: number
  /** Prompt groups. */
  readonly groups: number
  readonly folds: number
  readonly repeats: number
  readonly spearman: Interval
  readonly pearson: Interval
  readonly r2: Interval
  /**
   * False where the lower end of the Pearson correlation, to which the worth of routing by the prediction is proportional, is not above zero.
   * In simulated pilots without signal 3.5 % of 480 passed (2.5 % intended).
   */
  readonly usable: boolean
  /** In the order of the known rows; points, mean over the repeats. */
  readonly outOfFold: { readonly observed: Float64Array; readonly predicted: Float64Array }
}

/**
 * Returns the quality of the regression by repeated cross-validation over prompt groups; the penalty is chosen anew inside the training folds.
 * Correlations are those of the prediction less the mean of the other folds; R2 is against that mean. Every figure is the mean over the repeats of the figure on that repeat's out-of-fold predictions, its 95 % interval the percentile interval
 * over resamples of prompt groups.
 *
 * @throws HyperError `data/bad-influence` where lengths disagree or too few rows are known
 */
export function crossValidateInfluence(
  pilot: InfluencePilot,
  options: InfluenceValidation,
  random: Random,
): InfluenceQuality {
  const { folds = 10, repeats = 5, resamples = 1000 } = options
  const rows = openPilot(pilot)
  const groups = new Set(rows.groups).size
  if (groups < 3) {
    throw new RangeError(
      `pilot: got ${groups} prompt groups, expected at least 3 to cross-validate`,
    )
  }
  const count = Math.min(folds, groups)
  const predicted = Array.from({ length: repeats }, (_, repeat) =>
    predictInfluences(rows, count, random.fork('repeat', repeat)),
  )
  const measured = predicted.map((repeat) => layOut(rows.y, repeat))
  const read = (weights: ArrayLike<number>): Figures => averageFigures(measured, weights)
  const whole = read(new Uint8Array(rows.y.length).fill(1))
  const drawn = drawResamples(rows.groups, resamples, random.fork('resamples')).map(read)
  const interval = (name: keyof Figures): Interval => ({
    value: whole[name],
    ...percentileInterval(
      drawn.map((scores) => scores[name]),
      0.95,
    ),
  })
  const pearson = interval('pearson')
  return {
    rows: rows.y.length,
    differing: rows.y.filter((value) => value !== 0).length,
    groups,
    folds: count,
    repeats,
    spearman: interval('spearman'),
    pearson,
    r2: interval('r2'),
    usable: pearson.lo > 0,
    outOfFold: { observed: rows.y, predicted: averageOf(predicted.map(({ values }) => values)) },
  }
}

/** Out-of-fold predictions of every row; shapes (n). */
interface Predicted {
  readonly values: Float64Array
  /** Mean influence of the other folds: what a prediction without features is. */
  readonly means: Float64Array
}

type Figures = Readonly<Record<'spearman' | 'pearson' | 'r2', number>>

interface MeasuredRepeat {
  readonly measured: MeasuredPredictions
  /** Squared error of the prediction less that of the mean alone, and of the mean alone; shapes (n). */
  readonly excess: Float64Array
  readonly without: Float64Array
}

// A fold that is high leaves others that are low: correlations with the bare prediction would be negative by construction.
function layOut(y: Float64Array, { values, means }: Predicted): MeasuredRepeat {
  const without = y.map((value, row) => (value - means[row]!) ** 2)
  return {
    measured: layOutPredictions(
      y,
      values.map((value, row) => value - means[row]!),
    ),
    without,
    excess: y.map((value, row) => (value - values[row]!) ** 2 - without[row]!),
  }
}

function averageFigures(repeats: readonly MeasuredRepeat[], weights: ArrayLike<number>): Figures {
  const sums = { spearman: 0, pearson: 0, r2: 0 }
  for (const { measured, excess, without } of repeats) {
    const scores = scorePredictions(measured, weights)
    let more = 0
    let base = 0
    for (let row = 0; row < without.length; row++) {
      more += weights[row]! * excess[row]!
      base += weights[row]! * without[row]!
    }
    sums.spearman += scores.spearman / repeats.length
    sums.pearson += scores.pearson / repeats.length
    sums.r2 += base > 0 ? -more / base / repeats.length : 0
  }
  return sums
}

/** Predicts each row's influence from the other folds; inside them the penalty is chosen by leaving out one fold more. */
function predictInfluences(rows: PilotRows, folds: number, random: Random): Predicted {
  const assigned = assignFolds(rows.groups, folds, random)
  const sums = sumFolds(rows, assigned, folds)
  const without = openLeaveOut(sums)
  const constants = new Float64Array(folds)
  const coefficients = sums.map((_, fold) => {
    const inner = innerFolds(sums, fold)
    const ratio = chooseRatio(
      inner.map((other) => sums[other]!),
      (index) => without(fold, inner[index]!),
    )
    const regression = without(fold)
    const effects = regression.solve(regression.unit / ratio)
    constants[fold] = regression.meanY
    effects.forEach((effect, k) => {
      constants[fold]! -= effect * regression.meanZ[k]!
    })
    return effects
  })
  const z = new Float64Array(rows.columns)
  const values = rows.y.map((_, index) => {
    rows.read(index, z)
    return constants[assigned[index]!]! + dot(z, coefficients[assigned[index]!]!)
  })
  const means = Float64Array.from(assigned, (fold) => without(fold).meanY)
  return { values, means }
}

const innerFolds = (sums: readonly RegressionSums[], fold: number): number[] =>
  [...sums.keys()].filter((other) => other !== fold)

function averageOf(repeats: readonly Float64Array[]): Float64Array {
  const mean = new Float64Array(repeats[0]!.length)
  for (const values of repeats) {
    for (let row = 0; row < mean.length; row++) mean[row]! += values[row]! / repeats.length
  }
  return mean
}
