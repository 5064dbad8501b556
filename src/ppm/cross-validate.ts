import type { Random } from '../kit/index.ts'
import { groupEqualRows } from './equal-rows.ts'
import type { PpmOptions } from './fit-ppm.ts'
import type { PpmKind } from './fitted.ts'
import { requireMixes } from './fitted.ts'
import { assignFolds } from './folds.ts'
import { type OutOfFold, predictOutOfFold } from './out-of-fold.ts'
import { measureQuality, type PpmQuality } from './quality.ts'
import { drawResamples } from './resamples.ts'
import { signalPs } from './signal-test.ts'
import type { MixDesign, TrainingTable } from './training-table.ts'

/** How a PPM is cross-validated. */
export interface CrossValidationOptions {
  readonly kind: PpmKind
  /** Default 10; as many as groups where these are fewer. */
  readonly folds?: number
  /** Default 5. */
  readonly repeats?: number
  /** Group of every mix; a group is never split. Default: mixes with equal counts (replicates of a corner) share one. */
  readonly groups?: ArrayLike<number>
  /** Bootstrap resamples behind the intervals; default 1,000. */
  readonly resamples?: number
  readonly model?: PpmOptions
}

/** Kinds that predict by linear effects of the deviations: whether these exist can be tested exactly. */
const SEES_EFFECTS: readonly PpmKind[] = ['bayes', 'ridge']

/** Facts about one target that come from elsewhere. */
export interface TargetFacts {
  /** Standard deviation of a score at a fixed mix; points. */
  readonly noiseSd?: number
  /** Split-half reliability of what the budget does not explain. */
  readonly reliability?: number
}

/**
 * Returns how well a kind predicts one target on mixes that it was not fitted on: repeated grouped K-fold cross-validation, budget-only on the
 * same folds beside it. Nested by construction, because fitting chooses its own settings.
 *
 * @throws HyperError `data/too-few-mixes`
 */
export function crossValidatePpm(
  table: TrainingTable,
  options: CrossValidationOptions & TargetFacts,
  random: Random,
): PpmQuality {
  const facts = { only: options }
  return crossValidateTargets(table, { scores: { only: table.scores }, facts, ...options }, random)
    .only!
}

/**
 * Returns the quality of every target; folds, resamples and decompositions are shared by all of them.
 *
 * @throws HyperError `data/too-few-mixes`
 */
export function crossValidateTargets(
  design: MixDesign,
  options: CrossValidationOptions & {
    readonly scores: Readonly<Record<string, Float64Array>>
    readonly facts?: Readonly<Record<string, TargetFacts>>
  },
  random: Random,
): Record<string, PpmQuality> {
  requireMixes(design, 8)
  const { kind, folds = 10, repeats = 5, resamples = 1000, model = {} } = options
  const groups = options.groups ?? groupEqualRows(design.counts)
  const names = Object.keys(options.scores).sort()
  const targets = names.map((name) => options.scores[name]!)
  const models: OutOfFold[][] = []
  const baselines: OutOfFold[][] = []
  const assignments: Uint32Array[] = []
  for (let repeat = 0; repeat < repeats; repeat++) {
    const stream = random.fork('repeat', repeat)
    const assigned = assignFolds(groups, folds, stream.fork('folds'))
    assignments.push(assigned)
    const task = { folds: assigned, options: model }
    models.push(predictOutOfFold(design, targets, { ...task, kind }, stream.fork('model')))
    baselines.push(
      kind === 'budget-only'
        ? models[repeat]!
        : predictOutOfFold(design, targets, { ...task, kind: 'budget-only' }, stream),
    )
  }
  const drawn = drawResamples(groups, resamples, random.fork('resamples'))
  const groupCount = new Set(Array.from(groups)).size
  const signals = SEES_EFFECTS.includes(kind)
    ? signalPs(design, targets, random.fork('signal'))
    : null
  return Object.fromEntries(
    names.map((name, index) => [
      name,
      measureQuality({
        kind,
        scores: targets[index]!,
        model: models.map((repeat) => repeat[index]!),
        budgetOnly: baselines.map((repeat) => repeat[index]!),
        assignments,
        resamples: drawn,
        groups: groupCount,
        folds: Math.min(folds, groupCount),
        signalP: signals?.[index] ?? null,
        noiseSd: options.facts?.[name]?.noiseSd ?? null,
        reliability: options.facts?.[name]?.reliability ?? null,
      }),
    ]),
  )
}
