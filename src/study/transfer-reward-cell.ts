import {
  type FeatureMatrix,
  hasRow,
  isReference,
  markedRows,
  type RowBits,
  selectRows,
} from '../domain/index.ts'
import { createRandom, HyperError, type Random } from '../kit/index.ts'
import { gainAtHalf } from '../pilot/index.ts'
import { decideRouting, type RouterName } from '../route/index.ts'
import { correlationPValue, mean, spearman } from '../stats/index.ts'
import type { CellQuality, CellRecord, CellRefusal, CellResult, CellSpec } from './cell.ts'
import type { CellIo } from './cell-io.ts'
import type { Contender, StudyOptions } from './options.ts'
import { beyondBudget, ppmName } from './ppm-rows.ts'
import { loadRewardData, loadRewardDesign } from './reward-data.ts'
import { type ChosenMix, scoreEntries, trainEntries } from './reward-entries.ts'
import { type FittedRewardPpm, openRewardPpms } from './reward-ppm.ts'
import { cutSuites } from './reward-setup.ts'
import { takeTrainingRows } from './train-heads.ts'
import { poolTransfers } from './transfer-pool.ts'
import {
  cutTransferSets,
  listTransfers,
  OTHERS,
  type TransferSet,
  transferName,
} from './transfer-sets.ts'

/** Rows of a set that mixes can be trained and routed on. */
const LEAST_SET_ROWS = 300

/** Level of the one-sided test on check mixes below which a carried PPM is followed. */
const CHECK_LEVEL = 0.025

/**
 * Fits performance prediction models on mixes of one data set and routes another with them, for all ordered pairs of one split. Mixes that were trained on
 * the taker check a carried model: it is refused where its predicted gains are not surely related to their scores beyond the budget.
 */
export async function runTransferRewardCell(
  spec: CellSpec,
  options: StudyOptions,
  io: CellIo,
): Promise<CellResult> {
  const lab = await openTransferLab(spec, options, io)
  const takers: { records: CellRecord[]; checks: readonly Check[] }[] = []
  for (const taker of lab.sets) takers.push(await routeTaker(taker, lab))
  const records = takers.flatMap((own) => own.records)
  const checks = takers.flatMap((own) => own.checks)
  return {
    spec,
    records: [...records, ...poolTransfers(records)],
    quality: checks.map(qualityRow),
    refusals: checks.flatMap((check): CellRefusal[] =>
      check.usable
        ? []
        : [
            {
              ...nameOf(check),
              reason: `its gains are not surely related to the scores of ${check.mixes} mixes trained on the data it was carried to, beyond the budget`,
            },
          ],
    ),
    tried: checks.map(nameOf),
    calibration: [],
    composition: [],
    next: [],
    spread: [],
    recommends: null,
  }
}

type TransferLab = Awaited<ReturnType<typeof openTransferLab>>

async function openTransferLab(spec: CellSpec, options: StudyOptions, io: CellIo) {
  const setting = options.settings[spec.setting]!
  const run = options.run!
  const data = await io.once('reward-data', () => loadRewardData(io.store, run))
  const design = await io.once(`reward-design-${setting.encoder}`, () =>
    loadRewardDesign(io.store, setting.encoder),
  )
  const engine = await io.engine()
  const random = createRandom(options.seed).fork('split', spec.index)
  const sets = cutTransferSets(
    data.sources,
    data.pool.groups,
    { share: setting.pilot.share, least: LEAST_SET_ROWS },
    random,
  )
  if (sets.length < 2) {
    throw new HyperError(
      'data/too-few-sets',
      `transfer: got ${sets.length} data sets of at least ${LEAST_SET_ROWS} rows with both labels, expected two or more`,
    )
  }
  const suites = cutSuites(data, design, random)
  const trainingOf = (rows: Uint32Array) => ({
    training: takeTrainingRows(data.pool, design, {
      rows,
      mode: run.labels.target,
      disagreementWeight: run.train.disagreementWeight,
    }),
    matrix: selectRows(data.matrix, rows),
  })
  const opened = new Map<string, ReturnType<typeof openRewardPpms>>()
  const ppmsOf = (key: string, fit: Uint32Array): ReturnType<typeof openRewardPpms> => {
    const known =
      opened.get(key) ??
      openRewardPpms(
        {
          setup: { pilot: trainingOf(fit), fit: suites.fit },
          trainedMixes: setting.trainedMixes,
          focus: options.focus,
          score: run.ppm.score,
          folds: run.ppm.folds,
          repeats: run.ppm.repeats,
          engine,
        },
        random.fork('ppm', key),
      )
    opened.set(key, known)
    return known
  }
  return { sets, suites, trainingOf, ppmsOf, data, engine, random, options, setting, io }
}

