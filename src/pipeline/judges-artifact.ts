import { readJsonArtifact } from './json-lines.ts'
import type { JudgeComparison } from './measure-judges.ts'
import type { RunStore } from './store.ts'

/** `judges.json`: the judges of a run beside people, and what the run bought of them. */
export interface JudgesArtifact extends JudgeComparison {
  readonly format: 'hyper/judge-table@1'
  /** Instances that have labels which the run bought: for the pilot, and for the plan afterwards. */
  readonly bought: { readonly pilot: number; readonly plan: number }
}

/** Returns what a run measured of its judges; null for a run of an earlier version, which wrote no such file. */
export async function loadJudges(store: RunStore): Promise<JudgesArtifact | null> {
  if ((await store.fingerprint('judges.json')) === null) return null
  return readJsonArtifact<JudgesArtifact>(store, 'judges.json', 'judge-table')
}
