import { candidateDrawer, type DrawOptions, drawMixes, planBudgets } from '../candidates/index.ts'
import { type CandidateMix, columnSums, type FeatureMatrix } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import {
  createTrainingTable,
  crossValidatePpm,
  type FittedPpm,
  fitPpm,
  type PpmKind,
  type PpmQuality,
  type TrainingTable,
} from '../ppm/index.ts'
import type { RoutingEvidence } from '../route/index.ts'
import type { AnalyticWorld } from '../simulate/index.ts'
import { calibrationBins } from './calibration-bins.ts'
import type { CellQuality, CellRefusal } from './cell.ts'
import { CHEAPEST } from './false-alarms.ts'
import type { Contender, StudySetting, WorldPlan } from './options.ts'
import { beyondBudget, PPM_REFUSAL, ppmName, ppmQualityRow } from './ppm-rows.ts'
import { LABEL_GAIN, ROW_REFUSAL, rowPredictorQuality } from './row-predictor.ts'
import { fitWorldPilot, type WorldPilot } from './world-pilot.ts'

type Sampler = DrawOptions['sampler']

interface FittedWorld {
  readonly table: TrainingTable
  readonly model: FittedPpm
  readonly quality: PpmQuality
}

/** What is trained and fitted in a world, each thing once and when it is first needed. */
export interface WorldLab {
  readonly random: Random
  evidenceFor(contender: Contender): {
    readonly predictor: FittedPpm | null
    readonly usable?: boolean
    readonly leaning?: boolean
    readonly evidence?: RoutingEvidence
    readonly drawCandidates?: ReturnType<typeof candidateDrawer>
  }
  recommends(): string
  quality(plan: WorldPlan): CellQuality[]
  tried(plan: WorldPlan): Omit<CellRefusal, 'reason'>[]
  refusals(plan: WorldPlan): CellRefusal[]
  calibration(plan: WorldPlan): ReturnType<typeof calibrationBins>
}

/** Folds and repeats of the cross-validation behind a refusal. */
const FOLDS = 10
const REPEATS = 3