async function routeTaker(
  taker: TransferSet,
  lab: TransferLab,
): Promise<{ records: CellRecord[]; checks: readonly Check[] }> {
  const { options, suites, engine, io } = lab
  const own = lab.trainingOf(taker.routed)
  const fitMatrix = selectRows(lab.data.matrix, taker.fit)
  const random = lab.random.fork('taker', taker.name)
  const givers = listTransfers(lab.sets).filter(({ to }) => to === taker)
  const chosen: ChosenMix[] = []
  const checks: Check[] = []
  const refusing: { readonly from: string; readonly name: string }[] = []
  for (const { from, fit } of givers) {
    for (const contender of options.contenders) {
      if (isReference(contender.name) || contender.ppm === null) continue
      const key = from === OTHERS ? transferName(from, taker.name) : from
      const sampler = contender.sampler ?? 'direction'
      const ppm = await lab.ppmsOf(key, fit)(contender.ppm, sampler)
      const home = await lab.ppmsOf(taker.name, taker.fit)(contender.ppm, sampler)
      const check = checkPpm(
        { from, to: taker.name, isHome: from === taker.name },
        { ppm, home, matrix: fitMatrix },
        options,
      )
      if (!checks.some((known) => JSON.stringify(nameOf(known)) === JSON.stringify(nameOf(check))))
        checks.push(check)
      if (contender.router === 'combined' && !check.usable) {
        refusing.push({ from, name: contender.name })
        continue
      }
      for (const budget of options.budgets) {
        chosen.push({
          contender: JSON.stringify([from, contender.name]),
          budget,
          rows: routeRows({ contender, ppm, matrix: own.matrix, budget }, lab, random.fork(from)),
        })
      }
    }
  }
  const trained = await trainEntries(
    { ...own, judged: suites.judged, bestOf: null },
    { chosen, options, engine },
    random,
  )
  const scored = await scoreEntries(
    trained,
    { set: taker.name, judged: suites.judged, bestOf: [], options, io },
    random,
  )
  return { records: nameGivers(scored, taker.name, givers, refusing), checks }
}

/** Records of the taker by giver: references are the same for all, and who refuses a giver spends the labels at random. */
function nameGivers(
  records: readonly CellRecord[],
  taker: string,
  givers: readonly { readonly from: string }[],
  refusing: readonly { readonly from: string; readonly name: string }[],
): CellRecord[] {
  return records.flatMap((record) => {
    if (!isReference(record.contender)) {
      const [from, contender] = JSON.parse(record.contender) as [string, string]
      return [{ ...record, contender, set: transferName(from, taker) }]
    }
    return givers.flatMap(({ from }) => {
      const set = transferName(from, taker)
      const names = refusing.filter((own) => own.from === from).map(({ name }) => name)
      return [
        { ...record, set },
        ...(record.contender === 'random'
          ? names.map((contender) => ({ ...record, set, contender }))
          : []),
      ]
    })
  })
}

function routeRows(
  {
    contender,
    ppm,
    matrix,
    budget,
  }: {
    readonly contender: Contender
    readonly ppm: FittedRewardPpm
    readonly matrix: FeatureMatrix
    readonly budget: number
  },
  { options }: TransferLab,
  random: Random,
): RowBits {
  const total = matrix.ids.length
  const run = options.run!
  const decision = decideRouting(
    {
      matrix,
      predictor: ppm.model,
      budget: { unit: 'instances', amount: Math.round(budget * total) },
      router: contender.router as RouterName,
      prices: run.prices,
      allowMissingFeatures: true,
      usable: true,
      simulations: run.route.simulations,
    },
    random.fork(contender.name, String(budget)),
  )
  return markedRows(decision.isHuman)
}

/** How the gains of a carried PPM go with the scores of mixes that were trained where it is used. */
interface Check {
  readonly set: string
  readonly kind: string
  readonly sampler: string
  readonly mixes: number
  readonly spearman: number
  readonly usable: boolean
}

function checkPpm(
  { from, to, isHome }: { readonly from: string; readonly to: string; readonly isHome: boolean },
  {
    ppm,
    home,
    matrix,
  }: {
    readonly ppm: FittedRewardPpm
    readonly home: FittedRewardPpm
    readonly matrix: FeatureMatrix
  },
  options: StudyOptions,
): Check {
  const about = { set: transferName(from, to), kind: ppm.kind, sampler: ppm.sampler }
  const own = home.quality[options.run!.ppm.score]
  const { mixes } = home.trained
  if (isHome) {
    const beyond = beyondBudget(own)
    return {
      ...about,
      mixes: mixes.length,
      spearman: spearman(beyond.predicted, beyond.observed),
      usable: own.usable,
    }
  }
  const used = mixes.slice(0, options.checkRows)
  const gain = gainAtHalf(ppm.model, matrix)
  const center = mean(gain)
  const predicted = Float64Array.from(used, ({ rows }) =>
    gain.reduce((sum, value, row) => sum + (hasRow(rows, row) ? value - center : 0), 0),
  )
  const observed = beyondBudget(own).observed.slice(0, used.length)
  const rho = spearman(predicted, observed)
  return {
    ...about,
    mixes: used.length,
    spearman: rho,
    usable: rho > 0 && correlationPValue('spearman', predicted, observed) / 2 <= CHECK_LEVEL,
  }
}

const nameOf = (check: Check) => ({ set: check.set, ppm: ppmName(check), target: 'overall' })

function qualityRow({ set, kind, sampler, mixes, spearman: rho, usable }: Check): CellQuality {
  return {
    set,
    ppm: kind,
    sampler,
    target: 'overall',
    score: null,
    trainedMixes: mixes,
    spearman: rho,
    budgetOnly: null,
    r2: null,
    reliability: null,
    ceiling: null,
    usable,
  }
}
