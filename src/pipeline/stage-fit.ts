import {
  type CandidateMix,
  columnSums,
  type FeatureMatrix,
  type ScoreName,
  selectRows,
} from '../domain/index.ts'
import { measureReliability, scoreRows } from '../evaluate/index.ts'
import {
  createTrainingTable,
  type ExamplePairs,
  examplePairs,
  explainQuality,
  type FeatureGain,
  type FittedTargets,
  featureGains,
  fitAllTargets,
  fromPpmArtifacts,
  type LearningPoint,
  learningCurve,
  type PpmArtifact,
  type PpmKind,
  type PpmQuality,
  rowGains,
  type TargetFacts,
  toPpmArtifacts,
} from '../ppm/index.ts'
import { loadMatrix, loadPool } from './artifacts.ts'
import { indexByName, selectHeads } from './baselines.ts'
import { type EvaluationRows, loadEvaluationRows, type PartedSuite } from './evaluation-rows.ts'
import { readJsonArtifact, writeJsonArtifact } from './json-lines.ts'
import { type Stage, type StageContext, withoutFiles } from './stage.ts'
import type { EvaluationArtifact } from './stage-evaluate.ts'
import { loadHeads, loadMixes } from './stage-train.ts'
import type { RunStore } from './store.ts'
import { HUMAN_CATEGORY, partMargins, scoreHeads, targetNamesOf, targetScores } from './targets.ts'
import type { TrainedHeads } from './trained-heads.ts'

/** Quality of one target without its long arrays, with the plain sentences about it. */
export interface TargetQuality extends Omit<PpmQuality, 'outOfFold'> {
  readonly words: readonly string[]
}

/** `ppm.json`: the fitted models by score and target, and how far they can be believed. */
export interface PpmRunArtifact {
  readonly format: 'hyper/ppm@1'
  readonly model: PpmKind
  readonly score: ScoreName
  readonly models: Readonly<Record<ScoreName, PpmArtifact>>
  readonly quality: Readonly<Record<ScoreName, Readonly<Record<string, TargetQuality>>>>
}

/** `ppm-report.json`: what the report shows of the fit. */
export interface FitReport {
  readonly format: 'hyper/ppm-report@1'
  readonly outOfFold: Readonly<
    Record<
      string,
      {
        readonly share: number
        readonly actual: number
        readonly predicted: number
        readonly budgetOnly: number
      }[]
    >
  >
  readonly learningCurve: readonly LearningPoint[]
  readonly gains: readonly FeatureGain[]
  readonly examples: ExamplePairs
}

/** Fits the performance prediction models and measures them on mixes left out of the fit. */
export const fitStage: Stage = {
  name: 'fit',
  inputs: [
    'pairs.jsonl',
    'judged.jsonl',
    'scores.jsonl',
    'evaluation.json',
    'mixes.jsonl',
    'heads.json',
    'heads.bin',
    'features.json',
    'features.bin',
    'labels.jsonl',
    'dataset.json',
    'suite.jsonl',
  ],
  outputs: ['ppm.json', 'ppm-report.json'],
  options: ({ ppm, labels, suite }) => ({ ppm, ties: labels.ties, suite: withoutFiles(suite) }),
  run: runFit,
}

const SCORES: readonly ScoreName[] = ['soft', 'accuracy']

interface Fitting {
  readonly mixes: readonly CandidateMix[]
  readonly matrix: FeatureMatrix
  readonly evaluation: EvaluationRows
  /** Models of the mixes, several seeds averaged by the mean of their margins' scores. */
  readonly heads: TrainedHeads
  readonly headsOfMix: readonly (readonly number[])[]
}

