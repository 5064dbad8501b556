import type { FeatureColumn } from './feature-column.ts'
import type { SignalName, SignalTable } from './signal-table.ts'

/** A yes/no statement about the judge on one instance: `holds` reads a known value of the signal. */
export interface JudgeFlag {
  readonly name: string
  readonly label: string
  readonly signal: SignalName
  readonly holds: (value: number) => boolean
}

/** The yes/no statements about a judge that are read off its signals. */
export const JUDGE_FLAGS: readonly JudgeFlag[] = [
  { name: 'tie', label: 'judge says tie', signal: 'judgeTie', holds: (x) => x === 1 },
  {
    name: 'flipped',
    label: 'judge changed sides with the order',
    signal: 'orderFlip',
    holds: (x) => x === 1,
  },
  {
    name: 'wavered',
    label: 'judge said tie in one order only',
    signal: 'orderFlip',
    holds: (x) => x === 0.5,
  },
  { name: 'clear', label: 'judge finds it clear', signal: 'strength', holds: (x) => x === 1 },
  { name: 'slight', label: 'judge finds it slight', signal: 'strength', holds: (x) => x === 0.5 },
  {
    name: 'panel-split',
    label: 'another judge differs',
    signal: 'disagreeingShare',
    holds: (x) => x > 0,
  },
  {
    name: 'outvoted',
    label: 'the other judges lean to the other side',
    signal: 'panelMean',
    holds: (x) => x < 0,
  },
  {
    name: 'picked-longer',
    label: 'judge picked the longer completion',
    signal: 'judgeLengthRatio',
    holds: (x) => x > 0,
  },
  {
    name: 'unsure',
    label: 'judge gave its answer less than 3/4',
    signal: 'answerProbability',
    holds: (x) => x < 0.75,
  },
]

/** Returns the judge flags as columns `judge:NAME`; unknown where the signal is. */
export function judgeColumns(signals: SignalTable): FeatureColumn[] {
  return JUDGE_FLAGS.map(({ name, label, signal, holds }) => ({
    spec: { id: `judge:${name}`, kind: 'flag', group: 'judge', exclusive: false, label },
    cells: Int8Array.from(signals.columns[signal], (value) =>
      Number.isNaN(value) ? -1 : holds(value) ? 1 : 0,
    ),
  }))
}
