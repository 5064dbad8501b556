/**
 * Ten-fold cross-validation of one kind of PPM over 250 mixes: the predictions of each fold come from its other
 * nine, with the folds and figures of the baselines.
 */
import { drawMixes } from '../../src/candidates/index.ts'
import { columnSums, type MixPoint } from '../../src/domain/index.ts'
import { createRandom, drawSubset, shuffleInPlace } from '../../src/kit/index.ts'
import { createTrainingTable, parsePpmKind, predictOutOfFold } from '../../src/ppm/index.ts'
import { mean, rmse, spearman } from '../../src/stats/index.ts'
import { openDump, readOption } from './arguments.ts'
import { drawScores, drawTags } from './made-up.ts'
import { report, timeWarm } from './report.ts'

const kind = parsePpmKind(readOption('kind') ?? 'quadratic-ols')
const mixes = 250
const total = 7531
const columns = 90
const featureIds = Array.from({ length: columns }, (_, column) => `tag:${column}`)

interface Made {
  readonly points: readonly MixPoint[]
  readonly columnMeans: Float64Array
  readonly scores: Float64Array
  readonly folds: ArrayLike<number>
}

function readMade(): Made | null {
  const dump = openDump()
  if (dump === null) return null
  const counts = dump.doubles('counts')
  const points = Array.from(dump.doubles('budgets'), (humans, i) => ({
    humans,
    total,
    counts: counts.slice(i * columns, (i + 1) * columns),
  }))
  return {
    points,
    columnMeans: dump.doubles('column_means'),
    scores: dump.doubles('scores'),
    folds: dump.doubles('folds'),
  }
}

function drawMade(): Made {
  const random = createRandom('bench')
  const matrix = drawTags(total, columns, random.fork('tags'))
  const budgets = Array.from(drawSubset(total - 1, mixes, random.fork('budgets')), (row) => row + 1)
  const points = drawMixes(
    matrix,
    { sampler: 'whole-tag', budgets, propensityDraws: 0 },
    random.fork('mixes'),
  )
  const shared = points.map(({ counts, humans }) => ({ counts, share: humans / total }))
  const folds = shuffleInPlace(
    Uint32Array.from({ length: mixes }, (_, i) => i % 10),
    random.fork('folds'),
  )
  return {
    points,
    columnMeans: columnSums(matrix).map((sum) => sum / total),
    scores: drawScores(shared, random.fork('scores')),
    folds,
  }
}

const made = readMade() ?? drawMade()

const table = createTrainingTable({
  featureIds,
  total,
  columnMeans: made.columnMeans,
  mixIds: made.points.map((_, row) => `mix-${row}`),
  points: made.points,
  scores: made.scores,
})
const folds = Uint32Array.from(made.folds)
const rowsOfFold = Array.from({ length: 10 }, (_, fold) =>
  Array.from(folds.keys()).filter((row) => folds[row] === fold),
)
const task = { kind, folds, options: {} }
const random = createRandom('fit')
const timed = await timeWarm(() => {
  const [predicted] = predictOutOfFold(table, [table.scores], task, random)
  return rowsOfFold.map((rows) => {
    const truth = rows.map((row) => made.scores[row]!)
    const means = rows.map((row) => predicted!.mean[row]!)
    return { spearman: spearman(means, truth), rmse: rmse(truth, means) }
  })
}, 10)
report(timed, {
  kind,
  spearman_mean_of_folds: mean(timed.result.map((fold) => fold.spearman)),
  rmse_mean_of_folds: mean(timed.result.map((fold) => fold.rmse)),
})
