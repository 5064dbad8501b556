import type { SignalColumns } from '../domain/index.ts'
import type { PairEvidence } from './pair-evidence.ts'

/** Signals that come from the judge: without its label they are unknown. */
const JUDGE_SIGNALS: ReadonlySet<string> = new Set([
  'judgeVerdict',
  'judgeStrength',
  'panelVerdict',
  'judgeRating',
  'judgeTie',
  'orderFlip',
  'bothOrders',
  'panelSize',
  'disagreeingShare',
  'panelMean',
  'strength',
  'judgeLengthRatio',
  'panelSpread',
  'judgeShare',
  'answerProbability',
  'answerEntropy',
  'sampleAgreement',
])

/** Returns the evidence as it would be if the judge had not labelled some of the rows: their label and everything read off the judge is unknown. */
export function withoutJudge(evidence: PairEvidence, rows: Iterable<number>): PairEvidence {
  const hidden = [...rows]
  const blank = (column: Float64Array): Float64Array => {
    const copy = column.slice()
    for (const row of hidden) copy[row] = Number.NaN
    return copy
  }
  const blankJudge = ({ ids, columns }: SignalColumns): SignalColumns => ({
    ids,
    columns: Object.fromEntries(
      Object.entries(columns).map(([name, column]) => [
        name,
        JUDGE_SIGNALS.has(name) ? blank(column) : column,
      ]),
    ),
  })
  return {
    ...evidence,
    judge: blank(evidence.judge),
    leads: blankJudge(evidence.leads),
    traits: blankJudge(evidence.traits),
  }
}
