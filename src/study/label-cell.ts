import { selectRows } from '../domain/index.ts'
import { createRandom, type Random } from '../kit/index.ts'
import {
  applyCombined,
  combineEvidence,
  type FittedPilot,
  fitPilot,
  predictPilot,
  selectEvidence,
} from '../pilot/index.ts'
import { decideRouting, type RouterName, type RoutingEvidence } from '../route/index.ts'
import { isReference } from './aggregate.ts'
import { calibrationBins } from './calibration-bins.ts'
import type {
  CellCalibration,
  CellNext,
  CellQuality,
  CellRecord,
  CellRefusal,
  CellResult,
  CellSpec,
} from './cell.ts'
import type { CellIo } from './cell-io.ts'
import { composeCell } from './compose-cell.ts'
import { drawGroupWeights, type GroupWeights, sampleMean } from './group-weights.ts'
import { type LabelData, loadLabelData } from './label-data.ts'
import type { StudyOptions } from './options.ts'
import { takePilot } from './pilot-rows.ts'
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
  const weights = await io.once('label-weights', async () =>
    drawGroupWeights(
      options.resamples,
      data.groupCount,
      createRandom(options.seed).fork('resamples', 'rows'),
    ),
  )
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
    quality: qualityOf(fitted),
    refusals: refusalsOf(fitted),
    tried: [
      { set: ALL, ppm: 'label-gain', target: 'label utility' },
      { set: ALL, ppm: 'disagreement', target: 'P(differs)' },
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
    recommends: null,
  }
}

/** Name of the set that pools all rows. */
export const ALL = 'all'

interface Fitted {
  readonly rows: Uint32Array
  readonly fitted: FittedPilot
  /** Evidence of the rows that it was fitted on. */
  readonly pilot: LabelData['evidence']
}

function gatherEvidence(
  data: LabelData,
  { rows, fitted, pilot }: Fitted,
  random: Random,
): RoutingEvidence {
  const evidence = selectEvidence(data.evidence, rows)
  const { labelGain, pDiffers } = predictPilot(fitted.model, evidence)
  const combined = combineEvidence(
    { 'label gain': fitted.outOfFold.labelGain, 'P(differs)': fitted.outOfFold.pDiffers },
    fitted.targets.gain,
    pilot.groups,
    random.fork('combine'),
  )
  return {
    signals: evidence.traits,
    labelGain,
    pDiffers,
    ...(combined === null
      ? {}
      : {
          combined: {
            ...applyCombined(combined, { 'label gain': labelGain, 'P(differs)': pDiffers }),
            shares: combined.shares,
          },
        }),
  }
}

/** Returns the rows' places in the order in which a router sends them to people, 0 first. */
function orderRows(
  data: LabelData,
  rows: Uint32Array,
  how: { readonly router: string; readonly evidence: RoutingEvidence; readonly random: Random },
): Uint32Array {
  const decision = decideRouting(
    {
      matrix: selectRows(data.matrix, rows),
      predictor: null,
      budget: { unit: 'share', amount: 1 },
      router: how.router as RouterName,
      prices: { human: null, lm: null },
      evidence: how.evidence,
    },
    how.random.fork('route', how.router),
  )
  return decision.ranks.map((rank) => rank - 1)
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

interface Measured {
  readonly data: LabelData
  readonly rows: Uint32Array
  readonly orders: readonly {
    readonly contender: { readonly name: string }
    readonly order: Uint32Array
  }[]
  readonly weights: GroupWeights
  readonly budgets: readonly number[]
}

/** Points of utility: 100 times a mean utility. */
const POINTS = 100

function measureSet(set: string, members: Uint32Array, measured: Measured): CellRecord[] {
  const { data, rows, weights, budgets } = measured
  const own = Uint32Array.from(members, (at) => rows[at]!)
  if (own.length === 0) return []
  const groups = Uint32Array.from(own, (row) => data.groups[row]!)
  const lm = Float64Array.from(own, (row) => POINTS * data.judgeUtility[row]!)
  const gain = Float64Array.from(own, (row, at) => POINTS * data.humanUtility[row]! - lm[at]!)
  const record = (
    contender: string,
    budget: CellRecord['budget'],
    humanChance: (at: number) => number,
  ): CellRecord => {
    const values = lm.map((utility, at) => utility + humanChance(at) * gain[at]!)
    const { value, samples } = sampleMean(values, groups, weights)
    return {
      set,
      contender,
      budget,
      measure: 'label-quality',
      target: null,
      score: null,
      humanShare: typeof budget === 'number' ? budget : null,
      value,
      samples,
    }
  }
  const orders = [
    ...measured.orders.map(({ contender, order }) => ({
      name: contender.name,
      ranks: rankMembers(Uint32Array.from(members, (at) => order[at]!)),
    })),
    { name: 'oracle', ranks: rankDescending(gain) },
  ]
  const count = own.length
  return [
    record('all-lm', null, () => 0),
    record('all-human', null, () => 1),
    ...budgets.flatMap((budget) => [
      record('random', budget, () => Math.round(budget * count) / count),
      ...orders.map(({ name, ranks }) =>
        record(name, budget, (at) => Number(ranks[at]! < Math.round(budget * count))),
      ),
    ]),
    record('random', 'area', () => 0.5),
    // The mean over all budgets 0 .. count: a row is human-routed at those beyond its rank.
    ...orders.map(({ name, ranks }) =>
      record(name, 'area', (at) => (count - ranks[at]!) / (count + 1)),
    ),
  ]
}

/** What the next labels add at every budget, for the router of the main comparison. */
function nextOf(
  rows: Uint32Array,
  orders: Measured['orders'],
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

/** Returns ranks from 0 of distinct places. */
function rankMembers(places: Uint32Array): Uint32Array {
  const order = Uint32Array.from(places, (_, at) => at).sort((a, b) => places[a]! - places[b]!)
  const ranks = new Uint32Array(places.length)
  order.forEach((at, rank) => {
    ranks[at] = rank
  })
  return ranks
}

function rankDescending(values: Float64Array): Uint32Array {
  const order = Uint32Array.from(values, (_, at) => at).sort(
    (a, b) => values[b]! - values[a]! || a - b,
  )
  const ranks = new Uint32Array(values.length)
  order.forEach((at, rank) => {
    ranks[at] = rank
  })
  return ranks
}

function qualityOf({ quality }: FittedPilot): CellQuality[] {
  const row = (ppm: string, target: string, own: FittedPilot['quality']['labelGain']) => ({
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
  })
  return [
    row('label-gain', 'label utility', quality.labelGain),
    row('disagreement', 'P(differs)', quality.pDiffers),
  ]
}

function refusalsOf({ quality }: FittedPilot): CellRefusal[] {
  const reason = 'its rank correlation on prompt groups left out is not surely above zero'
  return [
    ...(quality.labelGain.usable
      ? []
      : [{ set: ALL, ppm: 'label-gain', target: 'label utility', reason }]),
    ...(quality.pDiffers.usable
      ? []
      : [{ set: ALL, ppm: 'disagreement', target: 'P(differs)', reason }]),
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
