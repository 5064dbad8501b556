import { selectRows } from '../domain/index.ts'
import type { Random } from '../kit/index.ts'
import {
  applyCombined,
  combineEvidence,
  type FittedPilot,
  type PairEvidence,
  predictPilot,
  selectEvidence,
} from '../pilot/index.ts'
import { decideRouting, type RouterName, type RoutingEvidence } from '../route/index.ts'
import type { LabelData } from './label-data.ts'

/** A fitted pilot and the rows that it speaks of. */
export interface LabelTask {
  /** Rows that are routed. */
  readonly rows: Uint32Array
  readonly fitted: FittedPilot
  /** Evidence of the rows that it was fitted on. */
  readonly pilot: PairEvidence
}

/** Returns what routers may know of rows: their signals, and what the pilot teaches about them; nothing of their own human labels. */
export function gatherEvidence(
  data: LabelData,
  { rows, fitted, pilot }: LabelTask,
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
export function orderRows(
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
