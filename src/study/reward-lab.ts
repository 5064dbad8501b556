import type { MatrixEngine } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import { measureAt } from '../pipeline/index.ts'
import { midpointLabels } from '../reward/index.ts'
import type { RoutingEvidence } from '../route/index.ts'
import { calibrationBins } from './calibration-bins.ts'
import type { CellQuality, CellRefusal } from './cell.ts'
import { ALL } from './label-records.ts'
import type { Contender, StudyOptions } from './options.ts'
import { beyondBudget, PPM_REFUSAL, ppmName, ppmQualityRow } from './ppm-rows.ts'
import { gatherRewardEvidence } from './reward-evidence.ts'
import { type FittedRewardPpm, openRewardPpms } from './reward-ppm.ts'
import type { RewardSetup } from './reward-setup.ts'
import { DISAGREEMENT, LABEL_GAIN, rowPredictorQuality } from './row-predictor.ts'

/** What is trained and fitted in one split before anything is routed. */
export interface RewardLab {
  readonly setup: RewardSetup
  readonly evidence: RoutingEvidence
  readonly ppmOf: (contender: Contender) => Promise<FittedRewardPpm | null>
  readonly influenceOf: (contender: Contender) => Promise<RoutingEvidence['influence'] | null>
  readonly quality: CellQuality[]
  readonly refusals: CellRefusal[]
  readonly tried: Omit<CellRefusal, 'reason'>[]
  readonly calibration: ReturnType<typeof calibrationBins>
}

/** Fits the PPMs of all contenders and gathers the evidence of the routed rows. */
export async function openRewardLab(
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
    if (own !== null) ppms.set(ppmName(own), own)
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
            rowPredictorQuality(ALL, LABEL_GAIN, pilot.quality.labelGain),
            rowPredictorQuality(ALL, DISAGREEMENT, pilot.quality.pDiffers),
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
          : [{ set: ALL, ppm: name, target: 'overall', reason: PPM_REFUSAL }],
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
      const { predicted, observed } = beyondBudget(own.quality[run.ppm.score])
      return calibrationBins(predicted, observed, { set: ALL, predictor: name, lo: -1, hi: 1 })
    }),
  }
}

function ppmQuality({ kind, sampler, quality, reliability }: FittedRewardPpm): CellQuality[] {
  return (['soft', 'accuracy'] as const).map((score) =>
    ppmQualityRow(
      { set: ALL, ppm: kind, sampler, target: 'overall', score },
      quality[score],
      reliability[score],
    ),
  )
}
