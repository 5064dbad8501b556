import { drawMixes, planBudgets } from '../candidates/index.ts'
import { type CandidateMix, columnSums, type FeatureMatrix, rowBits } from '../domain/index.ts'
import { createRandom, type Random } from '../kit/index.ts'
import {
  createTrainingTable,
  crossValidatePpm,
  type FittedPpm,
  fitPpm,
  type PpmKind,
  type PpmQuality,
  type TrainingTable,
} from '../ppm/index.ts'
import { decideRouting, type RouterName, type RoutingEvidence } from '../route/index.ts'
import { type AnalyticWorld, simulateAnalyticWorld, type WorldPreset } from '../simulate/index.ts'
import { areaRecords } from './areas.ts'
import { calibrationBins } from './calibration-bins.ts'
import type { CellQuality, CellRecord, CellRefusal, CellResult, CellSpec } from './cell.ts'
import { composeCell } from './compose-cell.ts'
import { CHEAPEST } from './false-alarms.ts'
import type { Contender, StudyOptions, StudySetting, WorldPlan } from './options.ts'
import { scoreWorld, type WorldScorer } from './score-world.ts'
import { fitWorldPilot, type WorldPilot } from './world-pilot.ts'

/** Trains mixes in one world, routes all its rows with every contender and scores the result by the truth. */
export async function runWorldCell(spec: CellSpec, options: StudyOptions): Promise<CellResult> {
  const plan = options.worlds[spec.family]!
  const setting = options.settings[spec.setting]!
  const random = createRandom(options.seed).fork('world', plan.name, spec.index)
  const world = simulateAnalyticWorld(
    {
      preset: plan.preset as WorldPreset,
      instances: plan.instances,
      ...(plan.surface === null ? {} : { surface: plan.surface }),
      ...(setting.noise === null ? {} : { runNoise: setting.noise }),
    },
    random.fork('world'),
  )
  const contenders = options.contenders.filter(
    ({ name }) => plan.contenders === null || plan.contenders.includes(name),
  )
  const lab = openLab(world, { setting, focus: options.focus, random })
  const scorer = scoreWorld(world, random)
  const budgets = plan.budgets ?? options.budgets
  const about = { set: plan.name, world, scorer, budgets }
  const routed = contenders.map((contender) => routeContender(contender, lab, about))
  const records = [...references(about), ...routed.flatMap(({ records: own }) => own)]
  return {
    spec,
    records: [...records, ...areaRecords(records)],
    quality: lab.quality(plan),
    refusals: lab.refusals(plan),
    tried: lab.tried(plan),
    calibration: lab.calibration(plan),
    composition: routed.flatMap(({ contender, order }) =>
      contender.name === options.main.router && order !== null
        ? composeCell(world.matrix, order, {
            set: plan.name,
            contender: contender.name,
            budget: 0.5,
          })
        : [],
    ),
    next: [],
    recommends: contenders.some(({ router }) => router === 'combined') ? lab.recommends() : null,
  }
}

interface About {
  readonly set: string
  readonly world: AnalyticWorld
  readonly scorer: WorldScorer
  readonly budgets: readonly number[]
}

function references({ set, world, scorer, budgets }: About): CellRecord[] {
  const total = world.matrix.ids.length
  const record = makeRecord(set)
  return [
    record('all-lm', null, scorer.allLm),
    record('all-human', null, scorer.allHuman),
    ...budgets.flatMap((budget) => {
      const humans = Math.round(budget * total)
      return [
        record('random', budget, scorer.random(humans)),
        record('oracle', budget, scorer.oracle(humans)),
      ]
    }),
  ]
}

const makeRecord =
  (set: string) =>
  (contender: string, budget: number | null, value: number): CellRecord => ({
    set,
    contender,
    budget,
    measure: 'gain',
    target: null,
    score: null,
    humanShare: budget,
    value,
    samples: null,
  })

function routeContender(
  contender: Contender,
  lab: WorldLab,
  { set, world, scorer, budgets }: About,
): { contender: Contender; records: CellRecord[]; order: Uint32Array | null } {
  const { matrix } = world
  const record = makeRecord(set)
  let order: Uint32Array | null = null
  const records = budgets.flatMap((budget): CellRecord[] => {
    // Random and the oracle are known exactly.
    if (contender.router === 'random' || contender.router === 'oracle') return []
    const decision = decideRouting(
      {
        matrix,
        budget: { unit: 'instances', amount: Math.round(budget * matrix.ids.length) },
        router: contender.router as RouterName,
        prices: { human: null, lm: null },
        ...lab.evidenceFor(contender),
      },
      lab.random.fork('route', contender.name, String(budget)),
    )
    if (budget === 0.5 || order === null) order = decision.ranks.map((rank) => rank - 1)
    const rows = rowBits(
      matrix.ids.length,
      [...decision.isHuman.keys()].filter((row) => decision.isHuman[row] === 1),
    )
    return [record(contender.name, budget, scorer.score(rows))]
  })
  return { contender, records, order }
}

