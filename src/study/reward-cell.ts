import { drawMixes } from '../candidates/index.ts'
import { type MatrixEngine, type RowBits, rowBits } from '../domain/index.ts'
import { bestOfN } from '../evaluate/index.ts'
import { createRandom, type Random } from '../kit/index.ts'
import { measureAt } from '../pipeline/index.ts'
import { midpointLabels, mixLabels } from '../reward/index.ts'
import { decideRouting, type RouterName, type RoutingEvidence } from '../route/index.ts'
import { isReference } from './aggregate.ts'
import { areaRecords } from './areas.ts'
import { calibrationBins } from './calibration-bins.ts'
import type { CellQuality, CellRecord, CellRefusal, CellResult, CellSpec } from './cell.ts'
import type { CellIo } from './cell-io.ts'
import { composeCell } from './compose-cell.ts'
import { MAIN_SUITE } from './evaluation-sets.ts'
import { drawGroupWeights, type GroupWeights } from './group-weights.ts'
import type { Contender, StudyOptions } from './options.ts'
import {
  loadRewardData,
  loadRewardDesign,
  type RewardData,
  type RewardDesign,
} from './reward-data.ts'
import { gatherRewardEvidence } from './reward-evidence.ts'
import { type FittedRewardPpm, openRewardPpms } from './reward-ppm.ts'
import { type RewardSetup, setUpReward } from './reward-setup.ts'
import { sampleSuite, suiteRecords } from './suite-scores.ts'
import { type HeadsOnRows, trainHeads } from './train-heads.ts'

/** Name of the set that pools all rows. */
const ALL = 'all'

/** Routes the rows of one split with every contender, trains a probe on each hybrid and reads it on rows that no predictor saw. */
export async function runRewardCell(
  spec: CellSpec,
  options: StudyOptions,
  io: CellIo,
): Promise<CellResult> {
  const setting = options.settings[spec.setting]!
  const data = await io.once('reward-data', () => loadRewardData(io.store, options.run!))
  const design = await io.once(`reward-design-${setting.encoder}`, () =>
    loadRewardDesign(io.store, setting.encoder),
  )
  const engine = await io.engine()
  const random = createRandom(options.seed).fork('split', spec.index)
  const setup = setUpReward(data, design, { options, setting, random })
  const lab = await openRewardLab(setup, { options, setting: spec.setting, engine, random })
  const routed = await routeAll(lab, options, random)
  const heads = await trainAll(setup, { routed, data, design, options, random, engine })
  const records = await scoreAll(heads, { setup, data, options, io, random })
  return {
    spec,
    records: [...records, ...areaRecords(records)],
    quality: lab.quality,
    refusals: lab.refusals,
    tried: lab.tried,
    calibration: lab.calibration,
    composition: routed.flatMap(({ contender, budget, order }) =>
      contender.name === options.main.router && budget === 0.5
        ? composeCell(setup.routed.matrix, order, { set: ALL, contender: contender.name, budget })
        : [],
    ),
    next: [],
    recommends: null,
  }
}

interface RewardLab {
  readonly setup: RewardSetup
  readonly evidence: RoutingEvidence
  readonly ppmOf: (contender: Contender) => Promise<FittedRewardPpm | null>
  readonly influenceOf: (contender: Contender) => Promise<RoutingEvidence['influence'] | null>
  readonly quality: CellQuality[]
  readonly refusals: CellRefusal[]
  readonly tried: Omit<CellRefusal, 'reason'>[]
  readonly calibration: ReturnType<typeof calibrationBins>
}

