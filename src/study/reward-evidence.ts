import {
  combineInfluence,
  expectInfluence,
  type FeatureMatrix,
  type MatrixEngine,
  rowBits,
} from '../domain/index.ts'
import type { Suite } from '../evaluate/index.ts'
import type { Random } from '../kit/index.ts'
import {
  applyCombined,
  combineEvidence,
  type FittedPilot,
  fitPilot,
  LEAST_PILOT_ROWS,
  type PairEvidence,
  predictPilot,
} from '../pilot/index.ts'
import { type FittedPpm, rowGains } from '../ppm/index.ts'
import {
  type HeadLabels,
  type InfluenceTarget,
  midpointLabels,
  mixLabels,
  openInfluence,
  oppositeLabels,
} from '../reward/index.ts'
import type { RoutingEvidence } from '../route/index.ts'
import type { PilotRows } from './pilot-rows.ts'
import { type TrainingRows, trainHeads } from './train-heads.ts'

/** What evidence is made from in one split. */
export interface EvidenceTask {
  /** Rows that fit, with the human labels that they carry. */
  readonly pilot: {
    readonly training: TrainingRows
    readonly rows: PilotRows
    readonly matrix: FeatureMatrix
  }
  /** Rows that are routed; their human labels are not looked at. */
  readonly routed: {
    readonly training: TrainingRows
    readonly evidence: PairEvidence
    readonly matrix: FeatureMatrix
  }
  /** What influence aims at: part of a suite that no routed mix is judged on. */
  readonly targets: readonly InfluenceTarget[]
  readonly ppm: { readonly model: FittedPpm; readonly usable: boolean } | null
  readonly engine: MatrixEngine
}

/** Evidence of the routed rows, and how well each part did on the pilot. */
export interface RewardEvidence {
  readonly evidence: RoutingEvidence
  readonly pilot: FittedPilot | null
  /** Shares of the combination; null where every part was refused. */
  readonly shares: Readonly<Record<string, number>> | null
  readonly refused: readonly string[]
  /** Correlation of out-of-fold parts with the influence of the pilot's rows. */
  readonly quality: Readonly<Record<string, number>>
}

/**
 * Returns what is known of routed rows before a person is asked. What a label would be worth to the suite if people disagreed is exact for the probe
 * (`oppositeLabels` at the head of the judge's labels); the chance that they do comes from the pilot. The combination is learned on the pilot, whose
 * influences on the same part of the suite are known.
 */
export async function gatherRewardEvidence(
  task: EvidenceTask,
  random: Random,
): Promise<RewardEvidence> {
  const { pilot, routed } = task
  const fitted = fitRows(pilot.rows, random.fork('pilot'))
  const predicted = fitted === null ? null : predictPilot(fitted.model, routed.evidence)
  const ownWorth = await worthIfDiffering(task, pilot.training)
  const worth = await worthIfDiffering(task, routed.training)
  const influence = await exactInfluence(task)
  const pilotParts = partsOf(task, pilot.matrix, {
    worth: ownWorth.worth,
    labelGain: fitted?.outOfFold.labelGain ?? null,
    pDiffers: fitted?.outOfFold.pDiffers ?? null,
  })
  const parts = partsOf(task, routed.matrix, {
    worth: worth.worth,
    labelGain: predicted?.labelGain ?? null,
    pDiffers: predicted?.pDiffers ?? null,
  })
  const known = influence.map((value) => (Number.isNaN(value) ? 0 : value))
  const combined =
    fitted === null
      ? null
      : combineEvidence(
          pilotParts,
          { values: known, weights: influence.map((value) => Number(!Number.isNaN(value))) },
          pilot.rows.evidence.groups,
          random.fork('combine'),
        )
  return {
    evidence: {
      signals: routed.evidence.traits,
      rewardGap: worth.gap,
      vectors: { values: routed.training.x, dimension: routed.training.columns },
      ...(predicted === null
        ? {}
        : { labelGain: predicted.labelGain, pDiffers: predicted.pDiffers }),
      ...(parts['expected influence'] === undefined
        ? {}
        : { influence: { value: parts['expected influence'], certainty: null } }),
      ...(combined === null
        ? {}
        : { combined: { ...applyCombined(combined, parts), shares: combined.shares } }),
    },
    pilot: fitted,
    shares: combined?.shares ?? null,
    refused: combined?.refused ?? Object.keys(pilotParts),
    quality: Object.fromEntries(
      Object.entries(combined?.quality ?? {}).map(([name, { spearman }]) => [name, spearman.value]),
    ),
  }
}