interface FittedWorld {
  readonly table: TrainingTable
  readonly model: FittedPpm
  readonly quality: PpmQuality
}

/** What is trained and fitted in a world, each thing once and when it is first needed. */
interface WorldLab {
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

function openLab(
  world: AnalyticWorld,
  {
    setting,
    focus,
    random,
  }: { readonly setting: StudySetting; readonly focus: number | null; readonly random: Random },
): WorldLab {
  const { matrix } = world
  const mixesOf = remember((sampler: string): { mixes: CandidateMix[]; scores: Float64Array } => {
    const mixes = drawWorldMixes(matrix, { sampler, count: setting.trainedMixes, focus }, random)
    const runs = random.fork('run', sampler)
    return {
      mixes,
      scores: Float64Array.from(mixes, ({ id, rows }) => world.trainMix(rows, runs.fork(id))),
    }
  })
  const fitted = new Map<
    string,
    FittedWorld & { readonly kind: PpmKind; readonly sampler: string }
  >()
  const fitOnce = (kind: PpmKind, sampler: string): FittedWorld => {
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
        ...(router === 'simulated' ? { drawCandidates: candidateDrawer(matrix, sampler) } : {}),
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
        ppmQualityRow({ set: name, kind, sampler, quality }),
      ),
      ...pilotQuality(name, held),
    ],
    tried: ({ name }) => [
      ...[...fitted.values()].map(({ kind, sampler }) => ({
        set: name,
        ppm: `${kind} (${sampler})`,
        target: 'score',
      })),
      ...(held === null ? [] : [{ set: name, ppm: 'label-gain', target: 'label utility' }]),
    ],
    refusals: ({ name }) => [
      ...[...fitted.values()].flatMap(({ kind, sampler, quality }) =>
        quality.usable
          ? []
          : [
              {
                set: name,
                ppm: `${kind} (${sampler})`,
                target: 'score',
                reason: 'not surely better than the budget alone on mixes left out',
              },
            ],
      ),
      ...(held === null || held.fitted.quality.labelGain.usable
        ? []
        : [
            {
              set: name,
              ppm: 'label-gain',
              target: 'label utility',
              reason: 'its rank correlation on prompt groups left out is not surely above zero',
            },
          ]),
    ],
    calibration: ({ name }) =>
      [...fitted.values()].flatMap(({ kind, sampler, quality: { outOfFold } }) =>
        calibrationBins(
          outOfFold.predicted.map((value, row) => value - outOfFold.budgetOnly[row]!),
          outOfFold.observed.map((value, row) => value - outOfFold.budgetOnly[row]!),
          { set: name, predictor: `${kind} (${sampler})`, lo: -6, hi: 6 },
        ),
      ),
  }
}

function drawWorldMixes(
  matrix: FeatureMatrix,
  {
    sampler,
    count,
    focus,
  }: { readonly sampler: string; readonly count: number; readonly focus: number | null },
  random: Random,
): CandidateMix[] {
  const total = matrix.ids.length
  const budgets = planBudgets(
    { total, mixes: count, ...(focus === null ? {} : { focus }) },
    random.fork('budgets', sampler),
  )
  return drawMixes(
    matrix,
    { sampler: sampler as 'direction', budgets, propensityDraws: 0 },
    random.fork('mixes', sampler),
  )
}

/** Mixes that `simulated` chooses from come from the sampler that its model was fitted on. */
function candidateDrawer(matrix: FeatureMatrix, sampler: Contender['sampler']) {
  return (humans: number, count: number, random: Random) =>
    drawMixes(
      matrix,
      {
        sampler: (sampler ?? 'whole-tag') as 'direction',
        budgets: new Uint32Array(count).fill(humans),
        propensityDraws: 0,
      },
      random,
    )
}

function remember<T>(make: (key: string) => T): (key: string) => T {
  const held = new Map<string, T>()
  return (key) => {
    const known = held.get(key)
    if (known !== undefined) return known
    const made = make(key)
    held.set(key, made)
    return made
  }
}

function ppmQualityRow({
  set,
  kind,
  sampler,
  quality,
}: {
  readonly set: string
  readonly kind: PpmKind
  readonly sampler: string
  readonly quality: PpmQuality
}): CellQuality {
  return {
    set,
    ppm: kind,
    sampler,
    target: 'score',
    score: null,
    trainedMixes: quality.mixes,
    spearman: quality.spearman.value,
    budgetOnly: quality.budgetOnly.spearman.value,
    r2: quality.r2.value,
    reliability: null,
    ceiling: quality.ceiling,
    usable: quality.usable,
  }
}

function pilotQuality(set: string, pilot: WorldPilot | null): CellQuality[] {
  if (pilot === null) return []
  const { spearman, usable } = pilot.fitted.quality.labelGain
  return [
    {
      set,
      ppm: 'label-gain',
      sampler: null,
      target: 'label utility',
      score: null,
      trainedMixes: null,
      spearman: spearman.value,
      budgetOnly: null,
      r2: null,
      reliability: null,
      ceiling: null,
      usable,
    },
  ]
}