async function openRewardLab(
  setup: RewardSetup,
  how: {
    readonly options: StudyOptions
    readonly setting: number
    readonly engine: MatrixEngine
    readonly random: Random
  },
): Promise<RewardLab> {
  const { options, engine, random } = how
  const run = options.run!
  const fitted = openRewardPpms(
    {
      setup,
      trainedMixes: options.settings[how.setting]!.trainedMixes,
      focus: options.focus,
      score: run.ppm.score,
      folds: run.ppm.folds,
      repeats: run.ppm.repeats,
      engine,
    },
    random.fork('ppm'),
  )
  const ppmOf: RewardLab['ppmOf'] = async ({ ppm, sampler }) =>
    ppm === null ? null : fitted(ppm, sampler ?? 'direction')
  const ppms = new Map<string, FittedRewardPpm>()
  for (const contender of options.contenders) {
    const own = await ppmOf(contender)
    if (own !== null) ppms.set(`${own.kind} (${own.sampler})`, own)
  }
  const targetsOf = (names: readonly string[]) =>
    names.flatMap((name) => setup.targetOf(name) ?? [])
  const combined = options.contenders.find(({ router }) => router === 'combined')
  const ppm = combined === undefined ? null : await ppmOf(combined)
  const { evidence, pilot, shares, refused } = await gatherRewardEvidence(
    {
      pilot: setup.pilot,
      routed: setup.routed,
      targets: targetsOf(options.influenceTargets),
      ppm: ppm === null ? null : { model: ppm.model, usable: ppm.quality[run.ppm.score].usable },
      engine,
    },
    random.fork('evidence'),
  )
  const exact = new Map<string, Promise<RoutingEvidence['influence']>>()
  return {
    setup,
    evidence,
    ppmOf,
    // Where both labels are known influence is exact; else it is what is to be expected.
    influenceOf: async ({ targets, certainty }) => {
      if (options.settings[how.setting]!.arrangement === 'nested') return evidence.influence ?? null
      const names = targets ?? options.influenceTargets
      const key = JSON.stringify([names, certainty !== null])
      const { training } = setup.routed
      const known =
        exact.get(key) ??
        measureAt(
          { ...training, rows: training.pool.ids.length },
          midpointLabels(training.tables),
          {
            targets: targetsOf(names),
            engine,
            ...(certainty === null ? {} : { random: random.fork('certainty') }),
          },
        ).then(({ values, t }) => ({ value: values, certainty: t }))
      exact.set(key, known)
      return (await known) ?? null
    },
    quality: [
      ...[...ppms.values()].flatMap(ppmQuality),
      ...(pilot === null
        ? []
        : [
            rowQuality('label-gain', 'label utility', pilot.quality.labelGain),
            rowQuality('disagreement', 'P(differs)', pilot.quality.pDiffers),
          ]),
    ],
    tried: [
      ...[...ppms.keys()].map((name) => ({ set: ALL, ppm: name, target: 'overall' })),
      { set: ALL, ppm: 'combined', target: 'influence' },
    ],
    refusals: [
      ...[...ppms].flatMap(([name, own]) =>
        own.quality[run.ppm.score].usable
          ? []
          : [
              {
                set: ALL,
                ppm: name,
                target: 'overall',
                reason: 'not surely better than the budget alone on mixes left out',
              },
            ],
      ),
      ...(shares === null
        ? [
            {
              set: ALL,
              ppm: 'combined',
              target: 'influence',
              reason: `no part is surely related to the influence of the pilot's labels (${refused.join(', ')})`,
            },
          ]
        : []),
    ],
    calibration: [...ppms].flatMap(([name, own]) => {
      const { predicted, observed, budgetOnly } = own.quality[run.ppm.score].outOfFold
      return calibrationBins(
        predicted.map((value, at) => value - budgetOnly[at]!),
        observed.map((value, at) => value - budgetOnly[at]!),
        { set: ALL, predictor: name, lo: -1, hi: 1 },
      )
    }),
  }
}

function ppmQuality({ kind, sampler, quality, reliability }: FittedRewardPpm): CellQuality[] {
  return (['soft', 'accuracy'] as const).map((score) => {
    const own = quality[score]
    return {
      set: ALL,
      ppm: kind,
      sampler,
      target: 'overall',
      score,
      trainedMixes: own.mixes,
      spearman: own.spearman.value,
      budgetOnly: own.budgetOnly.spearman.value,
      r2: own.r2.value,
      reliability: reliability[score],
      ceiling: own.ceiling,
      usable: own.usable,
    }
  })
}

function rowQuality(
  ppm: string,
  target: string,
  own: { readonly spearman: { readonly value: number }; readonly usable: boolean },
): CellQuality {
  return {
    set: ALL,
    ppm,
    sampler: null,
    target,
    score: null,
    trainedMixes: null,
    spearman: own.spearman.value,
    budgetOnly: null,
    r2: null,
    reliability: null,
    ceiling: null,
    usable: own.usable,
  }
}

interface RoutedMix {
  readonly contender: Contender
  readonly budget: number
  readonly rows: RowBits
  readonly order: Uint32Array
}

async function routeAll(
  lab: RewardLab,
  options: StudyOptions,
  random: Random,
): Promise<RoutedMix[]> {
  const { matrix } = lab.setup.routed
  const total = matrix.ids.length
  const mixes: RoutedMix[] = []
  for (const contender of options.contenders) {
    if (isReference(contender.name)) continue
    const ppm = await lab.ppmOf(contender)
    const influence = contender.router === 'influence' ? await lab.influenceOf(contender) : null
    const score = options.run!.ppm.score
    for (const budget of options.budgets) {
      const decision = decideRouting(
        {
          matrix,
          predictor: ppm?.model ?? null,
          budget: { unit: 'instances', amount: Math.round(budget * total) },
          router: contender.router as RouterName,
          prices: options.run!.prices,
          allowMissingFeatures: true,
          evidence: influence ? { ...lab.evidence, influence } : lab.evidence,
          simulations: options.run!.route.simulations,
          ...(ppm === null
            ? {}
            : {
                usable: ppm.quality[score].usable,
                leaning: ppm.quality[score].leaning,
              }),
          ...(contender.certainty === null ? {} : { influenceCut: contender.certainty }),
          drawCandidates: (humans, count, stream) =>
            drawMixes(
              matrix,
              {
                sampler: contender.sampler ?? 'whole-tag',
                budgets: new Uint32Array(count).fill(humans),
                propensityDraws: 0,
              },
              stream,
            ),
        },
        random.fork('route', contender.name, String(budget)),
      )
      mixes.push({
        contender,
        budget,
        order: decision.ranks.map((rank) => rank - 1),
        rows: rowBits(
          total,
          [...decision.isHuman.keys()].filter((row) => decision.isHuman[row] === 1),
        ),
      })
    }
  }
  return mixes
}

