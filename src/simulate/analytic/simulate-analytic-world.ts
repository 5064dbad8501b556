import { countRows, hideTruth } from '../../domain/index.ts'
import { drawNormal, type Random } from '../../kit/index.ts'
import type { AnalyticOptions } from './analytic-options.ts'
import type { AnalyticWorld } from './analytic-world.ts'
import { countColumns } from './count-columns.ts'
import { type DrawnPool, drawPool } from './draw-pool.ts'
import { drawTruth } from './draw-truth.ts'
import { readJudge } from './judge-signals.ts'
import { type LabelledRows, labelRows } from './label-rows.ts'
import { type ResolvedSettings, resolveSettings } from './resolve-settings.ts'
import { drawDifficulty, drawVerdicts, type RowFacts } from './row-facts.ts'
import { checkBlocks, planBlocks } from './tag-blocks.ts'

/**
 * Returns a world with features, signals, labels and an exact score of every mix. Features, groups, signals, labels, verdicts and utilities of
 * instance i depend on the seed and on i alone: a larger world starts with the smaller one, but after a drift whose place is not given. Gains and
 * scores do not: gains are centred and scaled over all instances.
 *
 * @throws HyperError `usage/unknown-world`; `config/bad-world`, `config/bad-features`, `config/unknown-feature` for settings that fit no world
 */
export function simulateAnalyticWorld(options: AnalyticOptions, random: Random): AnalyticWorld {
  const settings = resolveSettings(options)
  const { features = 90 } = options
  const blocks =
    typeof features === 'number' ? planBlocks(features, random.fork('plan')) : checkBlocks(features)
  const pool = drawPool({ ...settings, blocks }, random.fork('pool'))
  const facts: RowFacts = {
    matrix: pool.matrix,
    blocks,
    drift: settings.drift,
    verdicts: drawVerdicts(settings.instances, settings.tieShare, random.fork('verdicts')),
    difficulty: drawDifficulty(settings.instances, random.fork('difficulty')),
    logLengthRatio: pool.texts.logLengthRatio,
  }
  const { annotators, primary } = settings
  const labelled = labelRows(annotators, { facts, judge: primary.lm }, random.fork('labels'))
  const truth = drawTruth(facts, { settings, labelled }, random.fork('truth'))
  return {
    matrix: pool.matrix,
    groups: pool.groups,
    signals: readSignals(pool, { settings, labelled }, random.fork('signals')),
    annotators: annotators.map(({ id, kind, priceUsd, cap }) => ({ id, kind, priceUsd, cap })),
    primary,
    labels: Object.fromEntries(
      Object.entries(labelled.byAnnotator).map(([id, { votes }]) => [id, votes]),
    ),
    pointOf: (rows) => ({
      humans: countRows(rows),
      total: settings.instances,
      counts: countColumns(pool.matrix, rows),
    }),
    trainMix: (rows, stream) => truth.expectedScore(rows) + settings.runNoise * drawNormal(stream),
    truth: hideTruth(truth),
  }
}

function readSignals(
  pool: DrawnPool,
  { settings, labelled }: { readonly settings: ResolvedSettings; readonly labelled: LabelledRows },
  random: Random,
): AnalyticWorld['signals'] {
  const { lapse } = settings.annotators.find(({ id }) => id === settings.primary.lm)!
  const { logLengthRatio } = pool.texts
  const { panel, candour } = settings
  const judge = readJudge(labelled.judge, { panel, candour, lapse, logLengthRatio }, random)
  return { ids: pool.matrix.ids, columns: { ...judge, ...pool.texts } }
}
