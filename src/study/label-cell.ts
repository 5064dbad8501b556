import { isReference, selectRows } from '../domain/index.ts'
import { createRandom } from '../kit/index.ts'
import { type FittedPilot, fitPilot, selectEvidence } from '../pilot/index.ts'
import type { RoutingEvidence } from '../route/index.ts'
import { calibrationBins } from './calibration-bins.ts'
import type { CellCalibration, CellNext, CellRefusal, CellResult, CellSpec } from './cell.ts'
import type { CellIo } from './cell-io.ts'
import { composeCell } from './compose-cell.ts'
import { drawGroupWeights, type GroupWeights, sampleMean } from './group-weights.ts'
import { type LabelData, loadLabelData } from './label-data.ts'
import { ALL, type MeasuredOrders, measureSet, POINTS } from './label-records.ts'
import { gatherEvidence, orderRows } from './label-routing.ts'
import type { StudyOptions } from './options.ts'
import { takePilot } from './pilot-rows.ts'
import { DISAGREEMENT, LABEL_GAIN, ROW_REFUSAL, rowPredictorQuality } from './row-predictor.ts'
import { splitParts } from './split-groups.ts'

/** Labels whose worth is asked for at every budget. */
export const NEXT_LABELS = 100

/** Routes the held-out rows of one split with every contender and measures the utility of the labels they end up with. */
export async function runLabelCell(
  spec: CellSpec,
  options: StudyOptions,
  io: CellIo,
): Promise<CellResult> {
  const data = await io.once('label-data', () => loadLabelData(io.store, options.leastHumanLabels))
  const setting = options.settings[spec.setting]!
  const random = createRandom(options.seed).fork('split', spec.index)
  const parts = splitParts(
    data.groups,
    data.groupCount,
    { pilot: setting.pilot.share, judging: 0 },
    random,
  )
  const weights = await labelWeights(options, data, io)
  const pilot = takePilot(
    selectEvidence(data.evidence, parts.pilot),
    Array.from(parts.pilot, (row) => data.people[row]!),
    setting.pilot,
    random.fork('partial'),
  )
  const fitted = fitPilot(pilot.evidence, pilot.people, {}, random.fork('fit', setting.name))
  const evidence = gatherEvidence(
    data,
    { rows: parts.routed, fitted, pilot: pilot.evidence },
    random,
  )
  // Random is known in expectation, and the oracle from the labels that judge.
  const orders = options.contenders
    .filter(({ name }) => !isReference(name))
    .map((contender) => ({
      contender,
      order: orderRows(data, parts.routed, { router: contender.router, evidence, random }),
    }))
  const measured = { data, rows: parts.routed, orders, weights, budgets: options.budgets }
  const sets = [
    { set: ALL, members: parts.routed.map((_, at) => at) },
    ...(options.bySource ? bySource(data, parts.routed) : []),
  ]
  return {
    spec,
    records: sets.flatMap(({ set, members }) => measureSet(set, members, measured)),
    quality: [
      rowPredictorQuality(ALL, LABEL_GAIN, fitted.quality.labelGain),
      rowPredictorQuality(ALL, DISAGREEMENT, fitted.quality.pDiffers),
    ],
    refusals: refusalsOf(fitted),
    tried: [
      { set: ALL, ...LABEL_GAIN },
      { set: ALL, ...DISAGREEMENT },
    ],
    calibration: calibrate(data, parts.routed, evidence),
    composition: orders.flatMap(({ contender, order }) =>
      contender.name === options.main.router
        ? composeCell(selectRows(data.matrix, parts.routed), order, {
            set: ALL,
            contender: contender.name,
            budget: 0.5,
          })
        : [],
    ),
    next: nextOf(parts.routed, orders, { data, weights, options }),
    spread: [],
    recommends: null,
  }
}

/** Returns the resamples of prompt groups that all cells of a study on labels share. */
export function labelWeights(
  options: StudyOptions,
  data: LabelData,
  io: CellIo,
): Promise<GroupWeights> {
  return io.once('label-weights', async () =>
    drawGroupWeights(
      options.resamples,
      data.groupCount,
      createRandom(options.seed).fork('resamples', 'rows'),
    ),
  )
}

function bySource(
  data: LabelData,
  rows: Uint32Array,
): { readonly set: string; readonly members: Uint32Array }[] {
  const names = [...new Set(data.sources)].sort()
  return names.map((set) => ({
    set,
    members: rows.map((_, at) => at).filter((at) => data.sources[rows[at]!] === set),
  }))
}

/** What the next labels add at every budget, for the router of the main comparison. */
function nextOf(
  rows: Uint32Array,
  orders: MeasuredOrders['orders'],
  {
    data,
    weights,
    options,
  }: { readonly data: LabelData; readonly weights: GroupWeights; readonly options: StudyOptions },
): CellNext[] {
  const main = orders.find(({ contender }) => contender.name === options.main.router)
  if (main === undefined) return []
  const groups = Uint32Array.from(rows, (row) => data.groups[row]!)
  return options.budgets.flatMap((budget): CellNext[] => {
    const from = Math.round(budget * rows.length)
    const to = Math.min(rows.length, from + NEXT_LABELS)
    if (to === from) return []
    const added = Float64Array.from(rows, (row, at) =>
      main.order[at]! >= from && main.order[at]! < to
        ? POINTS * (data.humanUtility[row]! - data.judgeUtility[row]!)
        : 0,
    )
    const mean = sampleMean(added, groups, weights)
    const about = { set: ALL, contender: main.contender.name, budget, labels: to - from }
    return [{ ...about, ...mean }]
  })
}

function refusalsOf({ quality }: FittedPilot): CellRefusal[] {
  const reason = ROW_REFUSAL
  return [
    ...(quality.labelGain.usable ? [] : [{ set: ALL, ...LABEL_GAIN, reason }]),
    ...(quality.pDiffers.usable ? [] : [{ set: ALL, ...DISAGREEMENT, reason }]),
  ]
}

function calibrate(
  data: LabelData,
  rows: Uint32Array,
  evidence: RoutingEvidence,
): CellCalibration[] {
  const gains = Float64Array.from(rows, (row) => data.humanUtility[row]! - data.judgeUtility[row]!)
  const differs = Float64Array.from(rows, (row) =>
    Number(data.people[row]![0] !== data.evidence.judge[row]!),
  )
  return [
    ...calibrationBins(evidence.labelGain!, gains, {
      set: ALL,
      predictor: 'label gain',
      lo: -0.5,
      hi: 0.5,
    }),
    ...calibrationBins(evidence.pDiffers!, differs, {
      set: ALL,
      predictor: 'P(differs)',
      lo: 0,
      hi: 1,
    }),
  ]
}
