import type { Prediction } from '../domain/index.ts'
import { drawSubset, type Random } from '../kit/index.ts'
import { mean, standardDeviation, weightedMean } from '../stats/index.ts'
import { spreads } from './deviation-regression.ts'
import { groupEqualRows } from './equal-rows.ts'
import { type BinnedColumns, binColumns } from './feature-bins.ts'
import {
  type FittedPpm,
  type ModelPoint,
  type PpmState,
  requireMixes,
  sealPpm,
  stateArray,
  stateHeader,
  stateNumber,
} from './fitted.ts'
import { assignFolds } from './folds.ts'
import { evaluateTree, type Forest, growTree, nodesPerTree } from './regression-tree.ts'
import { type MixDesign, takeValues } from './training-table.ts'

const rate = 0.08
const treeLimit = 300
const leafRows = 5
const rowShare = 0.7
const foldCount = 5
/** Rounds without a better cross-validated error after which no more trees are tried. */
const patience = 40

/** A growing ensemble on some of the mixes, predicting all of them. */
interface Growing {
  readonly forest: Forest
  readonly start: number
  readonly rows: Uint32Array
  readonly predicted: Float64Array
}

/**
 * Returns a function that fits `boosting` to targets of one design: least-squares trees of depth 3 on share and deviations, 70 % of the mixes per
 * tree, the number of trees by 5-fold cross-validation inside the training mixes (equal mixes together). The standard deviation is the
 * delete-a-group jackknife over the five fold models.
 */
export function prepareBoosting(
  design: MixDesign,
  random: Random,
): (scores: Float64Array) => FittedPpm {
  requireMixes(design, 2 * leafRows)
  const binned = binColumns(inputColumns(design))
  const folds = assignFolds(groupEqualRows(design.counts), foldCount, random.fork('folds'))
  return (scores) => fitBoosting(design, { binned, folds, scores }, random)
}

function fitBoosting(
  design: MixDesign,
  task: {
    readonly binned: BinnedColumns
    readonly folds: Uint32Array
    readonly scores: Float64Array
  },
  random: Random,
): FittedPpm {
  const { folds, scores } = task
  const present = [...new Set(folds)].sort((a, b) => a - b)
  const everyRow = Uint32Array.from(folds, (_, row) => row)
  const parts = present.map((fold) =>
    startEnsemble(
      design,
      scores,
      everyRow.filter((row) => folds[row] !== fold),
    ),
  )
  const errors: number[] = [outOfFoldError(design, { ...task, parts, present })]
  let best = 0
  for (let tree = 1; tree <= treeLimit && tree - best <= patience; tree++) {
    parts.forEach((part, k) => {
      addTree(design, { ...task, part }, random.fork('part', k, tree))
    })
    errors.push(outOfFoldError(design, { ...task, parts, present }))
    if (errors[tree]! < errors[best]!) best = tree
  }
  const whole = startEnsemble(design, scores, everyRow)
  for (let tree = 1; tree <= best; tree++) {
    addTree(design, { ...task, part: whole }, random.fork('whole', tree))
  }
  const ensembles = [whole, ...parts]
  const spread = mean(jackknifeVariances(parts, best, design))
  const noise = Math.max(0, errors[best]! - spread)
  return openBoosting({
    ...stateHeader('boosting', design),
    noiseSd: Math.sqrt(noise),
    numbers: { trees: best, parts: parts.length },
    arrays: {
      starts: Float64Array.from(ensembles, ({ start }) => start),
      features: concatenate(ensembles, best, 'features'),
      thresholds: concatenate(ensembles, best, 'thresholds'),
      values: concatenate(ensembles, best, 'values'),
      steps: Float64Array.of(standardDeviation(design.shares), ...spreads(design.deviations)),
    },
  })
}

/** Returns the model of a state written by `prepareBoosting`. */
export function openBoosting(state: PpmState): FittedPpm {
  const trees = stateNumber(state, 'trees')
  const starts = stateArray(state, 'starts')
  const forest = {
    features: stateArray(state, 'features'),
    thresholds: stateArray(state, 'thresholds'),
    values: stateArray(state, 'values'),
  }
  const evaluate = (ensemble: number, read: (column: number) => number): number => {
    let value = starts[ensemble]!
    for (let tree = 0; tree < trees; tree++) {
      value += evaluateTree(forest, ensemble * trees + tree, read)
    }
    return value
  }
  return sealPpm(state, {
    predict: (points) =>
      points.map((point): Prediction => {
        const read = reader(point)
        const parts = Float64Array.from(starts.subarray(1), (_, k) => evaluate(k + 1, read))
        const sd = standardDeviation(parts) * Math.sqrt(Math.max(0, parts.length - 1))
        return { mean: evaluate(0, read), sd }
      }),
    effects: (at) => finiteEffects(state, at, (read) => evaluate(0, read)),
  })
}

