import type { JudgeCalibration } from '../judge/index.ts'
import { formatCount, type JudgeReliability, type JudgesReport } from '../report/index.ts'
import { judgeNotes, judgeTables } from './judge-tables.ts'
import type { JudgesArtifact } from './judges-artifact.ts'

const KINDS: Readonly<Record<JudgeCalibration['kind'], string>> = {
  identity: 'best left as stated',
  temperature: 'temperature',
  isotonic: 'isotonic',
  classes: 'shares of verdict classes',
}

/** Returns what the report says of the judges; null where the data has none, or the run is of an earlier version. */
export function judgesReport(artifact: JudgesArtifact | null): JudgesReport | null {
  if (artifact === null || artifact.judges.length === 0) return null
  const { judges, bought, labelled, withPeople, resamples } = artifact
  const { unusable, others } = judgeNotes(artifact)
  return {
    tables: judgeTables(artifact),
    warnings: unusable,
    notes: others,
    how: `Measured on ${formatCount(labelled)} instances with a judge's label, ${formatCount(withPeople)} of them with a label of people too; labels bought for the plan are left out, because the plan chose the rows that they stand on. Intervals are 95 %, bootstrap over prompt groups, ${formatCount(resamples)} resamples (agreement: 1,000). Calibrated figures are out of fold: no pair is read by a fit that saw its prompt.`,
    reliability: judges.flatMap(({ judge, calibration }) => reliabilityOf(judge, calibration)),
    bought,
  }
}

function reliabilityOf(
  judge: string,
  { kind, rows, quality }: JudgeCalibration,
): JudgeReliability[] {
  return quality === null ? [] : [{ judge, kind: KINDS[kind], pairs: rows, ...quality.reliability }]
}
