import type { Random } from '../kit/index.ts'
import {
  type FittedPilot,
  fitPilot,
  type HumanPositions,
  type PairEvidence,
  predictPilot,
  type RowPredictions,
  selectEvidence,
} from '../pilot/index.ts'
import { type AnalyticWorld, combineVotes } from '../simulate/index.ts'
import { splitParts } from './split-groups.ts'

/** What a pilot teaches in a world: fitted on part of its prompts, said of all its rows. */
export interface WorldPilot {
  readonly fitted: FittedPilot
  readonly predictions: RowPredictions
}

/** Fits a pilot on a share of the prompts of a world, whose primary sources both label it. */
export function fitWorldPilot(world: AnalyticWorld, share: number, random: Random): WorldPilot {
  const evidence = worldEvidence(world)
  const groupCount = world.groups.reduce((most, group) => Math.max(most, group + 1), 0)
  const { pilot } = splitParts(world.groups, groupCount, { pilot: share, judging: 0 }, random)
  const votes = world.labels[world.primary.human]!
  const people = Array.from(pilot, (row): HumanPositions => votes.map((column) => column[row]!))
  const fitted = fitPilot(selectEvidence(evidence, pilot), people, {}, random.fork('fit'))
  return { fitted, predictions: predictPilot(fitted.model, evidence) }
}

/** A world has no texts: leads are those of the judge and of length. */
function worldEvidence(world: AnalyticWorld): PairEvidence {
  const { ids, columns } = world.signals
  // The one signal that changes sign with A and B is a lead.
  const { logLengthRatio, ...symmetric } = columns
  const judge = Float64Array.from(combineVotes(world.labels[world.primary.lm]!))
  const strength = columns.strength!
  return {
    ids,
    groups: world.groups,
    judge,
    leads: {
      ids,
      columns: {
        judgeVerdict: judge,
        judgeStrength: judge.map((side, row) => side * strength[row]!),
        lengthLead: logLengthRatio!,
      },
    },
    traits: { ids, columns: symmetric },
  }
}