/**
 * Steps of a tree ensemble have no slope, so effects are secants: mean over half, one and one and a half spreads of an input of
 * (f(at + step) - f(at - step)) / (2 step).
 */
function finiteEffects(
  state: PpmState,
  at: ModelPoint,
  evaluate: (read: (column: number) => number) => number,
): { perShare: number; perFeature: Float64Array; covariance: null } {
  const steps = stateArray(state, 'steps')
  const read = reader(at)
  const secant = (column: number): number => {
    let sum = 0
    for (const width of [0.5, 1, 1.5]) {
      const step = width * (steps[column]! || 1)
      const moved = (sign: number): number =>
        evaluate((other) => read(other) + (other === column ? sign * step : 0))
      sum += (moved(1) - moved(-1)) / (2 * step) / 3
    }
    return sum
  }
  const perFeature = Float64Array.from(at.deviation, (_, column) => secant(column + 1))
  return { perShare: secant(0), perFeature, covariance: null }
}

function reader(point: ModelPoint): (column: number) => number {
  return (column) => (column === 0 ? point.share : point.deviation[column - 1]!)
}

function inputColumns(design: MixDesign): Float64Array[] {
  const { rows, columns, values } = design.deviations
  return [
    design.shares,
    ...design.featureIds.map((_, column) =>
      Float64Array.from({ length: rows }, (_unused, row) => values[row * columns + column]!),
    ),
  ]
}

function startEnsemble(design: MixDesign, scores: Float64Array, rows: Uint32Array): Growing {
  const start = weightedMean(takeValues(scores, rows), takeValues(design.weights, rows))
  const forest: Forest = { features: [], thresholds: [], values: [] }
  return { forest, start, rows, predicted: new Float64Array(scores.length).fill(start) }
}

function addTree(
  design: MixDesign,
  task: { readonly binned: BinnedColumns; readonly scores: Float64Array; readonly part: Growing },
  random: Random,
): void {
  const { part, scores, binned } = task
  const count = Math.max(2 * leafRows, Math.round(rowShare * part.rows.length))
  const drawn = drawSubset(part.rows.length, Math.min(count, part.rows.length), random)
  const rows = drawn.map((index) => part.rows[index]!)
  const residuals = scores.map((score, row) => score - part.predicted[row]!)
  growTree(part.forest, { binned, rows, residuals, weights: design.weights, rate, leafRows })
  const tree = part.forest.features.length / nodesPerTree - 1
  for (let row = 0; row < scores.length; row++) {
    part.predicted[row]! += evaluateTree(part.forest, tree, (column) =>
      readInput(design, row, column),
    )
  }
}

function readInput(design: MixDesign, row: number, column: number): number {
  return column === 0
    ? design.shares[row]!
    : design.deviations.values[row * design.deviations.columns + column - 1]!
}

function outOfFoldError(
  design: MixDesign,
  task: {
    readonly folds: Uint32Array
    readonly scores: Float64Array
    readonly parts: readonly Growing[]
    readonly present: readonly number[]
  },
): number {
  const squares = task.scores.map((score, row) => {
    const part = task.parts[task.present.indexOf(task.folds[row]!)]!
    return (score - part.predicted[row]!) ** 2
  })
  return weightedMean(squares, design.weights)
}

function jackknifeVariances(
  parts: readonly Growing[],
  trees: number,
  design: MixDesign,
): Float64Array {
  return design.shares.map((_, row) => {
    const values = parts.map(({ forest, start }) => {
      let value = start
      for (let tree = 0; tree < trees; tree++) {
        value += evaluateTree(forest, tree, (column) => readInput(design, row, column))
      }
      return value
    })
    return standardDeviation(values) ** 2 * Math.max(0, parts.length - 1)
  })
}

function concatenate(
  ensembles: readonly Growing[],
  trees: number,
  name: keyof Forest,
): Float64Array {
  return Float64Array.from(
    ensembles.flatMap(({ forest }) => forest[name].slice(0, trees * nodesPerTree)),
  )
}
