import { isReference } from '../domain/index.ts'
import { createRandom, drawSubset, HyperError, type Random } from '../kit/index.ts'
import {
  type FittedPilot,
  fitPilot,
  gainTargets,
  LEAST_PILOT_ROWS,
  measureRowQuality,
  predictPilot,
  type RowQuality,
  selectEvidence,
} from '../pilot/index.ts'
import type { CellQuality, CellRecord, CellRefusal, CellResult, CellSpec } from './cell.ts'
import type { CellIo } from './cell-io.ts'
import type { GroupWeights } from './group-weights.ts'
import { labelWeights } from './label-cell.ts'
import { type LabelData, loadLabelData } from './label-data.ts'
import { measureSet } from './label-records.ts'
import { gatherEvidence, orderRows } from './label-routing.ts'
import type { Contender, StudyOptions } from './options.ts'
import { LABEL_GAIN, rowPredictorQuality } from './row-predictor.ts'
import { poolTransfers } from './transfer-pool.ts'
import {
  cutTransferSets,
  listTransfers,
  OTHERS,
  type TransferPair,
  transferName,
} from './transfer-sets.ts'

/** Rows with two human labels or more that a set needs to take part. */
const LEAST_SET_ROWS = 100

/**
 * Fits the pilot's models on one data set and routes another, for all ordered pairs of one split. Routed rows of a set are the same whoever gives, so that
 * a carried model can be compared with the set's own. A check of rows with both labels decides whether a carried model is followed.
 */
export async function runTransferLabelCell(
  spec: CellSpec,
  options: StudyOptions,
  io: CellIo,
): Promise<CellResult> {
  const data = await io.once('label-data', () => loadLabelData(io.store, options.leastHumanLabels))
  const { pilot } = options.settings[spec.setting]!
  const random = createRandom(options.seed).fork('split', spec.index)
  const sets = cutTransferSets(
    data.sources,
    data.groups,
    { share: pilot.share, least: LEAST_SET_ROWS },
    random,
  )
  if (sets.length < 2) {
    throw new HyperError(
      'data/too-few-sets',
      `transfer: got ${sets.length} data sets of at least ${LEAST_SET_ROWS} rows with two human labels, expected two or more`,
    )
  }
  const lab = { data, options, weights: await labelWeights(options, data, io), random }
  const fits = new Map<string, FittedPilot | null>()
  const carried = listTransfers(sets).flatMap((pair) => {
    const key = pair.from === OTHERS ? transferName(OTHERS, pair.to.name) : pair.from
    if (!fits.has(key)) fits.set(key, fitRows(data, pair.fit, random.fork('fit', key)))
    const fitted = fits.get(key)
    return fitted == null ? [] : [carryPilot(pair, fitted, lab)]
  })
  const records = carried.flatMap((own) => own.records)
  return {
    spec,
    records: [...records, ...poolTransfers(records)],
    quality: carried.flatMap((own) => own.quality),
    refusals: carried.flatMap((own) => own.refusals),
    tried: carried.map(({ set }) => ({ set, ...LABEL_GAIN })),
    calibration: [],
    composition: [],
    next: [],
    spread: [],
    recommends: null,
  }
}

function fitRows(data: LabelData, rows: Uint32Array, random: Random): FittedPilot | null {
  if (rows.length < LEAST_PILOT_ROWS) return null
  return fitPilot(
    selectEvidence(data.evidence, rows),
    Array.from(rows, (row) => data.people[row]!),
    {},
    random,
  )
}

interface TransferLab {
  readonly data: LabelData
  readonly options: StudyOptions
  readonly weights: GroupWeights
  readonly random: Random
}

interface Carried {
  readonly set: string
  readonly records: readonly CellRecord[]
  readonly quality: readonly CellQuality[]
  readonly refusals: readonly CellRefusal[]
}

function carryPilot(pair: TransferPair, fitted: FittedPilot, lab: TransferLab): Carried {
  const { data, options, weights } = lab
  const set = transferName(pair.from, pair.to.name)
  const random = lab.random.fork('carry', set)
  const rows = pair.to.routed
  const quality = checkPilot(pair, fitted, lab)
  const evidence = gatherEvidence(
    data,
    { rows, fitted, pilot: selectEvidence(data.evidence, pair.fit) },
    random,
  )
  const follows = (contender: Contender): boolean =>
    contender.router !== 'combined' || (quality.usable && evidence.combined !== undefined)
  const orders = options.contenders
    .filter((contender) => !isReference(contender.name) && follows(contender))
    .map((contender) => ({
      contender,
      order: orderRows(data, rows, { router: contender.router, evidence, random }),
    }))
  const measured = measureSet(
    set,
    rows.map((_, at) => at),
    { data, rows, orders, weights, budgets: options.budgets },
  )
  const refusing = options.contenders.filter((contender) => !follows(contender))
  return {
    set,
    records: [
      ...measured,
      // A contender that refuses what it was given spends its labels at random.
      ...refusing.flatMap(({ name }) =>
        measured
          .filter(({ contender }) => contender === 'random')
          .map((record) => ({ ...record, contender: name })),
      ),
    ],
    quality: [rowPredictorQuality(set, LABEL_GAIN, quality)],
    refusals: quality.usable
      ? []
      : [
          {
            set,
            ...LABEL_GAIN,
            reason: `its rank correlation on ${options.checkRows} rows with both labels of the data it was carried to is not surely above zero`,
          },
        ],
  }
}

/** Returns how a carried model does on a few rows of the taker, none of them routed; of a model on its own set what it does out of fold. */
function checkPilot(
  { from, to }: TransferPair,
  fitted: FittedPilot,
  { data, options, random }: TransferLab,
): RowQuality {
  if (from === to.name) return fitted.quality.labelGain
  const stream = random.fork('check', to.name)
  const rows = Uint32Array.from(
    drawSubset(to.fit.length, Math.min(options.checkRows, to.fit.length), stream.fork('rows')),
    (at) => to.fit[at]!,
  )
  const { labelGain } = predictPilot(fitted.model, selectEvidence(data.evidence, rows))
  const people = Array.from(rows, (row) => data.people[row]!)
  const { values } = gainTargets(
    people,
    Float64Array.from(rows, (row) => data.evidence.judge[row]!),
  )
  return measureRowQuality(
    labelGain,
    values,
    Uint32Array.from(rows, (row) => data.groups[row]!),
    stream.fork('quality', from),
  )
}
