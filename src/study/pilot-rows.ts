import { drawSubset, type Random } from '../kit/index.ts'
import {
  type HumanPositions,
  type PairEvidence,
  selectEvidence,
  withoutJudge,
} from '../pilot/index.ts'
import type { PilotPlan } from './options.ts'

/** What a router is fitted on: evidence and human labels; a row without human labels has none, one without the judge's has it unknown. */
export interface PilotRows {
  readonly evidence: PairEvidence
  readonly people: readonly HumanPositions[]
  /** Rows that carry both labels. */
  readonly doubleLabelled: number
}

/**
 * Returns the pilot as a plan has it: all rows with both labels, or so many of them by chance, the other rows with one label or none.
 */
export function takePilot(
  evidence: PairEvidence,
  people: readonly HumanPositions[],
  { rows, rest }: Pick<PilotPlan, 'rows' | 'rest'>,
  random: Random,
): PilotRows {
  const total = people.length
  if (rows === null || rows >= total) return { evidence, people, doubleLabelled: total }
  const both = drawSubset(total, rows, random.fork('both'))
  const isBoth = new Uint8Array(total)
  for (const row of both) isBoth[row] = 1
  const stream = random.fork('rest')
  const keepsHuman = Uint8Array.from({ length: total }, () => {
    const coin = stream.next() < 0.5
    return Number(rest === 'human' || (rest === 'either' && coin))
  })
  const others = Array.from(isBoth.keys()).filter((row) => isBoth[row] === 0)
  if (rest === 'none') {
    return {
      evidence: selectEvidence(evidence, both),
      people: Array.from(both, (row) => people[row]!),
      doubleLabelled: rows,
    }
  }
  return {
    evidence: withoutJudge(
      evidence,
      others.filter((row) => keepsHuman[row] === 1),
    ),
    people: people.map((own, row) => (isBoth[row] === 1 || keepsHuman[row] === 1 ? own : [])),
    doubleLabelled: rows,
  }
}
