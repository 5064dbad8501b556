import { candidateDrawer } from '../candidates/index.ts'
import { isReference, markedRows, type RowBits } from '../domain/index.ts'
import { createRandom, type Random } from '../kit/index.ts'
import { decideRouting, type RouterName } from '../route/index.ts'
import { areaRecords } from './areas.ts'
import type { CellResult, CellSpec } from './cell.ts'
import type { CellIo } from './cell-io.ts'
import { composeCell } from './compose-cell.ts'
import { ALL } from './label-records.ts'
import type { Contender, StudyOptions } from './options.ts'
import { loadRewardData, loadRewardDesign } from './reward-data.ts'
import { measureSpread, scoreEntries, trainEntries } from './reward-entries.ts'
import { openRewardLab, type RewardLab } from './reward-lab.ts'
import { setUpReward } from './reward-setup.ts'

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
  const { training, matrix } = setup.routed
  const heads = await trainEntries(
    {
      training,
      matrix,
      judged: setup.judged,
      bestOf: design.bestOf.length === 0 ? null : design.bestOf,
    },
    {
      chosen: routed.map((own) => ({ ...own, contender: own.contender.name })),
      options,
      engine,
    },
    random,
  )
  const records = await scoreEntries(
    heads,
    { set: ALL, judged: setup.judged, bestOf: data.bestOf, options, io },
    random,
  )
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
    spread: measureSpread(heads, setup.judged),
    recommends: null,
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
          drawCandidates: candidateDrawer(matrix, contender.sampler ?? 'whole-tag'),
        },
        random.fork('route', contender.name, String(budget)),
      )
      mixes.push({
        contender,
        budget,
        order: decision.ranks.map((rank) => rank - 1),
        rows: markedRows(decision.isHuman),
      })
    }
  }
  return mixes
}