async function runFit(context: StageContext): Promise<Record<string, number>> {
  const { options, world, random } = context
  const fitting = await loadFitting(context)
  const { noiseFloor } = await readJsonArtifact<EvaluationArtifact>(
    world.store,
    'evaluation.json',
    'evaluation',
  )
  const kind = options.ppm.kind as PpmKind
  const fits = {} as Record<ScoreName, FittedTargets>
  for (const score of SCORES) {
    // Every mix is scored on the same rows, so only repeated training is noise to the fit; what other rows would say is the reliability.
    const noise =
      score === 'soft'
        ? (noiseFloor.repeats ?? (options.train.trainer.kind === 'probe' ? 0 : null))
        : null
    fits[score] = fitScore(fitting, { score, kind, noise }, context)
    world.cancel.throwIfAborted()
  }
  const chosen = fits[options.ppm.score]
  const artifact: Omit<PpmRunArtifact, 'format'> = {
    model: kind,
    score: options.ppm.score,
    models: {
      soft: toPpmArtifacts(fits.soft.models),
      accuracy: toPpmArtifacts(fits.accuracy.models),
    },
    quality: { soft: describe(fits.soft), accuracy: describe(fits.accuracy) },
  }
  const { matrix, mixes } = fitting
  const pool = await loadPool(world.store, options)
  const half = halfway(matrix)
  const overall = chosen.models.overall!
  const table = createTrainingTable({
    ...tableInput(fitting),
    scores: mixTargets(fitting, 'overall', options.ppm.score),
  })
  const report: Omit<FitReport, 'format'> = {
    outOfFold: Object.fromEntries(
      Object.entries(chosen.quality).map(([target, { outOfFold }]) => [
        target,
        mixes.map((mix, index) => ({
          share: mix.humans / mix.total,
          actual: outOfFold.observed[index]!,
          predicted: outOfFold.predicted[index]!,
          budgetOnly: outOfFold.budgetOnly[index]!,
        })),
      ]),
    ),
    learningCurve: learningCurve(
      table,
      { kind, sizes: curveSizes(mixes.length) },
      random.fork('learning-curve'),
    ),
    gains: featureGains(overall, matrix, { at: half }),
    examples: spreadExamples(
      examplePairs(rowGains(overall, matrix, half), matrix.ids, {
        differs: pool.differs,
        count: pool.ids.length,
      }),
      pool.groups,
    ),
  }
  await world.store.write('ppm.json', writeJsonArtifact('ppm', artifact))
  await world.store.write('ppm-report.json', writeJsonArtifact('ppm-report', report))
  return { targets: Object.keys(chosen.models).length, mixes: mixes.length }
}

/** Examples shown each way. */
const EXAMPLES = 20

// One prompt with many pairs would fill the list: each prompt group shows its surest pair only.
function spreadExamples(examples: ExamplePairs, groups: Uint32Array): ExamplePairs {
  const pick = (rows: ExamplePairs['human']): ExamplePairs['human'] => {
    const seen = new Set<number>()
    return rows
      .filter(({ row }) => !seen.has(groups[row]!) && seen.add(groups[row]!))
      .slice(0, EXAMPLES)
  }
  return { human: pick(examples.human), lm: pick(examples.lm) }
}

/** Sizes of the learning curve for so many mixes: up to 80 % of them, roughly doubling. */
function curveSizes(mixes: number): number[] {
  const most = Math.floor(0.8 * mixes)
  return [0.1, 0.2, 0.4, 0.7, 1].map((part) => Math.round(part * most)).filter((size) => size >= 20)
}

function halfway(matrix: FeatureMatrix): { humans: number; total: number; counts: Float64Array } {
  return {
    humans: matrix.ids.length / 2,
    total: matrix.ids.length,
    counts: columnSums(matrix).map((sum) => sum / 2),
  }
}

async function loadFitting({ options, world }: StageContext): Promise<Fitting> {
  const pool = await loadPool(world.store, options)
  const matrix = selectRows(await loadMatrix(world.store), pool.instances)
  const mixes = await loadMixes(world.store)
  const evaluation = await loadEvaluationRows(world.store, options)
  const { facts, heads } = await loadHeads(world.store)
  const byName = indexByName(facts)
  const wanted = mixes.flatMap((mix) => byName.get(mix.id) ?? [])
  let at = 0
  const headsOfMix = mixes.map((mix) => (byName.get(mix.id) ?? []).map(() => at++))
  return {
    mixes,
    matrix,
    evaluation,
    heads: selectHeads(heads, wanted, evaluation.rows.length),
    headsOfMix,
  }
}

