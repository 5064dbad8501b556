import type { Random } from '../kit/index.ts'
import {
  applyCombined,
  type CombinedEvidence,
  combineEvidence,
  evidenceParts,
  type FittedPilot,
  fitPilot,
  type HumanPositions,
  LEAST_PILOT_ROWS,
  PART_NAMES,
  type PairEvidence,
  predictPilot,
  type RowPredictions,
  type RowTargets,
  selectEvidence,
} from '../pilot/index.ts'
import { DOUBT_SIGNALS } from '../route/index.ts'
import type { CombinedTarget, EvidenceFacts, RunEvidence } from './evidence-file.ts'

/** What the built-in probe says of rows; arrays are parallel to them, NaN is unknown. */
export interface ProbeEvidence {
  /** What a human label would be worth if it differed from the judge's, points. */
  readonly worth: Float64Array
  /** Margin of the head of the judge's labels towards the judge's own label. */
  readonly gap: Float64Array
  /** What the human label of a pilot row does change, points. */
  readonly influence: Float64Array
}

/** What the evidence of rows is made from. */
export interface EvidenceTask {
  readonly evidence: PairEvidence
  /** Labels of people; none on rows that are not in the pilot. */
  readonly people: readonly HumanPositions[]
  /** Gain by a PPM that was not refused, points; null where there is none. */
  readonly ppmGain: Float64Array | null
  /** Null under an external trainer. */
  readonly probe: ProbeEvidence | null
}

/** Evidence with the fits behind it. */
export interface GatheredEvidence {
  readonly evidence: RunEvidence
  readonly fitted: FittedPilot | null
  readonly combined: CombinedEvidence | null
}

/**
 * Returns what is known of rows before a person is asked. Rows with human labels are the pilot: what is said of them leaves their prompt group out, so
 * that no row is judged by its own label; only the few shares of the combination, and the calibration that all rows have in common, rest on the whole pilot.
 */
export function gatherEvidence(task: EvidenceTask, random: Random): GatheredEvidence {
  const { evidence, people, probe, ppmGain } = task
  const pilotRows = people.filter(
    (own, row) => own.length > 0 && !Number.isNaN(evidence.judge[row]!),
  ).length
  const taught = Uint32Array.from(people.keys()).filter((row) => people[row]!.length > 0)
  const fitted =
    pilotRows < LEAST_PILOT_ROWS
      ? null
      : fitPilot(
          selectEvidence(evidence, taught),
          Array.from(taught, (row) => people[row]!),
          {},
          random.fork('fit'),
        )
  const predicted = fitted === null ? null : predictEveryRow(fitted, { evidence, taught })
  const parts = evidenceParts({ ...partsOf(predicted), worth: probe?.worth ?? null, ppmGain })
  const combined =
    fitted === null ? null : combine(parts, { task, taught, fitted }, random.fork('combine'))
  const facts: Omit<EvidenceFacts, 'sources'> = {
    skipped:
      fitted === null
        ? `${pilotRows} rows carry both labels, and a pilot needs ${LEAST_PILOT_ROWS}`
        : null,
    pilotRows,
    quality:
      fitted === null
        ? {}
        : { 'label gain': fitted.quality.labelGain, 'P(differs)': fitted.quality.pDiffers },
    combined:
      combined === null
        ? null
        : {
            target: targetOf(task),
            shares: combined.shares,
            quality: combined.quality,
            refused: combined.refused,
          },
    notes: noteRefusals({ fitted, combined, pilotRows, parts, target: targetOf(task) }),
  }
  return {
    fitted,
    combined,
    evidence: {
      ids: evidence.ids,
      facts: { ...facts, sources: null },
      columns: nameColumns({ evidence, parts, predicted, combined, gap: probe?.gap ?? null }),
    },
  }
}

const partsOf = (
  predicted: RowPredictions | null,
): { readonly labelGain: Float64Array | null; readonly pDiffers: Float64Array | null } => ({
  labelGain: predicted?.labelGain ?? null,
  pDiffers: predicted?.pDiffers ?? null,
})

const targetOf = ({ probe }: EvidenceTask): CombinedTarget =>
  probe === null ? 'label gain' : 'influence'

/** What a pilot says of rows that it was not fitted on, and out of fold of those that it was. */
function predictEveryRow(
  { model, outOfFold }: FittedPilot,
  { evidence, taught }: { readonly evidence: PairEvidence; readonly taught: Uint32Array },
): RowPredictions {
  const total = evidence.ids.length
  const isTaught = new Uint8Array(total)
  for (const row of taught) isTaught[row] = 1
  const others = Uint32Array.from({ length: total }, (_, row) => row).filter(
    (row) => isTaught[row] === 0,
  )
  const labelGain = new Float64Array(total)
  const pDiffers = new Float64Array(total)
  const place = (rows: Uint32Array, own: RowPredictions): void => {
    rows.forEach((row, at) => {
      labelGain[row] = own.labelGain[at]!
      pDiffers[row] = own.pDiffers[at]!
    })
  }
  place(taught, outOfFold)
  if (others.length > 0) place(others, predictPilot(model, selectEvidence(evidence, others)))
  return { labelGain, pDiffers }
}

