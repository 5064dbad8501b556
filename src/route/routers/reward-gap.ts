import { argsortDescending } from '../../stats/index.ts'
import { fillUnknown, requireKnown, unknownNotes } from '../known-values.ts'
import { type RewardGapBand, rewardGapBand } from '../reward-gap-band.ts'
import { byLocalGain, explainBy, markRows, type Router } from './router.ts'

/**
 * Sends the doubtful rows of the reward-gap curve to people first, the lowest gap first; then the contradicted rows; then the rest, always the
 * lowest gap first. RLTHF asks people about the doubtful band and flips the labels of the contradicted rows unasked: no label is made up here, so
 * contradicted rows are the next that people are asked about, and those beyond the budget keep the judge's label. Rows of unknown gap stand at the
 * mean of the known.
 *
 * @throws HyperError `config/router-needs-reward-gap`
 * @see Xu et al., RLTHF: Targeted human feedback for LLM alignment (ICML 2025)
 */
export const routeRewardGap: Router = ({ request, humans }) => {
  const gaps = requireKnown(request.evidence?.rewardGap, {
    router: 'reward-gap',
    code: 'router-needs-reward-gap',
    what: 'reward gap',
  })
  const { values, unknown } = fillUnknown(gaps)
  const band = rewardGapBand(gaps)
  const sequence = sequenceOf(values, band)
  return {
    ...byLocalGain,
    isHuman: markRows(values.length, sequence.subarray(0, humans)),
    priority: prioritiesOf(sequence),
    explain: explainBy('rewardGap', gaps),
    notes: [...bandNotes(band), ...unknownNotes('the reward gap', unknown, values.length)],
  }
}

/** Rows in the order in which people are asked. */
function sequenceOf(gaps: Float64Array, { mirror, knee }: RewardGapBand): Uint32Array {
  const lowestFirst = argsortDescending(gaps.map((gap) => -gap))
  const sequence = new Uint32Array(gaps.length)
  let to = 0
  const append = (isPart: (gap: number) => boolean): void => {
    for (const row of lowestFirst) if (isPart(gaps[row]!)) sequence[to++] = row
  }
  append((gap) => gap >= mirror && gap < knee)
  append((gap) => gap < mirror)
  append((gap) => gap >= knee)
  return sequence
}

function prioritiesOf(sequence: Uint32Array): Float64Array {
  const priorities = new Float64Array(sequence.length)
  sequence.forEach((row, place) => {
    priorities[row] = sequence.length - place
  })
  return priorities
}

function bandNotes({ mirror, knee, contradicted, doubtful, kept }: RewardGapBand): string[] {
  if (contradicted + doubtful + kept === 0) return []
  return [
    `the probe contradicts the judge on ${contradicted} rows (reward gap below ${mirror.toPrecision(3)}), doubts it on ${doubtful} (below ${knee.toPrecision(3)}) and leaves ${kept}; no label was flipped`,
  ]
}