interface Entry {
  readonly contender: string
  readonly budget: number | null
  /** Heads whose mean is meant. */
  readonly heads: readonly number[]
  readonly humanShare: number
}

interface TrainedEntries {
  readonly entries: readonly Entry[]
  readonly heads: HeadsOnRows
}

async function trainAll(
  setup: RewardSetup,
  how: {
    readonly routed: readonly RoutedMix[]
    readonly data: RewardData
    readonly design: RewardDesign
    readonly options: StudyOptions
    readonly random: Random
    readonly engine: MatrixEngine
  },
): Promise<TrainedEntries> {
  const { options, random } = how
  const { training, matrix } = setup.routed
  const total = matrix.ids.length
  const rowsOfHead: RowBits[] = []
  const add = (rows: RowBits): number => rowsOfHead.push(rows) - 1
  const entries: Entry[] = [
    { contender: 'all-lm', budget: null, heads: [add(rowBits(total, []))], humanShare: 0 },
    {
      contender: 'all-human',
      budget: null,
      heads: [
        add(
          rowBits(
            total,
            Uint32Array.from({ length: total }, (_, row) => row),
          ),
        ),
      ],
      humanShare: 1,
    },
    ...options.budgets.map((budget): Entry => {
      const humans = Math.round(budget * total)
      const drawn = drawMixes(
        matrix,
        { sampler: 'uniform', budgets: new Uint32Array(options.randomMixes).fill(humans) },
        random.fork('random', humans),
      )
      return {
        contender: 'random',
        budget,
        heads: drawn.map(({ rows }) => add(rows)),
        humanShare: budget,
      }
    }),
    ...how.routed.map(
      ({ contender, budget, rows }): Entry => ({
        contender: contender.name,
        budget,
        heads: [add(rows)],
        humanShare: budget,
      }),
    ),
  ]
  const evaluations = new Map([
    ...setup.judged.map(({ name, x }) => [name, x] as const),
    ...(how.design.bestOf.length === 0 ? [] : [[BEST_OF, how.design.bestOf] as const]),
  ])
  const heads = await trainHeads(
    training,
    rowsOfHead.map((rows) => mixLabels(training.tables, rows)),
    evaluations,
    how.engine,
  )
  return { entries, heads }
}

const BEST_OF = 'best-of'

async function scoreAll(
  { entries, heads }: TrainedEntries,
  how: {
    readonly setup: RewardSetup
    readonly data: RewardData
    readonly options: StudyOptions
    readonly io: CellIo
    readonly random: Random
  },
): Promise<CellRecord[]> {
  const { setup, options, io } = how
  const records: CellRecord[] = []
  const random = createRandom(options.seed).fork('resamples')
  for (const { name, suite } of setup.judged) {
    const weights = await io.once(
      `weights-${name}`,
      async (): Promise<GroupWeights> =>
        drawGroupWeights(options.resamples, suite.groupCount, random.fork(name)),
    )
    for (const score of ['soft', 'accuracy'] as const) {
      const scored = sampleSuite(
        suite,
        heads.margins.get(name)!,
        { scales: heads.scales, score },
        weights,
      )
      for (const { contender, budget, heads: own, humanShare } of entries) {
        const about = { set: ALL, contender, budget, measure: 'reward' as const, humanShare, score }
        records.push(...suiteRecords(scored, own, about, targetNamer(name)))
      }
    }
  }
  return [...records, ...bestOfRecords({ entries, heads }, how)]
}

/** Targets of the main suite keep their names; every other suite is one target. */
function targetNamer(suite: string): (target: string) => string | null {
  if (suite === MAIN_SUITE) return (target) => target
  return (target) => (target === 'overall' ? suite : null)
}

function bestOfRecords(
  { entries, heads }: TrainedEntries,
  { data, random }: { readonly data: RewardData; readonly random: Random },
): CellRecord[] {
  const margins = heads.margins.get(BEST_OF)
  if (margins === undefined) return []
  const width = margins.length / heads.count
  return data.bestOf.flatMap(({ name, rows, offset }) =>
    entries.map(({ contender, budget, heads: own, humanShare }): CellRecord => {
      const values = own.map((head) => {
        let at = head * width + offset
        const rewards = rows.map(({ responses }) =>
          Float64Array.from(responses, () => margins[at++]!),
        )
        const curve = bestOfN(rows, rewards, { resamples: 1 }, random.fork('best-of', name))
        return 100 * curve.at(-1)!.picked.value
      })
      return {
        set: ALL,
        contender,
        budget,
        measure: 'bon',
        target: name,
        score: null,
        humanShare,
        value: values.reduce((sum, value) => sum + value, 0) / values.length,
        samples: null,
      }
    }),
  )
}
