import { type FeatureMatrix, type MatrixEngine, rowBits } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import {
  applyCombined,
  combineEvidence,
  evidenceParts,
  type FittedPilot,
  fitPilot,
  gainAtHalf,
  LEAST_PILOT_ROWS,
  PART_NAMES,
  type PairEvidence,
  predictPilot,
} from '../pilot/index.ts'
import { measureAt, worthIfDiffering } from '../pipeline/index.ts'
import type { FittedPpm } from '../ppm/index.ts'
import { type InfluenceTarget, midpointLabels, mixLabels } from '../reward/index.ts'
import type { RoutingEvidence } from '../route/index.ts'
import type { PilotRows } from './pilot-rows.ts'
import type { TrainingRows } from './train-heads.ts'

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
  const ownWorth = await worthOf(task, pilot.training)
  const worth = await worthOf(task, routed.training)
  const influence = await exactInfluence(task)
  const pilotParts = evidenceParts({
    worth: ownWorth.worth,
    ppmGain: gainOf(task, pilot.matrix),
    labelGain: fitted?.outOfFold.labelGain ?? null,
    pDiffers: fitted?.outOfFold.pDiffers ?? null,
  })
  const parts = evidenceParts({
    worth: worth.worth,
    ppmGain: gainOf(task, routed.matrix),
    labelGain: predicted?.labelGain ?? null,
    pDiffers: predicted?.pDiffers ?? null,
  })
  const expected = parts[PART_NAMES.influence]
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
      ...(expected === undefined ? {} : { influence: { value: expected, certainty: null } }),
      ...(combined === null
        ? {}
        : { combined: { ...applyCombined(combined, parts), shares: combined.shares } }),
    },
    pilot: fitted,
    shares: combined?.shares ?? null,
    refused: combined?.refused ?? Object.keys(pilotParts),
  }
}

function fitRows({ evidence, people }: PilotRows, random: Random): FittedPilot | null {
  const both = people.filter((own, row) => own.length > 0 && !Number.isNaN(evidence.judge[row]!))
  return both.length < LEAST_PILOT_ROWS ? null : fitPilot(evidence, people, {}, random)
}

/** Null without a PPM that can be used. */
function gainOf({ ppm }: EvidenceTask, matrix: FeatureMatrix): Float64Array | null {
  return ppm?.usable === true ? gainAtHalf(ppm.model, matrix) : null
}

/** What each human label would be worth if it contradicted the judge's, points; and the margin of the judge's head towards its own label. */
function worthOf(
  { targets, engine }: EvidenceTask,
  training: TrainingRows,
): ReturnType<typeof worthIfDiffering> {
  const rows = training.pool.ids.length
  const lm = mixLabels(training.tables, rowBits(rows, []))
  return worthIfDiffering({ ...training, rows }, lm, { targets, engine })
}

/** The influence of every pilot row on the targets, at the labels halfway between the sources; 0 where they agree. */
async function exactInfluence({ pilot, targets, engine }: EvidenceTask): Promise<Float64Array> {
  const { training } = pilot
  const labels = midpointLabels(training.tables)
  const rows = training.pool.ids.length
  return (await measureAt({ ...training, rows }, labels, { targets, engine })).values
}