function tableInput({ mixes, matrix, headsOfMix }: Fitting) {
  return {
    points: mixes,
    featureIds: matrix.specs.map((spec) => spec.id),
    mixIds: mixes.map((mix) => mix.id),
    total: matrix.ids.length,
    columnSums: columnSums(matrix),
    weights: Float64Array.from(headsOfMix, (heads) => heads.length),
  }
}

function mixTargets(
  { evaluation, heads, headsOfMix }: Fitting,
  target: string,
  score: ScoreName,
): Float64Array {
  const values = targetScores(scoreHeads(evaluation, heads, 'fit'), target, score)
  return Float64Array.from(
    headsOfMix,
    (own) => own.reduce((sum, head) => sum + values[head]!, 0) / own.length,
  )
}

function fitScore(
  fitting: Fitting,
  {
    score,
    kind,
    noise,
  }: {
    readonly score: ScoreName
    readonly kind: PpmKind
    readonly noise: number | null
  },
  { options, random }: StageContext,
): FittedTargets {
  const { evaluation, heads } = fitting
  const targets = targetNamesOf(scoreHeads(evaluation, heads, 'fit'))
  const scores = Object.fromEntries(
    targets.map((target) => [target, mixTargets(fitting, target, score)]),
  )
  const reliability = reliabilities(fitting, score, random.fork('reliability', score))
  const facts = Object.fromEntries(
    targets.map((target): [string, TargetFacts] => [
      target,
      {
        ...(noise === null || target !== 'overall' ? {} : { noiseSd: noise }),
        ...(reliability.get(target) == null ? {} : { reliability: reliability.get(target)! }),
      },
    ]),
  )
  return fitAllTargets(
    { ...tableInput(fitting), scores, facts },
    { kind, folds: options.ppm.folds, repeats: options.ppm.repeats },
    random.fork('fit', score),
  )
}

// Corners are the same mix for every sampler: their common score is no evidence about what the budget does not explain.
function reliabilities(
  fitting: Fitting,
  score: ScoreName,
  random: StageContext['random'],
): Map<string, number | null> {
  const { evaluation, mixes, heads, headsOfMix } = fitting
  const inner = mixes.flatMap((mix, index) =>
    mix.humans > 0 && mix.humans < mix.total ? [index] : [],
  )
  const own = selectHeads(
    heads,
    inner.map((index) => headsOfMix[index]![0]!),
    evaluation.rows.length,
  )
  const shares = Float64Array.from(inner, (index) => mixes[index]!.humans / mixes[index]!.total)
  const measure = (parted: PartedSuite, name: string) => {
    const margins = partMargins(evaluation, own, { parted, part: 'fit' })
    const rows = scoreRows(score, margins, { marginScales: own.scales, k: inner.length })
    return measureReliability(parted.fit, rows, { shares }, random.fork(name))
  }
  const found = measure(evaluation.main, 'main').map(
    ({ target, reliability }) => [target, reliability] as const,
  )
  const human =
    evaluation.human === null
      ? []
      : measure(evaluation.human, 'human').filter(({ target }) => target === HUMAN_CATEGORY)
  return new Map([
    ...found,
    ...human.map(({ target, reliability }) => [target, reliability] as const),
  ])
}

function describe({ quality }: FittedTargets): Record<string, TargetQuality> {
  return Object.fromEntries(
    Object.entries(quality).map(([target, own]) => {
      const { outOfFold: _, ...rest } = own
      return [target, { ...rest, words: explainQuality(own, target) }]
    }),
  )
}

/** Returns the models of a run by target, for its score. */
export async function loadPpm(
  store: RunStore,
): Promise<{ artifact: PpmRunArtifact; models: ReturnType<typeof fromPpmArtifacts> }> {
  const artifact = await readJsonArtifact<PpmRunArtifact>(store, 'ppm.json', 'ppm')
  return { artifact, models: fromPpmArtifacts(artifact.models[artifact.score]) }
}