function combine(
  parts: Readonly<Record<string, Float64Array>>,
  how: {
    readonly task: EvidenceTask
    readonly taught: Uint32Array
    readonly fitted: FittedPilot
  },
  random: Random,
): CombinedEvidence | null {
  const { task, taught, fitted } = how
  const own = Object.fromEntries(
    Object.entries(parts).map(([name, values]) => [
      name,
      Float64Array.from(taught, (row) => values[row]!),
    ]),
  )
  const groups = Uint32Array.from(taught, (row) => task.evidence.groups[row]!)
  return combineEvidence(own, learnedTarget(how.task, { taught, fitted }), groups, random)
}

function learnedTarget(
  { probe }: EvidenceTask,
  { taught, fitted }: { readonly taught: Uint32Array; readonly fitted: FittedPilot },
): RowTargets {
  if (probe === null) return fitted.targets.gain
  const values = Float64Array.from(taught, (row) => probe.influence[row]!)
  return {
    values: values.map((value) => (Number.isNaN(value) ? 0 : value)),
    weights: values.map((value) => Number(!Number.isNaN(value))),
  }
}

/** What columns are named from. */
export interface NamedEvidence {
  readonly evidence: PairEvidence
  readonly parts: Readonly<Record<string, Float64Array>>
  readonly predicted: RowPredictions | null
  readonly combined: CombinedEvidence | null
  readonly gap: Float64Array | null
}

/** Returns the columns of evidence by name; a kind of which nothing is known has none. */
export function nameColumns(input: NamedEvidence): Record<string, Float64Array> {
  const { evidence, parts, predicted, combined, gap } = input
  const applied = combined === null ? null : applyKnown(combined, parts, evidence.ids.length)
  const doubts = DOUBT_SIGNALS.flatMap((name) => {
    const column = evidence.traits.columns[name]
    return column?.some((value) => !Number.isNaN(value)) ? [[`signal:${name}`, column]] : []
  })
  const columns: Readonly<Record<string, Float64Array | null | undefined>> = {
    labelGain: predicted?.labelGain,
    pDiffers: predicted?.pDiffers,
    ppmGain: parts[PART_NAMES.gain],
    influence: parts[PART_NAMES.influence],
    rewardGap: gap,
    combined: applied?.value,
    ...Object.fromEntries(
      Object.entries(applied?.parts ?? {}).map(([name, own]) => [`part:${name}`, own]),
    ),
    ...Object.fromEntries(doubts),
  }
  return Object.fromEntries(
    Object.entries(columns).flatMap(([name, own]) =>
      own === null || own === undefined ? [] : [[name, own] as const],
    ),
  )
}

/** Kinds of evidence that these rows lack stand at their mean. */
function applyKnown(
  combined: CombinedEvidence,
  parts: Readonly<Record<string, Float64Array>>,
  rows: number,
): ReturnType<typeof applyCombined> {
  const lacking = combined.parts.map(
    ({ name }) => [name, parts[name] ?? new Float64Array(rows).fill(Number.NaN)] as const,
  )
  return applyCombined(combined, Object.fromEntries(lacking))
}

function noteRefusals(found: {
  readonly fitted: FittedPilot | null
  readonly combined: CombinedEvidence | null
  readonly pilotRows: number
  readonly parts: Readonly<Record<string, Float64Array>>
  readonly target: CombinedTarget
}): string[] {
  const { fitted, combined, pilotRows, parts, target } = found
  if (fitted === null)
    return [`no pilot: ${pilotRows} rows carry both labels, and ${LEAST_PILOT_ROWS} are needed`]
  const refused = Object.entries({
    'label gain': fitted.quality.labelGain,
    'P(differs)': fitted.quality.pDiffers,
  }).flatMap(([name, { usable }]) =>
    usable
      ? []
      : [
          `the ${name} was refused: its rank correlation on prompt groups left out is not surely above zero`,
        ],
  )
  if (combined === null) {
    return [
      ...refused,
      `no combination: none of ${Object.keys(parts).join(', ')} is surely related to the ${target} of the pilot's labels`,
    ]
  }
  return combined.refused.length === 0
    ? refused
    : [...refused, `refused as parts of the combination: ${combined.refused.join(', ')}`]
}