/** Opens the lab of a world: mixes are trained, and models fitted, when a contender first asks for them. */
export function openWorldLab(
  world: AnalyticWorld,
  {
    setting,
    focus,
    random,
  }: { readonly setting: StudySetting; readonly focus: number | null; readonly random: Random },
): WorldLab {
  const { matrix } = world
  const mixesOf = remember((sampler: Sampler): { mixes: CandidateMix[]; scores: Float64Array } => {
    const mixes = drawWorldMixes(matrix, { sampler, count: setting.trainedMixes, focus }, random)
    const runs = random.fork('run', sampler)
    return {
      mixes,
      scores: Float64Array.from(mixes, ({ id, rows }) => world.trainMix(rows, runs.fork(id))),
    }
  })
  const fitted = new Map<
    string,
    FittedWorld & { readonly kind: PpmKind; readonly sampler: Sampler }
  >()
  const fitOnce = (kind: PpmKind, sampler: Sampler): FittedWorld => {
    const key = `${kind} ${sampler}`
    const known = fitted.get(key)
    if (known !== undefined) return known
    const { mixes, scores } = mixesOf(sampler)
    const table = createTrainingTable({
      points: mixes,
      featureIds: matrix.specs.map((spec) => spec.id),
      mixIds: mixes.map(({ id }) => id),
      total: matrix.ids.length,
      columnSums: columnSums(matrix),
      scores,
    })
    const stream = random.fork('fit', kind, sampler)
    const made = {
      kind,
      sampler,
      table,
      model: fitPpm(kind, table, {}, stream.fork('model')),
      quality: crossValidatePpm(
        table,
        { kind, folds: FOLDS, repeats: REPEATS, resamples: 200 },
        stream.fork('quality'),
      ),
    }
    fitted.set(key, made)
    return made
  }
  let held: WorldPilot | null = null
  const pilot = (): WorldPilot =>
    (held ??= fitWorldPilot(world, setting.pilot.share, random.fork('pilot')))
  const labelEvidence = (onlyUsable: boolean): RoutingEvidence => {
    const { fitted: own, predictions } = pilot()
    const keeps = (name: 'labelGain' | 'pDiffers'): boolean =>
      !onlyUsable || own.quality[name].usable
    return {
      signals: world.signals,
      ...(keeps('labelGain') ? { labelGain: predictions.labelGain } : {}),
      ...(!onlyUsable ? { pDiffers: predictions.pDiffers } : {}),
    }
  }
  return {
    random,
    evidenceFor: ({ router, ppm, sampler }) => {
      const own = ppm === null ? null : fitOnce(ppm, sampler ?? 'direction')
      const ppmPart = {
        predictor: own?.model ?? null,
        ...(own === null ? {} : { usable: own.quality.usable, leaning: own.quality.leaning }),
        // Mixes that it chooses from come from the sampler that its model was fitted on.
        ...(router === 'simulated'
          ? { drawCandidates: candidateDrawer(matrix, sampler ?? 'whole-tag') }
          : {}),
      }
      if (router === 'combined') {
        return own?.quality.usable === true
          ? ppmPart
          : { ...ppmPart, evidence: labelEvidence(true) }
      }
      if (router === 'label-gain' || router === 'disagreement') {
        return { ...ppmPart, evidence: labelEvidence(false) }
      }
      return { ...ppmPart, evidence: { signals: world.signals } }
    },
    recommends: () => {
      const usable = [...fitted.values()].some(
        ({ kind, quality }) => kind === 'bayes' && quality.usable,
      )
      if (usable) return 'ppm'
      return pilot().fitted.quality.labelGain.usable ? 'label-gain' : CHEAPEST
    },
    quality: ({ name }) => [
      ...[...fitted.values()].map(({ kind, sampler, quality }) =>
        ppmQualityRow(
          { set: name, ppm: kind, sampler, target: 'score', score: null },
          quality,
          null,
        ),
      ),
      ...(held === null
        ? []
        : [rowPredictorQuality(name, LABEL_GAIN, held.fitted.quality.labelGain)]),
    ],
    tried: ({ name }) => [
      ...[...fitted.values()].map((own) => ({ set: name, ppm: ppmName(own), target: 'score' })),
      ...(held === null ? [] : [{ set: name, ...LABEL_GAIN }]),
    ],
    refusals: ({ name }) => [
      ...[...fitted.values()].flatMap((own) =>
        own.quality.usable
          ? []
          : [{ set: name, ppm: ppmName(own), target: 'score', reason: PPM_REFUSAL }],
      ),
      ...(held === null || held.fitted.quality.labelGain.usable
        ? []
        : [{ set: name, ...LABEL_GAIN, reason: ROW_REFUSAL }]),
    ],
    calibration: ({ name }) =>
      [...fitted.values()].flatMap((own) => {
        const { predicted, observed } = beyondBudget(own.quality)
        const about = { set: name, predictor: ppmName(own), lo: -6, hi: 6 }
        return calibrationBins(predicted, observed, about)
      }),
  }
}

function drawWorldMixes(
  matrix: FeatureMatrix,
  {
    sampler,
    count,
    focus,
  }: { readonly sampler: Sampler; readonly count: number; readonly focus: number | null },
  random: Random,
): CandidateMix[] {
  const total = matrix.ids.length
  const budgets = planBudgets(
    { total, mixes: count, ...(focus === null ? {} : { focus }) },
    random.fork('budgets', sampler),
  )
  return drawMixes(matrix, { sampler, budgets, propensityDraws: 0 }, random.fork('mixes', sampler))
}

function remember<K, T>(make: (key: K) => T): (key: K) => T {
  const held = new Map<K, T>()
  return (key) => {
    const known = held.get(key)
    if (known !== undefined) return known
    const made = make(key)
    held.set(key, made)
    return made
  }
}