function fitRows({ evidence, people }: PilotRows, random: Random): FittedPilot | null {
  const both = people.filter((own, row) => own.length > 0 && !Number.isNaN(evidence.judge[row]!))
  return both.length < LEAST_PILOT_ROWS ? null : fitPilot(evidence, people, {}, random)
}

interface PartInput {
  readonly worth: Float64Array
  readonly labelGain: Float64Array | null
  readonly pDiffers: Float64Array | null
}

/** Kinds of evidence that a combination is made of; each is in points or a monotone stand-in, and larger speaks for people. */
function partsOf(
  { ppm }: EvidenceTask,
  matrix: FeatureMatrix,
  { worth, labelGain, pDiffers }: PartInput,
): Record<string, Float64Array> {
  const parts: Record<string, Float64Array> = {}
  if (pDiffers !== null) {
    const table = {
      targets: ['target'],
      rows: worth.length,
      values: worth,
      scores: new Float64Array(1),
    }
    parts['expected influence'] = expectInfluence(table, pDiffers).values
  }
  if (ppm?.usable === true) {
    const { total, columnMeans } = ppm.model
    const half = { humans: total / 2, total, counts: columnMeans.map((mean) => (mean * total) / 2) }
    const { gain } = rowGains(ppm.model, matrix, half)
    parts['PPM gain'] = gain
    if (pDiffers !== null) {
      parts['PPM gain x P(differs)'] = gain.map((value, row) => value * pDiffers[row]!)
    }
  }
  if (labelGain !== null) parts['label gain'] = labelGain
  return parts
}

/** What each human label would be worth if it contradicted the judge, points; and the margin of the judge's head towards its own label. */
async function worthIfDiffering(
  { targets, engine }: EvidenceTask,
  training: TrainingRows,
): Promise<{ readonly worth: Float64Array; readonly gap: Float64Array }> {
  const rows = training.pool.ids.length
  const lm = mixLabels(training.tables, rowBits(rows, []))
  const heads = await trainHeads(training, [lm], new Map([['own', training.x]]), engine)
  const solver = await openInfluence(
    {
      x: training.x,
      rows,
      columns: training.columns,
      weights: heads.weights,
      labels: lm,
      tables: { lm, human: oppositeLabels(lm) },
      rowWeights: training.rowWeights,
      l2: training.l2,
    },
    engine,
  )
  try {
    const margins = heads.margins.get('own')!
    return {
      worth: combineInfluence(solver.measure(targets)).values,
      gap: Float64Array.from(margins, (margin, row) => margin * (2 * lm.targets[row]! - 1)),
    }
  } finally {
    await solver.dispose()
  }
}

/** The influence of every pilot row on the targets, at the labels halfway between the sources; 0 where they agree. */
async function exactInfluence({ pilot, targets, engine }: EvidenceTask): Promise<Float64Array> {
  const table = await measureAt(pilot.training, midpointLabels(pilot.training.tables), {
    targets,
    engine,
  })
  return table.values
}

/** Returns the combined influence of rows with both labels at a head that is fitted to the labels given, with its certainty. */
export async function measureAt(
  training: TrainingRows,
  labels: HeadLabels,
  how: {
    readonly targets: readonly InfluenceTarget[]
    readonly engine: MatrixEngine
    /** Resamples the targets' prompts where it is given. */
    readonly random?: Random
  },
): Promise<{ readonly values: Float64Array; readonly t: Float64Array | null }> {
  const heads = await trainHeads(training, [labels], new Map(), how.engine)
  const solver = await openInfluence(
    {
      x: training.x,
      rows: training.pool.ids.length,
      columns: training.columns,
      weights: heads.weights,
      labels,
      tables: training.tables,
      rowWeights: training.rowWeights,
      l2: training.l2,
    },
    how.engine,
  )
  try {
    const table = solver.measure(how.targets)
    const certainty =
      how.random === undefined ? null : await solver.certainty(how.targets, {}, how.random)
    return combineInfluence(table, { certainty })
  } finally {
    await solver.dispose()
  }
}

/** Returns a part of a suite as a target of influence: categories weigh alike, rows of a category alike, as in the overall score. */
export function influenceTarget(name: string, suite: Suite, x: Float32Array): InfluenceTarget {
  const categories = suite.subsetOfRow.map((subset) => suite.categoryOfSubset[subset]!)
  const sizes = new Map<number, number>()
  for (const category of categories) sizes.set(category, (sizes.get(category) ?? 0) + 1)
  return {
    name,
    score: 'soft',
    x,
    rows: suite.ids.length,
    rowWeights: Float64Array.from(categories, (category) => 1 / sizes.get(category)!),
    groups: suite.groupOfRow,
    categories,
  }
}
