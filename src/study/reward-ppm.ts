import { type DrawOptions, drawMixes, planBudgets } from '../candidates/index.ts'
import {
  type CandidateMix,
  columnSums,
  type MatrixEngine,
  type ScoreName,
} from '../domain/index.ts'
import { evaluateHeads, measureReliability, scoreRows } from '../evaluate/index.ts'
import type { Random } from '../kit/index.ts'
import {
  createTrainingTable,
  crossValidatePpm,
  type FittedPpm,
  fitPpm,
  type PpmKind,
  type PpmQuality,
} from '../ppm/index.ts'
import { mixLabels } from '../reward/index.ts'
import type { RewardSetup } from './reward-setup.ts'
import { trainHeads } from './train-heads.ts'

/** A PPM with its quality on each score. */
export interface FittedRewardPpm {
  readonly kind: PpmKind
  readonly sampler: DrawOptions['sampler']
  readonly model: FittedPpm
  /** What it was fitted on. */
  readonly trained: TrainedMixes
  /** Quality of the same kind on soft accuracy and on accuracy, out of fold. */
  readonly quality: Readonly<Record<ScoreName, PpmQuality>>
  readonly reliability: Readonly<Record<ScoreName, number | null>>
}

/** How the PPMs of a split are fitted. */
export interface RewardPpmTask {
  /** Rows that train mixes, and the part of the suite that these are scored on. */
  readonly setup: {
    readonly pilot: Pick<RewardSetup['pilot'], 'training' | 'matrix'>
    readonly fit: RewardSetup['fit']
  }
  readonly trainedMixes: number
  readonly focus: number | null
  /** Score that routing aims at. */
  readonly score: ScoreName
  readonly folds: number
  readonly repeats: number
  readonly engine: MatrixEngine
}

/** Mixes with their scores on the part of the suite that predictors aim at. */
export interface TrainedMixes {
  readonly mixes: readonly CandidateMix[]
  readonly scores: Readonly<Record<ScoreName, Float64Array>>
  readonly reliability: Readonly<Record<ScoreName, number | null>>
}

const SCORES: readonly ScoreName[] = ['soft', 'accuracy']

/** Returns a function that gives a fitted PPM by kind and sampler; mixes are trained once per sampler, on the pilot alone. */
export function openRewardPpms(
  task: RewardPpmTask,
  random: Random,
): (kind: PpmKind, sampler: DrawOptions['sampler']) => Promise<FittedRewardPpm> {
  const trained = new Map<string, Promise<TrainedMixes>>()
  const fitted = new Map<string, Promise<FittedRewardPpm>>()
  const mixesOf = (sampler: DrawOptions['sampler']): Promise<TrainedMixes> => {
    const known = trained.get(sampler) ?? trainCandidates(task, sampler, random.fork(sampler))
    trained.set(sampler, known)
    return known
  }
  return (kind, sampler) => {
    const key = `${kind} ${sampler}`
    const known =
      fitted.get(key) ??
      mixesOf(sampler).then((mixes) =>
        fitKind(task, { kind, sampler, mixes }, random.fork('fit', key)),
      )
    fitted.set(key, known)
    return known
  }
}

async function trainCandidates(
  { setup, trainedMixes, focus, engine }: RewardPpmTask,
  sampler: DrawOptions['sampler'],
  random: Random,
): Promise<TrainedMixes> {
  const { training, matrix } = setup.pilot
  const total = matrix.ids.length
  const budgets = planBudgets(
    { total, mixes: trainedMixes, ...(focus === null ? {} : { focus }) },
    random.fork('budgets'),
  )
  const mixes = drawMixes(matrix, { sampler, budgets, propensityDraws: 0 }, random.fork('mixes'))
  const heads = await trainHeads(
    training,
    mixes.map(({ rows }) => mixLabels(training.tables, rows)),
    new Map([['fit', setup.fit.x]]),
    engine,
  )
  const margins = heads.margins.get('fit')!
  const scores = evaluateHeads(setup.fit.suite, margins, heads.scales, heads.count)
  const inner = [...mixes.keys()].filter((at) => mixes[at]!.humans > 0 && mixes[at]!.humans < total)
  const reliabilityOf = (score: ScoreName): number | null => {
    const rows = setup.fit.suite.ids.length
    const own = new Float32Array(inner.length * rows)
    inner.forEach((at, index) => {
      own.set(margins.subarray(at * rows, (at + 1) * rows), index * rows)
    })
    const table = scoreRows(score, own, {
      marginScales: Float64Array.from(inner, (at) => heads.scales[at]!),
      k: inner.length,
    })
    const shares = Float64Array.from(inner, (at) => mixes[at]!.humans / total)
    const found = measureReliability(
      setup.fit.suite,
      table,
      { shares },
      random.fork('halves', score),
    )
    return found.find(({ target }) => target === 'overall')?.reliability ?? null
  }
  return {
    mixes,
    scores: {
      soft: Float64Array.from(scores, ({ overall }) => overall.soft),
      accuracy: Float64Array.from(scores, ({ overall }) => overall.accuracy),
    },
    reliability: { soft: reliabilityOf('soft'), accuracy: reliabilityOf('accuracy') },
  }
}

function fitKind(
  { setup, score, folds, repeats }: RewardPpmTask,
  {
    kind,
    sampler,
    mixes: trained,
  }: { kind: PpmKind; sampler: DrawOptions['sampler']; mixes: TrainedMixes },
  random: Random,
): FittedRewardPpm {
  const { matrix } = setup.pilot
  const tableOf = (name: ScoreName) =>
    createTrainingTable({
      points: trained.mixes,
      featureIds: matrix.specs.map((spec) => spec.id),
      mixIds: trained.mixes.map(({ id }) => id),
      total: matrix.ids.length,
      columnSums: columnSums(matrix),
      scores: trained.scores[name],
    })
  const quality = Object.fromEntries(
    SCORES.map((name) => [
      name,
      crossValidatePpm(
        tableOf(name),
        { kind, folds, repeats, resamples: 200, noiseSd: 0 },
        random.fork('quality', name),
      ),
    ]),
  ) as Record<ScoreName, PpmQuality>
  return {
    kind,
    sampler,
    model: fitPpm(kind, tableOf(score), {}, random.fork('model')),
    quality,
    trained,
    reliability: trained.reliability,
  }
}
