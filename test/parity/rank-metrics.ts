import {
  accuracyAtHalf,
  auc,
  averagePrecision,
  brierScore,
  correlationPValue,
  expectedCalibrationError,
  fitIsotonic,
  fitPlatt,
  kendallTauB,
  logLoss,
  meanAbsoluteError,
  pearson,
  r2,
  ranks,
  rmse,
  spearman,
} from '../../src/stats/index.ts'
import { type Comparer, type Comparison, createComparer, type Rule } from './comparison.ts'

type Values = readonly number[]

/** The content of `rank-metrics.json`. */
export interface RankMetricsFixture {
  readonly correlation: readonly CorrelationCase[]
  readonly classification: readonly ClassificationCase[]
  readonly isotonic: readonly IsotonicCase[]
  readonly platt: readonly PlattCase[]
}

interface CorrelationCase {
  readonly name: string
  readonly x: Values
  readonly y: Values
  readonly pearson: number | null
  readonly spearman: number | null
  readonly kendall_tau_b: number | null
  readonly ranks_x: Values
  readonly rmse: number
  readonly mae: number
  readonly r2_y_true_x_predicted: number
  readonly p_values?: {
    readonly pearson_t: number
    readonly spearman_t: number
    readonly kendall_asymptotic: number
  }
}

interface ClassificationCase {
  readonly name: string
  readonly p: Values
  readonly y: Values
  readonly weights: Values | null
  readonly auc: number
  readonly average_precision: number
  readonly brier: number
  readonly log_loss: number
  readonly log_loss_own: number
  readonly accuracy_at_half: number
  readonly ece: Readonly<Record<string, number>> | null
}

interface IsotonicCase {
  readonly name: string
  readonly x: Values
  readonly y: Values
  readonly weights: Values | null
  readonly knots_x: Values
  readonly knots_y: Values
  readonly grid: Values
  readonly at_grid: Values
  readonly at_x: Values
}

interface PlattCase {
  readonly name: string
  readonly score: Values
  readonly y: Values
  readonly slope: number
  readonly bias: number
  readonly p: Values
}

const pValueRule: Rule = { tolerance: 1e-7, scale: 'value' }
const plattRule: Rule = { tolerance: 1e-8, scale: 'relative' }

/** Compares correlations, errors, classification scores, isotonic regression and Platt scaling with the reference values. */
export function compareRankMetrics(fixture: RankMetricsFixture): Comparison {
  const comparer = createComparer({ tolerance: 1e-9, scale: 'relative' })
  for (const row of fixture.correlation) compareCorrelation(comparer, row)
  for (const row of fixture.classification) compareClassification(comparer, row)
  for (const row of fixture.isotonic) {
    const fit = fitIsotonic(row.x, row.y, row.weights ?? undefined)
    comparer.numbers(`isotonic ${row.name} knots x`, fit.knotsX, row.knots_x)
    comparer.numbers(`isotonic ${row.name} knots y`, fit.knotsY, row.knots_y)
    comparer.numbers(`isotonic ${row.name} grid`, row.grid.map(fit.predict), row.at_grid)
    comparer.numbers(`isotonic ${row.name} x`, row.x.map(fit.predict), row.at_x)
  }
  for (const row of fixture.platt) {
    const fit = fitPlatt(row.score, row.y)
    comparer.number(`platt ${row.name} slope`, fit.slope, row.slope, plattRule)
    comparer.number(`platt ${row.name} bias`, fit.bias, row.bias, plattRule)
    comparer.numbers(`platt ${row.name} p`, row.score.map(fit.predict), row.p, plattRule)
  }
  return comparer.result()
}

function compareCorrelation(comparer: Comparer, row: CorrelationCase): void {
  const place = `correlation ${row.name}`
  comparer.number(`${place} pearson`, pearson(row.x, row.y), row.pearson)
  comparer.number(`${place} spearman`, spearman(row.x, row.y), row.spearman)
  comparer.number(`${place} kendall`, kendallTauB(row.x, row.y), row.kendall_tau_b)
  comparer.numbers(`${place} ranks`, ranks(row.x), row.ranks_x)
  comparer.number(`${place} rmse`, rmse(row.y, row.x), row.rmse)
  comparer.number(`${place} mae`, meanAbsoluteError(row.y, row.x), row.mae)
  comparer.number(`${place} r2`, r2(row.y, row.x), row.r2_y_true_x_predicted)
  if (row.p_values === undefined) return
  const { pearson_t, spearman_t, kendall_asymptotic } = row.p_values
  comparer.number(`${place} p`, correlationPValue('pearson', row.x, row.y), pearson_t, pValueRule)
  comparer.number(`${place} p`, correlationPValue('spearman', row.x, row.y), spearman_t, pValueRule)
  const kendallP = correlationPValue('kendall', row.x, row.y)
  comparer.number(`${place} kendall p`, kendallP, kendall_asymptotic, pValueRule)
}

function compareClassification(comparer: Comparer, row: ClassificationCase): void {
  const { p, y } = row
  const place = `classification ${row.name}`
  const weights = row.weights ?? undefined
  comparer.number(`${place} auc`, auc(p, y, weights), row.auc)
  const precision = averagePrecision(p, y, weights)
  comparer.number(`${place} average precision`, precision, row.average_precision)
  comparer.number(`${place} brier`, brierScore(p, y, weights), row.brier)
  comparer.number(`${place} log loss`, logLoss(p, y, weights), row.log_loss)
  comparer.number(`${place} log loss own`, logLoss(p, y, weights), row.log_loss_own)
  comparer.number(`${place} accuracy`, accuracyAtHalf(p, y, weights), row.accuracy_at_half)
  for (const [bins, expected] of Object.entries(row.ece ?? {})) {
    comparer.number(`${place} ece`, expectedCalibrationError(p, y, Number(bins)), expected)
  }
}
